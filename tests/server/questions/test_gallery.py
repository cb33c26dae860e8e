"""Pictures: each is drawn from the answer to its query, which agrees with the tables."""

from __future__ import annotations

import csv
import gzip
import io
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient

import mappings
from mappings.declared import DeclarationError
from server.questions.pictures import FILE, load_pictures
from tests.server.site_pages import SitePages
from tests.this_site import LANGUAGES, SITE, with_file

SOURCES = Path(mappings.__file__).parent
KEYS = list(load_pictures(SITE))


def table(source: str, name: str) -> list[dict[str, str]]:
    with (SOURCES / source / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def numbers(client: FlaskClient, site_page: SitePages, key: str) -> list[list[str]]:
    """The rows that the picture's CSV link leads to, things by their keys."""
    text = site_page.text(f"/pictures/{key}")
    (link,) = re.findall(r'href="([^"]+format=csv)"', text)
    rows = list(csv.reader(io.StringIO(client.get(link.replace("&amp;", "&")).text)))
    return [[cell.rpartition("/")[2] if "/id/" in cell else cell for cell in row] for row in rows[1:]]


@pytest.mark.parametrize("language", [*LANGUAGES, "vi"])
def test_every_picture_is_on_the_page_drawn(site_page: SitePages, language: str) -> None:
    text = site_page.text("/pictures", language)
    checked = site_page("/pictures", language).checked
    assert not checked.faults
    assert len(checked.ids) == len(set(checked.ids))
    for key in KEYS:
        piece = text[text.index(f'id="{key}-title"') :]
        assert "<figure" in piece[: piece.index("</section>")], key
    assert len(gzip.compress(text.encode())) < 100_000


@pytest.mark.parametrize("key", KEYS)
def test_a_picture_has_its_table_query_and_downloads(client: FlaskClient, site_page: SitePages, key: str) -> None:
    text = site_page.text(f"/pictures/{key}", "en")
    assert not site_page(f"/pictures/{key}", "en").checked.faults
    rows = numbers(client, site_page, key)
    assert rows
    assert text.count("<tr>") == len(rows) + 1
    assert "<textarea" in text
    for link in re.findall(r'href="(/sparql\?query=[^"]+)"', text):
        assert urlsplit(link).path == "/sparql"
        assert client.get(link.replace("&amp;", "&"), headers={"Accept": "*/*"}).status_code == 200


def test_languages_at_counters_are_those_of_the_table(client: FlaskClient, site_page: SitePages) -> None:
    spoken = {
        (row["counter"], row["language"])
        for row in table("source_002", "counter_languages")
        if row["mode"] == "staffed-counter" and row["language"]
    }
    expected = Counter(language for _, language in spoken)
    assert {language: int(count) for language, count in numbers(client, site_page, "languages-at-counters")} == expected


def test_days_of_counters_are_those_of_the_table_in_the_order_of_the_week(
    client: FlaskClient, site_page: SitePages
) -> None:
    rows = table("source_002", "counter_days")
    open_days = {(row["counter"], row["weekday"]) for row in rows if row["open"] == "true"}
    expected = Counter(day for _, day in open_days)
    counts = numbers(client, site_page, "days-of-counters")
    assert {day: int(count) for day, count in counts} == expected
    week = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "public-holiday"]
    assert [day for day, _ in counts] == [day for day in week if day in expected]


def test_a_picture_that_is_none_is_404(client: FlaskClient) -> None:
    assert client.get("/pictures/none").status_code == 404


def test_a_picture_without_a_language_is_refused(tmp_path: Path) -> None:
    text = "{ja: あ, en: a}"
    broken = with_file(tmp_path, FILE, f"a:\n  title: {text}\n  about: {text}\n  draw: chart\n  query: q\n")
    with pytest.raises(DeclarationError, match="title of a is not given in ja-simple"):
        load_pictures(broken)
