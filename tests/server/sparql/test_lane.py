"""The short way of plain queries gives what the application gives, and leaves to it what is not plain."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.formats import RDF_FORMATS, RESULT_FORMATS
from server.query.request import QueryRequest
from server.query.runner import Answer, Runner
from server.sparql import lane, operation

SELECT = "SELECT ?s ?l WHERE { ?s a <http://schema.org/WebPage> ; <http://purl.org/dc/terms/title> ?l } LIMIT 50"
CONSTRUCT = "CONSTRUCT { ?s ?p ?o } WHERE { ?s a <http://schema.org/WebPage> ; ?p ?o } LIMIT 50"


@dataclass
class CountingRunner:
    """Counts what is asked of another."""

    runner: Runner
    asked: list[str] = field(default_factory=list)

    def run(self, request: QueryRequest, is_gone: Any = None) -> Answer:
        self.asked.append(request.query)
        return self.runner.run(request, is_gone)

    def is_alive(self) -> bool:
        return self.runner.is_alive()


@pytest.fixture
def runner(app: Flask, monkeypatch: pytest.MonkeyPatch) -> CountingRunner:
    publication = app.extensions["tabunka"]
    counting = CountingRunner(publication.runner)
    monkeypatch.setattr(publication, "runner", counting)
    front = app.wsgi_app
    monkeypatch.setattr(front._lanes[operation.PATH], "_runner", counting)
    return counting


def url(query: str) -> str:
    return f"/sparql?query={quote(query, safe='')}"


@pytest.mark.parametrize(
    ("query", "accept"),
    [(SELECT, form.media_type) for form in RESULT_FORMATS]
    + [(CONSTRUCT, form.media_type) for form in RDF_FORMATS]
    + [("ASK {}", "*/*"), (SELECT, ""), ("DESCRIBE <http://localhost:8000/id/language/vi>", "text/turtle")],
)
@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_the_answer_is_that_of_the_application_to_the_byte(
    client: FlaskClient, query: str, accept: str, coding: str
) -> None:
    headers = {"Accept": accept, "Accept-Encoding": coding} if accept else {"Accept-Encoding": coding}
    short = client.get(url(query), headers=headers)
    whole = client.get(url(query) + "&nocache=1", headers=headers)
    assert short.status_code == whole.status_code == 200
    if not query.startswith("CONSTRUCT"):
        assert short.data == whole.data
    differing = {"X-Request-Id", *(("Content-Length", "ETag") if query.startswith("CONSTRUCT") else ())}
    assert {n: v for n, v in short.headers if n not in differing} == {
        n: v for n, v in whole.headers if n not in differing
    }


def test_a_plain_query_does_not_wake_the_application(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise AssertionError("the application was asked")

    monkeypatch.setattr(app.wsgi_app, "_application", broken)
    assert client.get(url("SELECT * WHERE { ?lane ?p ?o } LIMIT 1")).status_code == 200


@pytest.mark.parametrize(
    "arguments",
    ["query=SELECT", "query=", "query=%FF", "query=ASK%20%7B%7D&query=ASK%20%7B%7D",
     "query=ASK%20%7B%7D&format=nonsense",
     f"query={quote('INSERT DATA {}')}", f"query={quote('SELECT * { SERVICE <http://x/> {} }')}",
     f"query={quote('SELECT * WHERE { ?a ?b ?c }')}", "query=" + quote("ASK " + "{" * 500 + "}" * 500),
     "query=" + "a" * 90_000],
)  # fmt: skip
def test_an_error_is_that_of_the_application(client: FlaskClient, arguments: str) -> None:
    headers = {"Accept": "application/json"}
    short = client.get(f"/sparql?{arguments}", headers=headers)
    whole = client.get(f"/sparql?{arguments}&nocache=1", headers=headers)
    assert short.status_code == whole.status_code >= 400
    assert json.loads(short.text) == json.loads(whole.text)


def test_a_query_that_fails_is_run_once(client: FlaskClient, runner: CountingRunner) -> None:
    query = "SELECT ?x WHERE { ?x ?y ?z . ?a ?b }"
    assert client.get(url(query)).status_code == 400
    assert runner.asked == [query]
    too_many = "SELECT ?once WHERE { ?once ?b ?c } LIMIT 5001"
    assert client.get(url(too_many)).status_code == 400
    assert runner.asked == [query, too_many]


def test_a_large_answer_is_sent_by_the_application_without_running_again(
    client: FlaskClient, runner: CountingRunner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lane, "_LARGEST", 10)
    query = "SELECT ?large WHERE { ?large ?p ?o } LIMIT 20"
    response = client.get(url(query), headers={"Accept": "text/csv"})
    assert response.text.count("\r\n") == 21
    assert runner.asked == [query]


def test_a_query_is_kept_at_its_second_time_unless_its_answer_changes(
    client: FlaskClient, runner: CountingRunner
) -> None:
    for query, times in (("SELECT ?kept WHERE { ?kept ?p ?o } LIMIT 3", 2), ("SELECT (RAND() AS ?n) {}", 4)):
        runner.asked.clear()
        for _ in range(4):
            assert client.get(url(query)).status_code == 200
        assert runner.asked == [query] * times


@pytest.mark.parametrize("header", ["Accept", "Accept-Encoding"])
def test_a_long_header_is_left_to_the_application(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, header: str
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise AssertionError("it was read where others wait")

    monkeypatch.setattr(lane, "_format", broken)
    response = client.get(url("ASK {}"), headers={header: "a/b;q=0.5," * 1000 + "*/*"})
    assert response.status_code == 200


def test_a_browser_gets_the_page(client: FlaskClient) -> None:
    assert client.get(url("ASK {}"), headers={"Accept": "text/html"}).mimetype == "text/html"
