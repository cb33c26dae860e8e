"""Each data cube of a release is one: the integrity constraints hold, and can be broken."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QuerySolutions, Store

from graph.store import EmbeddedStore
from ontology.namespaces import Namespace
from ontology.prefixes import declarations
from ontology.vocabulary import DCT, QB, RDF, RDFS, SKOS
from tests.graph.build.integrity import CONSTRAINTS, NORMAL_FORM

NAMESPACE = Namespace()
FIGURES = NAMESPACE.thing("observation", "counter-profile-20000-2024-01-01-population")
REGISTERED = NAMESPACE.thing("structure", "registered-foreign-residents")


@pytest.fixture(scope="module")
def cubes(store: EmbeddedStore) -> Store:
    """The statements about cubes, their properties and the concepts of their code lists, in normal form."""
    graph = Store()
    subjects: set[NamedNode] = set()
    for kind in ("observation", "figures", "structure", "adviser-destination", "adviser-field", "scheme"):
        start = f"{NAMESPACE.base}/id/{kind}/"
        subjects |= {
            quad.subject
            for quad in store.statements(None, RDF.type, None, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
        }
    properties = {
        quad.subject
        for predicate in (RDFS.range, QB.codeList)
        for quad in store.statements(None, predicate, None, DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    }
    for subject in subjects | properties:
        graph.extend(store.statements(subject, None, None, DefaultGraph()))
    for update in NORMAL_FORM:
        graph.update(declarations(NAMESPACE, update) + update)
    return graph


def is_broken(graph: Store, name: str) -> bool:
    return bool(graph.query(declarations(NAMESPACE, CONSTRAINTS[name]) + CONSTRAINTS[name]))


def copied(graph: Store) -> Store:
    copy = Store()
    copy.bulk_extend(graph.quads_for_pattern(None, None, None, None))
    return copy


@pytest.mark.parametrize("name", CONSTRAINTS)
def test_every_cube_of_the_release_is_well_formed(cubes: Store, name: str) -> None:
    assert not is_broken(cubes, name)


def test_three_data_sets_are_cubes_and_the_other_figures_do_not_claim_to_be(cubes: Store) -> None:
    query = "SELECT ?set (COUNT(?figure) AS ?number) WHERE { ?figure a qb:Observation ; qb:dataSet ?set } GROUP BY ?set"
    solutions = cubes.query(declarations(NAMESPACE, query) + query)
    assert isinstance(solutions, QuerySolutions)
    assert {row["set"].value.rpartition("/")[2]: int(row["number"].value) for row in solutions} == {
        "registered-foreign-residents-2012": 47,
        "counter-profiles": 36,
        "001-adviser-dispatches": 25,
    }


@pytest.mark.parametrize(
    ("name", "predicate"),
    [("IC-1", QB.dataSet), ("IC-11", QB.measureType), ("IC-15", NAMESPACE.term("population"))],
)
def test_a_figure_that_lacks_a_statement_breaks_its_constraint(cubes: Store, name: str, predicate: NamedNode) -> None:
    graph = copied(cubes)
    for quad in list(graph.quads_for_pattern(FIGURES, predicate, None, None)):
        graph.remove(quad)
    assert is_broken(graph, name)


def test_two_figures_of_the_same_dimensions_break_the_twelfth_constraint(cubes: Store) -> None:
    graph = copied(cubes)
    for quad in list(graph.quads_for_pattern(FIGURES, None, None, None)):
        graph.add(Quad(NamedNode(f"{FIGURES.value}-x"), quad.predicate, quad.object))
    assert is_broken(graph, "IC-12")


@pytest.mark.parametrize(("name", "kind"), [("IC-2", QB.DataSet), ("IC-3", QB.DataStructureDefinition)])
def test_a_set_without_structure_and_a_structure_without_measure_are_noticed(
    cubes: Store, name: str, kind: NamedNode
) -> None:
    graph = copied(cubes)
    graph.add(Quad(NamedNode("urn:example:new"), RDF.type, kind))
    assert is_broken(graph, name)


def test_a_dimension_of_concepts_needs_a_list_of_them(cubes: Store) -> None:
    graph = copied(cubes)
    dimension = NamedNode("urn:example:dimension")
    graph.add(Quad(dimension, RDF.type, QB.DimensionProperty))
    assert is_broken(graph, "IC-4")
    graph.add(Quad(dimension, RDFS.range, SKOS.Concept))
    assert not is_broken(graph, "IC-4")
    assert is_broken(graph, "IC-5")


def test_figures_that_are_no_cube_belong_to_a_collection(store: EmbeddedStore) -> None:
    figure = NAMESPACE.thing("observation", "001-jet-hosts-2023")
    collection = NAMESPACE.thing("figures", "001")
    assert list(store.statements(figure, DCT.isPartOf, collection, DefaultGraph()))
    assert not list(store.statements(figure, QB.dataSet, None, DefaultGraph()))
