"""Light queries are answered in the worker, to the byte as an evaluator answers them; others are left to evaluators."""

from __future__ import annotations

import logging
from dataclasses import replace
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.cardinality import Cardinalities
from graph.formats import RDF_FORMATS, RESULT_FORMATS
from graph.release import Release
from ontology.vocabulary import DCT, SKOS
from server.display.knowledge import Knowledge
from server.query import light
from server.query.evaluation import Evaluator
from server.query.faults import QuerySyntaxError
from server.query.light import LightQueries
from server.query.limits import LimitError
from server.query.request import QueryRequest

CITY = "<http://localhost:8000/id/municipality/01100>"
LOOK_UP = f"SELECT ?p ?o WHERE {{ {CITY} ?p ?o FILTER(?o != <urn:n:1>) }}"
REQUEST = QueryRequest(
    query=LOOK_UP, format="json", is_results=True, max_rows=5000, max_bytes=1 << 20, max_seconds=20, max_memory=1 << 28
)


@pytest.fixture(scope="module")
def evaluator(knowledge: Knowledge) -> Evaluator:
    return Evaluator(knowledge.store, knowledge.namespace.base, knowledge.prefixes, knowledge.context)


@pytest.fixture
def queries(release: Release, evaluator: Evaluator) -> LightQueries:
    cardinalities = Cardinalities.read(release.path)
    assert cardinalities is not None
    return LightQueries(evaluator, cardinalities)


@pytest.mark.parametrize("extension", [form.extension for form in RESULT_FORMATS])
@pytest.mark.parametrize(
    "query",
    [
        LOOK_UP,
        f"ASK {{ ?s ?p {CITY} }}",
        f"SELECT ?s ?l WHERE {{ ?s {SKOS.broader} ?b . ?s {SKOS.prefLabel} ?l . {CITY} {DCT.spatial} ?b }} LIMIT 20",
    ],
)
def test_results_are_those_of_an_evaluator(
    queries: LightQueries, evaluator: Evaluator, query: str, extension: str
) -> None:
    request = replace(REQUEST, query=query, format=extension)
    parts: list[bytes] = []
    assert queries.answer(request) == b"".join([*parts, evaluator.evaluate(request, parts.append)])


@pytest.mark.parametrize("extension", [form.extension for form in RDF_FORMATS])
def test_descriptions_are_those_of_an_evaluator(queries: LightQueries, evaluator: Evaluator, extension: str) -> None:
    query = f"DESCRIBE {CITY} <http://localhost:8000/id/language/vi> <urn:n:1>"
    request = replace(REQUEST, query=query, format=extension, is_results=False)
    parts: list[bytes] = []
    answer = queries.answer(request)
    assert answer
    assert len(answer) > 2000
    assert answer == b"".join([*parts, evaluator.evaluate(request, parts.append)])


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p ?o } LIMIT 1",
        f"SELECT * WHERE {{ ?s {SKOS.prefLabel} ?l FILTER(CONTAINS(?l, 'x')) }}",
        "DESCRIBE <http://localhost:8000/id/document/001> <http://localhost:8000/ontology#Record>",
        "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }",
        f"SELECT * WHERE {{ {CITY} ?p ?o SERVICE <http://localhost:1/sparql> {{ ?s ?q ?o }} }}",
        "DESCRIBE <no-iri>",
        "SELECT * WHERE { ?s ?p",
    ],
)
def test_other_queries_are_left_to_evaluators(queries: LightQueries, query: str) -> None:
    assert queries.answer(replace(REQUEST, query=query)) is None


def test_limits_of_rows_and_bytes_hold(queries: LightQueries) -> None:
    with pytest.raises(LimitError, match="more than 3 rows"):
        queries.answer(replace(REQUEST, max_rows=3))
    with pytest.raises(LimitError, match="larger than 200 bytes"):
        queries.answer(replace(REQUEST, max_bytes=200))


def test_a_large_answer_is_left_to_an_evaluator(queries: LightQueries, monkeypatch: pytest.MonkeyPatch) -> None:
    request = replace(REQUEST, query=f"SELECT ?s ?p WHERE {{ ?s ?p {CITY} }}")
    monkeypatch.setattr("server.query.output.PART", 1000)
    monkeypatch.setattr(light, "_MOST_PARTS", 0)
    assert queries.answer(request) is None
    assert queries.answer(replace(request, query=f"{request.query} LIMIT 1"))


def test_what_is_remembered_of_queries_that_took_long_does_not_grow(
    queries: LightQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(light, "_SURPRISING_SECONDS", -1.0)
    monkeypatch.setattr(light, "_MOST_REMEMBERED", 3)
    for number in range(20):
        assert queries.answer(replace(REQUEST, query=f"ASK {{ {CITY} ?p '{number}' }}"))
        assert len(queries._watched) <= 3
    for number in range(3):
        for _ in range(2):
            queries.answer(replace(REQUEST, query=f"ASK {{ {CITY} ?o '{number}' }}"))
    assert queries.answer(replace(REQUEST, query=f"ASK {{ {CITY} ?other 'text' }}")) is None, "so many were not light"


def test_an_error_of_syntax_is_told(queries: LightQueries) -> None:
    with pytest.raises(QuerySyntaxError):
        queries.answer(replace(REQUEST, query=f"SELECT ?p WHERE {{ {CITY} ?p ?o FILTER(?o = = 1) }}"))


def test_a_shape_that_takes_long_twice_is_light_no_more(
    queries: LightQueries, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(light, "_SURPRISING_SECONDS", -1.0)
    with caplog.at_level(logging.WARNING, "tabunka.server"):
        assert [queries.answer(replace(REQUEST, query=f"{LOOK_UP}")) is None for _ in range(3)] == [False, False, True]
    assert "others of its shape go to an evaluator" in caplog.text
    assert queries.answer(replace(REQUEST, query=f"ASK {{ {CITY} ?p ?o }}")), "other shapes are light as before"


@pytest.mark.parametrize(
    ("query", "accept"),
    [
        (LOOK_UP, "application/sparql-results+json"),
        (LOOK_UP, "text/csv"),
        (f"DESCRIBE {CITY}", "text/turtle"),
        (f"DESCRIBE {CITY}", "application/ld+json, */*;q=0.1"),
    ],
)
def test_a_light_query_wakes_neither_evaluator_nor_application(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch, query: str, accept: str
) -> None:
    def broken(*_: object) -> None:
        raise AssertionError("it was asked")

    monkeypatch.setattr(app.extensions["tabunka"].runner, "run", broken)
    monkeypatch.setattr(app.wsgi_app, "_application", broken)
    response = client.get(f"/sparql?query={quote(query, safe='')}", headers={"Accept": accept})
    assert response.status_code == 200
    assert response.content_type.partition(";")[0] == accept.partition(",")[0]
