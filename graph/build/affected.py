"""The focus nodes whose validation a change of statements can affect: all others conform as they did before.

A shape reads statements along paths from a focus node. Its result can change only where a statement on such a path was
added or removed. So the paths are followed backwards, from the changed statements to focus nodes.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Set
from dataclasses import dataclass, field

import rdflib
from rdflib import RDF, RDFS, SH, URIRef
from rdflib.collection import Collection as RdfList
from rdflib.term import Node

from graph.build.shape_terms import SAYS_NOTHING, text_of
from graph.build.statement_index import Index, terms_of

_TYPE, _SUBCLASS_OF = str(RDF.type), str(RDFS.subClassOf)
_OF_VALUES = SAYS_NOTHING | {
    SH.datatype,
    SH.nodeKind,
    SH.minCount,
    SH.maxCount,
    SH.pattern,
    SH.uniqueLang,
    SH.qualifiedMinCount,
    SH.minInclusive,
    SH.maxInclusive,
    SH["in"],
    SH.hasValue,
    SH.languageIn,
}
"""Parameters of shapes that read no statement: they look at the value nodes alone, or at nothing."""


class UnboundedError(Exception):
    """A change may affect every focus node of a shape."""


@dataclass
class Change:
    """The subjects and objects of the statements that were added or removed, by predicate."""

    subjects: dict[str, set[str]] = field(default_factory=dict)
    objects: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, lines: Iterable[str]) -> Change:
        """The change of *lines* (``<s> <p> <o>``), added or removed. Raises TermError."""
        change = cls()
        for line in lines:
            subject, predicate, value = terms_of(line)
            change.subjects.setdefault(predicate, set()).add(subject)
            change.objects.setdefault(predicate, set()).add(value)
        return change

    @property
    def is_of_classes(self) -> bool:
        """Whether ``rdfs:subClassOf`` between classes changed."""
        return f"<{_SUBCLASS_OF}>" in self.subjects

    @property
    def typed(self) -> Set[str]:
        """The things that gained or lost a class."""
        return self.subjects.get(f"<{_TYPE}>", frozenset())


class Affected:
    """The nodes whose result by each of *shapes* may differ, after *change* has led to the statements *data*.

    It takes only shapes that :mod:`graph.build.screen` can express, and leaves out their queries.
    """

    def __init__(self, shapes: rdflib.Graph, data: Index, change: Change) -> None:
        self._shapes = shapes
        self._data = data
        self._change = change
        self._made: dict[Node, Set[str]] = {}

    def by(self, shape: Node, targets: Iterable[tuple[Node, str]]) -> Set[str]:
        """The nodes to check as focus nodes of *shape* with *targets*, former focus nodes among them.

        Raises UnboundedError.
        """
        nodes = set(self._by(shape))
        for kind, value in targets:
            if kind == SH.targetClass:
                nodes |= self._of_class()
            elif kind != SH.targetNode:
                of = self._change.subjects if kind == SH.targetSubjectsOf else self._change.objects
                nodes |= of.get(value, frozenset())
        return nodes

    def _of_class(self) -> Set[str]:
        if self._change.is_of_classes:
            raise UnboundedError
        return self._change.typed

    def _by(self, shape: Node) -> Set[str]:
        if shape not in self._made:
            self._made[shape] = self._by_parameters(shape)
        return self._made[shape]

    def _by_parameters(self, shape: Node) -> Set[str]:
        nodes: set[str] = set()
        values: set[str] = set()
        for predicate, value in self._shapes.predicate_objects(shape):
            if predicate in (SH.property, SH.qualifiedValueShape):
                values |= self._by(value)
            elif predicate == SH["or"]:
                values = values.union(*map(self._by, RdfList(self._shapes, value)))
            elif predicate == SH["class"]:
                values |= self._of_class()
            elif predicate in (SH.lessThanOrEquals, SH.disjoint):
                nodes |= self._change.subjects.get(text_of(value), frozenset())
            elif predicate not in _OF_VALUES:
                raise UnboundedError
        path = self._shapes.value(shape, SH.path)
        if path is None:
            return nodes | values
        followed = self._path(path)
        return nodes | followed.changed() | followed.leading_to(values)

    def _path(self, path: Node) -> _Path:
        if isinstance(path, URIRef):
            return _Step(self._data, self._change, text_of(path))
        if (path, RDF.first, None) in self._shapes:
            return _Sequence([self._path(part) for part in RdfList(self._shapes, path)])
        ((kind, value),) = self._shapes.predicate_objects(path)
        if kind == SH.alternativePath:
            return _Alternative([self._path(part) for part in RdfList(self._shapes, value)])
        if kind == SH.inversePath:
            return _Step(self._data, self._change, text_of(value), is_inverse=True)
        if kind == SH.zeroOrMorePath:
            return _Closure(self._path(value))
        raise UnboundedError


class _Path(ABC):
    """A property path (SHACL, section 2.3.1), followed backwards."""

    @abstractmethod
    def changed(self) -> Set[str]:
        """Every node from which this path leads to other nodes than before, and perhaps some more nodes."""

    @abstractmethod
    def leading_to(self, nodes: Set[str]) -> Set[str]:
        """The nodes from which this path now leads to one of *nodes*."""


@dataclass(frozen=True)
class _Step(_Path):
    data: Index
    change: Change
    predicate: str
    is_inverse: bool = False

    def changed(self) -> Set[str]:
        ends = self.change.objects if self.is_inverse else self.change.subjects
        return ends.get(self.predicate, frozenset())

    def leading_to(self, nodes: Set[str]) -> Set[str]:
        if not nodes:
            return frozenset()
        back = self.data.of(self.predicate) if self.is_inverse else self.data.backwards(self.predicate)
        return {start for node in nodes for start in back.get(node, ())}


@dataclass(frozen=True)
class _Sequence(_Path):
    parts: list[_Path]

    def changed(self) -> Set[str]:
        nodes: Set[str] = frozenset()
        for part in reversed(self.parts):
            nodes = part.changed() | part.leading_to(nodes)
        return nodes

    def leading_to(self, nodes: Set[str]) -> Set[str]:
        for part in reversed(self.parts):
            nodes = part.leading_to(nodes)
        return nodes


@dataclass(frozen=True)
class _Alternative(_Path):
    parts: list[_Path]

    def changed(self) -> Set[str]:
        return frozenset[str]().union(*(part.changed() for part in self.parts))

    def leading_to(self, nodes: Set[str]) -> Set[str]:
        return frozenset[str]().union(*(part.leading_to(nodes) for part in self.parts))


@dataclass(frozen=True)
class _Closure(_Path):
    part: _Path

    def changed(self) -> Set[str]:
        # From a node that leads to none of these now, in any number of steps, the same steps led before.
        return self.leading_to(self.part.changed())

    def leading_to(self, nodes: Set[str]) -> Set[str]:
        reached, waiting = set(nodes), set(nodes)
        while waiting:
            waiting = set(self.part.leading_to(waiting)) - reached
            reached |= waiting
        return reached
