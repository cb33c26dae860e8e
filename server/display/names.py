"""The names of things, and how a thing is found by them: searches and suggestions ask here.

Names are folded once, in the process that the web workers are forked from.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import chain, islice
from typing import Any

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from graph.store import StatementStore
from mappings.declared import declared
from mappings.site import Site
from ontology.vocabulary import DCT, FOAF, RDFS, SCHEMA, SKOS
from server.display.index import ELSEWHERE, Thing, ThingIndex
from server.display.spelling import fold_romaji_each, forms, words_of_each

FILE = "names.yaml"
LABELS_OF_OTHERS = (
    NamedNode("https://schema.org/name"),
    NamedNode("http://purl.org/dc/elements/1.1/title"),
    NamedNode("http://www.w3.org/2006/vcard/ns#fn"),
)
"""Properties that somebody else's data names things by."""
LABELS = (SKOS.prefLabel, DCT.title, RDFS.label, FOAF.name, SCHEMA.name, *LABELS_OF_OTHERS)
"""The properties that labels are chosen from, the preferred first."""
_XL_LABEL = NamedNode("http://www.w3.org/2008/05/skos-xl#prefLabel")
_XL_FORM = NamedNode("http://www.w3.org/2008/05/skos-xl#literalForm")
OTHER_NAMES = (SKOS.altLabel, DCT.alternative, SCHEMA.alternateName, DCT.identifier, SKOS.notation)
"""The other properties that name a thing."""
_FIRST_KANJI = "一"
_SEPARATORS = re.compile(r"[\s、，,・/／]+")
"""Separators of words; a hyphen is not one of them (e-mail)."""
_BREAK = "\x00"
"""Stands before and after each folded name; no name contains it."""


class Fit(IntEnum):
    """How well a text fits a thing, the best first."""

    WHOLE_NAME = 0
    BEGINNING = 1
    WORD = 2
    """The beginning of a word."""
    PART = 3
    ALL_WORDS = 4
    """All words are somewhere in the names."""


@dataclass(frozen=True)
class NameMatch:
    """A thing that a text may mean, and how well the text fits."""

    thing: Thing
    fit: Fit


@dataclass(frozen=True)
class Shortenings:
    """How names of one kind are shortened and lengthened; see ``names.yaml``.

    *without* are ends by language tag; *ends* are words that a name in *language* has after it, by the last character
    of the name in the language *by*.
    """

    without: Mapping[str, Sequence[str]] = field(default_factory=dict)
    language: str = ""
    by: str = ""
    ends: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def variants(self, names: Sequence[Literal]) -> Iterator[str]:
        """*names* of one thing, with the shorter and longer forms that people use."""
        last = {name.value[-1:] for name in names if _tag(name) == self.by}
        words = [word for end in sorted(last) for word in self.ends.get(end, ())]
        for name in names:
            text, tag = name.value, _tag(name)
            yield text
            for end in self.without.get(tag, ()):
                rest = text.removesuffix(end)
                # One character names something only in kanji (津市).
                if rest != text and (len(rest) > 1 or rest >= _FIRST_KANJI):
                    yield rest
            if words and tag == self.language:
                yield from (f"{text} {word}" for word in words)


def load_shortenings(site: Site) -> Mapping[str, Shortenings]:
    """The declarations of ``names.yaml`` of *site*, by kind; none without such a file. Raises DeclarationError."""

    def make(raw: Mapping[str, Any]) -> dict[str, Shortenings]:
        return {kind: _shortenings(spec) for kind, spec in raw.items()}

    return declared(site, FILE, make) or {}


def _shortenings(raw: Mapping[str, Any]) -> Shortenings:
    longer = raw.get("with")
    without = {tag: tuple(ends) for tag, ends in raw.get("without", {}).items()}
    if longer is None:
        return Shortenings(without)
    return Shortenings(without, longer["language"], longer["by"], longer["ends"])


def _tag(name: Literal) -> str:
    return (name.language or "").lower()


class Texts:
    """A text for each of many things, in one string: compact, and looked through without a loop of Python."""

    def __init__(self, texts: Iterable[str]) -> None:
        pieces = list(texts)
        self._all = "".join(pieces)
        self._starts = array("L", [0])
        for text in pieces:
            self._starts.append(self._starts[-1] + len(text))

    def __contains__(self, part: str) -> bool:
        """Does any text hold *part*?"""
        return part in self._all

    def with_part(self, part: str) -> Iterator[int]:
        """The numbers of the texts that hold *part*, in order."""
        at = self._all.find(part)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            at = self._all.find(part, self._starts[number + 1])

    def holds(self, number: int, part: str) -> bool:
        """Does the text *number* hold *part*?"""
        return self._all.find(part, self._starts[number], self._starts[number + 1]) >= 0

    def length(self, number: int) -> int:
        """How many characters the text *number* has."""
        return self._starts[number + 1] - self._starts[number]

    def text(self, number: int) -> str:
        """The text *number*."""
        return self._all[self._starts[number] : self._starts[number + 1]]


@dataclass(frozen=True)
class _Shelf:
    """The things of a kind: their names *folded* (and so folded as romaji), and the same names as *words*."""

    things: Sequence[Thing]
    folded: Texts
    words: Texts

    def held(self, looked_for: Iterable[str]) -> list[str]:
        """Those of the forms *looked_for* that are in any name."""
        return [form for form in looked_for if form in self.folded]

    def fitting(self, fit: Fit, looked_for: Sequence[str]) -> Iterator[int]:
        """The numbers of the things whose names fit one of the forms *looked_for*, perhaps more than once."""
        for form in looked_for:
            if fit == Fit.WHOLE_NAME:
                yield from self.folded.with_part(f"{_BREAK}{form}{_BREAK}")
            elif fit == Fit.BEGINNING:
                yield from self.folded.with_part(f"{_BREAK}{form}")
            elif fit == Fit.WORD:
                yield from self.words.with_part(f" {form}")
            else:
                yield from self.folded.with_part(form)

    def with_all(self, words: Sequence[Sequence[str]]) -> Iterator[int]:
        """The numbers of the things that hold each of *words* in one of its forms."""
        rarest = max(words, key=lambda word: len(word[0]))
        for number in chain.from_iterable(map(self.folded.with_part, rarest)):
            if all(any(self.folded.holds(number, form) for form in word) for word in words):
                yield number


class Names:
    """The *names* of the things of a release, by IRI, apart from those of the kinds *without*.

    *shortenings* are how names are shortened and lengthened, by kind.
    """

    def __init__(
        self,
        names: Mapping[str, Sequence[Literal]],
        index: ThingIndex,
        shortenings: Mapping[str, Shortenings],
        without: Iterable[str] = (),
    ) -> None:
        left_out = frozenset(without)
        literals = {index.thing(iri) or Thing(ELSEWHERE, iri): literals for iri, literals in names.items()}
        self._shelves: dict[str, _Shelf] = {}
        for kind, things in (*index.kinds.items(), (ELSEWHERE, index.elsewhere)):
            if kind in left_out or not things:
                continue
            shorten = shortenings.get(kind, Shortenings())
            names_of = [
                tuple(dict.fromkeys((*shorten.variants(literals.get(thing, ())), _key(thing)))) for thing in things
            ]
            self._shelves[kind] = _shelf(things, names_of)

    def find(
        self,
        text: str,
        kinds: Iterable[str],
        limit: int | None = None,
        weight: Callable[[Thing], int] = lambda _: 0,
    ) -> list[NameMatch]:
        """The things of *kinds* that *text* may mean (at most *limit*), the best first.

        Better fits come first, then kinds in their order, then things of more *weight*, then shorter names.
        """
        looked_for = forms(text)
        if not looked_for:
            return []
        words = [word for word in map(forms, _SEPARATORS.split(text)) if word]
        shelves = [self._shelves[kind] for kind in dict.fromkeys(kinds) if kind in self._shelves]
        # Few kinds have names with it: the others are looked through once, and not for each way to fit.
        held = [shelf.held(looked_for) for shelf in shelves]
        seen: set[tuple[int, int]] = set()
        matches: list[NameMatch] = []
        for fit in Fit:
            if fit == Fit.ALL_WORDS and len(words) < 2:
                break
            ranked = []
            for order, shelf in enumerate(shelves):
                numbers = shelf.with_all(words) if fit == Fit.ALL_WORDS else shelf.fitting(fit, held[order])
                for number in numbers:
                    if (order, number) not in seen:
                        seen.add((order, number))
                        thing = shelf.things[number]
                        ranked.append((order, -weight(thing), shelf.folded.length(number), number, thing))
            # The number settles every tie: things of a kind are in the order of their keys.
            matches += [NameMatch(thing, fit) for *_, thing in sorted(ranked, key=lambda rank: rank[:4])]
            if limit is not None and len(matches) >= limit:
                break
        return matches[:limit]

    def whole_names(self, kind: str) -> Iterator[tuple[Thing, Sequence[str]]]:
        """Each thing of *kind* with all its names as they are compared."""
        shelf = self._shelves.get(kind)
        for number, thing in enumerate(shelf.things if shelf else ()):
            assert shelf
            yield thing, [name for name in shelf.folded.text(number).split(_BREAK) if name]


def _key(thing: Thing) -> str:
    """The key of *thing* as a name; of an IRI its end."""
    return thing.key if thing.kind != ELSEWHERE else thing.key.rstrip("/#").rpartition("#")[2].rpartition("/")[2]


def read_names(store: StatementStore, properties: Iterable[NamedNode]) -> dict[str, list[Literal]]:
    """The names by *properties* of everything in the default graph of *store*, by IRI.

    They are in the order of the properties, those by one property in the order of their terms.
    """
    names: dict[str, list[Literal]] = {}
    for predicate in properties:
        literals: defaultdict[str, list[Literal]] = defaultdict(list)
        for quad in store.statements(None, predicate, None, DefaultGraph()):
            subject, literal = quad.subject, quad.object
            if isinstance(subject, NamedNode) and isinstance(literal, Literal):
                literals[subject.value].append(literal)
        for iri, named in literals.items():
            if len(named) > 1:
                named.sort(key=str)
            if iri in names:
                names[iri] += named
            else:
                names[iri] = named
    return names


def read_label_resources(store: StatementStore) -> dict[str, list[Literal]]:
    """The names of things whose labels are things themselves (SKOS-XL), by IRI."""
    names: dict[str, list[Literal]] = {}
    for quad in store.statements(None, _XL_LABEL, None, DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | BlankNode):
            forms_of = store.statements(quad.object, _XL_FORM, None, DefaultGraph())
            literals = [form.object for form in forms_of if isinstance(form.object, Literal)]
            names.setdefault(quad.subject.value, []).extend(literals)
    return {iri: sorted(literals, key=str) for iri, literals in names.items()}


def _shelf(things: Sequence[Thing], names_of: Sequence[Sequence[str]]) -> _Shelf:
    """The shelf of *things*, whose names are *names_of*, in the same order."""
    words = words_of_each(chain.from_iterable(names_of))
    folded = ["".join(name) for name in words]
    pairs = zip(folded, fold_romaji_each(folded), strict=True)
    spaced = map(" ".join, words)
    return _Shelf(
        things,
        Texts(_joined(dict.fromkeys(chain.from_iterable(islice(pairs, len(names)))), _BREAK) for names in names_of),
        Texts(_joined(dict.fromkeys(islice(spaced, len(names))), " ") for names in names_of),
    )


def _joined(names: Iterable[str], before: str) -> str:
    """*names*, each with *before* before it and :data:`_BREAK` after it."""
    return "".join(f"{before}{name}{_BREAK}" for name in names if name)
