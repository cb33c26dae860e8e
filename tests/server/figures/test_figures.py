"""Figures: values as they were read by hand and as the tables count them, with unit, date, document and lines."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient

import mappings
from graph.release import Release
from mappings.declared import DeclarationError
from mappings.site import DATA
from ontology.prefixes import declarations
from server.display.publication import knowledge, settings
from server.figures.declaration import FOLDER, Figure, figures_of, load_figures
from server.figures.values import values_of
from server.questions.answers import select
from tests.server.site_pages import SitePages
from tests.this_site import LANGUAGES, SITE, with_file

SOURCES = Path(mappings.__file__).parent
FIGURES = load_figures(SITE)
RAW: dict[str, dict[str, Any]] = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in (SITE.data / FOLDER).glob("*.yaml")
}
READ_BY_HAND = [key for key in FIGURES if "test" in RAW[key]]
EVERY = pytest.mark.parametrize("key", FIGURES)


def table(source: str, name: str) -> list[dict[str, str]]:
    with (SOURCES / source / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def downloaded(client: FlaskClient, key: str, language: str = "en") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(f"/figures/{key}.csv?lang={language}").text)))


def counted(client: FlaskClient, key: str) -> dict[str, int]:
    return {row["code"]: int(row["value"]) for row in downloaded(client, key)}


@pytest.mark.parametrize("key", READ_BY_HAND)
def test_values_are_those_that_were_read_by_hand(app: Flask, key: str) -> None:
    with app.test_request_context():
        rows = values_of(FIGURES[key]).rows
    stated = {row.key: str(row.value) for row in rows}
    test = RAW[key]["test"]
    assert stated.items() >= test["values"].items(), test["read_from"]
    assert len(rows) == test.get("count", len(rows))


def test_languages_and_days_are_counted_as_the_tables_have_them(client: FlaskClient) -> None:
    spoken = {
        (row["counter"], row["language"])
        for row in table("source_002", "counter_languages")
        if row["mode"] == "staffed-counter" and row["language"]
    }
    assert counted(client, "languages-at-counters") == Counter(language for _, language in spoken)
    days = {(row["counter"], row["weekday"]) for row in table("source_002", "counter_days") if row["open"] == "true"}
    opened = counted(client, "days-of-counters")
    assert opened == Counter(day for _, day in days)
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "public-holiday"]
    assert list(opened) == [day for day in week if day in opened]


def test_grants_and_postings_are_counted_as_the_tables_have_them(client: FlaskClient) -> None:
    assert counted(client, "grants-by-programme") == Counter(row["programme"] for row in table("source_001", "grants"))
    sent = Counter(row["municipality"][:2] + "000" for row in table("source_001", "staff_postings"))
    assert counted(client, "postings-by-prefecture") == sent


@EVERY
def test_a_value_has_its_unit_its_date_its_document_and_its_lines(client: FlaskClient, key: str) -> None:
    rows = downloaded(client, key)
    assert rows
    assert list(rows[0])[1:] == ["code", "measure", "value", "unit", "date", "document", "line"]
    for row in rows:
        assert float(row["value"]) >= 0
        assert row["unit"]
        assert set(row["document"].split()) <= set(FIGURES[key].documents)
        assert re.fullmatch(r"((\d+:)?L\d+(-L\d+)? ?)+", row["line"])
        # A document without a date gives its values none.
        assert re.match(r"\d{4}|FY\d{4}", row["date"]) or key == "topics-of-pages"


@pytest.mark.parametrize("key", [key for key, figure in FIGURES.items() if figure.data_sets])
def test_the_declared_unit_is_that_of_the_observations(app: Flask, key: str) -> None:
    _, pattern = FIGURES[key].query.rpartition("\nORDER BY")[0].split("WHERE {", 1)
    query = f"SELECT DISTINCT ?unit WHERE {{ ?observation sdmx-attribute:unitMeasure ?unit .{pattern}"
    with app.test_request_context():
        rows = select(declarations(knowledge().namespace, query) + query, settings().limits).rows
    assert [str(row[0]).rpartition("/")[2] for row in rows] == [f"{FIGURES[key].measure.unit}>"]


def test_only_what_adds_up_has_a_sum(site_page: SitePages) -> None:
    residents = site_page.text("/figures/registered-foreign-residents", "en")
    assert "2,029,858 people" in residents
    share = site_page.text("/figures/share-of-foreign-residents", "en")
    assert "A total would have no meaning." in share
    assert "30.12" not in share
    assert not re.search(r"\d places, \d", share), "places drawn as one have no sum"


def test_old_figures_say_of_when_they_are(site_page: SitePages, app: Flask, release: Release) -> None:
    with app.test_request_context():
        values = values_of(FIGURES["registered-foreign-residents"])
    assert values.dates == ("2012-12-31",)
    assert [values.age(day) for day in (date(2013, 12, 30), date(2013, 12, 31), date(2026, 11, 30))] == [0, 1, 13]
    assert [values.is_old(date(year, 12, 31)) for year in (2016, 2017)] == [False, True]
    text = site_page.text("/figures/registered-foreign-residents", "ja")
    assert re.search(r'class="old-band"[^>]*>この統計は2012年12月31日時点のもの', text)
    age = values.age(release.modified.date())
    assert f"このリリースの{age}年前" in text
    assert "old-band" not in site_page.text("/figures/share-of-foreign-residents", "ja")


@pytest.mark.parametrize("language", [*LANGUAGES, "vi"])
def test_pages_are_whole_in_every_language(site_page: SitePages, language: str) -> None:
    gallery = site_page.text("/figures", language)
    for key in FIGURES:
        assert f'href="/figures/{key}"' in gallery
        text, checked = site_page.text(f"/figures/{key}", language), site_page(f"/figures/{key}", language).checked
        assert not checked.faults, key
        assert len(checked.ids) == len(set(checked.ids))
        assert text.count("<figure") == len(FIGURES[key].kinds), key
        assert text.count('class="origin"') == text.count('<th scope="row"><a') + text.count('<th scope="row"><time')
        assert len(gzip.compress(text.encode())) < 50_000
    assert gallery.count("<svg") >= len(FIGURES)
    assert len(gzip.compress(gallery.encode())) < 50_000


def test_rows_and_bars_are_sorted_by_links(site_page: SitePages, client: FlaskClient) -> None:
    path = "/figures/registered-foreign-residents"

    def first(order: str) -> tuple[str, str]:
        text = client.get(f"{path}{order}", headers={"Accept": "text/html", "Accept-Language": "en"}).text
        rows = re.findall(r'<th scope="row"><a [^>]*><span[^>]*>([^<]+)', text)
        bars = re.findall(r'class="bar-label"[^>]*><span[^>]*>([^<]+)', text)
        return rows[0], bars[0]

    assert first("") == ("Tokyo", "Tokyo")
    assert first("?sort=least") == ("Kochi Prefecture", "Kochi Prefecture")
    assert first("?sort=code") == ("Hokkaido", "Hokkaido")
    assert first("?sort=name") == ("Aichi Prefecture", "Aichi Prefecture")
    assert client.get(f"{path}?sort=colour").status_code == 400
    text = site_page.text(path, "en")
    assert re.search(r'aria-sort="descending"><a href="/figures/registered-foreign-residents\?sort=least#table"', text)


def test_a_figure_is_there_as_json_svg_and_png(client: FlaskClient, release: Release) -> None:
    path = "/figures/registered-foreign-residents"
    described = json.loads(client.get(f"{path}.json").text)
    assert described["measure"]["unit"] == "person"
    assert described["release"] == release.version
    tokyo = described["rows"][0]
    assert (tokyo["code"], tokyo["value"], tokyo["date"]) == ("13000", 393585, "2012-12-31")
    assert tokyo["lines"][0].endswith("/source/000#line=38,39")
    svg = client.get(f"{path}.svg?lang=ja&show=map")
    assert svg.content_type == "image/svg+xml"
    assert "393,585" in svg.text
    assert "class=" not in svg.text, "no style sheet is needed"
    png = client.get(f"{path}.png?lang=en&show=bars")
    assert png.content_type == "image/png"
    assert png.data.startswith(b"\x89PNG")
    assert int.from_bytes(png.data[16:20], "big") == 1200
    assert client.get(path, headers={"Accept": "text/csv"}).content_type.startswith("text/csv")
    assert client.get("/figures/jet-participants.svg?show=map").status_code == 400


def test_a_citation_names_release_and_source_and_a_frame_may_be_anywhere(
    client: FlaskClient, site_page: SitePages, release: Release
) -> None:
    text = site_page.text("/figures/share-of-foreign-residents", "en")
    assert f"release {release.version}" in text
    assert "urldate = {<span data-today>YYYY-MM-DD</span>}" in text
    assert "/embed/figures/share-of-foreign-residents" in text
    framed = client.get("/embed/figures/share-of-foreign-residents", headers={"Accept-Language": "en"})
    assert "frame-ancestors *" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "January 1, 2024" in framed.text
    for path in ("/figures/share-of-foreign-residents", "/embed/figures/none", "/embed/none/x", "/"):
        refused = client.get(path, headers={"Accept": "text/html"})
        assert "frame-ancestors 'none'" in refused.headers["Content-Security-Policy"], path
        assert refused.headers["X-Frame-Options"] == "DENY"
    assert client.get("/embed/figures/none").status_code == 404
    assert client.get("/embed/none/x").status_code == 404


def test_a_collection_of_observations_leads_to_its_figures(
    app: Flask, client: FlaskClient, site_page: SitePages
) -> None:
    with app.test_request_context():
        assert [figure.key for figure in figures_of("figures/counter-profiles")] == [
            "foreign-residents",
            "share-of-foreign-residents",
        ]
    links = site_page("/doc/figures/registered-foreign-residents-2012", "en").checked.links
    assert "/figures/registered-foreign-residents" in links
    moved = client.get("/pictures/topics-of-pages")
    assert (moved.status_code, moved.location) == (301, "/figures/topics-of-pages")
    assert client.get("/figures/none").status_code == 404


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("foreign residents", "registered-foreign-residents"),
        ("外国人住民", "registered-foreign-residents"),
        ("ＪＥＴ participants", "jet-participants"),
        ("share residents", "share-of-foreign-residents"),
        ("staff", "staff-of-overseas-offices"),
    ],
)
def test_a_search_names_figures_first(client: FlaskClient, typed: str, first: str) -> None:
    text = client.get("/search", query_string={"q": typed}, headers={"Accept": "text/html", "Cookie": "lang=en"}).text
    (hit, *_) = re.findall(r'<ul class="hits"><li><a href="([^"]+)"', text)
    assert hit == f"/figures/{first}"
    assert "figure-hits" not in client.get("/search?q=Kobe", headers={"Accept": "text/html"}).text


BROKEN = {
    "adds-up of the measure is true or false": ("adds-up: false", "adds-up: perhaps"),
    "the measure is the column 'persons', which the query does not have": ("column: value", "column: persons"),
    "draw is one or more of map, bars, not 'pie'": ("draw: [bars]", "draw: [pie]"),
    "by is not given in ja-simple": ("by: {ja: あ, ja-simple: あ, en: a}", "by: {ja: あ, en: a}"),
    "the query has no column ?records": ("?records", "?record"),
}
DECLARATION = """order: 1
title: {ja: あ, ja-simple: あ, en: a}
about: {ja: あ, ja-simple: あ, en: a}
measure: {column: value, label: {ja: あ, ja-simple: あ, en: a}, adds-up: false}
by: {ja: あ, ja-simple: あ, en: a}
draw: [bars]
documents: []
query: SELECT ?thing ?value ?records WHERE {}
"""


@pytest.mark.parametrize("fault", BROKEN)
def test_a_declaration_that_lacks_something_names_it(tmp_path: Path, fault: str) -> None:
    for name in ("whole", "broken"):
        (tmp_path / name / DATA / FOLDER).mkdir(parents=True)
    assert isinstance(load_figures(with_file(tmp_path / "whole", f"{FOLDER}/a.yaml", DECLARATION))["a"], Figure)
    broken = with_file(tmp_path / "broken", f"{FOLDER}/a.yaml", DECLARATION.replace(*BROKEN[fault]))
    with pytest.raises(DeclarationError, match=re.escape(f"a.yaml: {fault}")):
        load_figures(broken)
