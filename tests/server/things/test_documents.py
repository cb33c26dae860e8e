"""Every thing answers 303 to a document, and the document says the same in each format."""

from __future__ import annotations

import csv
import io
import json

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode, Quad, Store
from rdflib.compare import isomorphic

from graph.release import Release
from graph.store import EmbeddedStore
from ontology.namespaces import Namespace
from server.app import create_app
from server.display.knowledge import Knowledge
from server.display.names import LABELS

HOKKAIDO = "/doc/municipality/01000"
RDFLIB_NAMES = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def graph(client: FlaskClient, url: str) -> rdflib.Graph:
    response = client.get(url)
    assert response.status_code == 200, response.text
    return rdflib.Graph().parse(data=response.data, format=RDFLIB_NAMES[url.rpartition(".")[2]])


def test_a_thing_is_not_a_document(client: FlaskClient) -> None:
    response = client.get("/id/municipality/14100", headers={"Accept": "text/turtle"})
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/municipality/14100"
    assert response.headers["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize("extension", ["ttl", "nt", "rdf", "jsonld"])
def test_every_graph_format_says_the_same(client: FlaskClient, extension: str) -> None:
    assert isomorphic(graph(client, f"{HOKKAIDO}.{extension}"), graph(client, f"{HOKKAIDO}.nt"))


def test_a_document_holds_the_statements_about_the_thing_and_the_names_of_their_objects(
    client: FlaskClient, knowledge: Knowledge
) -> None:
    iri = knowledge.namespace.thing("municipality", "01000")
    about = {quad.triple for quad in knowledge.store.statements(iri, None, None, DefaultGraph())}
    names = {
        quad.triple
        for triple in about
        if isinstance(triple.object, NamedNode)
        for name in LABELS
        for quad in knowledge.store.statements(triple.object, name, None, DefaultGraph())
    }
    expected = rdflib.Graph().parse(data="".join(f"{triple} .\n" for triple in about | names), format="nt")
    assert len(about) > 10
    assert isomorphic(graph(client, f"{HOKKAIDO}.nt"), expected)


@pytest.mark.parametrize("extension", ["nq", "trig"])
def test_dataset_formats_name_the_graphs(client: FlaskClient, knowledge: Knowledge, extension: str) -> None:
    response = client.get(f"{HOKKAIDO}.{extension}")
    dataset = rdflib.Dataset().parse(data=response.data, format={"nq": "nquads", "trig": "trig"}[extension])
    names = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    assert knowledge.namespace.graph("register").value in names
    assert knowledge.namespace.graph("000").value in names
    assert knowledge.namespace.graph("provenance").value not in names


def test_csv_has_the_columns_of_the_contract(client: FlaskClient) -> None:
    response = client.get(f"{HOKKAIDO}.csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert list(rows[0]) == ["subject", "predicate", "object", "kind", "datatype", "lang"]
    name = next(row for row in rows if row["object"] == "北海道" and row["predicate"].endswith("prefLabel"))
    assert (name["kind"], name["lang"]) == ("literal", "ja")


def test_json_ld_reads_like_json_and_brings_its_context(client: FlaskClient) -> None:
    body = json.loads(client.get(f"{HOKKAIDO}.jsonld").data)
    assert isinstance(body["@context"], dict)
    node = next(node for node in body["@graph"] if node.get("@id", "").endswith("/id/municipality/01000"))
    assert "北海道" in node["prefLabel"]["ja"]
    assert "Municipality" in node["@type"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json", "application/ld+json"),
        ("application/rdf+xml", "application/rdf+xml"),
        ("application/n-triples", "application/n-triples"),
        ("application/n-quads", "application/n-quads"),
        ("application/trig", "application/trig"),
        ("text/csv", "text/csv"),
        ("text/html", "text/html"),
        ("*/*", "text/html"),
    ],
)
def test_the_document_is_negotiated(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get(HOKKAIDO, headers={"Accept": accept})
    assert (response.status_code, response.mimetype) == (200, media_type)
    assert "Accept" in response.vary


def test_a_suffix_does_not_vary(client: FlaskClient) -> None:
    response = client.get(f"{HOKKAIDO}.ttl", headers={"Accept": "text/html"})
    assert response.mimetype == "text/turtle"
    assert "Accept" not in response.vary


def test_the_same_document_has_the_same_bytes_and_a_tag_that_saves_sending_it(client: FlaskClient) -> None:
    first, second = client.get(f"{HOKKAIDO}.ttl"), client.get(f"{HOKKAIDO}.ttl")
    assert first.data == second.data
    tag = first.headers["ETag"]
    again = client.get(f"{HOKKAIDO}.ttl", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    dated = client.get(f"{HOKKAIDO}.ttl", headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert dated.status_code == 304
    assert client.get(f"{HOKKAIDO}.nt").headers["ETag"] != tag


def test_gzip_is_another_representation(client: FlaskClient) -> None:
    plain = client.get(f"{HOKKAIDO}.nt")
    zipped = client.get(f"{HOKKAIDO}.nt", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["Content-Encoding"] == "gzip"
    assert len(zipped.data) < len(plain.data) / 3
    assert zipped.headers["ETag"] != plain.headers["ETag"]
    assert "Accept-Encoding" in plain.vary


def test_link_headers_lead_to_the_other_formats(client: FlaskClient, knowledge: Knowledge) -> None:
    links = client.get(HOKKAIDO).headers.getlist("Link")
    assert f'<{HOKKAIDO}.ttl>; rel="alternate"; type="text/turtle"' in links
    assert any(knowledge.namespace.thing("municipality", "01000").value in link for link in links)


def test_an_unknown_address_is_404_with_help_in_the_format_asked_for(client: FlaskClient) -> None:
    for url in ("/id/municipality/99999", "/doc/municipality/99999", "/doc/municipality/99999.ttl"):
        response = client.get(url, headers={"Accept": "text/turtle"})
        assert (response.status_code, response.mimetype) == (404, "text/turtle")
        assert "knows no municipality" in response.text
        assert len(rdflib.Graph().parse(data=response.data, format="turtle")) == 0
    page = client.get("/doc/municipality/99999?lang=ja", headers={"Accept": "text/html"})
    assert "このアドレスには何もありません" in page.text


def test_a_format_that_is_not_there_is_406_with_the_list(client: FlaskClient) -> None:
    response = client.get(HOKKAIDO, headers={"Accept": "image/png"})
    assert response.status_code == 406
    assert "text/turtle" in response.text


def test_a_reifier_answers_with_what_it_says_and_where_from(client: FlaskClient, knowledge: Knowledge) -> None:
    reifier = next(iter(knowledge.store.statements(None, None, None, knowledge.namespace.graph("provenance")))).subject
    assert isinstance(reifier, NamedNode)
    path = reifier.value.removeprefix(knowledge.namespace.base + "/id")
    turtle = client.get(f"/doc{path}.ttl").text
    assert "<<(" in turtle
    xml = graph(client, f"/doc{path}.rdf")
    assert (None, rdflib.RDF.predicate, None) in xml


def test_a_thing_that_is_only_ever_an_object_still_answers(release: Release, app: Flask) -> None:
    """The data has none, so one is made up."""
    namespace = Namespace(release.base)
    thing, other = namespace.thing("page", "only-an-object"), namespace.thing("page", "other")
    engine = Store()
    engine.add(Quad(other, NamedNode("http://purl.org/dc/terms/relation"), thing, DefaultGraph()))
    knowledge = Knowledge(release, EmbeddedStore(engine))
    client = create_app(release, knowledge=knowledge, runner=app.extensions["tabunka"].runner).test_client()
    page = client.get("/doc/page/only-an-object")
    assert page.status_code == 200
    assert 'href="/doc/page/other"' in page.text
    assert client.get("/doc/page/only-an-object.ttl").status_code == 200
