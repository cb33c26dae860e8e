"""The evidence of a fact: the row with its cells, the document, the lines; and the pages of tables and documents."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import NamedNode

from graph.release import Release
from graph.tables import Tables
from mappings.read.document import Document
from ontology.vocabulary import SCHEMA
from server.display.knowledge import Knowledge
from server.display.titles import FILE
from server.sources import rows
from tests.server.applications import otherwise
from tests.server.site_pages import SitePages
from tests.this_site import LANGUAGES, SITE

TOMAKOMAI = "language-provision/tomakomai-counter-staff-vi"
"""Vietnamese by the staff of the counter of Tomakomai: document 002, lines 2195 and 2213 to 2215."""


def evidence_url(knowledge: Knowledge, thing: str, property_: NamedNode, number: int = 0) -> str:
    """Where the mark beside a value of *thing* leads."""
    kind, _, key = thing.partition("/")
    quad = knowledge.values(knowledge.namespace.thing(kind, key), property_)[number]
    return f"/evidence/{knowledge.origins(quad.triple)[0].statement}"


def words(html: str) -> str:
    """What a reader of *html* reads, each piece with one blank between."""
    return " ".join(re.sub(r"<[^>]+>", " ", unescape(html)).split())


@pytest.mark.parametrize("language", [*LANGUAGES, "vi"])
def test_a_card_shows_the_row_its_document_and_its_lines(
    site_page: SitePages, knowledge: Knowledge, language: str
) -> None:
    url = evidence_url(knowledge, TOMAKOMAI, knowledge.expand("dct:language"))
    assert not site_page(url, language).checked.faults
    article = site_page.text(url, language).partition('<article class="evidence">')[2].partition("</article>")[0]
    (cited,) = re.findall(r'<tr class="cited">(.*?)</tr>', article, re.DOTALL)
    assert "<code>vi</code>" in cited
    if language == "en":
        text = words(article)
        assert "languages of counters" in text
        assert "language (BCP 47) Vietnamese vi ← this fact" in words(cited)
        assert "first fiscal year of a period 2021 worked out, not printed there" in text
        assert "Published by Immigration Services Agency Its date 2024" in text
        assert "What is printed there not shown: rights of the publisher" in text
        assert "The original its address is not known" in text
        assert 'href="/source/002?page=22#line=2194,2195"' in article


def test_the_line_is_quoted_where_the_server_has_the_document(
    app: Flask, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = Document("002", tuple(f"made-up words {n} end" for n in range(1, 3200)))
    client = otherwise(app, monkeypatch, texts={"002": document}).test_client()
    text = client.get(evidence_url(knowledge, TOMAKOMAI, knowledge.expand("dct:language"))).text
    assert re.findall(r"made-up words (\d+) end", text)[0] == "2195"
    assert "rights of the publisher" not in text


def test_the_row_that_states_a_name_comes_before_those_that_only_mention_its_thing(
    site_page: SitePages, knowledge: Knowledge
) -> None:
    """The name of the counter of Funabashi is stated by its own row; three rows of its channels mention the counter."""
    names = knowledge.labels.statements(knowledge.namespace.thing("service", "funabashi-counter"))
    (name,) = (quad for quad in names if "Funabashi" in str(quad.object))
    text = site_page.text(f"/evidence/{knowledge.origins(name.triple)[0].statement}", "en")
    stating, _, others = text.partition('<details class="other-rows">')
    assert re.findall(r'/doc/table/(\w+)"', stating) == ["counters"]
    assert "name in English General consultation counter for foreign residents ← this fact" in words(stating)
    assert set(re.findall(r'/doc/table/(\w+)"', others)) == {"counter_channels"}
    assert "← this fact" not in words(others)
    assert "Other rows that were used 3" in words(others)


def test_a_corrected_cell_shows_what_is_printed_and_what_is_right(site_page: SitePages, knowledge: Knowledge) -> None:
    """Document 002, line 329: a budget drafted in November 2020 is that of fiscal 2021."""
    url = evidence_url(knowledge, "event/setup-kanda-2020-11", SCHEMA.name, 1)
    text = site_page.text(url, "en")
    cell = re.search(r'<tr class="cited"><th scope="row">event as printed</th>(.*?)</tr>', text, re.DOTALL)
    assert cell is not None
    assert '<s><span lang="ja">令和２年度苅田町当初予算案</span></s></mark>' in cell[1]
    assert re.search(r"<b[^>]*>令和３年度苅田町当初予算案</b>", cell[1])
    assert "corrected: an evident error of the source" in cell[1]
    correction = re.search(r'href="(/doc/record/corrections/[^"]+)"', cell[1])
    assert correction is not None
    row = words(site_page.text(unescape(correction[1]), "en"))
    assert "column event_ja value printed 令和２年度苅田町当初予算案" in row
    assert "date of the correction 2026-11-22" in row


@pytest.mark.parametrize(
    ("path", "status"), [("/evidence/00000000000000000000", 404), ("/evidence/x", 400), ("/table/nothing.csv", 404)]
)
def test_what_is_not_there_is_not_shown(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path, headers={"Accept": "text/html"}).status_code == status


def test_a_table_shows_its_columns_and_all_rows_in_pages_and_as_csv(
    client: FlaskClient, site_page: SitePages, monkeypatch: pytest.MonkeyPatch
) -> None:
    committed = (SITE.mappings / "source_002" / "tables" / "counters.csv").read_text(encoding="utf-8")
    response = client.get("/table/counters.csv")
    assert response.mimetype == "text/csv"
    assert response.text == committed
    monkeypatch.setattr(rows, "_IN_MEMORY", 20)
    with client.get("/table/counters.csv", headers={"Accept-Encoding": "gzip"}, buffered=False) as streamed:
        assert "Content-Length" not in streamed.headers
        parts = list(streamed.iter_encoded())
    assert len(parts) == 2 + (len(committed.splitlines()) - 2) // 20
    assert b"".join(parts).decode() == committed, "a long table is the same, read and sent in parts"
    keys = [row["key"] for row in csv.DictReader(io.StringIO(committed))]
    shown: list[str] = []
    for page in range(1, -(-len(keys) // 25) + 1):
        text = site_page.text(f"/doc/table/counters?page={page}", "en")
        assert not site_page(f"/doc/table/counters?page={page}", "en").checked.faults
        shown += re.findall(r'<th scope="row"><a href="/doc/record/counters/[^"]+">([^<]+)</a>', text)
    assert shown == keys
    assert "fiscal year the overview is true for" in text
    assert 'href="/table/counters.csv"' in text
    easy = site_page.text("/doc/table/counters", "ja-simple")
    assert "<ruby>相談<rp>（</rp><rt>そうだん</rt><rp>）</rp></ruby>する ところ" in site_page.text(
        "/doc/document/002", "ja-simple"
    )
    assert "する ところ（<ruby>書" in easy


def test_every_title_of_a_table_and_a_column_is_in_easy_japanese(release: Release) -> None:
    easy = (SITE.read_yaml(FILE) or {})["ja-simple"]
    carried = Tables(release).values()
    titles = {text["ja"] for table in carried for text in (table.titles, *(c.titles for c in table.columns))}
    assert titles - set(easy) == set(), "add them to site/titles.yaml"


def test_a_document_tells_publisher_date_original_lines_and_tables(site_page: SitePages) -> None:
    text = words(site_page.text("/doc/document/002", "en"))
    assert "Published by Immigration Services Agency Its date 2024 The original its address is not known" in text
    assert "consultation counters 60 rows" in text
    directory = words(site_page.text("/doc/document/003", "en"))
    assert "Published by not stated in the document Its date date not stated The original its address is not known" in (
        directory
    )


def test_links_of_long_ago_say_when_they_were_listed(site_page: SitePages) -> None:
    page = site_page.text("/doc/page/hokkaido-living-guide", "en")
    assert "listed in July 2014; may be gone" in page
    assert re.search(r'→ <a href="https://web\.archive\.org/web/20140715/http', page)
    found = site_page.text("/find?kind=page&government=01000", "en")
    assert "listed in July 2014; may be gone" in found
    assert "listed at a time not stated; may be gone" in site_page.text("/doc/page/aichi-office", "en")
    assert "may be gone" not in site_page.text("/doc/page/houterasu-local-offices", "en"), "it was listed in 2024"
