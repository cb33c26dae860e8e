"""Trials of a shape: real rows, and copies of them each broken in one way, validated together.

Starting pyshacl costs more than validating the few nodes here. So the copies of a row for one shape stand in the graph
of the row, each under an IRI of its own, beside a copy that is not broken. What its neighbours could disturb, or whose
IRI must stay as it is, is broken in that graph without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph
import pyshacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import IdentifiedNode, Node

from graph.build.screen import screen
from tests.shapes.breaking import break_it
from tests.shapes.cases import Case, Path, Triple, around, row_for
from tests.shapes.constraints import Constraint, constraints_of, focus_nodes, part_of_shapes

_LOOKS_AT_OTHERS = (SH.inversePath, SH.sparql)
_TARGETS_OF_THE_ROW = (SH.targetNode, SH.targetObjectsOf)
"""Targets that a copy with another IRI does not have."""

Triples = set[Triple]


@dataclass(frozen=True)
class Result:
    """A validation result about one node."""

    shape: Node | None
    component: Node | None
    messages: tuple[str, ...]


Results = Mapping[Node, Sequence[Result]]
"""The results of a report by focus node."""


@dataclass(frozen=True)
class Trials:
    """The results about every row and copy that is not broken, and about the broken copy for each constraint.

    And whether the screen before pyshacl flags the broken row; a row that is a blank node never comes to the screen.
    """

    unbroken: dict[Node, Sequence[Result]]
    broken: dict[Constraint, Sequence[Result]]
    flagged: dict[Constraint, bool]


def trials_of(shapes: Graph, data: Graph, targeted: URIRef) -> Trials:
    """Break a row of *data* in one way for each constraint of *targeted*."""
    part = part_of_shapes(shapes, targeted)
    nodes = focus_nodes(shapes, data, targeted)
    assert nodes, f"{targeted} finds no focus node"
    of_rows: dict[IdentifiedNode, dict[Constraint, Path | None]] = {}
    for constraint in constraints_of(shapes, targeted):
        row, path = row_for(shapes, data, nodes, constraint)
        of_rows.setdefault(row, {})[constraint] = path
    trials = Trials({}, {}, {})
    for row, paths in of_rows.items():
        graph, copies = around(data, row), dict[Constraint, URIRef]()
        statements, of_copies = set(graph.triples((row, None, None))), Triples()
        for number, (constraint, path) in enumerate(paths.items()):
            case = Case(shapes, data, graph, row, constraint, path)
            break_it(case)
            copy = URIRef(f"{row}-copy{number}")
            if case.focus == row and _may_share(part, targeted, row, graph.removed | graph.added, copy):
                copies[constraint] = copy
                of_copies |= _renamed(statements - graph.removed | graph.added, copy)
            else:
                trials.broken[constraint] = _validate(graph, part).get(case.focus, ())
                if not isinstance(case.focus, BNode):
                    trials.flagged[constraint] = str(case.focus) in _flagged(graph, part, targeted)
            graph.restore()
        unbroken = [row]
        if copies:
            unbroken.append(URIRef(f"{row}-control"))
            of_copies |= _renamed(statements, unbroken[-1])
        for triple in of_copies:
            graph.add(triple)
        results = _validate(graph, part)
        trials.unbroken.update((node, results.get(node, ())) for node in unbroken)
        trials.broken.update((constraint, results.get(copy, ())) for constraint, copy in copies.items())
        if copies:
            flagged = _flagged(graph, part, targeted)
            trials.flagged.update((constraint, str(copy) in flagged) for constraint, copy in copies.items())
        graph.restore()
    return trials


def _flagged(graph: Graph, part: Graph, targeted: URIRef) -> set[str]:
    """The IRIs of the nodes that the screen flags for *targeted*."""
    nodes = screen(lines_of(graph), part).flagged.get(str(targeted), ())
    return {node.removeprefix("<").removesuffix(">") for node in nodes}


def lines_of(triples: Iterable[Triple]) -> list[str]:
    """The statements *triples*, as the screen reads them."""
    return [f"{_text(subject)} {_text(predicate)} {_text(value)}" for subject, predicate, value in triples]


@cache
def _text(term: Node) -> str:
    if isinstance(term, Literal):
        if term.language:
            return str(pyoxigraph.Literal(str(term), language=term.language))
        datatype = pyoxigraph.NamedNode(str(term.datatype)) if term.datatype else None
        return str(pyoxigraph.Literal(str(term), datatype=datatype))
    return str(pyoxigraph.BlankNode(str(term)) if isinstance(term, BNode) else pyoxigraph.NamedNode(str(term)))


def _may_share(part: Graph, targeted: URIRef, row: Node, changes: Triples, copy: URIRef) -> bool:
    """Whether *row* with *changes* can stand as *copy* beside other copies, without changing any result."""
    return (
        all(subject == row for subject, _, _ in changes)
        and not any((None, predicate, None) in part for predicate in _LOOKS_AT_OTHERS)
        and not any((targeted, predicate, None) in part for predicate in _TARGETS_OF_THE_ROW)
        and all(re.search(str(pattern), copy) for pattern in part.objects(targeted, SH.pattern))
    )


def _renamed(statements: Triples, copy: URIRef) -> Triples:
    """*statements* about one thing, said of *copy*."""
    return {(copy, predicate, value) for _, predicate, value in statements}


def _validate(graph: Graph, part: Graph) -> Results:
    _, report, text = pyshacl.validate(graph, shacl_graph=part, inference="none")
    assert isinstance(report, Graph), text
    results: dict[Node, list[Result]] = {}
    for result in report.subjects(RDF.type, SH.ValidationResult):
        focus = report.value(result, SH.focusNode)
        assert focus is not None
        results.setdefault(focus, []).append(
            Result(
                report.value(result, SH.sourceShape),
                report.value(result, SH.sourceConstraintComponent),
                tuple(sorted(str(message) for message in report.objects(result, SH.resultMessage))),
            )
        )
    return results
