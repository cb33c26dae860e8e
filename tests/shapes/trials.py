"""Trials of a shape: real rows, and copies of them each broken in one way, validated together.

Starting pyshacl costs more than validating the few nodes here. So the copies for one shape stand in one graph, each
under an IRI of its own, beside copies that are not broken. A copy that its neighbours could disturb, or whose IRI must
stay as it is, has a graph to itself.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import pyoxigraph
import pyshacl
from rdflib import RDF, SH, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from graph.build.screen import screen
from tests.shapes.breaking import break_it
from tests.shapes.cases import Case, around, row_for
from tests.shapes.constraints import Constraint, constraints_of, focus_nodes, part_of_shapes

_LOOKS_AT_OTHERS = (SH.inversePath, SH.sparql)
_TARGETS_OF_THE_ROW = (SH.targetNode, SH.targetObjectsOf)
"""Targets that a copy with another IRI does not have."""

Triples = set[tuple[Node, Node, Node]]


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

    unbroken: Results
    broken: Mapping[Constraint, Sequence[Result]]
    flagged: Mapping[Constraint, bool]


def trials_of(shapes: Graph, data: Graph, targeted: URIRef) -> Trials:
    """Break a row of *data* in one way for each constraint of *targeted*."""
    part = part_of_shapes(shapes, targeted)
    nodes = focus_nodes(shapes, data, targeted)
    assert nodes, f"{targeted} finds no focus node"
    graphs: dict[Node, Graph] = {}
    rows: dict[Node, Triples] = {}
    controls: set[Node] = set()
    shared: Triples = set()
    copies: dict[Constraint, URIRef] = {}
    broken: dict[Constraint, Sequence[Result]] = {}
    flagged: dict[Constraint, bool] = {}
    for number, constraint in enumerate(constraints_of(shapes, targeted)):
        row, path = row_for(shapes, data, nodes, constraint)
        if row not in rows:
            graphs[row] = around(data, row)
            rows[row] = set(graphs[row])
        case = Case(shapes, data, graphs[row], row, constraint, path)
        break_it(case)
        triples = set(case.graph)
        if not isinstance(case.focus, BNode):
            screening = screen(lines_of(triples), part)
            flagged[constraint] = f"<{case.focus}>" in screening.flagged.get(str(targeted), ())
        control, copy = URIRef(f"{row}-control"), URIRef(f"{row}-copy{number}")
        if case.focus == row and _may_share(part, targeted, row, rows[row] ^ triples, copy):
            shared |= _renamed(rows[row], row, control) | _renamed(triples, row, copy)
            controls.add(control)
            copies[constraint] = copy
        else:
            broken[constraint] = _validate(triples, part).get(case.focus, ())
        _restore(case.graph, rows[row], triples)
    of_rows, of_shared = _validate(set().union(*rows.values()), part), _validate(shared, part)
    unbroken = {node: of_rows.get(node, ()) for node in rows} | {node: of_shared.get(node, ()) for node in controls}
    broken |= {constraint: of_shared.get(copy, ()) for constraint, copy in copies.items()}
    return Trials(unbroken, broken, flagged)


def lines_of(triples: Triples) -> list[str]:
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


def _restore(graph: Graph, before: Triples, now: Triples) -> None:
    """Make *graph*, which holds *now*, hold *before*."""
    for triple in now - before:
        graph.remove(triple)
    for triple in before - now:
        graph.add(triple)


def _renamed(triples: Triples, row: Node, copy: URIRef) -> Triples:
    """*triples*, of which those about *row* are said of *copy*."""
    return {(copy if subject == row else subject, predicate, value) for subject, predicate, value in triples}


def _validate(triples: Triples, part: Graph) -> Results:
    graph = Graph(bind_namespaces="none")
    for triple in triples:
        graph.add(triple)
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
