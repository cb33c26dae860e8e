"""The JSON-LD context reads and writes the data without losing anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pyoxigraph import NamedNode, RdfFormat, Triple, parse
from rdflib import OWL, RDF, RDFS, Graph
from rdflib.compare import isomorphic

import ontology
from graph.write.jsonld import Context, compact
from ontology.namespaces import Namespace

BASE = "http://localhost:8000"
TEXT = Namespace().fill(ontology.context())
CONTEXT: dict[str, Any] = json.loads(TEXT)["@context"]
PREFIXES: dict[str, str] = json.loads(Namespace().fill(ontology.PREFIXES.read_text()))

SAMPLE = f"""
{"".join(f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items())}
<{BASE}/id/municipality/14000> a tbk:Municipality , org:FormalOrganization , cv:PublicOrganisation ;
    dct:identifier "140007" ;
    skos:prefLabel "神奈川県"@ja , "かながわけん"@ja-hira , "Kanagawa"@en ;
    dct:spatial <{BASE}/id/area/14000> ;
    owl:sameAs wd:Q127513 ;
    prov:wasDerivedFrom <{BASE}/id/record/municipalities/14000> .
<{BASE}/id/area/14000> a dct:Location ; schema:latitude 35.4478 ; skos:exactMatch sac:C14000 .
<{BASE}/id/page/kanagawa-a> a schema:WebPage , foaf:Document ;
    dct:title "多言語情報一覧"@ja ; skos:altLabel "一覧"@ja , "情報一覧"@ja ;
    schema:url <http://www.pref.kanagawa.jp/cnt/f4248/p11909.html> ;
    dct:publisher <{BASE}/id/municipality/14000> .
<{BASE}/id/language-provision/kanagawa-a-vi> a tbk:LanguageProvision ;
    tbk:provisionOf <{BASE}/id/page/kanagawa-a> ;
    dct:language <{BASE}/id/language/vi> ;
    tbk:statedLanguageCount "11"^^xsd:integer ; tbk:isMinimumCount false ;
    tbk:printedLabel "ベトナム語" ; dct:date "2014-07-15"^^xsd:date .
<{BASE}/id/observation/kanagawa> a qb:Observation ;
    tbk:refMunicipality <{BASE}/id/municipality/14000> ;
    tbk:registeredForeignResidents "162142"^^xsd:integer ; tbk:rank "4"^^xsd:integer ;
    tbk:refDate "2012-12-31"^^xsd:date ; tbk:fiscalYear "2012"^^xsd:gYear .
"""


def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def test_pyoxigraph_and_rdflib_read_back_what_was_written() -> None:
    triples = [quad.triple for quad in parse(SAMPLE, format=RdfFormat.TURTLE)]
    written = json.dumps(compact(triples, Context.parse(TEXT, BASE)))
    assert {quad.triple for quad in parse(written, format=RdfFormat.JSON_LD)} == set(triples)
    assert isomorphic(Graph().parse(data=written, format="json-ld"), Graph().parse(data=SAMPLE, format="turtle"))


def test_what_rdflib_compacts_with_the_whole_context_both_read_back() -> None:
    graph = Graph().parse(data=SAMPLE, format="turtle")
    written = graph.serialize(format="json-ld", context=CONTEXT)
    assert isomorphic(Graph().parse(data=written, format="json-ld"), graph)
    expected = {quad.triple for quad in parse(SAMPLE, format=RdfFormat.TURTLE)}
    assert {quad.triple for quad in parse(written, format=RdfFormat.JSON_LD)} == expected


def test_the_document_reads_well_without_an_rdf_library() -> None:
    triples = [quad.triple for quad in parse(SAMPLE, format=RdfFormat.TURTLE)]
    nodes = {node["@id"]: node for node in compact(triples, Context.parse(TEXT, BASE))["@graph"]}
    town = nodes[f"{BASE}/id/municipality/14000"]
    assert town["prefLabel"] == {"ja": ["神奈川県"], "ja-hira": ["かながわけん"], "en": ["Kanagawa"]}
    assert town["@type"] == ["Municipality", "FormalOrganization", "PublicOrganisation"]
    assert town["spatial"] == f"{BASE}/id/area/14000"
    provision = nodes[f"{BASE}/id/language-provision/kanagawa-a-vi"]
    assert provision["statedLanguageCount"] == "11"
    assert provision["printedLabel"] == "ベトナム語"


@pytest.mark.parametrize("name", sorted(name for name, value in CONTEXT.items() if name not in {"@version", *PREFIXES}))
def test_a_term_of_the_context_is_one_the_ontology_knows(vocabulary: Graph, name: str) -> None:
    definition = CONTEXT[name] if isinstance(CONTEXT[name], dict) else {"@id": CONTEXT[name]}
    iri = NamedNode(_expand(definition["@id"]))
    assert any(str(s) == iri.value for s in vocabulary.subjects(RDFS.label, None)), f"{iri} is not in the ontology"
    datatype = definition.get("@type", "@id")
    assert datatype.startswith("@") or datatype.startswith("xsd:")


def test_every_own_term_has_a_short_name_that_says_what_its_values_are(vocabulary: Graph) -> None:
    prefix = PREFIXES["tbk"]
    assert sum(str(term).startswith(prefix) for term in vocabulary.subjects(RDF.type, None)) > 100
    for kind in (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty):
        terms = [term for term in vocabulary.subjects(RDF.type, kind) if str(term).startswith(prefix)]
        assert terms
        for term in terms:
            name = str(term).removeprefix(prefix)
            assert name in CONTEXT, f"context.jsonld has no {name}; add it with its @type ({RDFS.range} says which)"
            definition = CONTEXT[name] if isinstance(CONTEXT[name], dict) else {"@id": CONTEXT[name]}
            assert _expand(definition["@id"]) == str(term)
            if kind == OWL.ObjectProperty:
                assert definition.get("@type") == "@id", name
            for value in vocabulary.objects(term, RDFS.range):
                if value == RDF.langString:
                    assert "@language" in definition["@container"], name
                elif kind == OWL.DatatypeProperty and value != RDFS.Literal:
                    assert _expand(definition["@type"]) == str(value), name


def test_a_value_of_another_datatype_than_the_context_expects_is_not_changed() -> None:
    odd = Triple(
        NamedNode(f"{BASE}/id/observation/x"), NamedNode(PREFIXES["tbk"] + "rank"), NamedNode(f"{BASE}/id/rank/first")
    )
    written = json.dumps(compact([odd], Context.parse(TEXT, BASE)))
    assert [quad.triple for quad in parse(written, format=RdfFormat.JSON_LD)] == [odd]
