"""A change matters to the focus nodes that it can break, along every kind of path and constraint, and to few others."""

from __future__ import annotations

import random
from functools import cache, partial
from zlib import crc32

import pytest
from rdflib import Graph, URIRef

from graph.build.affected import Affected, Change
from graph.build.check_store import store_of_lines
from graph.build.screen import Screening, screen
from graph.build.statement_index import StatementIndex
from graph.build.validate import load_shapes
from graph.release import Release
from graph.write.lines import in_file_order
from ontology.namespaces import Namespace
from tests.shapes.constraints import TARGETS

SHAPE = "http://localhost:8000/shapes/x#s"
PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix e: <http://e/> .
"""
TYPE, BELOW = (
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#type",
    "http://www.w3.org/2000/01/rdf-schema#subClassOf",
)
INTEGER = "^^<http://www.w3.org/2001/XMLSchema#integer>"
# Beside each thing n1 that a case changes stands n2, to which the change cannot matter.
BEFORE = """
    n1 a N . n1 p m1 . m1 q k1 . n1 least "1"i . n1 most "2"i . n1 name "one"@en . n1 other z .
    n2 a N . n2 p m2 . m2 q k2 . n2 least "1"i . n2 most "2"i . n2 name "two"@en . n2 other z .
    m1 a M . k1 a K . k1 up n1 . n1 above n1a . n1a above n1b . n1b t k1 . m1 a Of_n1 .
    m2 a M . k2 a K . k2 up n2 . n2 above n2a . n2a above n2b . n2b t k2 .
    M sub Top . K sub Top . z a Z .
"""
OF_N = "sh:targetClass e:N ;"
CASES = {
    "a value is gone": (OF_N, "e:p", "sh:minCount 1", "- n1 p m1 ."),
    "a value has come": (OF_N, "e:p", "sh:maxCount 1", "+ n1 p m3 ."),
    "a value is another": (OF_N, "e:other", "sh:in ( e:z )", "- n1 other z . + n1 other y ."),
    "a language comes twice": (OF_N, "e:name", "sh:uniqueLang true", '+ n1 name "uno"@en .'),
    "a number passes another": (
        OF_N, "e:least", "sh:lessThanOrEquals e:most", '- n1 most "2"i . + n1 most "0"i .'),
    "two properties come to share a value": (OF_N, "e:p", "sh:disjoint e:other", "+ n1 other m1 ."),
    "a thing in the middle of a path": (OF_N, "( e:p e:q )", "sh:minCount 1", "- m1 q k1 ."),
    "a thing at the end of a path": (OF_N, "( e:p e:q e:up )", "sh:minCount 1", "- k1 up n1 ."),
    "what leads to a thing": (OF_N, "[ sh:inversePath e:up ]", "sh:minCount 1", "- k1 up n1 ."),
    "inverse steps": (
        "sh:targetClass e:Of_n1 ;", "( [ sh:inversePath e:p ] [ sh:inversePath e:up ] )", "sh:minCount 1",
        "- k1 up n1 ."),
    "one of two ways": (OF_N, "[ sh:alternativePath ( e:nowhere e:p ) ]", "sh:minCount 1", "- n1 p m1 ."),
    "a step behind one of two ways": (
        OF_N, "( [ sh:alternativePath ( e:nowhere e:p ) ] e:q )", "sh:minCount 1", "- m1 q k1 ."),
    "many steps away": (OF_N, "( [ sh:zeroOrMorePath e:above ] e:t )", "sh:minCount 1", "- n1b t k1 ."),
    "a step of many": (OF_N, "( [ sh:zeroOrMorePath e:above ] e:t )", "sh:minCount 1", "- n1a above n1b ."),
    "a value leaves its class": (OF_N, "e:p", "sh:class e:M", "- m1 a M ."),
    "the class of a value at the end of a path": (OF_N, "( e:p e:q )", "sh:class e:K", "- k1 a K ."),
    "a choice of shapes for a value": (
        OF_N, "e:p", "sh:or ( [ a sh:NodeShape ; sh:class e:Z ] e:m )", "- m1 q k1 ."),
    "a shape for a value": (
        OF_N, "e:p", "sh:qualifiedValueShape e:m ; sh:qualifiedMinCount 1", "- m1 q k1 ."),
    "a property of a value": (OF_N, "e:p", "sh:property [ sh:path e:q ; sh:minCount 1 ]", "- m1 q k1 ."),
    "a new thing of a class": ("sh:targetClass e:New ;", "e:nowhere", "sh:minCount 1", "+ n1 a New ."),
    "a new subject": ("sh:targetSubjectsOf e:fresh ;", "e:nowhere", "sh:minCount 1", "+ n1 fresh z ."),
    "a new object": ("sh:targetObjectsOf e:fresh ;", "e:nowhere", "sh:minCount 1", "+ z fresh n1 ."),
    "a thing that is named": ("sh:targetNode e:n1 ;", "e:p", "sh:minCount 1", "- n1 p m1 ."),
}  # fmt: skip
"""By what changes: the target of a shape, the path and the constraint of its property, and the change by which n1 (or
m1, of the class Of_n1) breaks it."""


def line(text: str) -> str:
    """A statement as N-Triples write it, of *text* in which each word is the end of an IRI."""
    terms = text.split(" ", 2)
    iris = {"a": TYPE, "sub": BELOW}
    written = [
        term.replace('"i', f'"{INTEGER}') if term.startswith('"') else f"<{iris.get(term, f'http://e/{term}')}>"
        for term in terms
    ]
    return " ".join(written)


def statements(text: str) -> list[str]:
    return [line(part.strip().removesuffix(" .")) for part in text.replace(" . ", " .\n").splitlines() if part.strip()]


def property_of(path: str, constraint: str) -> str:
    return f"sh:property [ sh:path {path} ; {constraint} ]"


def shapes_of(text: str) -> Graph:
    graph = Graph()
    value = "e:m a sh:NodeShape ; sh:property [ sh:path e:q ; sh:minCount 1 ] ."
    return graph.parse(data=f"{PREFIXES}<{SHAPE}> a sh:NodeShape ; {text} .\n{value}", format="turtle")


def changed(before: list[str], edits: str) -> list[str]:
    after = dict.fromkeys(before)
    for edit in edits.replace(" . ", " .\n").splitlines():
        statement = line(edit[2:].removesuffix(" ."))
        if edit[0] == "-":
            del after[statement]
        else:
            after[statement] = None
    return in_file_order(after)


def change_of(before: list[str], after: list[str]) -> Change:
    return Change.of(set(before) ^ set(after))


@pytest.mark.parametrize("case", CASES)
def test_a_change_along_any_path_is_seen(case: str) -> None:
    target, path, constraint, edits = CASES[case]
    before, shapes = in_file_order(statements(BEFORE)), shapes_of(f"{target} {property_of(path, constraint)}")
    assert not screen(before, shapes).flagged, "the case begins with what conforms"
    after = changed(before, edits)
    change, anew = change_of(before, after), screen(after, shapes)
    node = f"<http://e/{'m1' if 'Of_n1' in target else 'n1'}>"
    assert anew.flagged == {SHAPE: {node}}
    assert screen(after, shapes, change=change) == anew
    kind, value = next((p, o) for p, o in shapes.predicate_objects(URIRef(SHAPE)) if p in TARGETS)
    suspects = Affected(shapes, StatementIndex(after), change).by(URIRef(SHAPE), [(kind, f"<{value}>")])
    assert node in suspects
    assert suspects.isdisjoint({"<http://e/n2>", "<http://e/m2>"})


def test_a_class_that_leaves_another_matters_to_every_thing() -> None:
    before = in_file_order(statements(BEFORE))
    for shape in (
        f"{OF_N} {property_of('e:p', 'sh:class e:Top')}",
        f"{OF_N} {property_of('( e:p e:q )', 'sh:class e:Top')}",
        f"sh:targetClass e:Top ; {property_of('e:q', 'sh:minCount 0')}",
    ):
        shapes = shapes_of(shape)
        after = changed(before, "- M sub Top . - K sub Top . + Z sub Top .")
        anew = screen(after, shapes)
        assert screen(after, shapes, change=change_of(before, after)) == anew
        assert anew != screen(before, shapes)


def test_focus_nodes_that_a_change_cannot_affect_are_not_looked_at() -> None:
    before = in_file_order(statements(BEFORE))
    shapes = shapes_of(f"{OF_N} {property_of('( e:p e:q )', 'sh:minCount 1')}")
    # Two things break the shape, and the change that is told is of one of them.
    after = changed(before, "- m1 q k1 . - m2 q k2 .")
    told = change_of(before, changed(before, "- m1 q k1 ."))
    assert screen(after, shapes, change=told) == Screening({SHAPE: 2}, {SHAPE: frozenset({"<http://e/n1>"})})


def edited(lines: list[str], seed: int, edits: int = 300) -> list[str]:
    """*lines* with statements dropped, led to the object of another, or said of the subject of another."""
    chance = random.Random(seed)
    after = dict.fromkeys(lines)
    for one, other in zip(chance.sample(lines, edits), chance.sample(lines, edits), strict=True):
        (subject, predicate, value), (other_subject, _, other_value) = one.split(" ", 2), other.split(" ", 2)
        kind = chance.randrange(4)
        if kind < 3:
            after.pop(one, None)
        if kind == 1:
            after[f"{subject} {predicate} {other_value}"] = None
        elif kind > 1:
            after[f"{other_subject} {predicate} {value}"] = None
    return in_file_order(after)


def test_no_verdict_changes_but_those_that_a_change_can_matter_to(release: Release) -> None:
    shapes = load_shapes(Namespace())
    text = (release.dump_folder / "tabunka.nt").read_text(encoding="utf-8")
    lines = [line.removesuffix(" .") for line in text.split("\n") if line]
    # The statements about one thing in six. What they lack is flagged, before and after a change.
    before = [line for line in lines if crc32(line.partition(" ")[0].encode()) % 6 == 0]
    old, broken = screen(before, shapes), set()
    for seed in range(4):
        after = edited(before, seed)
        index, store = StatementIndex(after), cache(partial(store_of_lines, after))
        anew = screen(after, shapes, index, store)
        some = screen(after, shapes, index, store, change=change_of(before, after))
        assert some.focus_nodes == anew.focus_nodes
        for shape in anew.focus_nodes:
            flagged, flagged_before, looked_at = (one.flagged.get(shape, frozenset()) for one in (anew, old, some))
            assert flagged - flagged_before <= looked_at <= flagged, f"{shape}, seed {seed}"
            broken |= {shape} if flagged - flagged_before else set()
    assert len(broken) > len(old.focus_nodes) / 4, "too few shapes were broken to show anything"
