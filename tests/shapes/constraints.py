"""The constraints of the shapes, and the nodes of the data that each shape looks at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from rdflib import RDF, RDFS, SH, BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode, Node

BASE = "http://localhost:8000/"
COMPONENTS = {
    SH["class"]: SH.ClassConstraintComponent,
    SH.datatype: SH.DatatypeConstraintComponent,
    SH.disjoint: SH.DisjointConstraintComponent,
    SH.hasValue: SH.HasValueConstraintComponent,
    SH["in"]: SH.InConstraintComponent,
    SH.languageIn: SH.LanguageInConstraintComponent,
    SH.lessThanOrEquals: SH.LessThanOrEqualsConstraintComponent,
    SH.maxCount: SH.MaxCountConstraintComponent,
    SH.maxInclusive: SH.MaxInclusiveConstraintComponent,
    SH.minCount: SH.MinCountConstraintComponent,
    SH.minInclusive: SH.MinInclusiveConstraintComponent,
    SH.nodeKind: SH.NodeKindConstraintComponent,
    SH["or"]: SH.OrConstraintComponent,
    SH.pattern: SH.PatternConstraintComponent,
    SH.qualifiedMinCount: SH.QualifiedMinCountConstraintComponent,
    SH.sparql: SH.SPARQLConstraintComponent,
    SH.uniqueLang: SH.UniqueLangConstraintComponent,
}
"""Each parameter with the component that a report names (SHACL, section 4)."""
TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
DESCRIPTIVE = {RDF.type, SH.path, SH.message, SH.property, SH.qualifiedValueShape, *TARGETS}
"""Parameters of a shape that constrain nothing by themselves."""


@dataclass(frozen=True)
class Constraint:
    """One constraint of a *shape* that has a target itself, or is a property shape of the *targeted* one."""

    targeted: URIRef
    shape: URIRef
    parameter: URIRef
    value: Node

    def __str__(self) -> str:
        def short(iri: URIRef) -> str:
            return iri.removeprefix(BASE + "shapes/")

        where = short(self.targeted) if self.shape == self.targeted else f"{short(self.targeted)}>{short(self.shape)}"
        parameter = self.parameter.removeprefix(str(SH))
        return f"{where} {parameter}" + (f" {short(URIRef(str(self.value)))}" if self.parameter == SH.sparql else "")


def targeted_shapes(shapes: Graph) -> list[URIRef]:
    """The shapes that have a target."""
    targeted: set[Node] = set()
    for predicate in TARGETS:
        targeted.update(shapes.subjects(predicate, None))
    return sorted(URIRef(str(shape)) for shape in targeted)


def constraints_of(shapes: Graph, targeted: URIRef) -> Iterator[Constraint]:
    """The constraints of *targeted* and of its property shapes."""
    for shape in [targeted, *sorted(URIRef(str(p)) for p in shapes.objects(targeted, SH.property))]:
        for parameter, value in sorted(shapes.predicate_objects(shape)):
            if parameter not in DESCRIPTIVE:
                yield Constraint(targeted, shape, URIRef(str(parameter)), value)


def constraints(shapes: Graph) -> list[Constraint]:
    """Every constraint that can appear in a report."""
    return [constraint for targeted in targeted_shapes(shapes) for constraint in constraints_of(shapes, targeted)]


@cache
def _classes_below(data: Graph, cls: Node) -> frozenset[Node]:
    return frozenset(node for node in data.transitive_subjects(RDFS.subClassOf, cls) if node is not None)


def focus_nodes(shapes: Graph, data: Graph, targeted: URIRef) -> list[IdentifiedNode]:
    """The nodes of *data* that *targeted* looks at (SHACL, section 2.1.3), sorted."""
    nodes: set[Node] = set(shapes.objects(targeted, SH.targetNode))
    for cls in shapes.objects(targeted, SH.targetClass):
        for subclass in _classes_below(data, cls):
            nodes.update(data.subjects(RDF.type, subclass))
    for predicate in shapes.objects(targeted, SH.targetSubjectsOf):
        nodes.update(data.subjects(predicate, None))
    for predicate in shapes.objects(targeted, SH.targetObjectsOf):
        nodes.update(data.objects(None, predicate))
    # As texts they are sorted in a tenth of the time.
    return sorted((node for node in nodes if isinstance(node, URIRef | BNode)), key=str)


def part_of_shapes(shapes: Graph, targeted: URIRef) -> Graph:
    """*targeted* and everything it refers to."""
    part = Graph(bind_namespaces="none")
    queue: list[Node] = [targeted]
    while queue:
        node = queue.pop()
        for predicate, value in shapes.predicate_objects(node):
            if (node, predicate, value) not in part:
                part.add((node, predicate, value))
                if not isinstance(value, Literal):
                    queue.append(value)
    return part
