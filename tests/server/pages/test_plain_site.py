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

from graph.build.pipeline import build
from graph.release import Release, current
from mappings.site import load_site
from ontology.namespaces import Namespace
from server.app import create_app
from server.query.pool import EvaluatorPool
from tests.example_site import site_toml

SITE = site_toml(
    "lamps",
    "Lamps of a harbour",
    "Three lamps and how high they stand.",
    example="lamp/north",
    place="Norway",
    country="NOR",
)

METADATA = """
key: lamps
title: {en: List of lamps}
publisher: {en: Harbour office}
date: "2020-12-31"
language: [en]
licence: https://creativecommons.org/publicdomain/zero/1.0/
"""

TABLE = """key,name,height
north,North lamp,12
south,South lamp,9
mole,Lamp on the mole,5
"""

RULES = """
prefixes:
  id: http://localhost:8000/id/
  schema: http://schema.org/
  skos: http://www.w3.org/2004/02/skos/core#
  xsd: http://www.w3.org/2001/XMLSchema#
mappings:
  lamp:
    sources: [["lamps.csv~csv"]]
    graphs: http://localhost:8000/graph/lamps
    s: id:lamp/$(key)
    po:
      - [a, schema:Place]
      - [skos:prefLabel, $(name), en~lang]
      - [schema:height, $(height), xsd:integer]
"""

COLUMNS = (("key", "string"), ("name", "string"), ("height", "integer"))


def csvw() -> str:
    columns = [{"name": name, "titles": {"en": name}, "datatype": kind, "required": True} for name, kind in COLUMNS]
    schema = {"columns": columns, "primaryKey": "key"}
    table = {"url": "lamps.csv", "dc:title": {"en": "lamps"}, "tabunka:identity": ["name"], "tableSchema": schema}
    return json.dumps({"@context": "http://www.w3.org/ns/csvw", "tables": [table]})


@pytest.fixture(scope="module")
def plain_release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    folder = tmp_path_factory.mktemp("plain")
    tables = folder / "mappings" / "lamps" / "tables"
    tables.mkdir(parents=True)
    (folder / "site.toml").write_text(SITE, encoding="utf-8")
    (tables.parent / "metadata.yaml").write_text(METADATA, encoding="utf-8")
    (tables / "lamps.csv").write_text(TABLE, encoding="utf-8")
    (tables / "csvw.json").write_text(csvw(), encoding="utf-8")
    (tables / "rules.yaml").write_text(RULES, encoding="utf-8")
    build(load_site(folder), Namespace(), folder / "var")
    return current(folder / "var")


@pytest.fixture(scope="module")
def plain_app(plain_release: Release) -> Iterator[Flask]:
    application = create_app(plain_release)
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
    for part in ("/find", "/questions", "/pictures", "/compare", "/about/"):
        assert f'="{part}' not in page, part
    assert "prefecture" not in page
    assert "Tabunka" not in page
    thing = visitor.get("/doc/lamp/north", headers={"Accept": "text/html"}).text
    assert "North lamp" in thing
    assert "Statements" in thing


@pytest.mark.parametrize("path", ["/find", "/compare", "/about/terms", "/pictures/x"])
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
    assert not {"/find", "/compare", "/questions", "/pictures", "/about/{key}"} & described["paths"].keys()
    assert described["paths"]["/id/{kind}/{key}"]["get"]["x-ask"]["path"] == "/id/lamp/north"


def test_the_sitemap_has_the_things_and_the_pages_that_are_there(visitor: FlaskClient) -> None:
    sitemap = visitor.get("/sitemap-1.xml").text
    assert "<loc>http://localhost/doc/lamp/north</loc>" in sitemap
    assert "/questions" not in sitemap
    assert "/find" not in sitemap
