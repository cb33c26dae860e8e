"""The reader of a picture: words, numbers and dates in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.lists import format_list
from babel.numbers import format_compact_decimal
from markupsafe import Markup

from mappings.site_settings import Texts
from ontology.ruby import without_ruby
from server.display.labels import Label
from server.display.translations import Catalogue, Words, number_text, with_ruby
from server.display.units import Unit, with_unit

CONTEXT = "picture"
"""The context (``msgctxt``) of the words of pictures in the catalogues."""

Number = int | float | Decimal


def _locale(language: str) -> Locale:
    """The locale of *language*, a tag of the interface."""
    try:
        return Locale.parse(language.removesuffix("-simple"), sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")


@dataclass(frozen=True)
class Reader:
    """A reader by the language of the interface (BCP 47: ``ja``, ``ja-simple``, ``en``, ``zh-Hans`` …).

    The words come from *catalogue*; where it is in another language than the reader's, so are the numbers and dates
    ("5.831 people" would be read as six), and the body of the picture is marked with that language.
    """

    language: str
    catalogue: Catalogue

    @cached_property
    def locale(self) -> Locale:
        """The locale of names; English for a language unknown to CLDR."""
        return _locale(self.language)

    @cached_property
    def words_locale(self) -> Locale:
        """The locale of numbers and dates, which stand among the words."""
        return _locale(self.words_language)

    @property
    def words_language(self) -> str:
        """The language of the words."""
        return self.catalogue.language

    @property
    def reads_kana(self) -> bool:
        """Whether this reader prefers names in kana where there is little room."""
        return self.language == "ja-simple"

    def text(self, message: str, **values: object) -> str:
        """*message*, an English text that is its id, in the reader's language, for titles and attributes."""
        return self.catalogue.plain(message, **values)

    def html(self, message: str, **values: object) -> Markup:
        """*message* for a page, with readings over kanji where the catalogue gives them."""
        return self.catalogue.html(message, **values)

    def declared_text(self, texts: Texts) -> str:
        """The text of a declaration in the language of the words, for titles and attributes."""
        return without_ruby(texts[self.words_language])

    def declared_html(self, texts: Texts) -> Markup:
        """The text of a declaration for a page, as :meth:`html`."""
        return with_ruby(texts[self.words_language])

    @property
    def foreign_language(self) -> str | None:
        """The language of the words where it is not the reader's, for the attribute ``lang`` of what holds them."""
        return self.words_language if self.words_language != self.language else None

    def name(self, label: Label) -> str:
        """*label* in a title or attribute: with its reading in brackets for a reader of kana."""
        return f"{label.text}（{label.reading}）" if self.reads_kana and label.reading else label.text

    def number(self, value: Number) -> str:
        """*value* with the separators of the language."""
        return number_text(value, self.words_locale)

    def short_number(self, value: Number) -> str:
        """*value* in at most seven characters or so: 393,585; 1235万; 12.3M."""
        full = self.number(value)
        return (
            full if len(full) <= 7 else str(format_compact_decimal(value, locale=self.words_locale, fraction_digits=1))
        )

    def quantity(self, value: Number, unit: Unit | str = "") -> str:
        """*value* with its *unit*: 47人, 47 people, 1 person, 3.2%."""
        return with_unit(self.number(value), self._form(unit, value), self._unit_language(unit))

    def quantity_html(self, value: Number, unit: Unit | str = "") -> Markup:
        """:meth:`quantity` for a page: the unit with its reading."""
        form = unit if isinstance(unit, str) else unit.form(value, self.words_language)
        return with_ruby(with_unit(self.number(value), form, self._unit_language(unit)))

    def range(self, low: Number, high: Number, unit: Unit | str = "") -> str:
        """*low* to *high*, both included: 3–17 people."""
        between = "～" if self.words_locale.language == "ja" else "–"
        numbers = f"{self.number(low)}{between}{self.number(high)}"
        return with_unit(numbers, self._form(unit, high), self._unit_language(unit))

    def unit_name(self, unit: Unit | str) -> str:
        """*unit* for a heading or a legend, without readings; empty for none."""
        return unit if isinstance(unit, str) else without_ruby(unit.name(self.words_language))

    def _form(self, unit: Unit | str, value: Number) -> str:
        return unit if isinstance(unit, str) else without_ruby(unit.form(value, self.words_language))

    def _unit_language(self, unit: Unit | str) -> str:
        """The language (ISO 639) that the unit is written in: a text is the reader's."""
        return self.words_locale.language if isinstance(unit, str) else self.words_language.partition("-")[0]

    def date(self, day: date, precision: str) -> str:
        """*day* with the given precision: *precision* is ``year``, ``month`` or ``day``."""
        if precision == "day":
            return str(format_date(day, "long", locale=self.words_locale))
        return str(format_skeleton("y" if precision == "year" else "yMMM", day, locale=self.words_locale))

    def listed(self, items: Sequence[str]) -> str:
        """*items* as a list in a sentence."""
        return str(format_list(list(items), locale=self.words_locale)) if items else ""


def make_reader(words: Words, language: str) -> Reader:
    """A reader of *language*; the words of pictures are those of *words* in the closest complete language."""
    return Reader(language, words.catalogue(words.complete(language)).in_context(CONTEXT))
