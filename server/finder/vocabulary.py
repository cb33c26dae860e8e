"""The lexicon of the finder: values of facets by each of their names, also misspelt ones.

It is made once for a release, in the process that the web workers are forked from.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from ontology.ruby import without_ruby
from server.display.gazetteer import Places
from server.display.names import Names
from server.display.near_spellings import NearSpellings
from server.display.spelling import fold_romaji_each, forms, has_doubled, romaji_of, single_letters, words_of_each
from server.finder.declaration import KIND, FinderDeclaration
from server.finder.everyday import EverydayWords

_SHORTEST_ROMAJI = 4
"""Letters of the shortest word in kana that is known in romaji too; a shorter one is likely another word."""
_SHORTEST_NEARLY = 3
"""The length of the shortest text that is completed with differences in double letters."""
_MOST_LOOKED_AT = 200
"""The most names that are looked at to complete a text."""


@dataclass(frozen=True)
class WordMeaning:
    """The value *key* of *facet*, which *count* items have. *word* is the everyday word that means it, if one does."""

    facet: str
    key: str
    count: int = 0
    word: str = ""


class Lexicon:
    """The meanings of names.

    *counts* are how many items have each value of each facet that *declared* names.
    """

    def __init__(
        self,
        names: Names,
        gazetteer: Places,
        everyday: EverydayWords,
        declared: FinderDeclaration | None = None,
        counts: Mapping[tuple[str, str], int] | None = None,
    ) -> None:
        self.gazetteer = gazetteer
        self.everyday = everyday
        self._names = names
        self._counts = counts or {}
        self._declared = declared
        self._meanings: dict[str, tuple[WordMeaning, ...]] = {}
        for source in (_folded(self._kinds()), self._values(), _folded(self._words()), _folded(self._places())):
            self._add(source)
        self._add(self._romaji())

    def _add(self, named: Iterable[tuple[str, WordMeaning]]) -> None:
        """Take names from one source. A name that an earlier source has keeps its meanings, but all homonyms of places.

        Earlier sources are surer: what the data has, then everyday words, then places of which the data has nothing.
        """
        added: dict[str, dict[tuple[str, str], WordMeaning]] = {}
        for name, meaning in named:
            value = meaning.facet, meaning.key
            if (meanings := added.get(name)) is None:
                added[name] = {value: meaning}
            else:
                meanings.setdefault(value, meaning)
        for name, meanings in added.items():
            before = self._meanings.get(name, ())
            if before and (before[0].facet != self.gazetteer.facet or before[0].word):
                continue
            values: Iterable[WordMeaning] = meanings.values()
            if len(meanings) > 1 or before:
                facet = (before or (*values,))[0].facet
                keys = {meaning.key for meaning in before}
                values = [meaning for meaning in values if meaning.facet == facet and meaning.key not in keys]
            self._meanings[name] = (*before, *values)

    def _kinds(self) -> Iterator[tuple[str, WordMeaning]]:
        for kind in self._declared.kinds if self._declared else ():
            meaning = self.meaning(KIND, kind.key)
            for name in (kind.key, *map(without_ruby, kind.label.values()), *kind.words):
                yield name, meaning

    def _values(self) -> Iterator[tuple[str, WordMeaning]]:
        for kind, facet in self._declared.suggestions.items() if self._declared else ():
            values = [
                (self.meaning(facet, thing.key), names)
                for thing, names in self._names.whole_names(kind)
                if (facet, thing.key) in self._counts
            ]
            for meaning, names in sorted(values, key=lambda value: (-value[0].count, value[0].key)):
                yield from ((name, meaning) for name in names)

    def _words(self) -> Iterator[tuple[str, WordMeaning]]:
        for entry in self.everyday.words:
            if self._declared and entry.facet in self._declared.by_name:
                yield entry.word, self.meaning(entry.facet, entry.key, entry.word)

    def _places(self) -> Iterator[tuple[str, WordMeaning]]:
        gazetteer = self.gazetteer
        things = {thing.key for thing, _ in self._names.whole_names(gazetteer.kind)}
        for place in sorted(gazetteer.places.values(), key=lambda place: place.key not in things):
            meaning = self.meaning(gazetteer.facet, place.key)
            for name in (place.key, *gazetteer.names_of(place)):
                yield name, meaning

    def _romaji(self) -> Iterator[tuple[str, WordMeaning]]:
        """The names in kana of all but places, which have romaji of their own, as somebody without kana types them."""
        for name, meanings in list(self._meanings.items()):
            if not self.is_place(meanings) and len(romaji := romaji_of(name)) >= _SHORTEST_ROMAJI:
                yield from ((romaji, meaning) for meaning in meanings)

    def meaning(self, facet: str, key: str, word: str = "") -> WordMeaning:
        """The value *key* of *facet* with its number of items."""
        return WordMeaning(facet, key, self._counts.get((facet, key), 0), word)

    def exact(self, text: str) -> tuple[WordMeaning, ...]:
        """The meanings of all of *text*: homonyms, the one with the most items first, or values meant together."""
        return next((self._meanings[form] for form in forms(text) if form in self._meanings), ())

    def order(self, facet: str) -> Sequence[str]:
        """The keys of the values of *facet* where these are in an order, as days are; empty where they are not."""
        declared_facet = self._declared.by_name.get(facet) if self._declared else None
        return declared_facet.order if declared_facet and isinstance(declared_facet.order, tuple) else ()

    def is_place(self, meanings: tuple[WordMeaning, ...]) -> bool:
        """Are *meanings* those of the name of a place?"""
        return bool(meanings) and meanings[0].facet == self.gazetteer.facet and not meanings[0].word

    def near(self, text: str) -> list[tuple[WordMeaning, ...]]:
        """The meanings of the names that *text* is nearly spelt like, the likeliest first."""
        near: dict[tuple[tuple[str, str], ...], tuple[tuple[int, bool, int], tuple[WordMeaning, ...]]] = {}
        for form in forms(text):
            for edits, name in self._near.find(form):
                meanings = self._meanings[name]
                rank = (edits, name[0] != form[0], -meanings[0].count)
                values = tuple((meaning.facet, meaning.key) for meaning in meanings)
                if values not in near or rank < near[values][0]:
                    near[values] = (rank, meanings)
        return [meanings for _, meanings in sorted(near.values(), key=lambda ranked: ranked[0])]

    def beginning(self, text: str, most: int) -> list[tuple[WordMeaning, ...]]:
        """The meanings of the names that begin with *text*, the shortest names first, at most *most* names."""
        meanings: dict[tuple[WordMeaning, ...], None] = {}
        for form in forms(text):
            names = sorted(_beginning(self._sorted, form), key=lambda name: (len(name), name))
            meanings |= dict.fromkeys(self._meanings[name] for name in names[:most])
        return list(meanings)

    def beginning_nearly(self, text: str, most: int) -> list[tuple[WordMeaning, ...]]:
        """As :meth:`beginning`, but letters doubled or not make no difference (``Sapo``), and most items come first."""
        meanings: dict[tuple[WordMeaning, ...], None] = {}
        for form in map(single_letters, forms(text)):
            if len(form) < _SHORTEST_NEARLY:
                continue
            names = [name for single in _beginning(self._sorted_single, form) for name in self._names_without(single)]
            names.sort(key=lambda name: (-self._meanings[name][0].count, len(name), name))
            meanings |= dict.fromkeys(self._meanings[name] for name in names[:most])
        return list(meanings)

    @cached_property
    def _near(self) -> NearSpellings:
        return NearSpellings(name for name in self._meanings if not name.isdigit())

    @cached_property
    def _sorted(self) -> list[str]:
        return sorted(self._meanings)

    @cached_property
    def _doubled(self) -> dict[str, tuple[str, ...]]:
        """The names with doubled letters, by what they are without them."""
        doubled: dict[str, tuple[str, ...]] = {}
        for name in filter(has_doubled, self._meanings):
            single = single_letters(name)
            doubled[single] = (*doubled.get(single, ()), name)
        return doubled

    @cached_property
    def _sorted_single(self) -> list[str]:
        """The names without doubled letters."""
        with_doubled = {name for names in self._doubled.values() for name in names}
        singles = sorted(self._doubled.keys() - (self._meanings.keys() - with_doubled))
        # Both are sorted: that makes them quick to sort together.
        return sorted([*(name for name in self._sorted if name not in with_doubled), *singles])

    def _names_without(self, single: str) -> Iterator[str]:
        """The names that are *single* without doubled letters."""
        if single in self._meanings and single_letters(single) == single:
            yield single
        yield from self._doubled.get(single, ())

    def prepare(self) -> None:
        """Make the indexes before the first reader asks."""
        assert self._near
        assert self._sorted is not None
        assert self._sorted_single is not None


def _beginning(names: Sequence[str], form: str) -> Sequence[str]:
    """The first of the sorted *names* that begin with *form*."""
    first = bisect_left(names, form)
    return names[first : min(bisect_left(names, form + "\U0010ffff", first), first + _MOST_LOOKED_AT)]


def _folded(named: Iterable[tuple[str, WordMeaning]]) -> Iterator[tuple[str, WordMeaning]]:
    """*named* with each name as it is compared: folded, and folded as romaji where that is another."""
    named = list(named)
    folded = ["".join(words) for words in words_of_each(name for name, _ in named)]
    for name, romaji, (_, meaning) in zip(folded, fold_romaji_each(folded), named, strict=True):
        yield name, meaning
        if romaji != name:
            yield romaji, meaning
