"""The query operation of the SPARQL 1.1 Protocol, its refusals and its limits."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from graph.formats import RDF_FORMATS, RESULT_FORMATS, Format
from server.display.knowledge import Knowledge
from tests.http_client import ENDLESS
from tests.server.conftest import LIMITS, Asker

PREFIXES = "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX dct: <http://purl.org/dc/terms/> "
CITY = "<http://localhost:8000/id/municipality/28100>"
KOBE = PREFIXES + f"SELECT ?name WHERE {{ {CITY} skos:prefLabel ?name }} ORDER BY ?name"


def names(body: str) -> set[str]:
    return {row["name"]["value"] for row in json.loads(body)["results"]["bindings"]}


def test_get_form_post_and_direct_post_answer_the_same(client: FlaskClient, ask: Asker) -> None:
    expected = {"神戸市", "こうべし", "Kobe"}
    assert expected <= names(ask(KOBE).text)
    assert names(client.post("/sparql", data={"query": KOBE}).text) == names(ask(KOBE).text)
    direct = client.post("/sparql", data=KOBE.encode(), content_type="application/sparql-query; charset=utf-8")
    assert names(direct.text) == names(ask(KOBE).text)


@pytest.mark.parametrize("chosen", RESULT_FORMATS, ids=lambda format: format.extension)
@pytest.mark.parametrize("by_name", [True, False], ids=["format=", "Accept"])
def test_select_in_every_result_format(ask: Asker, chosen: Format, by_name: bool) -> None:
    response = ask(KOBE, format=chosen.extension) if by_name else ask(KOBE, chosen.media_type)
    assert (response.status_code, response.mimetype) == (200, chosen.media_type)
    assert "神戸市" in response.text


def test_csv_results_parse_as_csv(ask: Asker) -> None:
    rows = list(csv.reader(io.StringIO(ask(KOBE, "text/csv").text)))
    assert rows[0] == ["name"]
    assert ["神戸市"] in rows


@pytest.mark.parametrize("extension", ["json", "xml", "csv", "tsv"])
def test_ask_answers_in_every_result_format(ask: Asker, extension: str) -> None:
    assert "true" in ask("ASK { ?s ?p ?o }", format=extension).text
    assert "false" in ask("ASK { ?s <http://example.org/none> ?o }", format=extension).text


@pytest.mark.parametrize("chosen", RDF_FORMATS, ids=lambda format: format.extension)
@pytest.mark.parametrize("form", ["CONSTRUCT { ?s skos:prefLabel ?o } WHERE { ?s skos:prefLabel ?o }", "DESCRIBE ?s"])
def test_construct_and_describe_in_every_rdf_format(ask: Asker, chosen: Format, form: str) -> None:
    kobe = "VALUES ?s { <http://localhost:8000/id/municipality/28100> }"
    query = PREFIXES + (form.rstrip("}") + kobe + " }" if "CONSTRUCT" in form else f"{form} WHERE {{ {kobe} }}")
    response = ask(query, chosen.media_type)
    assert (response.status_code, response.mimetype) == (200, chosen.media_type)
    name = {"ttl": "turtle", "rdf": "xml", "jsonld": "json-ld", "nq": "nquads"}.get(chosen.extension, chosen.extension)
    data = rdflib.Dataset(default_union=True).parse(data=response.data, format=name)
    assert (None, None, rdflib.Literal("神戸市", lang="ja")) in data


def test_an_unknown_format_is_406_with_the_list(ask: Asker) -> None:
    for response in (ask(KOBE, "image/png"), ask(KOBE, format="docx"), ask(KOBE, "text/turtle")):
        assert response.status_code == 406
        assert "application/sparql-results+json" in response.text


def test_the_dataset_of_the_request_replaces_that_of_the_query(ask: Asker) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"

    def counted(**arguments: object) -> int:
        return int(json.loads(ask(count, **arguments).text)["results"]["bindings"][0]["n"]["value"])

    graphs = ["http://localhost:8000/graph/000", "http://localhost:8000/graph/003"]
    of_one, of_two = counted(**{"default-graph-uri": graphs[0]}), counted(**{"default-graph-uri": graphs})
    assert 0 < of_one < of_two < counted() * 2
    assert counted(**{"default-graph-uri": "http://example.org/unknown"}) == 0
    inside = "SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }"
    bindings = json.loads(ask(inside, **{"named-graph-uri": graphs[1]}).text)["results"]["bindings"]
    assert [row["g"]["value"] for row in bindings] == [graphs[1]]


def test_from_an_unknown_graph_is_an_empty_graph(ask: Asker) -> None:
    response = ask("SELECT * FROM <http://127.0.0.1:1/never-fetched> WHERE { ?s ?p ?o }")
    assert response.status_code == 200
    assert json.loads(response.text)["results"]["bindings"] == []


@pytest.mark.parametrize(
    ("status", "arguments"),
    [
        (400, {"method": "GET", "query_string": "query=ASK%7B%7D&query=ASK%7B%7D"}),
        (400, {"method": "GET", "query_string": "query=SELEKT"}),
        (400, {"method": "GET", "query_string": "query=%FF%FE"}),
        (400, {"method": "GET", "query_string": "query=ASK%7B%7D&default-graph-uri=not%20an%20iri"}),
        (403, {"method": "GET", "query_string": "update=CLEAR%20ALL"}),
        (403, {"method": "GET", "query_string": "query=CLEAR%20ALL"}),
        (403, {"method": "POST", "data": {"update": "CLEAR ALL"}}),
        (403, {"method": "POST", "data": "CLEAR ALL", "content_type": "application/sparql-update"}),
        (403, {"method": "POST", "data": {"query": "SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }"}}),
        (400, {"method": "POST", "data": {"other": "x"}}),
        (400, {"method": "POST", "data": b"\xff\xfe", "content_type": "application/sparql-query"}),
        (415, {"method": "POST", "data": "ASK {}", "content_type": "text/plain"}),
        (405, {"method": "PUT", "data": "ASK {}", "content_type": "application/sparql-query"}),
        (405, {"method": "DELETE"}),
        (413, {"method": "POST", "data": {"query": "ASK { } #" + "x" * LIMITS.query_bytes}}),
    ],
)
def test_a_request_that_cannot_be_answered_is_an_error_with_the_reason(
    client: FlaskClient, status: int, arguments: dict[str, object]
) -> None:
    response = client.open("/sparql", headers={"Accept": "application/json"}, **arguments)
    assert (response.status_code, response.mimetype) == (status, "application/problem+json")
    problem = json.loads(response.text)
    assert problem["status"] == status
    assert len(problem["detail"]) > 10


def test_a_syntax_error_names_line_and_column(ask: Asker) -> None:
    problem = json.loads(ask("SELECT *\nWHERE { ?s ?p }", "application/json").text)
    assert problem["line"] == 2
    assert 14 <= problem["column"] <= 16


DOUBLED = " ".join(f"BIND(CONCAT(?x{n}, ?x{n}) AS ?x{n + 1})" for n in range(30))
"""Needs a gibibyte at once: its memory is used up long before its time is, on any machine."""


@pytest.mark.parametrize(
    ("limit", "query", "extension"),
    [
        ("seconds", ENDLESS, "json"),
        ("memory", f"SELECT (STRLEN(?x30) AS ?n) {{ BIND('x' AS ?x0) {DOUBLED} }}", "json"),
        ("rows", "SELECT * WHERE { ?a ?b ?c } LIMIT 5001", "tsv"),
        ("rows", "SELECT ?a WHERE { ?a ?b ?c } LIMIT 5001", "csv"),
        ("rows", "CONSTRUCT { ?a ?b ?c } WHERE { ?a ?b ?c } LIMIT 5001", "nt"),
        ("bytes", "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } LIMIT 5000", "xml"),
    ],
)
def test_a_query_beyond_a_limit_is_one_clear_error_and_never_200(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, limit: str, query: str, extension: str
) -> None:
    limits = replace(LIMITS, seconds=0.5 if limit == "seconds" else LIMITS.seconds)
    publication = app.extensions["tabunka"]
    monkeypatch.setattr(publication, "settings", replace(publication.settings, limits=limits))
    response = client.get(
        "/sparql", query_string={"query": query, "format": extension}, headers={"Accept": "application/json"}
    )
    assert response.status_code == 400
    problem = json.loads(response.text)
    assert problem["limit"] == limit
    assert problem["value"] == getattr(limits, limit)


def test_exactly_as_many_rows_as_are_allowed_come_whole(ask: Asker) -> None:
    response = ask(f"SELECT ?a WHERE {{ ?a ?b ?c }} LIMIT {LIMITS.rows}", "text/csv")
    assert (response.status_code, response.text.count("\r\n")) == (200, LIMITS.rows + 1)


def test_queries_change_nothing(ask: Asker, knowledge: Knowledge) -> None:
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    before = ask(count).text
    for update in ("CLEAR ALL", "DROP DEFAULT", "DELETE WHERE { ?s ?p ?o }"):
        assert ask(update).status_code == 403
    assert ask(count).text == before
    value = int(json.loads(before)["results"]["bindings"][0]["n"]["value"])
    assert value == knowledge.release.manifest["statements"]["default"]


def test_without_a_query_the_endpoint_describes_itself(client: FlaskClient, knowledge: Knowledge) -> None:
    response = client.get("/sparql", base_url="http://data.example.org:8080", headers={"Accept": "text/turtle"})
    data = rdflib.Graph().parse(data=response.data, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert (None, sd.endpoint, rdflib.URIRef("http://data.example.org:8080/sparql")) in data
    formats = {str(value) for value in data.objects(None, sd.resultFormat)}
    assert formats == {format.iri for format in (*RESULT_FORMATS, *RDF_FORMATS)}
    graphs = {str(value).rpartition("/")[2] for value in data.objects(None, sd.name)}
    assert graphs == set(knowledge.release.manifest["statements"]) - {"default"}


def test_a_browser_gets_a_form_and_a_table(client: FlaskClient, ask: Asker) -> None:
    browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
    assert "<textarea" in client.get("/sparql", headers={"Accept": browser}).text
    page = ask(KOBE, browser)
    assert (page.status_code, page.mimetype) == (200, "text/html")
    assert "神戸市" in page.text
    assert "format=csv" in page.text
    turtle = ask("DESCRIBE <http://localhost:8000/id/municipality/28100>", browser).text
    assert "municipality:28100" in turtle
    broken = ask("SELECT", browser)
    assert (broken.status_code, broken.mimetype) == (400, "text/html")


def test_markup_in_a_query_is_shown_as_text(ask: Asker) -> None:
    page = ask('SELECT ("<script>alert(1)</script>" AS ?x) {}', "text/html").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
