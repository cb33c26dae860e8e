"""A site without a folder ``site/``: every page works, and none leads to a part that is not there."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.release import Release
from server.app import create_app
from server.query.pool import EvaluatorPool


@pytest.fixture(scope="module")
def plain_app(small_release: Release) -> Iterator[Flask]:
    application = create_app(small_release)
    yield application
    runner = application.extensions["tabunka"].runner
    assert isinstance(runner, EvaluatorPool)
    runner.close()


@pytest.fixture
def visitor(plain_app: Flask) -> FlaskClient:
    return plain_app.test_client(use_cookies=False)


def links_of(page: str, url: str) -> set[str]:
    """Where the links, forms, styles and scripts of *page*, which is at *url*, lead on the same server."""
    links = {urljoin(url, unescape(link)) for link in re.findall(r'(?:href|src|action|data-suggest)="([^"]*)"', page)}
    return {link.partition("#")[0] for link in links if not urlsplit(link).netloc and urlsplit(link).scheme == ""}


def test_every_page_that_the_home_page_leads_to_answers(visitor: FlaskClient) -> None:
    seen: dict[str, int] = {}
    waiting = {"/", "/sitemap.xml", "/openapi.json", "/robots.txt"}
    while waiting:
        url = waiting.pop()
        with visitor.get(url, headers={"Accept": "text/html,*/*;q=0.5"}, follow_redirects=True) as response:
            seen[url] = response.status_code
            if response.mimetype == "text/html":
                waiting |= links_of(response.text, url) - seen.keys()
    assert {url: status for url, status in seen.items() if status != 200} == {}
    assert {"/doc/lamp", "/doc/lamp/north", "/dataset", "/ontology", "/quality", "/sparql", "/search"} <= seen.keys()
    assert len(seen) > 50


def test_pages_name_this_site_and_lead_to_no_part_that_it_does_without(visitor: FlaskClient) -> None:
    page = visitor.get("/", headers={"Accept": "text/html"}).text
    assert "Lamps of a harbour" in page
    assert "Three lamps and how high they stand." in page
    assert "CC0 1.0" in page
    for part in ("/find", "/questions", "/figures", "/compare", "/about/"):
        assert f'="{part}' not in page, part
    menu = page.partition('<nav class="site-menu"')[2].partition("</nav>")[0]
    assert re.findall(r'href="([^"]*)"', menu) == ["/dataset"]
    assert "prefecture" not in page
    assert "Tabunka" not in page
    thing = visitor.get("/doc/lamp/north", headers={"Accept": "text/html"}).text
    assert "North lamp" in thing
    assert "Statements" in thing


@pytest.mark.parametrize("path", ["/find", "/compare", "/about/terms", "/figures/x"])
def test_a_part_that_the_site_does_without_is_not_found(visitor: FlaskClient, path: str) -> None:
    assert visitor.get(path).status_code == 404


def test_a_search_looks_through_all_kinds_where_the_site_names_none(visitor: FlaskClient) -> None:
    assert "/doc/lamp/mole" in visitor.get("/search?q=mole", headers={"Accept": "text/html"}).text
    assert "/doc/lamp/mole" in visitor.get("/suggest?q=mole").text


def test_the_interface_describes_only_what_is_there(visitor: FlaskClient) -> None:
    described = json.loads(visitor.get("/openapi.json").text)
    assert described["info"]["title"] == "Lamps"
    assert described["info"]["license"]["name"] == "CC0 1.0"
    assert "{{" not in json.dumps(described)
    assert not {"/find", "/compare", "/questions", "/figures", "/about/{key}"} & described["paths"].keys()
    assert described["paths"]["/id/{kind}/{key}"]["get"]["x-ask"]["path"] == "/id/lamp/north"


def test_the_sitemap_has_the_things_and_the_pages_that_are_there(visitor: FlaskClient) -> None:
    sitemap = visitor.get("/sitemap-1.xml").text
    assert "<loc>http://localhost/doc/lamp/north</loc>" in sitemap
    assert "/questions" not in sitemap
    assert "/find" not in sitemap
