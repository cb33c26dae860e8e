"""Names of things, in the language of the reader where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import StatementStore
from mappings.site import Interface
from ontology.namespaces import Namespace
from ontology.prefixes import compact
from server.display.facts import Facts
from server.display.names import LABELS

_KATAKANA = re.compile("[ァ-ヺ]")
_CACHED = 100_000


@dataclass(frozen=True)
class Label:
    """A name to show: its text, its language tag (empty: none), its reading in kana where there is one."""

    text: str
    language: str = ""
    reading: str = ""

    @property
    def is_named(self) -> bool:
        """Does it have a text?"""
        return bool(self.text)


class Labels:
    """The labels of a store. Labels are cached, because a release never changes."""

    def __init__(self, store: StatementStore, facts: Facts, namespace: Namespace, interface: Interface) -> None:
        self._store = store
        self._facts = facts
        self._interface = interface
        self._namespace = namespace
        self.of = lru_cache(maxsize=_CACHED)(self._of)
        self.best = lru_cache(maxsize=_CACHED)(self._best)

    def statements(self, thing: NamedNode) -> Sequence[Quad]:
        """The statements of the default graph that name *thing*."""
        return self._facts.values(thing, *LABELS)

    def by_language(self, thing: NamedNode, languages: Sequence[str]) -> dict[str, str]:
        """The first name of *thing* in each of *languages* that it has one in."""
        labels: dict[str, str] = {}
        for label in self.of(thing):
            if label.language and label.language in languages:
                labels.setdefault(label.language, label.value)
        return labels

    def _of(self, thing: NamedNode) -> tuple[Literal, ...]:
        """The names of *thing* in the default graph; without one there (a measurement, say), in the other graphs."""
        quads: Iterable[Quad] = self.statements(thing)
        if not quads and self._namespace.path(thing.value):
            quads = (quad for name in LABELS for quad in self._store.statements(thing, name, None, None))
        return tuple(dict.fromkeys(quad.object for quad in quads if isinstance(quad.object, Literal)))

    def _best(self, thing: NamedNode, language: str) -> Label:
        """The label of *thing* for a reader of *language*, else in any language, else the end of its IRI."""
        labels = self.of(thing)
        chosen = choose(labels, self._interface.label_languages(language))
        if chosen is None:
            return Label(compact(self._namespace, thing.value) or last_part(thing.value))
        tag = (chosen.language or "").lower()
        reading = ""
        if tag == "ja" and not _KATAKANA.search(chosen.value):
            # A reading stands over the whole name: over kanji it helps, over katakana it is in the way.
            kana = [label.value for label in labels if (label.language or "").lower() == "ja-hira"]
            kanji = [label for label in labels if (label.language or "").lower() == "ja"]
            if len(kana) == 1 and len(kanji) == 1:
                reading = kana[0]
        return Label(chosen.value, tag, reading)


def choose(labels: Sequence[Literal], languages: Sequence[str]) -> Literal | None:
    """The first of *labels* in the first of *languages* that has one; else one without a language, else any."""
    by_tag: dict[str, Literal] = {}
    for label in labels:
        by_tag.setdefault((label.language or "").lower(), label)
    for language in (*languages, ""):
        if language in by_tag:
            return by_tag[language]
    return labels[0] if labels else None


def last_part(iri: str) -> str:
    """What comes after the last ``#`` or ``/`` of *iri*, or all of it."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri
