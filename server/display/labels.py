"""Names of things, in the language of the reader where there is one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import StatementStore
from mappings.site import Interface
from ontology.namespaces import Namespace
from ontology.prefixes import compact
from server.display.facts import Facts
from server.display.names import LABELS

_KATAKANA = re.compile("[ァ-ヺ]")
_CACHED, _LANGUAGES = 100_000, 100


class Label(NamedTuple):
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

    def __init__(
        self,
        store: StatementStore,
        facts: Facts,
        namespace: Namespace,
        interface: Interface,
        names: Mapping[str, Sequence[Literal]] | None = None,
        of_terms: Mapping[str, Sequence[Literal]] | None = None,
    ) -> None:
        """Read labels from *names*, which are those by :data:`LABELS`, by IRI; without it from *facts*.

        *of_terms* are names of well-known terms, for data that has none.
        """
        self._of_terms = of_terms or {}
        self._store = store
        self._names = names
        self._facts = facts
        self._namespace = namespace
        self._wanted = lru_cache(maxsize=_LANGUAGES)(interface.label_languages)
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
        return tuple(dict.fromkeys(self._read(thing)))

    def _read(self, thing: NamedNode) -> Iterable[Literal]:
        """The names of *thing*; a name that several properties have comes several times."""
        names = self._names.get(thing.value, ()) if self._names is not None else _literals(self.statements(thing))
        if not names and self._namespace.path(thing.value):
            return _literals(quad for name in LABELS for quad in self._store.statements(thing, name, None, None))
        return names or self._of_terms.get(thing.value, ())

    def is_named(self, thing: NamedNode) -> bool:
        """Has *thing* a name?"""
        return bool(self.of(thing))

    def _best(self, thing: NamedNode, language: str) -> Label:
        """The label of *thing* for a reader of *language*, else in any language, else the end of its IRI."""
        by_tag = _by_tag(self._read(thing))
        tag = _chosen_tag(by_tag, self._wanted(language))
        if tag is None:
            return Label(compact(self._namespace, thing.value) or last_part(thing.value))
        text, reading = by_tag[tag][0].value, ""
        # A reading stands over the whole name: it helps over kanji and disturbs over katakana.
        if tag == "ja" and "ja-hira" in by_tag and not _KATAKANA.search(text):
            kanji, kana = ({label.value for label in by_tag[name]} for name in ("ja", "ja-hira"))
            if len(kanji) == len(kana) == 1:
                (reading,) = kana
        return Label(text, tag, reading)


def choose(labels: Sequence[Literal], languages: Sequence[str]) -> Literal | None:
    """The first of *labels* in the first of *languages* that has one; else one without a language, else any."""
    by_tag = _by_tag(labels)
    tag = _chosen_tag(by_tag, languages)
    return None if tag is None else by_tag[tag][0]


def _literals(quads: Iterable[Quad]) -> Sequence[Literal]:
    """The literals that *quads* state."""
    return [quad.object for quad in quads if isinstance(quad.object, Literal)]


def _by_tag(labels: Iterable[Literal]) -> dict[str, list[Literal]]:
    """*labels* by language tag, in their order; those without a language under an empty one."""
    by_tag: dict[str, list[Literal]] = {}
    for label in labels:
        by_tag.setdefault((label.language or "").lower(), []).append(label)
    return by_tag


def _chosen_tag(by_tag: Mapping[str, object], languages: Iterable[str]) -> str | None:
    """The first of *languages* that is among *by_tag*, else the empty one, else the first; None where there is none."""
    for language in languages:
        if language in by_tag:
            return language
    return "" if "" in by_tag else next(iter(by_tag), None)


def last_part(iri: str) -> str:
    """The part of *iri* after its last ``#`` or ``/``, or all of it."""
    return iri.rstrip("/#").rpartition("#")[2].rpartition("/")[2] or iri
