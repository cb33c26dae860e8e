"""Every format holds the same statements when it is parsed again."""

from __future__ import annotations

import json

import pytest
import rdflib
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse
from rdflib.compare import isomorphic

import ontology
from graph.formats import (
    DATASET_FORMATS,
    GRAPH_FORMATS,
    HTML,
    JSON_LD,
    N_TRIPLES,
    RDF_XML,
    TRIG,
    TURTLE,
    Format,
    FormatError,
)
from graph.write.jsonld import Context, ContextError, compact
from graph.write.serialisation import serialise

BASE = "https://data.example.org"
PREFIXES = {
    "id": f"{BASE}/id/",
    "tbk": f"{BASE}/ontology#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "http://schema.org/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "foaf": "http://xmlns.com/foaf/0.1/",
}
DATA = """
@prefix dct: <http://purl.org/dc/terms/> . @prefix schema: <http://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<id/page/guide> a schema:WebPage , <http://example.org/ns/Guide> ;
  dct:title "生活ガイド"@ja , "Living guide"@en , "Guide to living"@en , "no language" ;
  skos:prefLabel "せいかつ ガイド"@ja-hira ;
  dct:publisher <id/municipality/01100> ; dct:date "2014-07-15"^^xsd:date , "2014"^^xsd:gYear , "some day" ;
  schema:url <http://example.org/?a=1&b=%E3%81%82> ;
  <http://example.org/ns/count> 5 , 5.0 , 5e0 , "05"^^xsd:integer , true , "1"^^xsd:boolean ;
  <http://example.org/ns/odd%20name> "a \\"quoted\\" \\\\ line\\nbreak & <tag>" .
<id/record/pages/guide> dct:relation <id/statement/abc> .
<id/municipality/01100> dct:title "札幌市"@ja .
"""
NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


@pytest.fixture(scope="module")
def context() -> Context:
    return Context.parse(ontology.context(), BASE)


@pytest.fixture(scope="module")
def quads() -> list[Quad]:
    return list(parse(DATA, format=RdfFormat.TURTLE, base_iri=BASE + "/"))


@pytest.fixture(scope="module")
def expected() -> rdflib.Graph:
    return rdflib.Graph().parse(data=DATA, format="turtle", publicID=BASE + "/")


def written(quads: list[Quad], chosen: Format, context: Context) -> bytes:
    return serialise(quads, chosen, prefixes=PREFIXES, base=BASE, context=context)


@pytest.mark.parametrize("chosen", GRAPH_FORMATS, ids=lambda format: format.extension)
def test_every_format_says_the_same(
    quads: list[Quad], expected: rdflib.Graph, context: Context, chosen: Format
) -> None:
    parsed = rdflib.Graph().parse(data=written(quads, chosen, context), format=NAMES[chosen.extension])
    assert isomorphic(parsed, expected)


@pytest.mark.parametrize("chosen", DATASET_FORMATS, ids=lambda format: format.extension)
def test_dataset_formats_keep_the_graphs(quads: list[Quad], context: Context, chosen: Format) -> None:
    graph = NamedNode(f"{BASE}/graph/000")
    named = [Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
    assert chosen.rdf is not None
    assert set(parse(written([*quads, *named], chosen, context), format=chosen.rdf)) == {*quads, *named}


def test_formats_of_one_graph_leave_the_named_ones_out(quads: list[Quad], context: Context) -> None:
    other = Quad(NamedNode("http://x/s"), NamedNode("http://x/p"), Literal("x"), NamedNode("http://x/g"))
    assert written([*quads, other], N_TRIPLES, context) == written(quads, N_TRIPLES, context)


@pytest.mark.parametrize("chosen", [*GRAPH_FORMATS, *DATASET_FORMATS], ids=lambda format: format.extension)
def test_the_same_statements_are_the_same_bytes(quads: list[Quad], context: Context, chosen: Format) -> None:
    assert len({written(quads, chosen, context) for _ in range(20)}) == 1


def test_turtle_has_a_prefix_for_each_kind_and_no_other_than_it_uses(quads: list[Quad], context: Context) -> None:
    text = written(quads, TURTLE, context).decode()
    assert f"@prefix municipality: <{BASE}/id/municipality/> ." in text
    assert f"@prefix record-pages: <{BASE}/id/record/pages/> ." in text
    assert "municipality:01100" in text
    assert "@prefix foaf:" not in text
    prefixes = [line for line in text.splitlines() if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)


def test_a_format_without_rdf_is_refused(quads: list[Quad], context: Context) -> None:
    with pytest.raises(FormatError, match="HTML"):
        written(quads, HTML, context)


# -- statements about statements


REIFIER = NamedNode(f"{BASE}/id/statement/abc")
REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
TITLE = NamedNode("http://purl.org/dc/terms/title")
TRIPLE = Triple(NamedNode(f"{BASE}/id/page/a"), TITLE, Literal("a", language="en"))
ABOUT = [Quad(REIFIER, REIFIES, TRIPLE, DefaultGraph())]


@pytest.mark.parametrize("chosen", [TURTLE, N_TRIPLES, TRIG], ids=lambda format: format.extension)
def test_rdf_1_2_formats_hold_triple_terms(context: Context, chosen: Format) -> None:
    assert chosen.rdf is not None
    assert list(parse(written(ABOUT, chosen, context), format=chosen.rdf)) == ABOUT


@pytest.mark.parametrize("chosen", [RDF_XML, JSON_LD], ids=lambda format: format.extension)
def test_rdf_1_1_formats_say_it_in_three_statements(context: Context, chosen: Format) -> None:
    data = rdflib.Graph().parse(data=written(ABOUT, chosen, context), format=NAMES[chosen.extension])
    reifier = rdflib.URIRef(REIFIER.value)
    assert data.value(reifier, rdflib.RDF.predicate) == rdflib.DCTERMS.title
    assert data.value(reifier, rdflib.RDF.object) == rdflib.Literal("a", lang="en")
    assert len(data) == 3


# -- JSON-LD


def test_json_ld_is_plain_to_read_and_brings_only_the_context_it_uses(quads: list[Quad], context: Context) -> None:
    body = json.loads(written(quads, JSON_LD, context))
    page = next(node for node in body["@graph"] if node["@id"].endswith("/id/page/guide"))
    assert page["title"] == {"ja": ["生活ガイド"], "en": ["Living guide", "Guide to living"]}
    assert page["publisher"] == [f"{BASE}/id/municipality/01100"] or page["publisher"].endswith("01100")
    assert "WebPage" in page["@type"]
    assert 5 in page["http://example.org/ns/count"]
    assert set(body["@context"]) <= set(context.source)
    assert "qb" not in body["@context"]


def test_one_thing_is_one_object(context: Context) -> None:
    body = compact([TRIPLE], context)
    assert body["@id"] == f"{BASE}/id/page/a"
    assert "@graph" not in body


def test_a_context_that_says_more_than_is_followed_is_refused() -> None:
    for definition in ({"@id": "http://x/", "@reverse": "http://y/"}, {"@id": "http://x/p", "@container": "@list"}):
        with pytest.raises(ContextError):
            Context.parse(json.dumps({"@context": {"term": definition}}), BASE)
    with pytest.raises(ContextError, match="@vocab"):
        Context.parse(json.dumps({"@context": {"@vocab": "http://x/"}}), BASE)
