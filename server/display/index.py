"""What there is: every thing by its kind, found again by any of its names.

Built once when a release is opened, in the process that the web workers are forked from.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode

from graph.store import StatementStore
from ontology.namespaces import Namespace
from server.display.labels import LABEL_PROPERTIES

_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_OTHER_NAMES = tuple(
    NamedNode(iri)
    for iri in (
        "http://www.w3.org/2004/02/skos/core#altLabel",
        "http://purl.org/dc/terms/alternative",
        "http://purl.org/dc/terms/identifier",
        "http://www.w3.org/2004/02/skos/core#notation",
    )
)
_KATAKANA_TO_HIRAGANA = {code: code - 0x60 for code in range(0x30A1, 0x30F7)}
_SEPARATOR = "\x00"


@dataclass(frozen=True)
class Thing:
    """A thing of ours: ``/id/{kind}/{key}``. The key of a record holds a slash (``pages/hokkaido-living-guide``)."""

    kind: str
    key: str


@dataclass(frozen=True)
class Hit:
    """A thing that a search found; a lower *rank* fits better."""

    rank: tuple[int, int, int]
    thing: Thing


def normalise(text: str) -> str:
    """*text* as it is compared: width, case, kana, macrons, spaces and punctuation make no difference."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_KATAKANA_TO_HIRAGANA)
    # Marks over Latin letters go (Ōsaka, Việt); the voicing marks of kana are not in this block and stay.
    decomposed = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f"))
    return "".join(c for c in text if c.isalnum() or c == "ー")


class Index:
    """The things of a release."""

    def __init__(self, store: StatementStore, namespace: Namespace) -> None:
        self._start = f"{namespace.base}/id/"
        names: dict[Thing, dict[str, None]] = {}
        for predicate in (_TYPE, *LABEL_PROPERTIES, *_OTHER_NAMES):
            for quad in store.statements(None, predicate, None, DefaultGraph()):
                thing = self.thing(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
                if thing is None:
                    continue
                own = names.setdefault(thing, {})
                if predicate != _TYPE and isinstance(quad.object, Literal):
                    own[normalise(quad.object.value)] = None
        self.kinds: dict[str, list[Thing]] = {}
        self._names: dict[str, list[tuple[Thing, str]]] = {}
        for thing in sorted(names, key=lambda each: (each.kind, each.key)):
            own = names[thing] | {normalise(thing.key): None}
            self.kinds.setdefault(thing.kind, []).append(thing)
            haystack = _SEPARATOR.join(("", *filter(None, own), ""))
            self._names.setdefault(thing.kind, []).append((thing, haystack))

    def thing(self, iri: str) -> Thing | None:
        """The thing that *iri* names, or None when it is not below ``/id/``."""
        if not iri.startswith(self._start):
            return None
        kind, slash, key = iri[len(self._start) :].partition("/")
        return Thing(kind, key) if slash and kind and key else None

    def search(self, text: str, kinds: Iterable[str]) -> list[Hit]:
        """Things of *kinds* whose names hold every word of *text*: exact names first, then beginnings, then the rest.

        *kinds* are in the order in which things that fit equally well are wanted.
        """
        words: Sequence[str] = [word for word in map(normalise, text.split()) if word]
        if not words:
            return []
        whole = normalise(text)
        exact, beginning = _SEPARATOR + whole + _SEPARATOR, _SEPARATOR + whole
        hits = []
        for order, kind in enumerate(kinds):
            for thing, haystack in self._names.get(kind, ()):
                if all(word in haystack for word in words):
                    fit = 0 if exact in haystack else 1 if beginning in haystack else 2
                    hits.append(Hit((fit, order, len(haystack)), thing))
        hits.sort(key=lambda hit: hit.rank)
        return hits
