"""Suggestions for typed text: things with a fitting name, and the choice in the finder that each stands for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from pyoxigraph import NamedNode

from server.display.index import ELSEWHERE, Thing
from server.display.knowledge import Knowledge
from server.display.names import Fit, NameMatch
from server.finder.declaration import FinderDeclaration
from server.finder.everyday import load_everyday_words
from server.finder.index import FacetIndex
from server.finder.language_names import is_language_name
from server.finder.reading import Understanding, read
from server.finder.vocabulary import Lexicon, WordMeaning

_LONGEST_UNFINISHED = 3
"""Words of the longest name that is completed after others."""
_MOST_WORDS = 4
"""Everyday words and places without data among the proposals for a text."""


@dataclass(frozen=True)
class SuggestedThing:
    """A thing with what it chooses in the finder: the value *key* of *facet*, which *count* items have.

    *facet* and *key* are empty where it chooses nothing.
    """

    iri: NamedNode
    kind: str
    facet: str = ""
    key: str = ""
    count: int = 0


@dataclass(frozen=True)
class Suggestion:
    """An entry that a text may mean, and how well the text fits."""

    entry: SuggestedThing
    fit: Fit


Proposal = Suggestion | tuple[WordMeaning, ...]
"""A thing, or meanings of words that are chosen together."""


class Suggestions:
    """Finds things by their names, for suggestions, searches and sentences such as ``Vietnamese Saturday``.

    *searched* are the kinds that a search looks through, the most wanted first. The kinds of the finder's suggestions
    come before them; a site without a finder suggests things of all searched kinds, and they choose nothing.
    Raises DeclarationError.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        searched: Sequence[str],
        declared: FinderDeclaration | None = None,
        index: FacetIndex | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._facets: Mapping[str, str] = declared.suggestions if declared else {}
        self._counts = _counts(index) if index else {}
        # Things of somebody else's data come last.
        searched = (*searched, *((ELSEWHERE,) if knowledge.index.elsewhere else ()))
        self.kinds: tuple[str, ...] = tuple(self._facets or searched)
        """The kinds of things that are suggested."""
        self.searched: tuple[str, ...] = tuple(dict.fromkeys((*self.kinds, *searched)))
        """The kinds of things that a search finds."""
        self._index = index
        self._declared = declared
        self._everyday = load_everyday_words(knowledge.release.site)

    @cached_property
    def vocabulary(self) -> Lexicon:
        """The meanings of names and everyday words in the finder. A server makes it before its workers are forked."""
        knowledge = self._knowledge
        return Lexicon(knowledge.names, knowledge.gazetteer, self._everyday, self._declared, self._counts)

    def prepare(self) -> None:
        """Make the indexes before the first reader asks."""
        self.vocabulary.prepare()

    def find(self, text: str, limit: int | None = None, kinds: Iterable[str] = ()) -> list[Suggestion]:
        """The things (at most *limit*, of *kinds* or of any that is suggested) that *text* may mean, the best first."""
        matches = self._knowledge.names.find(text, tuple(kinds) or self.kinds, limit, self._count)
        return [Suggestion(self._entry(match.thing), match.fit) for match in matches]

    def near(self, text: str, kinds: Iterable[str], limit: int) -> list[Suggestion]:
        """The things of *kinds* (at most *limit*) whose names are spelt nearly like *text*, the likeliest first."""
        gazetteer, index, kinds = self._knowledge.gazetteer, self._knowledge.index, tuple(kinds)
        places = [
            Thing(kind, meaning.key)
            for meanings in chain(self.vocabulary.beginning_nearly(text, 2 * limit), self.vocabulary.near(text))
            for meaning in meanings
            for kind in kinds
            if meaning.facet == gazetteer.facet and gazetteer.has_kind(kind)
        ]
        things = [thing for thing in dict.fromkeys(places) if thing in index]
        return [Suggestion(self._entry(thing), Fit.PART) for thing in things[:limit]]

    def search(self, text: str) -> list[NameMatch]:
        """Everything that *text* may mean: what is suggested for it, then things of the other searched kinds."""
        return self._knowledge.names.find(text, self.searched, weight=self._count)

    def propose(self, text: str, limit: int) -> list[Proposal]:
        """Up to *limit* meanings of *text*, which may be unfinished: a wish of several parts, names, everyday words.

        Of names that begin with the text those of things come first, then everyday words and places of which the data
        has nothing (where no name begins so, names that nearly do), then names that hold the text; where nothing does,
        names that are spelt nearly like it.
        """
        found = self.find(text, limit)
        first = [suggestion for suggestion in found if suggestion.fit <= Fit.BEGINNING]
        shown = {self._value_of(suggestion.entry) for suggestion in found}
        begun = self.vocabulary.beginning(text, 2 * limit)
        if not first and not begun:
            begun = self.vocabulary.beginning_nearly(text, 2 * limit)
        words = self._apart(begun, shown)[:_MOST_WORDS]
        proposals: list[Proposal] = [*self._wish(text), *first, *words, *found[len(first) :]]
        return (proposals or [*self._apart(self.vocabulary.near(text), set())])[:limit]

    def _value_of(self, entry: SuggestedThing) -> tuple[str, str]:
        """The value that *entry* is, though perhaps no item has it."""
        gazetteer = self._knowledge.gazetteer
        thing = self._knowledge.index.thing(entry.iri.value)
        if thing and thing.kind == gazetteer.kind:
            return gazetteer.facet, thing.key
        return entry.facet, entry.key

    def _apart(
        self, names: Iterable[tuple[WordMeaning, ...]], shown: set[tuple[str, str]]
    ) -> list[tuple[WordMeaning, ...]]:
        """The meanings of *names* but those *shown*, each once: every place of a name by itself."""
        apart: dict[tuple[tuple[str, str], ...], tuple[WordMeaning, ...]] = {}
        for meanings in names:
            is_place = self.vocabulary.is_place(meanings)
            for together in ((meaning,) for meaning in meanings) if is_place else (meanings,):
                values = tuple((meaning.facet, meaning.key) for meaning in together)
                if not shown.issuperset(values):
                    apart.setdefault(values, together)
        return list(apart.values())

    def _wish(self, text: str) -> list[tuple[WordMeaning, ...]]:
        """The meanings of all of *text*, if it has several; the last name may be unfinished."""
        words = text.split()
        whole = read(text, self.vocabulary, lambda _: True)
        meanings = () if whole.rest else whole.meanings
        for size in range(min(_LONGEST_UNFINISHED, len(words) - 1), 0, -1):
            if meanings:
                break
            begun = read(" ".join(words[:-size]), self.vocabulary, lambda _: True)
            last = self._apart(self.vocabulary.beginning(" ".join(words[-size:]), 1), set())
            meanings = (*begun.meanings, *last[0]) if last and begun.choices and not begun.rest else ()
        return [meanings] if len({meaning.facet for meaning in meanings}) > 1 else []

    def read(self, text: str) -> Understanding:
        """The meaning of *text*: ``Easy Japanese 札幌 guide``, ``ベトナム語の土曜日``.

        A word that is in the name of a thing or in a text of an item is not corrected.
        """
        return read(text, self.vocabulary, self._is_known)

    def _is_known(self, word: str) -> bool:
        """Is *word* in the name of a thing or in a text of an item, or the name of a language that the data lacks?"""
        if is_language_name(word, self._knowledge.release.site.interface):
            return True
        if self._knowledge.names.find(word, self.searched, 1):
            return True
        return self._index is not None and self._index.has_text(word)

    def _count(self, thing: Thing) -> int:
        return self._counts.get((self._facets.get(thing.kind, ""), thing.key), 0)

    def _entry(self, thing: Thing) -> SuggestedThing:
        iri = self._knowledge.iri(thing)
        facet = self._facets.get(thing.kind, "")
        if (facet, thing.key) not in self._counts:
            return SuggestedThing(iri, thing.kind)
        return SuggestedThing(iri, thing.kind, facet, thing.key, self._counts[facet, thing.key])


def _counts(index: FacetIndex) -> dict[tuple[str, str], int]:
    """How many items have each value of each facet."""
    return {(facet, key): index.count(rows) for facet, masks in index.masks.items() for key, rows in masks.items()}
