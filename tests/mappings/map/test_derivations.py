"""A derivation sees the statements of one document, the register and the ontology."""

from __future__ import annotations

import pytest
from pyoxigraph import Literal, NamedNode, Triple

from mappings.map.derivations import DerivationError, Derivations
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDFS

NAMESPACE = Namespace()
TOWN, PAGE = NAMESPACE.thing("municipality", "28100"), NAMESPACE.thing("page", "p1")
OTHER = NAMESPACE.thing("page", "p2")
RECORD = NAMESPACE.record("pages", "p1")
NAME = Triple(TOWN, RDFS.label, Literal("Kobe", language="en"))
LABEL = """CONSTRUCT { ?page dct:title ?title } WHERE {
  { SELECT ?page (GROUP_CONCAT(?name) AS ?title) WHERE { ?page dct:subject ?town . ?town rdfs:label ?name } GROUP BY ?page }
}"""  # noqa: E501


def page(node: NamedNode) -> list[Triple]:
    return [Triple(node, DCT.subject, TOWN), Triple(node, PROV.wasDerivedFrom, RECORD)]


def derivations(**queries: str) -> Derivations:
    made = Derivations({f"{name.replace('_', '-')}.rq": query for name, query in queries.items()}, NAMESPACE)
    made.refer_to([NAME])
    return made


def composed(made: Derivations, document: str, triples: list[Triple]) -> dict[Triple, set[NamedNode]]:
    """What is composed from *triples* alone."""
    made.show(document, triples)
    derived = {
        triple: set(records)
        for triple, records in made.of(document, lambda subject: [RECORD] if subject in (PAGE, OTHER) else [])
    }
    made.hide(document, triples)
    return derived


def test_a_statement_that_the_register_has_as_well_is_seen_once() -> None:
    assert composed(derivations(labels=LABEL), "000", [*page(PAGE), NAME]) == {
        Triple(PAGE, DCT.title, Literal("Kobe", language="en")): {RECORD}
    }


def test_a_document_does_not_see_another_document_nor_what_was_corrected() -> None:
    made = derivations(labels=LABEL)
    assert composed(made, "001", page(OTHER)).keys() == {Triple(OTHER, DCT.title, Literal("Kobe", language="en"))}
    assert composed(made, "000", page(PAGE)).keys() == {Triple(PAGE, DCT.title, Literal("Kobe", language="en"))}
    assert composed(made, "000", page(OTHER)).keys() == {Triple(OTHER, DCT.title, Literal("Kobe", language="en"))}


def test_a_derivation_that_begins_with_a_key_is_of_that_document_only() -> None:
    made = Derivations({"000-labels.rq": LABEL}, NAMESPACE)
    made.refer_to([NAME])
    assert composed(made, "000", page(PAGE))
    assert composed(made, "001", page(PAGE)) == {}


@pytest.mark.parametrize(
    ("query", "reason"),
    [
        ("CONSTRUCT {", "error at"),
        ("ASK { ?s ?p ?o }", "not a CONSTRUCT query"),
        ("CONSTRUCT { ?page dct:relation [] } WHERE { ?page dct:subject ?town }", "makes a blank node"),
    ],
)
def test_a_derivation_that_cannot_be_used_is_named(query: str, reason: str) -> None:
    with pytest.raises(DerivationError, match=f"mappings/derive/odd.rq: .*{reason}"):
        composed(derivations(odd=query), "000", page(PAGE))
