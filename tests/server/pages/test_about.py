"""Pages about the data, the guide whose commands work, and the message about an error."""

from __future__ import annotations

import shutil
import subprocess
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.release import Release
from server.pages.about import FILE, load_snippets
from tests.conftest import need
from tests.server.applications import listening
from tests.server.guide import BASE, CURLS, answer_of, is_of_finder
from tests.server.site_pages import SitePages
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


def test_the_javascript_of_the_guide_runs(app: Flask) -> None:
    need(shutil.which("node") is not None, "node")
    programs = [s.text for snippets in load_snippets(SITE).values() for s in snippets if s.language == "js"]
    assert programs
    with listening(app) as address:
        for program in programs:
            text = program.replace(f'"{BASE}/sparql"', f'"{address}/sparql"')
            process = subprocess.run(
                ["node", "--input-type=module", "-e", text], capture_output=True, text=True, timeout=60, check=False
            )
            assert process.returncode == 0, process.stderr
            assert "神戸市 ja" in process.stdout


def test_the_dataset_says_how_to_cite_it_and_which_releases_there_are(site_page: SitePages, release: Release) -> None:
    text = unescape(site_page.text("/dataset", "en"))
    assert f"{release.base}/release/{release.version} (CC BY 4.0)" in text
    assert "@misc{tabunka-" + release.version in text
    assert f'href="/release/{release.version}"' in text
