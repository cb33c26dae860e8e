"""The screen before SHACL lets no fault through, so that a report is the one of pyshacl on everything.

(tests/shapes/test_every_constraint.py shows it a row that breaks each constraint.)
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from zlib import crc32

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import SH, Graph, URIRef

import shapes
from graph.build.filed_index import FiledIndex
from graph.build.screen import screen
from graph.build.statement_index import TermError
from graph.build.validate import load_shapes, rdflib_graph, validate, validate_lines
from graph.release import Release
from graph.write.lines import in_file_order
from ontology.namespaces import Namespace
from tests.shapes.constraints import targeted_shapes

EDITS = 1500
LABEL_EDITS = 300
LABEL_SHAPES = "/shapes/label#"
VALUES = (
    '"x"', '"何か"@ja', '"何か"@en',
    '"Name"@tlh', '"-1"^^<http://www.w3.org/2001/XMLSchema#integer>', "<urn:example:nowhere>",
    '"1.5"^^<http://www.w3.org/2001/XMLSchema#integer>', '"2014-02-30"^^<http://www.w3.org/2001/XMLSchema#date>',
    '"2014"^^<http://www.w3.org/2001/XMLSchema#gYear>', '"12:00:00"^^<http://www.w3.org/2001/XMLSchema#time>',
    '"1e3"^^<http://www.w3.org/2001/XMLSchema#double>', '"yes"^^<http://www.w3.org/2001/XMLSchema#boolean>',
)  # fmt: skip


@pytest.fixture(scope="module")
def lines(release: Release) -> list[str]:
    """The default graph of a real release."""
    text = (release.dump_folder / "tabunka.nt").read_text(encoding="utf-8")
    return [line.removesuffix(" .") for line in text.split("\n") if line]


@pytest.fixture(scope="module")
def shapes_of_the_room() -> Graph:
    return load_shapes(Namespace())


def some_of(lines: list[str], one_in: int) -> list[str]:
    """The statements about one thing *one_in* so many: pyshacl needs a minute for those about all."""
    return [line for line in lines if crc32(line.partition(" ")[0].encode()) % one_in == 0]


def graph_of(lines: list[str]) -> Graph:
    text = "".join(f"{line} .\n" for line in lines)
    return rdflib_graph(quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES))


def edited(lines: list[str], edits: int, seed: int, predicate_ends: str = ">") -> list[str]:
    """*lines* with statements that are dropped, have another value, or are said of another subject as well.

    Only statements whose predicate ends in *predicate_ends* are edited.
    """
    chance = random.Random(seed)
    changed = dict.fromkeys(lines)
    subjects = sorted({line.partition(" ")[0] for line in lines})
    editable = sorted(line for line in lines if line.split(" ", 2)[1].endswith(predicate_ends))
    for line in chance.sample(editable, edits):
        subject, predicate, value = line.split(" ", 2)
        # pyshacl cannot compare a number with a text, so statements of ordered values are only dropped.
        kind = 0 if predicate.endswith(("Line>", "Count>")) else chance.randrange(5)
        if kind < 3:
            del changed[line]
        if kind == 1:
            changed[f"{subject} {predicate} {chance.choice(VALUES)}"] = None
        elif kind == 2:
            changed[f"{chance.choice(subjects)} {predicate} {value}"] = None
        elif kind == 3:
            changed[f"{subject} {predicate} {chance.choice(VALUES)}"] = None
        elif kind == 4:
            other = chance.choice(lines).split(" ", 2)[2]
            changed[f"{subject} {predicate} {other}"] = None
    return list(changed)


def test_a_release_needs_no_second_look(lines: list[str], shapes_of_the_room: Graph) -> None:
    screening = screen(lines, shapes_of_the_room)
    assert not screening.flagged
    assert len(screening.focus_nodes) > 200
    assert all(screening.focus_nodes.values())


def targeted(shapes_graph: Graph, *, labels: bool) -> Graph:
    """Those shapes of *shapes_graph* that look at labels, or all others: the rest have no target."""
    part = Graph()
    for triple in shapes_graph:
        is_target = triple[1] in (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
        if not is_target or (LABEL_SHAPES in triple[0]) == labels:
            part.add(triple)
    return part


def test_the_report_of_a_damaged_release_is_the_one_of_pyshacl_on_the_whole(
    lines: list[str], shapes_of_the_room: Graph
) -> None:
    """Damaged in many places, and by most things being gone, to which others refer."""
    damaged = edited(some_of(lines, 20), EDITS, seed=11)
    chosen = targeted(shapes_of_the_room, labels=False)
    report = validate_lines(damaged, chosen)
    assert report == validate(graph_of(damaged), chosen)
    assert len(report.violations) > 500
    assert len({violation.shape for violation in report.violations}) > 100


def test_the_report_on_damaged_labels_is_the_one_of_pyshacl(lines: list[str], shapes_of_the_room: Graph) -> None:
    damaged = edited(some_of(lines, 60), LABEL_EDITS, seed=12, predicate_ends="#prefLabel>")
    chosen = targeted(shapes_of_the_room, labels=True)
    report = validate_lines(damaged, chosen)
    assert report == validate(graph_of(damaged), chosen)
    assert len(report.violations) > 300
    assert len({violation.shape for violation in report.violations}) >= 5


def test_an_index_in_files_flags_the_same_things(lines: list[str], shapes_of_the_room: Graph) -> None:
    damaged = in_file_order(edited(some_of(lines, 20), EDITS, seed=13))
    filed = screen(damaged, shapes_of_the_room, FiledIndex.of_lines(damaged))
    assert filed == screen(damaged, shapes_of_the_room)
    assert len(filed.flagged) > 50


def test_a_blank_node_stops_the_validation(shapes_of_the_room: Graph) -> None:
    with pytest.raises(TermError, match="neither an IRI nor a literal"):
        validate_lines(["_:a <urn:example:p> <urn:example:o>"], shapes_of_the_room)


@pytest.mark.parametrize(
    "unknown",
    [
        "sh:minLength 3",
        "sh:not [ sh:nodeKind sh:Literal ]",
        'sh:pattern "x" ; sh:flags "i"',
        "sh:qualifiedValueShape [ a sh:NodeShape ; sh:nodeKind sh:Literal ] ; sh:qualifiedMaxCount 0",
        "sh:datatype <http://www.w3.org/2001/XMLSchema#duration>",
        "sh:deactivated true",
    ],
)
def test_what_the_screen_does_not_check_is_left_to_pyshacl(unknown: str, tmp_path: Path) -> None:
    shutil.copy(shapes.ROOM / "prefixes.ttl", tmp_path)
    (tmp_path / "odd.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<shapes/odd#Odd> a sh:NodeShape ; sh:targetSubjectsOf <urn:example:p> ; sh:property <shapes/odd#p> .\n"
        f'<shapes/odd#p> a sh:PropertyShape ; sh:path <urn:example:p> ; sh:message "odd"@en ; {unknown} .\n',
        encoding="utf-8",
    )
    graph = load_shapes(Namespace(), tmp_path)
    (shape,) = targeted_shapes(graph)
    lines = ['<urn:example:a> <urn:example:p> "aX"', '<urn:example:b> <urn:example:p> "abcd"']
    assert screen(lines, graph).flagged == {str(shape): {"<urn:example:a>", "<urn:example:b>"}}
    assert validate_lines(lines, graph) == validate(graph_of(lines), graph)


def test_a_query_is_asked_of_the_focus_nodes_only(tmp_path: Path) -> None:
    shutil.copy(shapes.ROOM / "prefixes.ttl", tmp_path)
    (tmp_path / "asking.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<shapes/asking#A> a sh:NodeShape ; sh:targetNode <urn:example:a> ; sh:sparql <shapes/asking#q> .\n"
        '<shapes/asking#q> a sh:SPARQLConstraint ; sh:prefixes <shapes/prefixes> ; sh:message "no"@en ;\n'
        '  sh:select "SELECT $this ?value WHERE { $this <urn:example:p> ?value }" .\n',
        encoding="utf-8",
    )
    graph = load_shapes(Namespace(), tmp_path)
    other, same = "<urn:example:b> <urn:example:p> <urn:example:c>", "<urn:example:a> <urn:example:p> <urn:example:c>"
    assert screen([other], graph).flagged == {}
    assert [*screen([other, same], graph).flagged.values()] == [{"<urn:example:a>"}]
    report = validate_lines([other, same], graph)
    assert report == validate(graph_of([other, same]), graph)
    assert [violation.focus for violation in report.violations] == ["urn:example:a"]
    assert URIRef(report.violations[0].shape) in set(graph.subjects())
