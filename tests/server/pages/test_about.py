"""Pages about the data, the guide whose commands work, and the message about an error."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.release import Release
from server.app import create_app
from server.pages.about import FILE, load_snippets
from server.settings import Settings
from tests.conftest import need
from tests.server.guide import BASE, CURLS, answer_of, is_of_finder
from tests.server.site_pages import SitePages
from tests.serving import RunningServer
from tests.this_site import LANGUAGES, SITE

PAGES = SITE.read_yaml(FILE)
COMMANDS = [(command, media_type) for command, media_type in CURLS if not is_of_finder(command)]
"""All but those of the finder, which tests/server/finder runs."""


@pytest.mark.parametrize("language", [*LANGUAGES, "vi"])
@pytest.mark.parametrize("key", PAGES)
def test_a_page_says_all_it_has_in_the_readers_language(site_page: SitePages, key: str, language: str) -> None:
    text = site_page.text(f"/about/{key}", language)
    assert not site_page(f"/about/{key}", language).checked.faults
    assert text.count("<section>") == len(PAGES[key]["sections"])
    for section in PAGES[key]["sections"]:
        assert set(section["title"]) == set(section["text"]) == set(LANGUAGES)


def test_the_guide_on_the_site_shows_the_code_of_the_document(client: FlaskClient) -> None:
    text = unescape(client.get("/about/api", headers={"Accept": "text/html"}, base_url=BASE).text)
    assert PAGES["api"]["sections"]
    for section in PAGES["api"]["sections"]:
        snippets = load_snippets(SITE)[section["code"]]
        assert snippets, section["code"]
        assert all(snippet.text in text for snippet in snippets)


def test_elsewhere_the_guide_has_addresses_of_that_host_and_the_iris_of_the_data(client: FlaskClient) -> None:
    text = unescape(client.get("/about/api", headers={"Accept": "text/html"}, base_url="http://mirror.example").text)
    assert f"query=DESCRIBE <{BASE}/id/language/vi>" in text
    assert f"WHERE {{ <{BASE}/id/municipality/28100>" in text
    assert 'fetch("http://mirror.example/sparql"' in text
    assert BASE not in text.replace(f"<{BASE}/", "")


@pytest.mark.parametrize(("command", "media_type"), COMMANDS)
def test_a_command_of_the_guide_is_answered_as_it_says(client: FlaskClient, command: str, media_type: str) -> None:
    answer = answer_of(client, command)
    assert (answer.status_code, answer.mimetype) == (200, media_type)


def test_the_javascript_of_the_guide_runs(server: RunningServer) -> None:
    need(shutil.which("node") is not None, "node")
    programs = [s.text for snippets in load_snippets(SITE).values() for s in snippets if s.language == "js"]
    assert programs
    for program in programs:
        text = program.replace(f'"{BASE}/sparql"', f'"{server.url}/sparql"')
        process = subprocess.run(
            ["node", "--input-type=module", "-e", text], capture_output=True, text=True, timeout=60, check=False
        )
        assert process.returncode == 0, process.stderr
        assert "神戸市 ja" in process.stdout


def test_each_mark_leads_to_a_message_with_the_fact_the_row_and_the_lines(site_page: SitePages) -> None:
    mark = re.search(r'href="(/evidence/[0-9a-f]{20})"', site_page.text("/doc/service/funabashi-counter"))
    assert mark is not None
    key = mark[1].rpartition("/")[2]
    report = f"/correct?record=counters/funabashi-counter&fact={key}"
    assert f'href="{report}"' in unescape(site_page.text(mark[1])).replace("%2F", "/")
    correction = site_page(report, "en")
    message = correction.text
    assert not correction.checked.faults
    body = unescape(message[message.index("<textarea") : message.index("</textarea>")])
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


def test_with_a_contact_the_message_can_be_mailed(release: Release, app: Flask) -> None:
    client = create_app(
        release,
        knowledge=app.extensions["tabunka"].knowledge,
        runner=app.extensions["tabunka"].runner,
        settings=Settings(contact="data@example.org"),
    ).test_client()
    text = client.get("/correct?record=counters/funabashi-counter").text
    (link,) = re.findall(r'href="(mailto:[^"]+)"', text)
    assert link.startswith("mailto:data@example.org?subject=")
    assert "funabashi-counter" in link


@pytest.mark.parametrize("record", ["", "x", "counters/none", "../etc/passwd", "counters/<script>"])
def test_only_a_record_can_be_wrong(client: FlaskClient, record: str) -> None:
    response = client.get("/correct", query_string={"record": record})
    assert response.status_code == 400
    assert "<script>" not in response.text


def test_the_dataset_says_how_to_cite_it_and_which_releases_there_are(site_page: SitePages, release: Release) -> None:
    text = unescape(site_page.text("/dataset", "en"))
    assert f"{release.base}/release/{release.version} (CC BY 4.0)" in text
    assert "@misc{tabunka-" + release.version in text
    assert f'href="/release/{release.version}"' in text
