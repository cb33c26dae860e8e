"""The shapes as a whole: messages in two languages, declared terms, every term of the ontology, a focus node each."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyshacl
import pytest
from rdflib import OWL, RDF, RDFS, SH, XSD, Graph, Literal, URIRef
from rdflib.term import Node

import ontology
import shapes
from graph.build.validate import load_shapes, require_valid, validate
from graph.release import Release
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from tests.shapes.constraints import constraints, part_of_shapes, targeted_shapes

BASE = "http://localhost:8000/"
TBK = BASE + "ontology#"


@pytest.fixture(scope="module")
def vocabulary() -> Graph:
    graph = Graph()
    for path in ontology.turtle_files():
        graph.parse(path, publicID=BASE)
    return graph


def languages(values: Iterator[Node]) -> list[str]:
    return sorted(value.language or "" for value in values if isinstance(value, Literal))


def test_every_constraint_has_a_message_in_ja_and_en(shapes_of_the_room: Graph) -> None:
    every_constraint = constraints(shapes_of_the_room)
    assert len(every_constraint) > 900
    for constraint in every_constraint:
        stated = constraint.value if constraint.parameter == SH.sparql else constraint.shape
        assert languages(shapes_of_the_room.objects(stated, SH.message)) == ["en", "ja"], str(constraint)


def test_every_property_shape_has_a_name_below_its_file() -> None:
    files = shapes.shape_files()
    assert len(files) > 10
    for path in files:
        graph = Graph().parse(path, publicID=BASE)
        named = {*graph.objects(None, SH.property), *graph.subjects(SH.path, None), *graph.objects(None, SH.sparql)}
        named |= set(graph.subjects(RDF.type, SH.NodeShape))
        for shape in named:
            assert isinstance(shape, URIRef), f"{path.name}: a shape without a name cannot be reported"
        for shape in set(graph.subjects()):
            if isinstance(shape, URIRef) and path.stem != "prefixes":
                assert str(shape).startswith(f"{BASE}shapes/{path.stem}#"), f"{path.name}: {shape}"


def test_every_property_shape_is_used(shapes_of_the_room: Graph) -> None:
    used = set(shapes_of_the_room.objects(None, SH.property))
    assert set(shapes_of_the_room.subjects(RDF.type, SH.PropertyShape)) == used
    constraints = set(shapes_of_the_room.objects(None, SH.sparql))
    assert set(shapes_of_the_room.subjects(RDF.type, SH.SPARQLConstraint)) == constraints


def test_shapes_use_only_classes_and_properties_that_the_ontology_names(
    shapes_of_the_room: Graph, vocabulary: Graph
) -> None:
    def in_path(node: Node) -> Iterator[URIRef]:
        if isinstance(node, URIRef):
            yield node
            return
        for predicate, value in shapes_of_the_room.predicate_objects(node):
            if value != RDF.nil and predicate not in (RDF.type,):
                yield from in_path(value)

    used: set[Node] = set()
    for predicate in (SH["class"], SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf, SH.lessThanOrEquals):
        used.update(shapes_of_the_room.objects(None, predicate))
    for path in shapes_of_the_room.objects(None, SH.path):
        used.update(in_path(path))
    assert len(used) > 100
    for term in used:
        assert (term, RDFS.label, None) in vocabulary, f"{term} is in the shapes, but not in the ontology"


def own_properties(vocabulary: Graph, data: Graph, predicate: URIRef) -> list[tuple[URIRef, URIRef]]:
    """Own properties that the data use, with the values of *predicate* for them."""
    properties = [
        (URIRef(str(term)), URIRef(str(value)))
        for term, value in vocabulary.subject_objects(predicate)
        if str(term).startswith(TBK) and (None, URIRef(str(term)), None) in data
    ]
    assert properties
    return properties


def test_the_domain_of_every_own_property_is_checked(shapes_of_the_room: Graph, vocabulary: Graph, data: Graph) -> None:
    assert len(list(own_properties(vocabulary, data, RDFS.domain))) > 50
    for term, domain in own_properties(vocabulary, data, RDFS.domain):
        checks = [
            shape
            for shape in shapes_of_the_room.subjects(SH.targetSubjectsOf, term)
            if (shape, SH["class"], domain) in shapes_of_the_room
        ]
        assert checks, f"add to shapes/domain.ttl: only a {domain} may have {term}"


def test_the_range_of_every_own_property_is_checked(shapes_of_the_room: Graph, vocabulary: Graph, data: Graph) -> None:
    assert len(list(own_properties(vocabulary, data, RDFS.range))) > 50
    for term, range_ in own_properties(vocabulary, data, RDFS.range):
        is_datatype = str(range_).startswith(str(XSD)) or range_ == RDF.langString
        check = (SH.datatype if is_datatype else SH["class"], range_)
        check = (SH.nodeKind, SH.Literal) if range_ == RDFS.Literal else check
        checks = [
            shape for shape in shapes_of_the_room.subjects(SH.path, term) if (shape, *check) in shapes_of_the_room
        ]
        assert checks, f"a property shape must check that the values of {term} are {range_}"


def test_every_class_of_things_of_ours_is_watched(shapes_of_the_room: Graph, data: Graph) -> None:
    watched: set[Node] = set()
    for cls in shapes_of_the_room.objects(None, SH.targetClass):
        watched.update(c for c in data.transitive_subjects(RDFS.subClassOf, cls) if c is not None)
    about_itself = {"agent", "attribution", "reference", "structure"}
    for thing in set(data.subjects(RDF.type, None)):
        kind = str(thing).removeprefix(BASE + "id/").split("/")[0] if str(thing).startswith(BASE + "id/") else None
        if kind and kind not in about_itself:
            types = set(data.objects(thing, RDF.type))
            assert types & watched, f"no shape watches over {thing}, a {types}"


def test_every_class_and_property_of_the_data_is_named_in_both_languages(vocabulary: Graph, data: Graph) -> None:
    used: set[Node] = set(data.predicates())
    used |= set(data.objects(None, RDF.type))
    assert len(used) > 200
    unnamed = sorted(str(term) for term in used if languages(vocabulary.objects(term, RDFS.label)) != ["en", "ja"])
    assert not unnamed, f"name these in ontology/engine/reused.ttl: {unnamed}"


def test_a_release_conforms_and_no_shape_is_idle(release: Release) -> None:
    """As its build found."""
    report = json.loads((release.path / "report.json").read_text(encoding="utf-8"))
    assert (report["conforms"], report["violations"]) == (True, [])
    focus_nodes = {f"{release.base}/{shape}": count for shape, count in report["focus_nodes"].items()}
    assert set(focus_nodes) == {str(shape) for shape in targeted_shapes(load_shapes(release.namespace))}
    assert all(focus_nodes.values())


def test_several_processes_find_what_one_finds(shapes_of_the_room: Graph) -> None:
    """A third of the shapes is enough: pyshacl reads all of them again for each batch. The number only sets batches."""
    some, bare = Graph(), Graph()
    for shape in targeted_shapes(shapes_of_the_room)[::3]:
        some += part_of_shapes(shapes_of_the_room, shape)
    for number, target in enumerate(sorted(set(some.objects(None, SH.targetClass)))):
        bare.add((URIRef(f"{BASE}id/bare/{number}"), RDF.type, target))
    alone = validate(bare, some)
    assert validate(bare, some, processes=3) == alone
    in_property_shapes = [violation for violation in alone.violations if violation.path]
    assert len(in_property_shapes) > 50


def test_a_shape_without_focus_nodes_stops_the_build(data: Graph, tmp_path: Path) -> None:
    shutil.copy(shapes.ROOM / "common.ttl", tmp_path)
    (tmp_path / "idle.ttl").write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "<shapes/idle#Unicorn> a sh:NodeShape ; sh:targetClass <urn:example:Unicorn> ; sh:nodeKind sh:IRI .\n",
        encoding="utf-8",
    )
    with pytest.raises(ReportedError, match="idle#Unicorn finds no focus node"):
        require_valid(validate(data, load_shapes(Namespace(), tmp_path)))


def test_a_violation_names_the_record_and_the_lines(data: Graph) -> None:
    page = min(
        URIRef(str(page))
        for page, record in data.subject_objects(URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))
        if "/id/page/" in str(page) and "/record/pages/" in str(record)
    )
    part = Graph()
    for subject in [page, *data.objects(page, URIRef("http://www.w3.org/ns/prov#wasDerivedFrom"))]:
        for triple in data.triples((subject, None, None)):
            part.add(triple)
    part.remove((page, URIRef("http://schema.org/url"), None))
    report = validate(part, load_shapes(Namespace()))
    (violation,) = (v for v in report.violations if v.shape.endswith("shapes/page#url"))
    assert violation.focus == str(page)
    assert any(record.startswith("pages/") for record in violation.records)
    assert any(line.startswith("document 000 line") for line in violation.lines)
    assert "must have exactly one address" in str(violation)


def test_shapes_follow_the_base_of_a_release() -> None:
    moved = load_shapes(Namespace("https://data.example.org"))
    assert not [term for triple in moved for term in triple if "localhost" in str(term)]
    assert len(moved) == len(load_shapes(Namespace()))


def test_the_official_cpsv_ap_shapes_find_nothing(data: Graph, standards_dir: Path) -> None:
    official = Graph().parse(standards_dir / "cpsv-ap-3.2.0-shacl.ttl")
    conforms, _, text = pyshacl.validate(data, shacl_graph=official, inference="none")
    assert conforms, text[:2000]
    service = min(data.subjects(RDF.type, URIRef("http://purl.org/vocab/cpsv#PublicService")), key=str)
    part = Graph()
    for triple in data.triples((service, None, None)):
        part.add(triple)
    part.remove((service, URIRef("http://purl.org/dc/terms/description"), None))
    conforms, _, text = pyshacl.validate(part, shacl_graph=official, inference="none")
    assert not conforms, "the official shapes must find a service without a description"
    assert re.search(r"Less than 1 values on <.*>->dc\w*:description", text), text
    watched = {str(cls) for cls in official.objects(None, SH.targetClass)}
    assert {str(cls) for cls in data.objects(None, RDF.type)} & watched >= {
        "http://purl.org/vocab/cpsv#PublicService",
        "http://data.europa.eu/m8g/PublicOrganisation",
        "http://data.europa.eu/m8g/ContactPoint",
    }


def test_own_classes_are_classes(vocabulary: Graph, data: Graph) -> None:
    classes = {cls for cls in data.objects(None, RDF.type) if str(cls).startswith(TBK)}
    assert len(classes) > 20
    for cls in classes:
        assert (cls, RDF.type, OWL.Class) in vocabulary, f"{cls} is used but not declared"
