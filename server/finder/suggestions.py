"""Names as one types them: places, languages, topics, days, organisations and services.

Found by the beginning or a part of any of their names, whatever script they are typed in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode

from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.translations import without_ruby
from server.finder.declaration import KIND, Declaration
from server.finder.forms import fold, fold_romaji, is_japanese, without_unfinished, words_of
from server.finder.index import FacetIndex

_NAMES = tuple(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2004/02/skos/core#prefLabel",
        "http://purl.org/dc/terms/title",
        "http://www.w3.org/2000/01/rdf-schema#label",
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://schema.org/name",
        "http://schema.org/alternateName",
        "http://purl.org/dc/terms/identifier",
        "http://www.w3.org/2004/02/skos/core#notation",
    )
)
_SUFFIXES = {
    "ja": "都道府県市区町村",
    "ja-hira": ("とどう", "ふ", "けん", "し", "く", "ちょう", "まち", "そん", "むら", "と"),
    "ja-latn": ("-to", "-fu", "-ken", "-shi", "-ku", "-cho", "-machi", "-son", "-mura", "-gun"),
}
"""What is left out of the name of a local government as often as not, by the language of the name."""
_ENGLISH_SUFFIXES = {
    "都": ("metropolis", "prefecture"),
    "道": ("prefecture",),
    "府": ("prefecture",),
    "県": ("prefecture",),
    "市": ("city",),
    "区": ("ward", "city"),
    "町": ("town",),
    "村": ("village",),
}
"""What is said in English after the name of a local government, by the end of its name in Japanese."""
_DAY_SUFFIXES = {"ja": ("日", "曜日"), "ja-simple": ("び",)}
_PARTICLES = frozenset({"の", "で", "に", "と", "を", "は", "が", "も", "や", "から"})
_LONGEST_PHRASE = 5
_LONGEST_CHUNK = 40


@dataclass(frozen=True)
class Entry:
    """A thing that is suggested, its names folded for comparison. *facet* and *key* are what it chooses, or empty."""

    iri: NamedNode
    kind: str
    order: int
    facet: str
    key: str
    count: int
    names: tuple[str, ...]
    spaced: tuple[str, ...]

    @property
    def haystack(self) -> str:
        """All names in one text."""
        return "\x00".join(("", *self.names, ""))


@dataclass(frozen=True)
class Suggestion:
    """An entry that fits, and how well: 0 a whole name, 1 its beginning, 2 the beginning of a word, 3 a part,
    4 all words somewhere."""

    entry: Entry
    fit: int


class Suggestions:
    """Everything that can be suggested in a release."""

    def __init__(self, knowledge: Knowledge, declared: Declaration, index: FacetIndex) -> None:
        self.entries: list[Entry] = []
        for order, (kind, facet) in enumerate(declared.suggestions.items()):
            for thing in knowledge.index.kinds.get(kind, ()):
                self.entries.append(_entry(knowledge, index, thing, facet, order))
        self._haystacks = [entry.haystack for entry in self.entries]
        self._spaced = ["\x00".join(f" {name}" for name in entry.spaced) for entry in self.entries]
        self._exact: dict[str, list[Entry]] = {}
        for entry in self.entries:
            for name in entry.names:
                if name:
                    self._exact.setdefault(name, []).append(entry)
        for each in declared.kinds:
            names = tuple(dict.fromkeys(map(fold, (each.key, *map(without_ruby, each.label.values()), *each.words))))
            kind_entry = Entry(knowledge.namespace.thing(KIND, each.key), KIND, 0, KIND, each.key, 0, names, names)
            for name in names:
                self._exact.setdefault(name, []).append(kind_entry)

    def find(self, text: str, limit: int, kinds: Iterable[str] = ()) -> list[Suggestion]:
        """At most *limit* entries (of *kinds*) that *text* may mean, the best first."""
        wanted = frozenset(kinds)
        folded = fold(text)
        if not folded:
            return []
        forms = list(dict.fromkeys((folded, fold_romaji(folded), without_unfinished(folded))))
        words = [fold_romaji(word) for word in words_of(text)]
        found: list[tuple[tuple[int, int, int, int, str], Suggestion]] = []
        for number, haystack in enumerate(self._haystacks):
            entry = self.entries[number]
            if wanted and entry.kind not in wanted:
                continue
            fit = min((_fit(form, haystack, self._spaced[number]) for form in forms if form), default=9)
            if fit == 9 and len(words) > 1 and all(word in haystack for word in words):
                fit = 4
            if fit < 9:
                # A whole name of any kind comes before the beginnings; then the kind, then what most is known of.
                rank = (fit, entry.order, -entry.count, len(haystack), entry.iri.value)
                found.append((rank, Suggestion(entry, fit)))
        found.sort(key=lambda each: each[0])
        return [suggestion for _, suggestion in found[:limit]]

    def exact(self, folded: str) -> Entry | None:
        """The entry that chooses a value of a facet and has *folded* as a whole name, the first kind first."""
        for form in (folded, fold_romaji(folded)):
            chosen = [entry for entry in self._exact.get(form, ()) if entry.facet]
            if chosen:
                return min(chosen, key=lambda entry: (entry.order, -entry.count, entry.iri.value))
        return None

    def understand(self, text: str) -> tuple[list[Entry], list[str]]:
        """What *text* names, and the words left over: ``Easy Japanese 札幌 guide``, ``ベトナム語の土曜日``."""
        words, entries, rest = text.split(), [], []
        place = 0
        while place < len(words):
            for size in range(min(_LONGEST_PHRASE, len(words) - place), 0, -1):
                phrase = " ".join(words[place : place + size])
                entry = self.exact(fold(phrase))
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
        """*chunk*, Japanese without spaces, as names with particles between, or None when something is left over."""
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
                found = before if part in _PARTICLES and before else [*before, entry] if entry else None
                current = best[end]
                if found is not None and (current is None or len(found) < len(current)):
                    best[end] = found
        return best[-1] or None


def _fit(form: str, haystack: str, spaced: str) -> int:
    if form not in haystack:
        return 9
    if f"\x00{form}\x00" in haystack:
        return 0
    if f"\x00{form}" in haystack:
        return 1
    return 2 if f" {form}" in spaced else 3


def _entry(knowledge: Knowledge, index: FacetIndex, thing: Thing, facet: str, order: int) -> Entry:
    iri = knowledge.iri(thing)
    literals = [
        quad.object
        for name in _NAMES
        for quad in knowledge.store.statements(iri, name, None, DefaultGraph())
        if isinstance(quad.object, Literal)
    ]
    chosen = bool(facet) and index.has(facet, thing.key)
    raw = list(dict.fromkeys((*_forms(thing.kind, literals), thing.key)))
    folded = [fold(each) for each in raw]
    return Entry(
        iri,
        thing.kind,
        order,
        facet if chosen else "",
        thing.key if chosen else "",
        index.count(index.masks[facet][thing.key]) if chosen else 0,
        tuple(dict.fromkeys((*folded, *map(fold_romaji, folded)))),
        tuple(dict.fromkeys(" ".join(words_of(each)) for each in raw)),
    )


def _forms(kind: str, names: Sequence[Literal]) -> Iterator[str]:
    """The names of a thing, with the short and long forms people use."""
    ends = {name.value[-1:] for name in names if (name.language or "").lower() == "ja"}
    english = [suffix for end in sorted(ends) for suffix in _ENGLISH_SUFFIXES.get(end, ())]
    for name in names:
        text, tag = name.value, (name.language or "").lower()
        yield text
        if kind == "municipality":
            for suffix in _SUFFIXES.get(tag, ()):
                if text.endswith(suffix) and len(text) > len(suffix) + 1 - (tag == "ja"):
                    yield text.removesuffix(suffix)
                    break
            if tag == "en":
                yield from (f"{text} {suffix}" for suffix in english)
        if kind == "weekday":
            for suffix in _DAY_SUFFIXES.get(tag, ()):
                if text.endswith(suffix):
                    yield text.removesuffix(suffix)
