"""The VoID description is true: SPARQL counts each number again, and each address answers."""

from __future__ import annotations

import pytest
import rdflib
from rdflib import DCTERMS, RDF, VOID, URIRef
from rdflib.term import Node

from graph.formats import RDF_FORMATS
from graph.release import Release
from graph.store import EmbeddedStore
from tests.rdf_terms import only_number, python_value, result_rows


@pytest.fixture(scope="module")
def void(release: Release) -> rdflib.Graph:
    return rdflib.Graph().parse(release.path / "void.ttl")


def dataset(release: Release) -> URIRef:
    return URIRef(f"{release.base}/dataset")


def size_of(graph: rdflib.Graph, subject: Node, predicate: URIRef) -> int:
    (count,) = graph.objects(subject, predicate)
    return int(str(count))


def count(store: EmbeddedStore, pattern: str, counted: str = "*") -> int:
    return only_number(store.all_graphs().query(f"SELECT (COUNT({counted}) AS ?n) WHERE {{ {pattern} }}"))


def grouped(store: EmbeddedStore, query: str) -> dict[str, int]:
    return {key: int(size) for key, size in result_rows(store.all_graphs().query(query))}


def test_the_whole_is_counted_truly(void: rdflib.Graph, release: Release, store: EmbeddedStore) -> None:
    whole = dataset(release)
    assert size_of(void, whole, VOID.triples) == count(store, "?s ?p ?o")
    assert size_of(void, whole, VOID.distinctSubjects) == count(store, "?s ?p ?o", "DISTINCT ?s")
    assert size_of(void, whole, VOID.properties) == count(store, "?s ?p ?o", "DISTINCT ?p")
    assert size_of(void, whole, VOID.classes) == count(store, "?s a ?o", "DISTINCT ?o")
    for objects in void.objects(whole, VOID.distinctObjects):
        assert int(str(objects)) == count(store, "?s ?p ?o", "DISTINCT ?o")


def test_every_class_partition_is_true_and_none_is_missing(
    void: rdflib.Graph, release: Release, store: EmbeddedStore
) -> None:
    stated = {
        str(void.value(part, VOID["class"])): size_of(void, part, VOID.entities)
        for part in void.objects(dataset(release), VOID.classPartition)
    }
    assert stated == grouped(store, "SELECT (?c AS ?key) (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")


@pytest.mark.parametrize(
    ("predicate", "counted"),
    [("triples", "*"), ("distinctSubjects", "DISTINCT ?s"), ("distinctObjects", "DISTINCT ?o")],
)
def test_every_property_partition_is_true_and_none_is_missing(
    void: rdflib.Graph, release: Release, store: EmbeddedStore, predicate: str, counted: str
) -> None:
    stated = {
        str(void.value(part, VOID.property)): int(str(value))
        for part in void.objects(dataset(release), VOID.propertyPartition)
        for value in void.objects(part, VOID[predicate])
    }
    true = grouped(store, f"SELECT (?p AS ?key) (COUNT({counted}) AS ?n) WHERE {{ ?s ?p ?o }} GROUP BY ?p")
    assert {iri: true[iri] for iri in stated} == stated
    missing = true.keys() - stated.keys()
    # How many different numbers VoID states depends on these very numbers; they are left out rather than wrong.
    assert predicate == "distinctObjects" or not missing
    assert all(iri.startswith(str(VOID)) for iri in missing)


def test_every_linkset_is_counted_truly(void: rdflib.Graph, release: Release, store: EmbeddedStore) -> None:
    linksets = list(void.subjects(RDF.type, VOID.Linkset))
    assert len(linksets) >= 8
    for linkset in linksets:
        target = void.value(linkset, VOID.objectsTarget)
        space = void.value(target, VOID.uriSpace)
        predicate = void.value(linkset, VOID.linkPredicate)
        pattern = f'?s <{predicate}> ?o FILTER(STRSTARTS(STR(?s), "{release.base}/") && STRSTARTS(STR(?o), "{space}"))'
        assert size_of(void, linkset, VOID.triples) == count(store, f"{pattern} FILTER(ISIRI(?o))"), linkset
        assert void.value(linkset, VOID.subjectsTarget) == dataset(release)


def test_every_named_graph_has_its_true_size_and_its_date(
    void: rdflib.Graph, release: Release, store: EmbeddedStore
) -> None:
    graphs = [subset for subset in void.objects(dataset(release), VOID.subset) if "/graph/" in str(subset)]
    assert len(graphs) >= 9
    for graph in graphs:
        assert size_of(void, graph, VOID.triples) == count(store, f"GRAPH <{graph}> {{ ?s ?p ?o }}"), graph
        (modified,) = void.objects(graph, DCTERMS.modified)
        assert python_value(modified) == release.modified


def test_examples_features_and_dumps_are_there(void: rdflib.Graph, release: Release, store: EmbeddedStore) -> None:
    whole = dataset(release)
    examples = list(void.objects(whole, VOID.exampleResource))
    assert examples
    assert all(count(store, f"<{example}> ?p ?o") for example in examples)
    assert {str(feature) for feature in void.objects(whole, VOID.feature)} == {format.iri for format in RDF_FORMATS}
    names = {str(dump).rpartition("/")[2] for dump in void.objects(whole, VOID.dataDump)}
    assert names == {dump.name for dump in release.dumps}
    assert all((release.dump_folder / name).is_file() for name in names)
    assert (whole, VOID.sparqlEndpoint, URIRef(f"{release.base}/sparql")) in void


def test_every_dataset_graph_and_linkset_has_a_title_and_a_label_in_japanese_and_in_english(void: rdflib.Graph) -> None:
    described = {part for kind in (VOID.Dataset, VOID.Linkset) for part in void.subjects(RDF.type, kind)}
    assert len(described) > 20
    for part in described:
        for naming in (DCTERMS.title, rdflib.SKOS.prefLabel):
            languages = {name.language for name in void.objects(part, naming) if isinstance(name, rdflib.Literal)}
            assert {"ja", "en"} <= languages, f"{part} {naming}"
