"""The statements of the default graph about things, by property: a page asks for several properties of each thing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.store import StatementStore

_KEPT = 1_000
"""How many things are kept with their statements: those of a page, and those that the pages before it share with it."""
_MOST = 200
"""A thing with more statements is not read whole: each property of it is looked up by itself."""
_DEFAULT_GRAPH = DefaultGraph()
_About = dict[NamedNode, Sequence[Quad]]
"""The statements about a thing by property: a list is not in order yet, a tuple is."""


class Facts:
    """The statements of the default graph of a store; nothing in a release changes, so what was read last is kept."""

    def __init__(self, store: StatementStore) -> None:
        self._store = store
        self._about = lru_cache(maxsize=_KEPT)(self._read)

    def values(self, subject: NamedNode, *predicates: NamedNode) -> Sequence[Quad]:
        """The statements about *subject* by *predicates*, in their order, those by one property by their values."""
        about = self._about(subject)
        if about is None:
            return [
                quad
                for predicate in predicates
                for quad in sorted(self._store.statements(subject, predicate, None, _DEFAULT_GRAPH), key=_place)
            ]
        if len(predicates) == 1:
            return _in_order(about, predicates[0])
        return [quad for predicate in predicates for quad in _in_order(about, predicate)]

    def some(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Quad]:
        """:meth:`values` for a caller that needs one property only: the thing is neither read whole nor cached."""
        quads = list(self._store.statements(subject, predicate, None, _DEFAULT_GRAPH))
        return sorted(quads, key=_place) if len(quads) > 1 else quads

    def _read(self, subject: NamedNode) -> _About | None:
        """All statements about *subject* by property, or None where there are too many."""
        quads = list(islice(self._store.statements(subject, None, None, _DEFAULT_GRAPH), _MOST + 1))
        if len(quads) > _MOST:
            return None
        by_property: _About = {}
        for quad in quads:
            predicate = quad.predicate
            stated = by_property.get(predicate)
            by_property[predicate] = (quad,) if stated is None else [*stated, quad]
        return by_property


def _in_order(about: _About, predicate: NamedNode) -> Sequence[Quad]:
    """The statements of *about* by *predicate*, put in order when they are asked for first."""
    stated = about.get(predicate, ())
    if isinstance(stated, list):
        stated = about[predicate] = tuple(sorted(stated, key=_place))
    return stated


def _place(quad: Quad) -> str:
    return str(quad.object)
