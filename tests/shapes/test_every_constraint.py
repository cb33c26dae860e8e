"""For every constraint: a real row conforms, and the row broken in that one way does not, and the report says so.

The screen before pyshacl (graph/build/screen.py) flags each of these rows, so that pyshacl looks at it.
"""

from __future__ import annotations

import pytest
from rdflib import SH, Graph

import shapes
from tests.shapes.breaking import SPECIAL
from tests.shapes.constraints import BASE, COMPONENTS, Constraint, constraints, constraints_of, targeted_shapes
from tests.shapes.trials import Result, trials_of

FILES = [path.stem for path in shapes.shape_files() if "sh:target" in path.read_text(encoding="utf-8")]


def faults_of(shapes_of_the_room: Graph, constraint: Constraint, results: list[Result]) -> list[str]:
    """Why *results* are not what a row that breaks only *constraint* must give."""
    component = COMPONENTS[constraint.parameter]
    reported = [result for result in results if (result.shape, result.component) == (constraint.shape, component)]
    if not reported:
        return [f"{constraint} was not reported; reported: {results}"]
    stated = constraint.value if constraint.parameter == SH.sparql else constraint.shape
    expected = tuple(sorted(str(message) for message in shapes_of_the_room.objects(stated, SH.message)))
    return [f"{constraint} has the messages {r.messages}" for r in reported if r.messages != expected]


@pytest.mark.parametrize("file", FILES)
def test_a_real_row_conforms_and_broken_in_one_way_it_does_not(
    file: str, shapes_of_the_room: Graph, data: Graph
) -> None:
    of_the_file = [shape for shape in targeted_shapes(shapes_of_the_room) if shape.startswith(f"{BASE}shapes/{file}#")]
    assert of_the_file
    faults: list[str] = []
    for targeted in of_the_file:
        trials = trials_of(shapes_of_the_room, data, targeted)
        faults += [f"{node} must conform: {results}" for node, results in trials.unbroken.items() if results]
        for constraint in constraints_of(shapes_of_the_room, targeted):
            faults += faults_of(shapes_of_the_room, constraint, list(trials.broken[constraint]))
            if constraint in trials.flagged:
                faults += [] if trials.flagged[constraint] else [f"{constraint} is not flagged by the screen"]
            elif (constraint.shape, constraint.parameter) != (targeted, SH.nodeKind):
                faults.append(f"{constraint} was not screened")
        assert trials.unbroken
        assert trials.broken
    assert not faults, "\n".join(faults)


def test_every_shape_with_a_target_is_tried(shapes_of_the_room: Graph) -> None:
    files = {shape.removeprefix(f"{BASE}shapes/").partition("#")[0] for shape in targeted_shapes(shapes_of_the_room)}
    assert files == set(FILES)


def test_no_case_is_kept_for_a_constraint_that_is_gone(shapes_of_the_room: Graph) -> None:
    assert set(SPECIAL) <= {str(constraint) for constraint in constraints(shapes_of_the_room)}
