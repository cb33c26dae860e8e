"""The index of the things of a release by kind.

Made once when a release is opened, in the process that the web workers are forked from.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Triple

from graph.store import StatementStore
from ontology.namespaces import Namespace
from ontology.vocabulary import RDF

ELSEWHERE = ""
"""The kind of things that are not below ``/id/``; their key is their IRI."""


class Thing(NamedTuple):
    """A thing of ours: ``/id/{kind}/{key}``. The key of a record holds a slash (``pages/hokkaido-living-guide``).

    A thing of somebody else's data, whose IRI begins anywhere, has the kind :data:`ELSEWHERE`.
    """

    kind: str
    key: str


class ThingIndex:
    """The things of a release: every IRI below ``/id/`` that has a type or a name in the default graph.

    *named* are the IRIs that have a name. *kinds* are the things of each kind, in the order of their keys.
    *elsewhere* are the things of somebody else's data, which is in the graphs *as_is* (None: the default one).
    """

    def __init__(
        self,
        store: StatementStore,
        namespace: Namespace,
        named: Iterable[str] = (),
        as_is: Sequence[NamedNode | DefaultGraph] = (),
    ) -> None:
        self._homes = tuple(dict.fromkeys(f"{base}/id/" for base in (namespace.base, namespace.vocabulary_base)))
        typed = {
            quad.subject.value
            for quad in store.statements(None, RDF.type, None, DefaultGraph())
            if isinstance(quad.subject, NamedNode)
        }
        described = typed.union(named)
        keys: dict[str, set[str]] = {}
        for iri in described:
            kind, key = self._kind_and_key(iri)
            if kind:
                keys.setdefault(kind, set()).add(key)
        self.kinds: dict[str, list[Thing]] = {
            kind: [Thing(kind, key) for key in sorted(keys[kind])] for kind in sorted(keys)
        }
        self._things = frozenset(chain.from_iterable(self.kinds.values()))
        others = (iri for iri in described if not iri.startswith(self._homes)) if as_is else ()
        if as_is and DefaultGraph() not in as_is:
            theirs = {str_of(quad.subject) for graph in as_is for quad in store.statements(None, None, None, graph)}
            others = (iri for iri in others if iri in theirs)
        self.elsewhere: list[Thing] = [Thing(ELSEWHERE, iri) for iri in sorted(others)]
        self._things |= frozenset(self.elsewhere)

    def __contains__(self, thing: object) -> bool:
        """Is *thing* a thing of the release?"""
        return thing in self._things

    def thing(self, iri: str) -> Thing | None:
        """The thing that *iri* names, or None when it is not below ``/id/``."""
        kind, key = self._kind_and_key(iri)
        # Thousands of things are of one kind: its name is held once.
        return Thing(sys.intern(kind), key) if kind else None

    def _kind_and_key(self, iri: str) -> tuple[str, str]:
        """The kind and the key of the thing that *iri* names; empty where it names none."""
        for home in self._homes:
            if iri.startswith(home):
                kind, _, key = iri[len(home) :].partition("/")
                return (kind, key) if kind and key else ("", "")
        return "", ""


def str_of(subject: NamedNode | BlankNode | Triple) -> str:
    """The IRI of *subject*; of a blank node nothing."""
    return subject.value if isinstance(subject, NamedNode) else ""
