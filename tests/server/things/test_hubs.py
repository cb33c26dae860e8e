"""The page of a thing that more statements lead to than pages list: it says so, and leads to a query for the rest."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, NamedNode

from graph.hubs import LinksBy
from graph.release import Release
from ontology.vocabulary import DCT
from server.app import create_app
from server.display.knowledge import Knowledge

TABLE = "table/municipalities"
LISTED = 60


@pytest.fixture(scope="module")
def records(knowledge: Knowledge) -> list[str]:
    """The IRIs of the records of the table, in order."""
    table = knowledge.namespace.thing(*TABLE.split("/"))
    links = knowledge.store.statements(None, DCT.isPartOf, table, DefaultGraph())
    return sorted(quad.subject.value for quad in links if isinstance(quad.subject, NamedNode))


@pytest.fixture(scope="module")
def visitor(release: Release, app: Flask, knowledge: Knowledge, records: list[str]) -> FlaskClient:
    """A visitor of a server to which the table is a hub, of whose records pages list :data:`LISTED`."""
    hubs = Knowledge(release, knowledge.store)
    hubs.hubs = {
        knowledge.namespace.thing(*TABLE.split("/")).value: {
            DCT.isPartOf.value: LinksBy(len(records), tuple(records[:LISTED]))
        }
    }
    runner = app.extensions["tabunka"].runner
    return create_app(release, knowledge=hubs, runner=runner).test_client(use_cookies=False)


def shown(text: str) -> list[str]:
    return re.findall(r'<li><span class="value"><a href="/doc/record/([^"]+)"', text)


def test_the_number_is_of_all_and_the_pages_of_the_first(visitor: FlaskClient, records: list[str]) -> None:
    text = unescape(visitor.get(f"/doc/{TABLE}?lang=en", headers={"Accept": "text/html"}).text)
    assert f">See all {len(records):,}</a>" in text
    pages = [visitor.get(f"/doc/{TABLE}.html?by=dct:isPartOf&page={n}&lang=en").text for n in (1, 2)]
    listed = [record for page in pages for record in shown(page)]
    assert listed == [record.partition("/id/record/")[2] for record in records[:LISTED]]
    assert "page 2 of 2" in pages[1]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Pages list the first 60 of {count}."),
        ("ja", "{count} 件のうち、はじめの 60 件だけをページに並べています。"),
        ("ja-simple", "{count}の なかの はじめの 60だけが ページに あります。"),
        ("vi", "Pages list the first 60 of {count}."),
    ],
)
def test_the_page_says_that_it_is_not_all(
    visitor: FlaskClient, records: list[str], language: str, sentence: str
) -> None:
    text = visitor.get(f"/doc/{TABLE}.html?by=dct:isPartOf&lang={language}").text
    assert sentence.format(count=len(records)) in text


def test_the_query_gives_exactly_those_that_no_page_lists(visitor: FlaskClient, records: list[str]) -> None:
    text = unescape(visitor.get(f"/doc/{TABLE}.html?by=dct:isPartOf&lang=en").text)
    link = re.search(r'<a href="([^"]+)">Ask for the rest by a query</a>', text)
    assert link
    query = parse_qs(urlsplit(link[1]).query)["query"][0]
    answer = visitor.get("/sparql", query_string={"query": query}, headers={"Accept": "application/json"}).text
    things = [row["thing"]["value"] for row in json.loads(answer)["results"]["bindings"]]
    assert things == records[LISTED:]


def test_a_thing_that_is_no_hub_lists_all(visitor: FlaskClient) -> None:
    text = visitor.get("/doc/table/countries.html?by=dct:isPartOf&lang=en").text
    assert "Pages list" not in text
