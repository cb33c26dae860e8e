"""One thing across documents: both ends of each link exist, and each link states its reason."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, Quad

from graph.release import Release
from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.sources import sources
from ontology.namespaces import Namespace

DCT = "http://purl.org/dc/terms/"
SAME_AS = NamedNode("http://www.w3.org/2002/07/owl#sameAs")
RELATION = NamedNode(DCT + "relation")


@pytest.fixture(scope="module")
def links() -> list[Row]:
    register = next(source for source in sources() if source.key == "register")
    return list(register.tables()["same_things"].rows)


def documents_of(thing: NamedNode, store: EmbeddedStore, namespace: Namespace) -> set[str]:
    """The documents whose graphs describe *thing*."""
    return {
        key
        for key in ("000", "001", "002", "003")
        if any(store.all_graphs().quads_for_pattern(thing, None, None, namespace.graph(key)))
    }


def test_both_ends_of_a_link_are_described_by_different_documents(
    links: list[Row], store: EmbeddedStore, release: Release
) -> None:
    assert links
    for link in links:
        thing = release.namespace.thing(link["kind"], link["thing"])
        other = release.namespace.thing(link["kind"], link["same_as"] or link["related_to"])
        first, second = (documents_of(end, store, release.namespace) for end in (thing, other))
        assert first, link["key"]
        assert second, link["key"]
        assert first.isdisjoint(second), link["key"]


def test_a_link_claims_identity_or_relation_and_never_both(
    links: list[Row], store: EmbeddedStore, release: Release
) -> None:
    register = release.namespace.graph("register")
    for link in links:
        assert bool(link["same_as"]) != bool(link["related_to"]), link["key"]
        thing = release.namespace.thing(link["kind"], link["thing"])
        other = release.namespace.thing(link["kind"], link["same_as"] or link["related_to"])
        assert (Quad(thing, SAME_AS, other, register) in store.all_graphs()) == bool(link["same_as"])
        assert (Quad(thing, RELATION, other, register) in store.all_graphs()) == bool(link["related_to"])


def test_no_counter_is_claimed_to_be_one_of_ten_years_before(links: list[Row]) -> None:
    assert not [link["key"] for link in links if link["kind"] == "service" and link["same_as"]]
