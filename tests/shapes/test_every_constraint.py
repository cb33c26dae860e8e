"""For every constraint: a real row conforms, and the row broken in that one way does not, and the report says so."""

from __future__ import annotations

import pyshacl
import pytest
from rdflib import RDF, SH, Graph
from rdflib.term import Node

from tests.shapes.breaking import (
    COMPONENTS,
    SPECIAL,
    Case,
    Constraint,
    break_it,
    case_of,
    constraints,
    part_of_shapes,
    shapes_graph,
)

CONSTRAINTS = list(constraints(shapes_graph()))


def results(case: Case) -> list[tuple[Node | None, Node | None, list[Node]]]:
    """What pyshacl reports for the targeted shape: source shape, component and messages of each result."""
    _, report, text = pyshacl.validate(
        case.graph, shacl_graph=part_of_shapes(case.shapes, case.constraint.targeted), inference="none"
    )
    assert isinstance(report, Graph), text
    return [
        (
            report.value(result, SH.sourceShape),
            report.value(result, SH.sourceConstraintComponent),
            list(report.objects(result, SH.resultMessage)),
        )
        for result in report.subjects(RDF.type, SH.ValidationResult)
        if report.value(result, SH.focusNode) == case.focus
    ]


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=str)
def test_a_real_row_conforms_and_broken_it_does_not(
    constraint: Constraint, shapes_of_the_room: Graph, data: Graph
) -> None:
    case = case_of(shapes_of_the_room, data, constraint)
    assert results(case) == [], "the real row must conform"
    break_it(case)
    component = COMPONENTS[constraint.parameter]
    found = [messages for shape, what, messages in results(case) if (shape, what) == (constraint.shape, component)]
    assert found, f"{constraint} was not reported; reported: {results(case)}"
    stated = constraint.value if constraint.parameter == SH.sparql else constraint.shape
    expected = sorted(str(message) for message in shapes_of_the_room.objects(stated, SH.message))
    for messages in found:
        assert sorted(str(message) for message in messages) == expected


def test_no_case_is_kept_for_a_constraint_that_is_gone() -> None:
    assert set(SPECIAL) <= {str(constraint) for constraint in CONSTRAINTS}
