"""Parts of pages are cached between requests, and still each reader gets the page of their language, root and URL."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.loading import LoadingStore
from graph.release import Release
from server.app import create_app
from server.pages.preparation import figure_steps, home_steps, prepare, template_steps
from server.settings import Settings
from tests.serving import open_files

PAGES = ("/", "/find?language=vi", "/doc/municipality/01100.html", "/compare?municipality=01100&municipality=14100")
_ADDRESS = re.compile(r'(?:href|action|src|data-suggest)="(/[^"]*)"')


def addresses(client: FlaskClient, path: str, root: str = "", language: str = "en") -> list[str]:
    """The paths that the page at *path* leads to, for a client that reaches the application below *root*."""
    response = client.get(path, environ_overrides={"SCRIPT_NAME": root}, headers={"Accept-Language": language})
    assert response.status_code == 200
    return _ADDRESS.findall(response.text)


@pytest.mark.parametrize("path", PAGES)
def test_links_lead_below_the_root_that_the_page_was_asked_for_at(client: FlaskClient, path: str) -> None:
    plain = addresses(client, path)
    below = addresses(client, path, "/data")
    assert len(plain) > 50
    assert below == ["/data" + address for address in plain]
    assert addresses(client, path) == plain


def test_the_language_links_keep_what_the_page_was_asked_for(client: FlaskClient) -> None:
    first = addresses(client, "/find?language=vi&day=saturday")
    assert "/find?language=vi&amp;day=saturday&amp;lang=ja" in first
    assert "/search?q=%22%3E&amp;lang=ja" in addresses(client, "/search?q=%22%3E")


def test_the_search_field_holds_the_text_of_this_page_only(client: FlaskClient) -> None:
    assert 'id="q" name="q" type="search" value="&#34;&gt;"' in client.get("/search?q=%22%3E").text
    assert 'id="q" name="q" type="search" value=""' in client.get("/").text


def test_the_head_and_the_foot_are_in_the_language_of_each_reader(client: FlaskClient) -> None:
    pages = {language: client.get(f"/?lang={language}").text for language in ("ja", "en", "ja", "vi")}
    assert "Skip to the content" in pages["en"]
    assert "Skip to the content" not in pages["ja"]
    assert re.search(r'hreflang="vi"[^>]*aria-current="true"', pages["vi"])


def test_preparation_changes_no_page(app: Flask, client: FlaskClient) -> None:
    before = [client.get(path).data for path in PAGES]
    prepare(app)
    assert [client.get(path).data for path in PAGES] == before


@pytest.fixture(scope="module")
def unforked(release: Release) -> Iterator[Flask]:
    """An application as a server has it before its workers are forked; it answers to names of its settings."""
    served = LoadingStore(release)
    served.complete()
    assert served.has_files
    app = create_app(release, store=served, settings=Settings(host_names=" .data.example.org, localhost"))
    yield app
    app.extensions["tabunka"].runner.close()


def test_before_workers_are_forked_no_file_of_the_store_is_opened(unforked: Flask) -> None:
    before = open_files()
    for step in (*home_steps(unforked), *template_steps(unforked), *figure_steps(unforked)):
        step()
    assert sorted(name for name in open_files() if "/store/" in name) == sorted(
        name for name in before if "/store/" in name
    )


def test_preparation_needs_no_other_name_than_the_server_answers_to(unforked: Flask) -> None:
    assert unforked.test_client().get("/", base_url="http://localhost.example").status_code == 400
    prepare(unforked)


def test_the_map_of_the_home_page_is_there_before_the_first_reader_of_each_language(
    unforked: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    prepare(unforked)

    def fail(*_: object) -> None:
        raise AssertionError("a reader waits for a map")

    monkeypatch.setattr("server.finder.start.start_map", fail)
    languages = unforked.extensions["tabunka"].site.interface.readable
    assert len(languages) == 13
    for language in languages:
        answer = unforked.test_client().get(f"/?lang={language}", base_url="http://localhost")
        assert answer.status_code == 200
