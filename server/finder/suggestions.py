"""Suggestions for typed text: things with a fitting name, and the choice in the finder that each stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode

from ontology.ruby import without_ruby
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.names import Fit, NameMatch
from server.display.spelling import fold, fold_romaji, is_japanese, without_unfinished
from server.finder.declaration import KIND, Declaration
from server.finder.index import FacetIndex

_PARTICLES = frozenset({"の", "で", "に", "と", "を", "は", "が", "も", "や", "から"})
_LONGEST_PHRASE = 5
"""Words of the longest name that is looked for in a sentence."""
_LONGEST_CHUNK = 40
"""Characters of the longest run of Japanese that is taken apart."""


@dataclass(frozen=True)
class Entry:
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

    entry: Entry
    fit: Fit


class Suggestions:
    """Finds things by their names, for suggestions, searches and sentences such as ``Vietnamese Saturday``.

    *searched* are the kinds that a search looks through, the most wanted first. The kinds of the finder's suggestions
    come before them; a site without a finder suggests things of all searched kinds, and they choose nothing.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        searched: Sequence[str],
        declared: Declaration | None = None,
        index: FacetIndex | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._facets: Mapping[str, str] = declared.suggestions if declared else {}
        self._counts = _counts(self._facets, index) if index else {}
        self.kinds: tuple[str, ...] = tuple(self._facets or searched)
        """The kinds of things that are suggested."""
        self.searched: tuple[str, ...] = tuple(dict.fromkeys((*self.kinds, *searched)))
        """The kinds of things that a search finds."""
        self._chosen_by = self._choices(declared) if declared else {}

    def find(self, text: str, limit: int | None = None, kinds: Iterable[str] = ()) -> list[Suggestion]:
        """The things (at most *limit*, of *kinds* or of any that is suggested) that *text* may mean, the best first."""
        matches = self._knowledge.names.find(text, tuple(kinds) or self.kinds, limit, self._count)
        return [Suggestion(self._entry(match.thing), match.fit) for match in matches]

    def search(self, text: str) -> list[NameMatch]:
        """Everything that *text* may mean: what is suggested for it, then things of the other searched kinds."""
        return self._knowledge.names.find(text, self.searched, weight=self._count)

    def exact(self, folded: str) -> Entry | None:
        """What the whole name *folded* chooses in the finder: a value of the first kind that has the name."""
        forms = (folded, fold_romaji(folded), without_unfinished(folded))
        return next((self._chosen_by[form] for form in forms if form in self._chosen_by), None)

    def understand(self, text: str) -> tuple[list[Entry], list[str]]:
        """What *text* names, and the words left over: ``Easy Japanese 札幌 guide``, ``ベトナム語の土曜日``."""
        words = text.split()
        entries: list[Entry] = []
        rest: list[str] = []
        place = 0
        while place < len(words):
            for size in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
                entry = self.exact(fold(" ".join(words[place : place + size])))
                if entry is not None:
                    entries.append(entry)
                    break
            else:
                size = 1
                parts = self._split(fold(words[place])) if is_japanese(words[place]) else None
                if parts is None:
                    rest.append(words[place])
                else:
                    entries += parts
            place += size
        return list(dict.fromkeys(entries)), rest

    def _split(self, chunk: str) -> list[Entry] | None:
        """*chunk*, Japanese without spaces, as names with particles between, or None when something is left over.

        ``best[end]`` are the fewest names that the characters before *end* can be read as.
        """
        if len(chunk) > _LONGEST_CHUNK:
            return None
        best: list[list[Entry] | None] = [[]] + [None] * len(chunk)
        for end in range(1, len(chunk) + 1):
            for start in range(end):
                before, part = best[start], chunk[start:end]
                if before is None:
                    continue
                # A particle only follows a name; a single character is no name here (津, 月).
                entry = self.exact(part) if len(part) > 1 else None
                reading = before if part in _PARTICLES and before else [*before, entry] if entry else None
                current = best[end]
                if reading is not None and (current is None or len(reading) < len(current)):
                    best[end] = reading
        return best[-1] or None

    def _count(self, thing: Thing) -> int:
        return self._counts.get(thing, 0)

    def _entry(self, thing: Thing) -> Entry:
        iri = self._knowledge.iri(thing)
        if thing not in self._counts:
            return Entry(iri, thing.kind)
        return Entry(iri, thing.kind, self._facets[thing.kind], thing.key, self._counts[thing])

    def _choices(self, declared: Declaration) -> dict[str, Entry]:
        """What each whole name chooses: the first kind comes first, and in it what most items have."""
        choices: dict[str, Entry] = {}
        for name, entry in (*self._kinds_of_items(declared), *self._values_of_facets()):
            choices.setdefault(name, entry)
        return choices

    def _kinds_of_items(self, declared: Declaration) -> Iterator[tuple[str, Entry]]:
        namespace = self._knowledge.namespace
        for kind in declared.kinds:
            entry = Entry(namespace.thing(KIND, kind.key), KIND, KIND, kind.key)
            for name in dict.fromkeys(map(fold, (kind.key, *map(without_ruby, kind.label.values()), *kind.words))):
                yield name, entry

    def _values_of_facets(self) -> Iterator[tuple[str, Entry]]:
        for kind in self.kinds:
            named = [(thing, names) for thing, names in self._knowledge.names.whole_names(kind)]
            for thing, names in sorted(named, key=lambda pair: (-self._count(pair[0]), pair[0].key)):
                if thing in self._counts:
                    entry = self._entry(thing)
                    yield from ((name, entry) for name in names)


def _counts(facets: Mapping[str, str], index: FacetIndex) -> dict[Thing, int]:
    """For each thing that chooses a value of a facet, how many items have the value."""
    return {
        Thing(kind, key): index.count(rows)
        for kind, facet in facets.items()
        if facet
        for key, rows in index.masks[facet].items()
    }
