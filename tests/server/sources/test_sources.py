"""The page of a source document: its sections, their counts, the status of each line, and the statements of a line."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape

import pytest
import rdflib
from flask import Flask
from flask.testing import FlaskClient

from graph.ask.account import AccountedLine, accounted_lines
from mappings.read.document import Document
from mappings.read.reading import STATUSES
from ontology.lines import LineRange
from server.display.chunks import LINES, page_of_line
from server.display.knowledge import Knowledge
from tests.server.applications import otherwise
from tests.server.site_pages import SitePages

DOCUMENTS = ("000", "001", "002", "003")


def rows(text: str) -> list[tuple[str, list[int]]]:
    """Each row of the ledger: its heading (two sections may share one), and its counts: lines, then each status."""
    table = text[text.index('<table class="ledger">') : text.index("</table>")]
    ledger = []
    for row in re.findall(r"<tr[^>]*><th scope=\"row\">(.*?)</tr>", table, re.DOTALL):
        heading = re.sub(r"<svg.*?</svg>|<[^>]+>", "", row.partition("</th>")[0], flags=re.DOTALL).strip()
        cells = re.findall(r"<td class=\"number\">(?:<[^>]+>)?([\d,]+)", row)
        ledger.append((heading, [int(cell.replace(",", "")) for cell in cells[:-1]]))
    return ledger


@pytest.fixture(scope="module")
def ledger(knowledge: Knowledge) -> dict[str, list[AccountedLine]]:
    """The ledger of each document, as the graph states it."""
    lines: dict[str, list[AccountedLine]] = {}
    for line in accounted_lines(knowledge.store, knowledge.namespace):
        lines.setdefault(line.document, []).append(line)
    return lines


@pytest.mark.parametrize("document", DOCUMENTS)
def test_the_counts_of_sections_add_up_to_the_lines_of_the_ledger(
    site_page: SitePages, ledger: dict[str, list[AccountedLine]], document: str
) -> None:
    lines = ledger[document]
    statuses = Counter(line.status for line in lines)
    (heading, whole), *sections = rows(unescape(site_page.text(f"/source/{document}", "en")))
    assert heading == "The whole document"
    assert whole == [len(lines), *(statuses[name] for name in STATUSES)]
    if sections:
        assert [sum(column) for column in zip(*(counts for _, counts in sections), strict=True)] == whole


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_line_has_its_place_status_and_records(
    client: FlaskClient, own_iris: set[str], ledger: dict[str, list[AccountedLine]], document: str
) -> None:
    lines = ledger[document]
    whole = client.get(f"/source/{document}.html?lang=en").text
    assert len(whole) < 200_000
    shown: dict[int, str] = {}
    places: dict[str, int] = {}
    led_to: set[tuple[str, int]] = set()
    for number in range(1, page_of_line(lines[-1].line) + 1):
        text = unescape(client.get(f"/source/{document}.html?page={number}&lang=en").text)
        shown |= {int(line): status for status, line in re.findall(r'<li class="s-(\w+)" id="line=\d+,(\d+)"', text)}
        identifiers = re.findall(r'id="(line=[^"]+)"', text)
        assert len(identifiers) == len(set(identifiers))
        places |= dict.fromkeys(identifiers, number)
        inside = re.findall(r'href="(?:\?page=(\d+))?#(line=[^"]+)"', text)
        led_to |= {(fragment, int(page or number)) for page, fragment in inside}
    assert all(places[fragment] == page for fragment, page in led_to)
    assert shown == {line.line: line.status for line in lines}
    cited = {iri for iri in own_iris if iri.startswith(f"/source/{document}#")}
    assert cited
    in_whole = set(re.findall(r'id="(line=[^"]+)"', unescape(whole)))
    for iri in cited:
        lines_of = LineRange.parse(iri)
        assert lines_of is not None
        assert places[lines_of.fragment] == page_of_line(lines_of.first), "an address of lines leads to its chunk"
        assert lines_of.fragment in in_whole, "and the page of the document has an element for it"


def test_words_beside_each_other_are_parted_by_a_space(site_page: SitePages) -> None:
    overview = re.sub(r"<[^>]+>", "", site_page.text("/source/002", "en"))
    assert re.search(r"excluded with a reason\.\s+The text itself", overview)
    links = re.sub(r"<[^>]+>", "", site_page.text("/doc/municipality/12000?by=dct:isPartOf", "en"))
    assert re.search(r"Home ›\s+Local governments\s+›\s+Chiba", links)


def test_one_status_can_be_looked_at_alone(
    client: FlaskClient, site_page: SitePages, ledger: dict[str, list[AccountedLine]]
) -> None:
    text = unescape(site_page.text("/source/001?status=withheld", "en"))
    shown = set(re.findall(r'<li class="s-(\w+)"', text))
    assert shown == {"withheld"}
    lines = ledger["001"]
    assert text.count('<li class="s-withheld"') == LINES
    assert f"of {-(-sum(line.status == 'withheld' for line in lines) // LINES)}" in text
    assert client.get("/source/001?status=lost").status_code == 400


def test_reasons_are_in_the_readers_language(site_page: SitePages) -> None:
    assert "page number" in unescape(site_page.text("/source/001?status=furniture", "en"))
    japanese = unescape(site_page.text("/source/001?status=furniture", "ja"))
    assert "ページ番号" in japanese
    assert "page number" not in japanese


def test_a_line_leads_to_every_statement_it_supports(client: FlaskClient, site_page: SitePages) -> None:
    text = unescape(site_page.text("/source/000?line=10", "en"))
    assert "/doc/page/hokkaido-living-guide" in text
    assert "/doc/record/pages/hokkaido-living-guide" in text
    data = rdflib.Graph().parse(
        data=client.get("/source/000?line=10", headers={"Accept": "text/turtle"}).data, format="turtle"
    )
    guide = rdflib.URIRef("http://localhost:8000/id/page/hokkaido-living-guide")
    assert (guide, None, None) in data


@pytest.mark.parametrize(("query", "status"), [("line=99999", 404), ("line=0", 400), ("line=x", 400)])
def test_an_unknown_line_is_an_error_that_says_so(client: FlaskClient, query: str, status: int) -> None:
    response = client.get(f"/source/000?{query}", headers={"Accept": "text/html"})
    assert response.status_code == status


def test_the_text_of_a_line_that_names_a_person_is_never_shown(
    ledger: dict[str, list[AccountedLine]], app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    withheld = {line.line for line in ledger["001"] if line.status == "withheld"}
    lines = tuple(f"made-up words {n} end" for n in range(1, 6000))
    application = otherwise(app, monkeypatch, texts={"001": Document("001", lines)})
    site_page = SitePages(application.test_client(use_cookies=False))
    pages = {page_of_line(line) for line in withheld}
    text = "".join(unescape(site_page.text(f"/source/001?page={page}", "en")) for page in pages)
    shown = {int(number) for number in re.findall(r"made-up words (\d+) end", text)}
    assert len(withheld) > 100
    assert shown
    assert not shown & withheld
    assert "made-up words" not in unescape(site_page.text(f"/source/001?line={min(withheld)}", "en"))


def test_an_overview_leads_to_the_chunks_and_a_line_to_its_own(client: FlaskClient) -> None:
    whole = client.get("/source/002.html?lang=en").text
    assert not re.search(r'<li class="s-', whole)
    chunk = re.search(r'<li><a href="\?page=(22)">Lines 2,101 to 2,200</a>.*?</li>', whole, re.DOTALL)
    assert chunk is not None
    assert 'id="line=2192,2195"' in chunk[0]
    line = client.get("/source/002?line=2193", headers={"Accept": "text/html"}).text
    assert 'href="/source/002?page=22#line=2192,2193"' in line


@pytest.mark.parametrize("carries_lines", [True, False])
def test_a_release_that_carries_lines_alone_or_only_their_graph_shows_the_same_pages(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch, carries_lines: bool
) -> None:
    monkeypatch.setattr("server.sources.ledgers.is_in", lambda _: False)
    if not carries_lines:
        monkeypatch.setattr("server.sources.ledgers.carried_accounts", lambda *_: [])
    older = otherwise(app, monkeypatch).test_client(use_cookies=False)
    for address in ("000", "001", "002?status=mapped&page=3", "002?page=22", "003.ttl?line=33", "001?line=100"):
        headers = {"Accept": "text/html", "Cookie": "lang=en"}
        assert older.get(f"/source/{address}", headers=headers).data == (
            client.get(f"/source/{address}", headers=headers).data
        ), address


@pytest.fixture(scope="module")
def in_parts(app: Flask) -> FlaskClient:
    """A client of an application that keeps no overview yet, for overviews with fewer chunks."""
    with pytest.MonkeyPatch.context() as patch:
        return otherwise(app, patch).test_client(use_cookies=False)


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_the_overview_of_a_long_document_comes_in_parts_in_which_nothing_is_lost(
    client: FlaskClient, in_parts: FlaskClient, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    (total, *sections), leads, places, following = _overview(client, "/source/002", language)
    assert following is None
    monkeypatch.setattr("server.sources.views.CHUNKS", 10)
    address: str | None = "/source/002"
    shown: list[tuple[str, list[int]]] = []
    shown_leads: list[str] = []
    shown_places: list[str] = []
    parts = 0
    while address:
        (whole, *of_part), of_leads, of_places, address = _overview(in_parts, address, language)
        assert whole == total
        assert len(of_leads) <= 10
        shown, shown_leads, shown_places = shown + of_part, shown_leads + of_leads, shown_places + of_places
        parts += 1
        assert parts < 10
    assert parts == -(-len(leads) // 10) == 4
    assert (shown, shown_leads, shown_places) == (sections, leads, places)


def _overview(
    client: FlaskClient, address: str, language: str
) -> tuple[list[tuple[str, list[int]]], list[str], list[str], str | None]:
    """The ledger, the links to chunks and the ranges on an overview in *language*, and the address of the next part."""
    text = client.get(address, headers={"Accept": "text/html", "Cookie": f"lang={language}"}).text
    following = re.search(r'<a rel="next" href="([^"]+)"', text)
    return (
        rows(text),
        re.findall(r'<li><a href="(\?page=\d+)">', text),
        re.findall(r'<i id="([^"]+)">', text),
        unescape(following[1]) if following else None,
    )
