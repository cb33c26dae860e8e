"""The statements about things, by property."""

from __future__ import annotations

import pytest
from pyoxigraph import DefaultGraph, NamedNode

from ontology.vocabulary import DCT, RDF, SCHEMA, SKOS
from server.display.facts import Facts
from server.display.knowledge import Knowledge

PREDICATES = (RDF.type, SKOS.prefLabel, DCT.title, DCT.hasPart, DCT.isPartOf, DCT.spatial, SCHEMA.url)


@pytest.mark.parametrize(
    "path", ["id/municipality/14100", "id/page/hokkaido-living-guide", "dataset", "id/nothing/here"]
)
def test_the_values_of_a_property_are_those_of_the_store_in_the_order_of_the_values(
    knowledge: Knowledge, path: str
) -> None:
    thing = NamedNode(f"{knowledge.namespace.base}/{path}")
    facts = Facts(knowledge.store)
    for predicate in PREDICATES:
        statements = knowledge.store.statements(thing, predicate, None, DefaultGraph())
        assert list(facts.values(thing, predicate)) == sorted(statements, key=lambda quad: str(quad.object))


def test_values_of_several_properties_come_in_the_order_of_the_properties(knowledge: Knowledge) -> None:
    thing = knowledge.namespace.thing("municipality", "14100")
    facts = Facts(knowledge.store)
    both = [*facts.values(thing, DCT.isPartOf), *facts.values(thing, RDF.type)]
    assert len(both) > 1
    assert facts.values(thing, DCT.isPartOf, RDF.type) == both


def test_a_thing_of_many_statements_is_not_read_whole(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    thing = knowledge.namespace.thing("municipality", "14100")
    whole = Facts(knowledge.store).values(thing, *PREDICATES)
    monkeypatch.setattr("server.display.facts._MOST", 2)
    assert len(whole) > 2
    assert list(Facts(knowledge.store).values(thing, *PREDICATES)) == list(whole)
