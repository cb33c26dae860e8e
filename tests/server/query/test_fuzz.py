"""For any request: no crash, no leak, no request to other hosts, no change of the data.

``TABUNKA_FUZZ`` says how many examples each property is tried with; `make test` keeps to a few.
"""

from __future__ import annotations

import atexit
import json
import os
import socket
import string
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdflib.plugins.sparql.parser import parseQuery, parseUpdate
from rdflib.plugins.sparql.parserutils import CompValue
from werkzeug.test import TestResponse

from graph.release import Release

EXAMPLES = int(os.environ.get("TABUNKA_FUZZ", "40"))
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
fuzzed = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)

TYPES = (
    "text/html",
    "text/turtle",
    "application/ld+json",
    "application/json",
    "application/sparql-results+json",
    "text/csv",
    "application/n-quads",
    "application/problem+json",
    "application/xml",
    "text/plain",
    "application/rdf+xml",
    "application/trig",
    "application/n-triples",
    "application/sparql-results+xml",
    "text/tab-separated-values",
    "application/linkset+json",
    "application/linkset",
    "application/openapi+json",
    "application/sparql-query",
    "image/svg+xml",
    "text/javascript",
    "text/css",
    "application/gzip",
)


def sound(response: TestResponse) -> None:
    """What every answer is, whatever was asked."""
    assert response.status_code < 500, response.data[:500]
    assert response.status_code in (304, 204) or response.mimetype in TYPES, response.mimetype
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    for name, value in response.headers:
        assert "\n" not in value, name
        assert "\r" not in value, name
    if response.status_code >= 400 and "Content-Encoding" not in response.headers:
        assert "Traceback" not in response.get_data(as_text=True)


# -- negotiation, paths and parameters

media_ranges = st.one_of(
    st.sampled_from([*TYPES, "*/*", "text/*", "application/*", "image/png"]),
    st.text(string.printable, max_size=20),
).map(lambda text: text.replace("\r", "").replace("\n", ""))
qualities = st.sampled_from(["", ";q=0", ";q=0.5", ";q=1", ";q=x", ";q=-1", ";q=9", ";charset=utf-8;q=0.3", ";q"])
accepts = st.lists(st.tuples(media_ranges, qualities).map("".join), max_size=6).map(", ".join)
codings = st.lists(
    st.sampled_from(["gzip", "zstd", "br", "identity", "*", "gzip;q=0", ";", "zstd;q=x"]), max_size=4
).map(", ".join)
languages = st.lists(st.sampled_from(["ja", "vi", "zh-TW", "*", "en;q=0", "x-y-z", "é", "--", ""]), max_size=4).map(
    ", ".join
)
starts = st.sampled_from(
    [
        "/",
        "/doc/",
        "/id/",
        "/doc/municipality/14100",
        "/find",
        "/search",
        "/sparql",
        "/source/003",
        "/graph/000",
        "/dump/x/",
        "/questions/",
        "/figures/",
        "/ontology",
        "/dataset",
        "/release/",
        "/linkset/",
        "/suggest",
        "/static/",
        "/sitemap-",
    ]
)
pieces = st.one_of(
    st.sampled_from(
        [
            "..",
            "%2e%2e",
            "%00",
            "%0d%0aX: y",
            "//",
            ".ttl",
            ".html",
            "municipality",
            "14100",
            "%ff",
            "💥",
            "{}",
            "'\"><",
        ]
    ),
    st.text(max_size=12),
)
paths = st.tuples(starts, st.lists(pieces, max_size=5)).map(
    lambda drawn: drawn[0] + "/".join(drawn[1]).replace("?", "%3F").replace("#", "%23")
)
parameters = st.dictionaries(
    st.sampled_from(
        [
            "q",
            "page",
            "by",
            "lang",
            "kind",
            "language",
            "day",
            "place",
            "format",
            "line",
            "status",
            "view",
            "query",
            "x",
        ]
    ),
    st.one_of(
        st.text(max_size=30), st.sampled_from(["-1", "0", "99999999999", "1e9", "\x00", "<script>", "vi", "saturday"])
    ),
    max_size=4,
)


@fuzzed
@given(path=paths, accept=accepts, coding=codings, language=languages, arguments=parameters)
def test_any_request_gets_a_sound_answer(
    client: FlaskClient, path: str, accept: str, coding: str, language: str, arguments: dict[str, str]
) -> None:
    try:
        headers = {"Accept": accept, "Accept-Encoding": coding, "Accept-Language": language.encode().decode("latin-1")}
        response = client.get(path, query_string=arguments, headers=headers, buffered=True)
    except UnicodeError:
        return  # no request could be made of it
    sound(response)


@fuzzed
@given(
    body=st.binary(max_size=200),
    kind=st.sampled_from(["application/sparql-query", "application/x-www-form-urlencoded", "x"]),
)
def test_any_body_gets_a_sound_answer(client: FlaskClient, body: bytes, kind: str) -> None:
    sound(client.post("/sparql", data=body, content_type=kind))


# -- queries

# Closed with the process: THERE has to be known while tests are collected.
CANARY = socket.create_server(("127.0.0.1", 0))
atexit.register(CANARY.close)
CANARY.setblocking(False)
THERE = f"<http://127.0.0.1:{CANARY.getsockname()[1]}/>"


@contextmanager
def nobody_calls() -> Iterator[None]:
    """Fails when anything connects to the canary."""
    yield
    with pytest.raises(BlockingIOError):
        CANARY.accept()


words = st.sampled_from(
    [
        "SELECT",
        "select",
        "*",
        "?s",
        "?s ?p ?o",
        "WHERE",
        "{",
        "}",
        "ASK",
        "CONSTRUCT",
        "DESCRIBE",
        "SERVICE",
        "SeRvIcE",
        "SERVICE SILENT",
        "S\\u0045RVICE",
        "SERVICE#\n",
        THERE,
        f"SERVICE{THERE}",
        f"SERVICE {THERE} {{ ?s ?p ?o }}",
        "FROM",
        f"FROM {THERE}",
        f"FROM NAMED {THERE}",
        f"GRAPH {THERE}",
        "LOAD",
        f"LOAD {THERE}",
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "CLEAR ALL",
        "DROP DEFAULT",
        "DELETE WHERE { ?s ?p ?o }",
        ";",
        "PREFIX SERVICE: <a:>",
        "SERVICE:x",
        "BASE <a:>",
        "'SERVICE <a:b> {}'",
        '"""SERVICE\n<a:b>"""',
        "# SERVICE\n",
        "FILTER",
        "(1 = 1)",
        "BIND(1 AS ?x)",
        "LIMIT 1",
        "UNION",
        "OPTIONAL",
        "MINUS",
        "VALUES ?x { 1 }",
        "a",
        ".",
        "<a:b>",
        "?service",
        "@service",
        "_:SERVICE",
        "GROUP BY ?s",
        "\\u0022",
        "EXISTS",
        "NOT",
        "<<",
        ">>",
        "{| |}",
        "\x00",
        "é",
    ]
)
whole = st.sampled_from(
    [
        COUNT,
        "ASK { ?s ?p ?o }",
        f"SELECT * {{ SERVICE {THERE} {{ ?s ?p ?o }} }}",
        f"ASK {{ FILTER EXISTS {{ SERVICE {THERE} {{}} }} }}",
        f"SELECT * FROM {THERE} {{ ?s ?p ?o }}",
        f"CONSTRUCT {{ ?s ?p 'SERVICE {THERE}' }} {{ ?s ?p ?o }} LIMIT 1",
        f"SELECT * {{ {{ SELECT * {{ SERVICE SILENT {THERE} {{ ?s ?p ?o }} }} }} }}",
        "SELECT ?service { ?service ?p ?o } LIMIT 1",
    ]
)
soups = st.lists(words, max_size=14).map(" ".join)
wrapped = st.tuples(
    st.sampled_from(["SELECT * WHERE {", "ASK {", "CONSTRUCT WHERE {", "SELECT (1 AS ?x) {"]), soups
).map(lambda drawn: f"{drawn[0]} {drawn[1]} }}")


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A query that works, with a word put in somewhere."""
    query = draw(whole)
    position = draw(st.integers(0, len(query)))
    return query[:position] + draw(words) + query[position:]


queries = st.one_of(soups, wrapped, mutated(), whole)


def holds_service(tree: Any) -> bool:
    """Does the parse tree of rdflib hold a call to another endpoint?"""
    if isinstance(tree, CompValue):
        return tree.name == "ServiceGraphPattern" or any(map(holds_service, tree.values()))
    return (isinstance(tree, list | tuple) and any(map(holds_service, tree))) or (
        hasattr(tree, "asList") and any(map(holds_service, tree.asList()))
    )


def opinion(query: str) -> str:
    """What rdflib takes *query* for: a call, a query, an update, or nothing."""
    try:
        return "call" if holds_service(parseQuery(query)) else "query"
    except Exception:
        pass
    try:
        parseUpdate(query)
    except Exception:
        return "nothing"
    return "update" if query.strip() else "nothing"


@fuzzed
@given(query=queries)
def test_no_query_calls_changes_or_breaks_anything(app: Flask, release: Release, query: str) -> None:
    client = app.test_client()
    with nobody_calls():
        response = client.post("/sparql", data={"query": query}, headers={"Accept": "application/json"})
    if response.status_code == 503:
        return  # the queue of this small server was full
    sound(response)
    taken = opinion(query)
    if taken == "call":
        assert response.status_code == 403, query
    elif taken == "update":
        assert response.status_code in (400, 403), query
    elif taken == "query":
        assert response.status_code != 403, f"a query is refused as a call: {query}"
    counted = client.get("/sparql", query_string={"query": COUNT})
    if counted.status_code == 200:
        value = int(json.loads(counted.text)["results"]["bindings"][0]["n"]["value"])
        assert value == release.manifest["statements"]["default"]
