"""The words of the interface, from gettext catalogues, with readings over kanji where a catalogue gives them.

A catalogue writes a reading as :mod:`ontology.ruby` reads it. A page shows it as ``ruby``, an attribute leaves it out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

from mappings.declared import read
from mappings.site import Interface
from ontology.errors import ReportedError
from ontology.ruby import READING, without_ruby

FOLDER = Path(__file__).parent / "translations"
"""The words of the engine; a site has its own in a folder of the same form."""

_LANGUAGES = Path(__file__).parent / "languages.yaml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of weekdays, as in ``/id/weekday/{key}``, in the order of CLDR."""

_IN_CONTEXT = "\x04"
"""Between the context of a message and its id, as in compiled catalogues of gettext."""
_TEMPLATES = 2_000
"""Entries of the cache of messages as HTML, for each language: more than there are messages."""


class CatalogueError(ReportedError):
    """A catalogue is missing, or cannot be read."""


class Catalogue:
    """The messages of one language. A message that is missing is shown in English, which is its id.

    *key_phrases* are the messages of a language that has translated no others. The rest is in *fallback*, which is
    marked wherever such a message stands, for the page is in *language* (WCAG 2.2, 3.1.2).
    """

    def __init__(
        self,
        language: str,
        messages: dict[str, str | tuple[str, ...]],
        key_phrases: frozenset[str] | None = None,
        fallback: str = "",
    ) -> None:
        self.language = language
        self.messages = messages
        self.key_phrases = key_phrases
        self.fallback = fallback or language
        self.template = lru_cache(maxsize=_TEMPLATES)(self._template)
        self._words = lru_cache(maxsize=_TEMPLATES)(lambda message: Markup(self.template(message)))

    def in_context(self, context: str) -> Catalogue:
        """The messages of this catalogue that have the context *context* (``msgctxt``)."""
        start = context + _IN_CONTEXT
        messages = {key.removeprefix(start): text for key, text in self.messages.items() if key.startswith(start)}
        if self.key_phrases is None:
            return Catalogue(self.language, messages)
        phrases = frozenset(key.removeprefix(start) for key in self.key_phrases if key.startswith(start))
        return Catalogue(self.language, messages, phrases, self.fallback)

    def language_of(self, message: str) -> str:
        """The language that *message* is shown in: that of the catalogue, or the fallback."""
        return self.language if self.key_phrases is None or message in self.key_phrases else self.fallback

    def gettext(self, message: str) -> str:
        """*message* in this language, with its readings."""
        text = self.messages.get(message, message)
        return text if isinstance(text, str) else text[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """*singular* or *plural* in this language, for *number* things. Japanese has one form."""
        forms = self.messages.get(singular)
        if isinstance(forms, tuple):
            return forms[0] if number == 1 or len(forms) == 1 else forms[1]
        return forms or (singular if number == 1 else plural)

    def html(self, message: str, **values: Any) -> Markup:
        """*message* for a page; *values* are escaped."""
        text = self._words(message)
        return text % values if values else text

    def _template(self, message: str) -> str:
        """The HTML of *message* with the places for its values, which are to be escaped."""
        return str(self._marked(message, with_ruby(self.gettext(message))))

    def plural_html(self, singular: str, plural: str, num: int, **values: Any) -> Markup:
        """:meth:`ngettext` for a page. ``%(num)s`` is the number."""
        text = with_ruby(self.ngettext(singular, plural, num)) % {"num": f"{num:,}", **values}
        return self._marked(singular, text)

    def _marked(self, message: str, text: Markup) -> Markup:
        """*text* with its language where that is not the language of the page around it."""
        return in_language(text, self.language_of(message), self.language)

    def spoken(self, message: str, **values: Any) -> Markup:
        """*message* without readings but with its language, for what only screen readers say."""
        return self._marked(message, Markup.escape(self.plain(message, **values)))

    def attribute(self, message: str) -> Markup:
        """The attribute ``lang`` for an element that shows *message* as plain text; empty in the page's language."""
        return language_attribute(self.language_of(message), self.language)

    def plain(self, message: str, **values: Any) -> str:
        """*message* without readings, for attributes and titles."""
        text = without_ruby(self.gettext(message))
        return text % values if values else text


@lru_cache(maxsize=_TEMPLATES)
def with_ruby(text: str) -> Markup:
    """*text*, escaped, its readings as ``ruby`` with parentheses for readers that know none."""

    def ruby(match: re.Match[str]) -> str:
        return f"<ruby>{match[1] or match[2]}<rp>（</rp><rt>{match[3]}</rt><rp>）</rp></ruby>"

    return Markup(READING.sub(ruby, str(escape(text))))


def language_attribute(language: str, around: str) -> Markup:
    """The attribute for an element in *language* where the text around it is in the language *around*.

    Empty where both are the same; with the direction of the letters where that differs.
    """
    return Markup("") if language == around else _language_attribute(language, around)


@lru_cache(maxsize=_TEMPLATES)
def _language_attribute(language: str, around: str) -> Markup:
    direction = text_direction(language)
    turned = Markup(' dir="{}"').format(direction) if direction != text_direction(around) else ""
    return Markup(' lang="{}"{}').format(language, turned)


def in_language(text: Markup, language: str, around: str) -> Markup:
    """*text*, which is in *language*, for a place where the text is in the language *around*."""
    if language == around or not text:
        return text
    return Markup(f"<span{language_attribute(language, around)}>{text}</span>")


@lru_cache
def text_direction(language: str) -> str:
    """``ltr`` or ``rtl``: the direction that *language*, one of those of the interface, is written in."""
    return str(locale_of(language).text_direction)


@lru_cache
def locale_of(language: str) -> Locale:
    """The locale of dates, numbers and weekdays for a reader of *language*, one of the languages of the interface."""
    return Locale.parse(language.removesuffix("-simple"), sep="-")


@lru_cache(maxsize=20_000)
def number_text(value: float | Decimal, locale: Locale) -> str:
    """*value* with the separators of *locale*. Pages show the same few numbers again and again."""
    return str(format_decimal(value, locale=locale))


@lru_cache
def language_name(language: str) -> str:
    """The name of *language* in itself."""
    name = _names_of_languages().get(language) or locale_of(language).get_display_name() or language
    return name[0].upper() + name[1:]


@lru_cache
def _names_of_languages() -> Mapping[str, str]:
    return read(_LANGUAGES, lambda raw: {tag: str(name) for tag, name in raw.items()})


def weekday_name(language: str, day: str, width: str = "wide") -> str:
    """The name of *day*, one of :data:`WEEKDAYS`; *width* is wide, abbreviated or narrow, as in CLDR."""
    return str(locale_of(language).days["stand-alone"][width][WEEKDAYS.index(day)])


class Words:
    """The catalogues of an interface: the engine's words, and those that a site keeps in *folder*."""

    def __init__(self, interface: Interface, folder: Path | None = None) -> None:
        self.interface = interface
        self._folders = [FOLDER, *([folder] if folder else [])]
        self.catalogue = lru_cache(maxsize=None)(self._catalogue)

    def complete(self, language: str) -> str:
        """The complete language in which a reader of *language* finds all words."""
        return self.interface.complete(language)

    def domains(self, language: str) -> list[Path]:
        """The catalogue files of *language*, one a domain (a part of the pages), by name; the site's come last."""
        below = Path(language.replace("-", "_")) / "LC_MESSAGES"
        return [path for folder in self._folders for path in sorted((folder / below).glob("*.po"))]

    def _catalogue(self, language: str) -> Catalogue:
        """The catalogue of *language*, one of the interface's: the messages of all its domains.

        A language with key phrases has these, and for all else the fallback's. Raises CatalogueError when there is no
        catalogue, one cannot be read, or two translate the same message.
        """
        paths = self.domains(language)
        if not paths:
            raise CatalogueError(f"{FOLDER}: there is no catalogue of {language}")
        messages: dict[str, str | tuple[str, ...]] = {}
        for path in paths:
            domain = _messages(path, language)
            if twice := sorted(messages.keys() & domain.keys()):
                raise CatalogueError(f"{path}: {twice[0]!r} is translated in another domain as well; keep one")
            messages |= domain
        if language in self.interface.phrase_languages:
            fallback = self.catalogue(self.interface.fallback).messages
            return Catalogue(language, fallback | messages, frozenset(messages), self.interface.fallback)
        return Catalogue(language, messages)


def _messages(path: Path, language: str) -> dict[str, str | tuple[str, ...]]:
    try:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=language.partition("-")[0], abort_invalid=True)
    except (OSError, ValueError) as error:
        raise CatalogueError(f"{path}: {error}") from error
    messages: dict[str, str | tuple[str, ...]] = {}
    for message in catalogue:
        if not message.id or not message.string:
            continue
        context = message.context + _IN_CONTEXT if message.context else ""
        if isinstance(message.id, tuple | list):
            strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
            if all(strings):
                messages[context + message.id[0]] = tuple(strings)
        elif isinstance(message.string, str):
            messages[context + message.id] = message.string
    return messages
