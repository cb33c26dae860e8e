"""Texts of the data and of requests never become markup, code or headers."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.release import Release
from graph.store import EmbeddedStore
from ontology.namespaces import Namespace
from server.app import create_app
from server.display.hrefs import href
from server.display.knowledge import Knowledge
from tests.server.applications import NoRunner
from tests.server.site_pages import Checker

MARKUP = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
ROBUST_HEADERS = ("Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "X-Frame-Options")


@pytest.fixture(scope="module")
def hostile(release: Release) -> FlaskClient:
    """An application whose data tries what it can."""
    ns = Namespace(release.base)
    skos = "http://www.w3.org/2004/02/skos/core#"
    thing = ns.thing("page", "evil")
    quads = [
        (NamedNode(skos + "prefLabel"), Literal(MARKUP, language="ja")),
        (NamedNode(skos + "altLabel"), Literal(MARKUP)),
        (NamedNode("http://schema.org/url"), NamedNode("javascript:alert(1)")),
        (NamedNode("http://schema.org/url"), NamedNode("data:text/html,x")),
        (NamedNode("http://schema.org/url"), NamedNode("http://example.org/?a='b'&c=%22")),
        (NamedNode("http://data.europa.eu/m8g/email"), Literal("a@b.example?cc=x")),
        (NamedNode("http://example.org/p?<x>".replace("<", "%3C").replace(">", "%3E")), Literal("x")),
    ]
    store = Store()
    store.extend(Quad(thing, predicate, value, DefaultGraph()) for predicate, value in quads)
    store.add(Quad(ns.thing("page", "other"), NamedNode("http://example.org/'q'"), thing, DefaultGraph()))
    embedded = EmbeddedStore(store)
    application = create_app(release, knowledge=Knowledge(release, embedded), runner=NoRunner())
    return application.test_client()


@pytest.mark.parametrize("url", ["/doc/page/evil", "/doc/page", "/search?q=script", "/doc/page/other", "/"])
def test_markup_in_data_is_text(hostile: FlaskClient, url: str) -> None:
    response = hostile.get(url, headers={"Accept": "text/html"})
    assert response.status_code == 200
    assert not Checker(response.text).faults
    assert "<script>" not in response.text
    assert "<img src=x" not in response.text


def test_hostile_addresses_are_shown_and_not_linked(hostile: FlaskClient) -> None:
    text = hostile.get("/doc/page/evil", headers={"Accept": "text/html"}).text
    assert "javascript:alert(1)" in text
    assert not [link for link in Checker(text).links if link.startswith(("javascript", "data", "mailto"))]


@pytest.mark.parametrize(
    "iri",
    ["javascript:alert(1)", "JAVASCRIPT:x", "data:text/html,x", "http:", "http://", "//example.org", "http://a b", "x"],
)
def test_what_is_no_web_address_is_no_link(iri: str, hostile: FlaskClient, release: Release) -> None:
    with hostile.application.test_request_context("/"):
        assert href(iri, Namespace(release.base), "") is None


@pytest.mark.parametrize(
    "url",
    [
        "/search?q=" + "%3Cscript%3Ealert(1)%3C/script%3E",
        "/search?q=x&kind=%22%3E%3Cscript%3E",
        "/doc/%3Cscript%3E/x",
        "/%22onload=%22x",
        "/doc/municipality/14000?by=%3Cscript%3E",
        "/sparql?query=%3Cscript%3E",
        "/?lang=%22%3E%3Cscript%3E",
        "/source/%3Cscript%3E",
    ],
)
def test_markup_in_a_request_is_text(client: FlaskClient, url: str) -> None:
    response = client.get(url, headers={"Accept": "text/html"})
    assert response.status_code < 500
    assert not Checker(response.text).faults
    assert "<script>" not in response.text


@pytest.mark.parametrize(
    "url", ["/", "/doc/municipality/14000", "/nothing", "/sparql?query=SELECT", "/static/style.css", "/doc/page.ttl"]
)
def test_every_answer_carries_the_usual_headers(client: FlaskClient, url: str) -> None:
    with client.get(url) as response:
        for name in ROBUST_HEADERS:
            assert name in response.headers
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert response.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    "url",
    [
        "/doc/municipality/%00",
        "/doc/municipality/%ff",
        "/id/%0d%0aSet-Cookie:x/y",
        "/doc/a%0d%0ab/c",
        "/doc/..%2f..%2fx/y",
        "/%2e%2e/%2e%2e/etc/passwd",
        "/source/%00",
        "/graph/%0a",
        "/static/../app.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_odd_paths_are_not_found(client: FlaskClient, url: str) -> None:
    response = client.get(url, headers={"Accept": "text/turtle"})
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers


def test_preflight_allows_what_the_endpoint_takes(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert response.status_code == 200
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
