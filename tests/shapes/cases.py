"""A case: real statements about a thing, in which one constraint is to be broken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from rdflib import RDF, RDFS, SH, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import IdentifiedNode, Node

from tests.shapes.constraints import Constraint

Triple = tuple[Node, Node, Node]


class Excerpt(Graph):
    """Some statements, which remember what was changed in them and can be restored."""

    def __init__(self) -> None:
        super().__init__(bind_namespaces="none")
        self.removed: set[Triple] = set()
        self.added: set[Triple] = set()

    def add(self, triple: Any) -> Self:
        """Add *triple*."""
        if triple not in self:
            (self.removed.discard if triple in self.removed else self.added.add)(triple)
            super().add(triple)
        return self

    def remove(self, triple: Any) -> Self:
        """Remove the statements that are like *triple*, in which None stands for any term."""
        for statement in list(self.triples(triple)):
            (self.added.discard if statement in self.added else self.removed.add)(statement)
            super().remove(statement)
        return self

    def restore(self) -> None:
        """Undo all changes since this was called last."""
        for triple in self.added:
            super().remove(triple)
        for triple in self.removed:
            super().add(triple)
        self.keep()

    def keep(self) -> None:
        """Let what was changed be the statements to restore."""
        self.added, self.removed = set(), set()


@cache
def around(data: Graph, focus: Node) -> Excerpt:
    """The statements about *focus*, about what it points to and what that points to, and the classes above theirs.

    Whoever changes them must restore them.
    """
    part = Excerpt()
    nodes: set[Node] = {focus}
    for _ in range(3):
        for node in list(nodes):
            for triple in data.triples((node, None, None)):
                part.add(triple)
                if isinstance(triple[2], URIRef):
                    nodes.add(triple[2])
    for cls in set(part.objects(None, RDF.type)):
        for below in data.transitive_objects(cls, RDFS.subClassOf):
            for above in data.objects(below, RDFS.subClassOf):
                part.add((below, RDFS.subClassOf, above))
    part.keep()
    return part


@dataclass
class Path:
    """The steps of a property path, as far as the shapes use them; a step is the predicates that may be followed."""

    steps: list[list[URIRef]]

    @classmethod
    def of(cls, shapes: Graph, path: Node) -> Path | None:
        """The path, or None when it has a step that is not a predicate or a choice of predicates."""
        if isinstance(path, URIRef):
            return cls([[path]])
        choice = shapes.value(path, SH.alternativePath)
        if choice is not None:
            return cls([[URIRef(str(p)) for p in Collection(shapes, choice)]])
        steps = list(Collection(shapes, path))
        if steps and all(isinstance(step, URIRef) for step in steps):
            return cls([[URIRef(str(step))] for step in steps])
        return None


def values(data: Graph, focus: Node, path: Path) -> list[Triple]:
    """The last statements along *path* from *focus*."""
    nodes: list[Node] = [focus]
    last: list[Triple] = []
    for step in path.steps:
        last = [(node, p, value) for node in nodes for p in step for value in sorted(data.objects(node, p), key=str)]
        nodes = [value for _, _, value in last]
    return last


@dataclass
class Case:
    """A *graph* of real statements about *focus*, and the constraint to break in it."""

    shapes: Graph
    data: Graph
    graph: Graph
    focus: IdentifiedNode
    constraint: Constraint
    path: Path | None

    @property
    def statements(self) -> list[Triple]:
        """The statements along the path."""
        return values(self.graph, self.focus, self.path) if self.path else []

    @property
    def number(self) -> int:
        """The value of the constraint, where it is a number of things."""
        return int(str(self.constraint.value))

    @property
    def shape_is_focus(self) -> bool:
        """Whether the constraint is on the node itself, not on values of it."""
        return self.constraint.shape == self.constraint.targeted

    def replace(self, value: Node) -> None:
        """Put *value* in the place of one value along the path, or beside none."""
        assert self.path is not None
        if self.statements:
            subject, predicate, old = self.statements[0]
            self.graph.remove((subject, predicate, old))
        else:
            assert len(self.path.steps) == 1
            subject, predicate = self.focus, self.path.steps[0][0]
        self.graph.add((subject, predicate, value))

    def add(self, value: Node) -> None:
        """Put *value* beside the values along the path."""
        assert self.path is not None
        subject = self.statements[0][0] if self.statements else self.focus
        self.graph.add((subject, self.path.steps[-1][0], value))

    def rename(self, focus: IdentifiedNode) -> None:
        """State about *focus* what the graph states about the real node."""
        for subject, predicate, value in list(self.graph.triples((self.focus, None, None))):
            self.graph.remove((subject, predicate, value))
            self.graph.add((focus, predicate, value))
        self.focus = focus


def row_for(
    shapes: Graph, data: Graph, nodes: Sequence[IdentifiedNode], constraint: Constraint
) -> tuple[IdentifiedNode, Path | None]:
    """A row to break *constraint* in, and the path to its values: the first of *nodes* with a value, if any has one."""
    path_node = shapes.value(constraint.shape, SH.path)
    path = Path.of(shapes, path_node) if path_node is not None else None
    return next((node for node in nodes if path and values(data, node, path)), nodes[0]), path
