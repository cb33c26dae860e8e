"""The names of languages, also of those without data: such a name is not a misspelt word (Polish is not police)."""

from __future__ import annotations

from functools import lru_cache

from mappings.site import Interface
from server.display.spelling import fold, words_of_each
from server.display.translations import locale_of


def is_language_name(word: str, interface: Interface) -> bool:
    """Is *word* the name of a language in one of the languages of *interface* (CLDR)?"""
    return any(fold(word) in _names(language) for language in interface.readable)


@lru_cache
def _names(language: str) -> frozenset[str]:
    """The folded names of languages in *language*."""
    return frozenset("".join(words) for words in words_of_each(locale_of(language).languages.values()))
