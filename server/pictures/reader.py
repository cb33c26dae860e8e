"""Who a picture is for: the words, numbers, dates and days in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_compact_decimal, format_decimal
from markupsafe import Markup

from server.display.labels import Label
from server.display.translations import Catalogue
from server.pictures.errors import PictureError

FOLDER = Path(__file__).parent / "translations"
LANGUAGES = tuple(sorted(folder.name.replace("_", "-") for folder in FOLDER.iterdir() if folder.is_dir()))
"""Languages in which the words of pictures are there."""

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Number = int | float | Decimal


@dataclass(frozen=True)
class Reader:
    """A reader by the language of the interface (BCP 47: ``ja``, ``ja-simple``, ``en``, ``zh-Hans`` …).

    Numbers, dates and weekdays come from CLDR for any language that Babel knows. The words come from the catalogues
    ``translations/*/LC_MESSAGES/pictures.po``; a language without one gets the English, marked as English.
    """

    language: str

    @cached_property
    def locale(self) -> Locale:
        """Of numbers and dates; English for a language unknown to CLDR."""
        tag = self.language.removesuffix("-simple")
        try:
            return Locale.parse(tag, sep="-")
        except (UnknownLocaleError, ValueError):
            return Locale("en")

    @property
    def words_language(self) -> str:
        """The language the words are in: the reader's, else English."""
        return self.language if self.language in LANGUAGES else "en"

    @property
    def reads_kana(self) -> bool:
        """Whether names are better given in kana where there is little room."""
        return self.language == "ja-simple"

    def text(self, message: str, **values: object) -> str:
        """*message*, an English text that is its id, in the reader's language, for titles and attributes."""
        return _catalogue(self.words_language).plain(message, **values)

    def html(self, message: str, **values: object) -> Markup:
        """*message* for a page, with readings over kanji where the catalogue gives them; marked if it is a fallback."""
        words = _catalogue(self.words_language).html(message, **values)
        if self.words_language == self.language:
            return words
        return Markup('<span lang="{}">{}</span>').format(self.words_language, words)

    def name(self, label: Label) -> str:
        """*label* in a title or attribute: with its reading in brackets for a reader of kana."""
        return f"{label.text}（{label.reading}）" if self.reads_kana and label.reading else label.text

    def number(self, value: Number) -> str:
        """*value* with the separators of the language."""
        return str(format_decimal(value, locale=self.locale))

    def short_number(self, value: Number) -> str:
        """*value* in at most seven characters or so: 393,585; 1235万; 12.3M."""
        full = self.number(value)
        return full if len(full) <= 7 else str(format_compact_decimal(value, locale=self.locale, fraction_digits=1))

    def quantity(self, value: Number, unit: str = "") -> str:
        """*value* with its *unit*: 47人, 47 people, 3.2%."""
        return with_unit(self.number(value), unit, self.locale.language)

    def range(self, low: Number, high: Number, unit: str = "") -> str:
        """*low* to *high*, both included: 3–17 people."""
        between = "～" if self.locale.language == "ja" else "–"
        return with_unit(f"{self.number(low)}{between}{self.number(high)}", unit, self.locale.language)

    def weekday(self, day: str, width: str = "wide") -> str:
        """The name of *day* (``monday`` … ``sunday``); *width* is wide, abbreviated or narrow, as in CLDR."""
        return str(self.locale.days["stand-alone"][width][WEEKDAYS.index(day)])

    def date(self, day: date, precision: str) -> str:
        """*day* as far as it is known: *precision* is ``year``, ``month`` or ``day``."""
        if precision == "day":
            return str(format_date(day, "long", locale=self.locale))
        return str(format_skeleton("y" if precision == "year" else "yMMM", day, locale=self.locale))

    def listed(self, items: Sequence[str]) -> str:
        """*items* as a list in a sentence."""
        return str(format_list(list(items), locale=self.locale)) if items else ""


def with_unit(number: str, unit: str, language: str) -> str:
    """*number* and *unit*; a space between them except in Chinese and Japanese and before a percent sign."""
    if not unit:
        return number
    return f"{number}{unit}" if language in ("ja", "zh") or unit.startswith("%") else f"{number} {unit}"


@lru_cache
def _catalogue(language: str) -> Catalogue:
    path = FOLDER / language.replace("-", "_") / "LC_MESSAGES" / "pictures.po"
    try:
        with path.open("rb") as file:
            read = read_po(file, locale=language.partition("-")[0], abort_invalid=True)
    except (OSError, ValueError) as error:
        raise PictureError(f"{path}: {error}; the words of pictures are kept there") from error
    return Catalogue(
        language, {str(message.id): str(message.string) for message in read if message.id and message.string}
    )
