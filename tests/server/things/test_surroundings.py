"""The sheet of a place names its neighbours; of many, those around it, with a way to all of them."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.display.knowledge import Knowledge
from server.display.publication import reader_presenter
from server.things import surroundings
from server.things.surroundings import Surroundings, surroundings_of


def around(app: Flask, knowledge: Knowledge, key: str) -> Surroundings:
    with app.test_request_context("/"):
        app.preprocess_request()  # it chooses the language
        return surroundings_of(reader_presenter(), "municipality", knowledge.namespace.thing("municipality", key))


def keys(shown: Surroundings) -> list[str]:
    return [str(value.href).rsplit("/", 1)[1] for value in shown.neighbours]


@pytest.fixture
def cities_of_hokkaido(knowledge: Knowledge) -> list[str]:
    return sorted(thing.key for thing in knowledge.index.kinds["municipality"] if re.match("01(?!000)", thing.key))


def test_few_neighbours_are_all_named(app: Flask, knowledge: Knowledge, cities_of_hokkaido: list[str]) -> None:
    shown = around(app, knowledge, "01204")
    assert keys(shown) == [key for key in cities_of_hokkaido if key != "01204"]
    assert (shown.count, shown.href) == (len(cities_of_hokkaido) - 1, "")


@pytest.mark.parametrize("place", [0, 1, 8, -2, -1])
def test_of_many_neighbours_those_around_the_place_are_named(
    app: Flask, knowledge: Knowledge, cities_of_hokkaido: list[str], place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surroundings, "_MOST", 4)
    city = cities_of_hokkaido[place]
    position = cities_of_hokkaido.index(city)
    first = min(max(position - 2, 0), len(cities_of_hokkaido) - 5)
    shown = around(app, knowledge, city)
    assert keys(shown) == [key for key in cities_of_hokkaido[first : first + 5] if key != city]
    assert shown.count == len(cities_of_hokkaido) - 1
    assert shown.region is not None
    assert str(shown.region.href).endswith("/01000")


def test_the_way_to_all_neighbours_leads_to_a_page_that_lists_them(
    app: Flask,
    client: FlaskClient,
    knowledge: Knowledge,
    cities_of_hokkaido: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(surroundings, "_MOST", 4)
    for key, named in (("01204", 4), ("01000", 4)):
        shown = around(app, knowledge, key)
        assert len(shown.neighbours) == named
        listed = client.get(shown.href, headers={"Accept": "text/html"}).text
        for city in cities_of_hokkaido:
            assert f"/doc/municipality/{city}" in listed, city
