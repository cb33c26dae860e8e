"""The statements that a query can match: those that fit one of its triple patterns.

The derivations of a document can match a third to two thirds of its statements; the rest need not be in memory.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from pyoxigraph import NamedNode, Triple
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, SequencePath
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from mappings.garbage import has_frozen


class _AnythingError(Exception):
    """A pattern matches statements with any predicate, or terms without a statement about them."""


class MatchableStatements:
    """The statements that *queries*, complete with their prefixes, can match.

    A query that cannot be analysed here, or has a variable as a predicate, can match all.
    """

    def __init__(self, queries: Iterable[str]) -> None:
        self._objects: dict[NamedNode, set[NamedNode] | None] | None = {}
        with _garbage_collected():
            try:
                for query in queries:
                    for pattern in _patterns(translateQuery(parseQuery(query)).algebra.p):
                        self._add(*pattern)
            # The engine may read a query that rdflib's parser cannot: then nothing is known about its patterns.
            except Exception:
                self._objects = None

    def __contains__(self, triple: Triple) -> bool:
        if self._objects is None:
            return True
        objects = self._objects.get(triple.predicate, ())
        return objects is None or triple.object in objects

    def _add(self, _: object, predicate: object, value: object) -> None:
        assert self._objects is not None
        if isinstance(predicate, URIRef) and isinstance(value, URIRef):
            objects = self._objects.setdefault(NamedNode(predicate), set())
            if objects is not None:
                objects.add(NamedNode(value))
            return
        for step in _steps(predicate):
            # Different literals may have the same value.
            self._objects[NamedNode(step)] = None


@contextmanager
def _garbage_collected() -> Iterator[None]:
    """Collect the garbage that the context makes, without visiting the objects that existed before it.

    rdflib's parser leaves exceptions that refer to themselves and to the frames of all callers with their objects. A
    build otherwise runs without garbage collection, as it holds very many objects.
    """
    if has_frozen():  # what was frozen must stay so: the objects that are not new are old ones
        yield
        gc.collect(1)
        return
    gc.freeze()
    try:
        yield
    finally:
        gc.collect()
        gc.unfreeze()


def _patterns(part: object) -> Iterator[tuple[object, object, object]]:
    """The triple patterns of *part* of an algebra, in filters and subqueries too."""
    if isinstance(part, CompValue):
        for name, inner in part.items():
            if name == "triples":
                # Those of a filter stand one after the other in one list.
                for terms in inner:
                    yield from zip(terms[::3], terms[1::3], terms[2::3], strict=True)
            else:
                yield from _patterns(inner)
    elif isinstance(part, list | tuple | set):
        for inner in part:
            yield from _patterns(inner)


def _steps(predicate: Any) -> Iterator[str]:
    """The predicates that a path leads along. Raises _AnythingError for a variable, and for a path of no step."""
    if isinstance(predicate, URIRef):
        yield str(predicate)
    elif isinstance(predicate, SequencePath | AlternativePath):
        for part in predicate.args:
            yield from _steps(part)
    elif isinstance(predicate, InvPath):
        yield from _steps(predicate.arg)
    elif isinstance(predicate, MulPath) and not predicate.zero:
        yield from _steps(predicate.path)
    else:
        raise _AnythingError(predicate)
