"""A site without ``facets.yaml`` has no finder, and nothing else is missing."""

from __future__ import annotations

import shutil
from copy import copy
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from mappings.declared import DeclarationError
from server.app import create_app
from server.display.knowledge import Knowledge
from server.finder.declaration import FILE
from tests.server.pages.hits import hits
from tests.this_site import LAYOUT

SAPPORO = "/doc/municipality/01100"


def with_other_facets(knowledge: Knowledge, folder: Path, facets: str | None) -> Knowledge:
    """What a server knows of a release as if its site had been built with other *facets*, or with none."""
    release = knowledge.release
    for path in release.path.iterdir():
        if path.name != "site":
            (folder / path.name).symlink_to(path)
    shutil.copytree(release.path / "site", folder / "site")
    (folder / "site" / FILE).unlink()
    if facets is not None:
        (folder / "site" / FILE).write_text(facets, encoding="utf-8")
    other = copy(knowledge)
    other.release = replace(release, path=folder)
    return other


@pytest.fixture(scope="module")
def plain(app: Flask, knowledge: Knowledge, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a site without a finder, whose queries the runner of the other application runs."""
    other = with_other_facets(knowledge, tmp_path_factory.mktemp("release"), None)
    runner = app.extensions["tabunka"].runner
    application = create_app(other.release, knowledge=other, runner=runner)
    return application.test_client(use_cookies=False)


@pytest.mark.parametrize("path", ["/find", "/find.csv", "/find.json?language=vi"])
def test_there_is_nothing_to_find_by_facets(plain: FlaskClient, path: str) -> None:
    answer = plain.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json is not None
    assert FILE in answer.json["detail"]


def test_the_home_page_has_no_form_and_no_map_of_the_finder(client: FlaskClient, plain: FlaskClient) -> None:
    for part in ('class="finder-start"', 'id="home-prefectures"'):
        assert part in client.get("/").text
        assert part not in plain.get("/").text
    assert plain.get("/").status_code == 200


def test_names_of_all_searched_kinds_are_suggested_and_choose_nothing(plain: FlaskClient) -> None:
    first = plain.get("/suggest?q=hukuoka-ken").json
    assert first is not None
    assert first["suggestions"][0]["page"] == "/doc/municipality/40000"
    pages = plain.get("/suggest?q=hokkaido&kind=page&limit=50").json
    assert pages is not None
    assert "/doc/page/hokkaido-living-guide" in [suggestion["page"] for suggestion in pages["suggestions"]]
    assert not any("find" in suggestion for suggestion in (*first["suggestions"], *pages["suggestions"]))
    refused = plain.get("/suggest?q=a&kind=planet", headers={"Accept": "application/json"})
    assert refused.status_code == 400
    assert refused.json is not None
    assert all(kind in refused.json["detail"] for kind in LAYOUT.searched_kinds)


@pytest.mark.parametrize("text", ["札幌", "Sapporo city", "さっp"])
def test_a_search_finds_the_same(client: FlaskClient, plain: FlaskClient, text: str) -> None:
    assert hits(plain, text)[0] == hits(client, text)[0] == SAPPORO
    assert set(hits(plain, text)) == set(hits(client, text))


def test_a_declaration_that_does_not_hold_stops_the_server_at_its_start(
    app: Flask, knowledge: Knowledge, tmp_path: Path
) -> None:
    broken = with_other_facets(knowledge, tmp_path, "kinds: {}\n")
    with pytest.raises(DeclarationError, match=FILE):
        create_app(broken.release, knowledge=broken, runner=app.extensions["tabunka"].runner)
