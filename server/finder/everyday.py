"""Words of everyday life and the values of facets that they mean: ``everyday_words.yaml`` of the site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mappings.declared import DeclarationError, declared
from mappings.site import Site
from server.display.spelling import fold

FILE = "everyday_words.yaml"
FILLERS, RANGES, ALTERNATIVES = "fillers", "ranges", "alternatives"


@dataclass(frozen=True)
class EverydayWord:
    """A word as people write it, in *language*, and the value *key* of *facet* that it means."""

    word: str
    language: str
    facet: str
    key: str


@dataclass(frozen=True)
class EverydayWords:
    """Every word of the file. The others are folded words that join or fill.

    *fillers* mean nothing where they stand beside others; *ranges* stand between the first and the last of values in
    order (Monday to Friday), *alternatives* between values of which either will do.
    """

    words: tuple[EverydayWord, ...] = ()
    fillers: frozenset[str] = frozenset()
    ranges: frozenset[str] = frozenset()
    alternatives: frozenset[str] = frozenset()


def load_everyday_words(site: Site) -> EverydayWords:
    """The words that *site* declares; none where it has no such file. Raises DeclarationError."""
    return declared(site, FILE, _everyday_words) or EverydayWords()


def _everyday_words(raw: Mapping[str, Any]) -> EverydayWords:
    joining = [
        frozenset(fold(word) for words in raw.get(name, {}).values() for word in _texts(name, words)) - {""}
        for name in (FILLERS, RANGES, ALTERNATIVES)
    ]
    facets = {facet: values for facet, values in raw.items() if facet not in (FILLERS, RANGES, ALTERNATIVES)}
    return EverydayWords(tuple(_words(facets)), *joining)


def _words(facets: Mapping[str, Mapping[str, Mapping[str, Any]]]) -> Iterator[EverydayWord]:
    for facet, values in facets.items():
        for key, by_language in values.items():
            for language, words in by_language.items():
                for word in _texts(f"{facet} {key}", words):
                    yield EverydayWord(word, language, facet, str(key))


def _texts(place: str, words: object) -> list[str]:
    """*words*, a list of texts. YAML reads some words (on, no) as something else unless they stand in quotes."""
    if not isinstance(words, list):
        raise DeclarationError(f"{place}: words are a list for each language")
    if odd := [word for word in words if not isinstance(word, str) or not fold(word)]:
        raise DeclarationError(f"{place}: {odd[0]!r} is not a word; put it in quotes")
    return words
