"""A reader tells of an error: the message, and what becomes of it in the site, the graph and the pages."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from pyoxigraph import DefaultGraph, Literal

from graph.release import Release
from graph.store import open_store
from mappings.commands.correct import correct
from mappings.map.reports import Report, reports_in
from ontology.vocabulary import RDF, SCHEMA, XSD
from server.settings import Settings
from tests.graph.build.tiny_site import built, change, write_site
from tests.server.applications import otherwise, serving
from tests.server.site_pages import SitePages


def message_of(page: str) -> str:
    """The message on a page."""
    return unescape(page[page.index("<textarea") : page.index("</textarea>")])


def test_each_mark_leads_to_a_message_with_the_fact_the_row_and_the_lines(site_page: SitePages) -> None:
    mark = re.search(r'href="(/evidence/[0-9a-f]{20})"', site_page.text("/doc/service/funabashi-counter"))
    assert mark is not None
    key = mark[1].rpartition("/")[2]
    report = f"/correct?record=counters/funabashi-counter&fact={key}"
    assert f'href="{report}"' in unescape(site_page.text(mark[1])).replace("%2F", "/")
    correction = site_page(report, "en")
    message = correction.text
    assert not correction.checked.faults
    body = message_of(message)
    assert "The fact: General consultation counter for foreign residents" in body
    assert "table counters, row funabashi-counter" in body
    cited = r"^document 002, lines (\d+)–(\d+): (http://localhost(/source/002\?page=\d+)#line=(\d+),(\d+))$"
    lines = re.search(cited, body, re.MULTILINE)
    assert lines is not None
    assert int(lines[1]) == int(lines[5]) + 1, "lines as a reader counts them; positions as RFC 5147 does"
    assert lines[2] == lines[6]
    assert f'id="line={lines[5]},{lines[6]}"' in site_page.text(lines[4], "en"), "the address has a page of lines"
    assert "http://localhost:8000/id/record/counters/funabashi-counter" in body
    assert "mailto:" not in message
    assert 'data-copy="message"' in message


def test_with_a_contact_the_message_can_be_mailed(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    client = otherwise(app, monkeypatch, settings=Settings(contact="data@example.org")).test_client()
    text = client.get("/correct?record=counters/funabashi-counter").text
    (link,) = re.findall(r'href="(mailto:[^"]+)"', text)
    assert link.startswith("mailto:data@example.org?subject=")
    assert "funabashi-counter" in link


@pytest.mark.parametrize("record", ["", "x", "counters/none", "../etc/passwd", "counters/<script>"])
def test_only_a_record_can_be_wrong(client: FlaskClient, record: str) -> None:
    response = client.get("/correct", query_string={"record": record})
    assert response.status_code == 400
    assert "<script>" not in response.text


def test_what_a_reader_fills_in_is_in_the_message_for_people_and_for_the_command(client: FlaskClient) -> None:
    filled = {
        "record": "counters/funabashi-counter",
        "column": "name_ja",
        "value": '"船橋" 外国人相談窓口',
        "reason": "it is called so </textarea>",
        "evidence": "https://a.example/?a=1&b=2",
    }
    page = client.get("/correct", query_string={**filled, "lang": "en"}).text
    message = message_of(page)
    assert "What is wrong: name_ja" in message
    (report,) = reports_in(message)
    assert report == Report(**filled)
    assert '<option value="name_ja" selected>' in page


@pytest.mark.parametrize(("name", "value"), [("column", "nothing"), ("value", "x" * 501), ("evidence", "x" * 501)])
def test_what_cannot_be_reported_is_refused(client: FlaskClient, name: str, value: str) -> None:
    given = {"record": "counters/funabashi-counter", name: value}
    assert client.get("/correct", query_string=given).status_code == 400


@pytest.fixture(scope="module")
def added(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of a site whose document does not say since when counter a is there, which a reader told."""
    folder = tmp_path_factory.mktemp("added")
    write_site(folder)
    change(folder, ("mappings/list/tables/counters.csv", "a,14100,monday,2019,3", "a,14100,monday,,3"))
    report = Report("counters/a", "since", "2019", "its sign says so", "https://a.example/sign")
    result = CliRunner().invoke(correct, ["-", "--yes", "--site", str(folder)], input=report.line)
    assert result.exit_code == 0, result.output
    return built(folder, folder / "var").release


def test_an_addition_is_in_the_graph_beside_the_document_with_who_when_and_why(added: Release) -> None:
    store, namespace = open_store(added, in_memory=True), added.namespace
    since = (namespace.thing("counter", "a"), SCHEMA.startDate, Literal("2019", datatype=XSD.gYear))
    graphs = {quad.graph_name for quad in store.statements(*since, None)}
    assert graphs == {DefaultGraph(), namespace.graph("corrections")}
    record = namespace.record("corrections", "counters.a.since")
    about = {(quad.predicate, quad.object) for quad in store.statements(record, None, None, DefaultGraph())}
    assert (RDF.type, namespace.term("Addition")) in about
    assert (SCHEMA.creditText, Literal("Office of Tiny")) in about
    assert {str(value) for _, value in about} >= {"<https://a.example/sign>", '"its sign says so"@en'}


@pytest.mark.parametrize("path", ["/doc/record/counters/a", "/doc/table/counters"])
def test_an_addition_is_seen_beside_the_empty_cell_wherever_the_row_is_shown(added: Release, path: str) -> None:
    with serving(added) as client:
        page = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"}).text
    assert re.search(r"<b>2019</b>.*added: the source does not give it", page, re.DOTALL), path
    assert "Office of Tiny" in page
    assert 'href="https://a.example/sign"' in page


def test_an_addition_without_evidence_is_refused(tmp_path: Path) -> None:
    write_site(tmp_path)
    change(tmp_path, ("mappings/list/tables/counters.csv", "a,14100,monday,2019,3", "a,14100,monday,,3"))
    report = Report("counters/a", "since", "2019")
    result = CliRunner().invoke(correct, ["-", "--yes", "--site", str(tmp_path)], input=report.line)
    assert "needs evidence" in str(result.exception)
