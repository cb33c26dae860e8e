"""A site without ``maps/atlas.yaml``: its pages have no maps, and nothing fails."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.finder.finder import Finder, finder
from server.pictures import Atlas
from tests.server.forgetting import forget_answers


@pytest.fixture(scope="module")
def made(app: Flask) -> dict[object, Any]:
    """What pages are made of, without an atlas. All of it is made anew, but once for all pages.

    Only the index of the finder is that of the site with maps: it is slow to make, and knows none.
    """
    with app.app_context():
        return {Finder: finder(), Atlas: Atlas()}


@pytest.fixture
def mapless(app: Flask, client: FlaskClient, made: dict[object, Any], monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    forget_answers(app, monkeypatch)
    monkeypatch.setattr(app.extensions["tabunka"], "_made", made)
    return client


@pytest.mark.parametrize(
    "url",
    ["/", "/find?view=map", "/find?view=map&place=13000", "/doc/language/vi", "/doc/municipality/14100", "/figures",
     "/figures/counters-by-prefecture", "/figures/counters-on-the-map", "/questions/days-of-a-counter"],
)  # fmt: skip
def test_pages_have_no_maps(mapless: FlaskClient, url: str) -> None:
    response = mapless.get(url, headers={"Accept": "text/html", "Cookie": "lang=en"})
    assert response.status_code == 200
    assert "tile-map" not in response.text
    assert "point-map" not in response.text


def test_the_view_as_a_map_is_not_offered(mapless: FlaskClient) -> None:
    assert "view=map" not in mapless.get("/find", headers={"Accept": "text/html"}).text


def test_with_maps_it_is(client: FlaskClient) -> None:
    assert "view=map" in client.get("/find", headers={"Accept": "text/html"}).text
    assert "tile-map" in client.get("/find?view=map", headers={"Accept": "text/html"}).text
