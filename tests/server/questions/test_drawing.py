"""Which columns of an answer become bars, places and dates."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from pyoxigraph import Literal, NamedNode

from server.display.knowledge import Knowledge
from server.display.units import Unit
from server.display.values import Presenter
from server.pictures import Atlas
from server.pictures.current import atlas
from server.questions.answer_table import answer_table
from server.questions.answers import Answers, Rows, Term
from server.questions.drawing import Drawing, DrawnMeasure, draw, drawable, measure_columns, measure_of_column
from tests.this_site import LAYOUT

XSD = "http://www.w3.org/2001/XMLSchema#"
ID = "http://localhost:8000/id/"
PERSONS = DrawnMeasure("persons", "People", Unit("person", {"en": {"one": "person", "other": "people"}}), adds_up=True)


def integer(value: int) -> Literal:
    return Literal(str(value), datatype=NamedNode(XSD + "integer"))


def day(value: str) -> Literal:
    kind = {4: "gYear", 7: "gYearMonth", 10: "date"}[len(value)]
    return Literal(value, datatype=NamedNode(XSD + kind))


def municipality(code: str) -> NamedNode:
    return NamedNode(f"{ID}municipality/{code}")


def rows(columns: str, *values: tuple[Term | None, ...]) -> Rows:
    return Rows(tuple(columns.split()), values)


@pytest.fixture
def english(knowledge: Knowledge) -> Presenter:
    return Presenter(knowledge, LAYOUT, "en")


def test_ranks_and_years_are_no_amounts(app: Flask) -> None:
    tokyo, osaka = municipality("13000"), municipality("27000")
    with app.app_context():
        assert measure_columns(rows("municipality persons", (tokyo, integer(5)), (osaka, integer(3)))) == ("persons",)
        assert measure_columns(rows("municipality rank", (tokyo, integer(1)), (osaka, integer(2)))) == ()


def test_prefectures_are_tiles_and_cities_are_points(app: Flask, english: Presenter) -> None:
    prefectures = rows("municipality persons", (municipality("13000"), integer(5)), (municipality("27000"), integer(3)))
    with app.test_request_context():
        tiles = draw("map", Drawing(prefectures, english, "Where", measure=PERSONS))
        cities = rows("municipality", (municipality("01100"),), (municipality("28100"),))
        points = draw("map", Drawing(cities, english, "Where"))
    assert tiles is not None
    assert "tile-map" in tiles
    assert points is not None
    assert "point-map" in points
    assert "Sapporo" in points
    assert "Kobe" in points


def test_a_map_that_the_site_lacks_is_not_drawn_and_not_offered(
    app: Flask, english: Presenter, monkeypatch: pytest.MonkeyPatch
) -> None:
    prefectures = rows("municipality persons", (municipality("13000"), integer(5)), (municipality("27000"), integer(3)))
    cities = rows("municipality persons", (municipality("01100"), integer(5)), (municipality("28100"), integer(3)))
    with app.test_request_context():
        whole = atlas()
        monkeypatch.setattr("server.questions.drawing.atlas", lambda: replace(whole, grid=None))
        points = draw("map", Drawing(prefectures, english, "Where"))
        assert points is not None
        assert "point-map" in points
        monkeypatch.setattr("server.questions.drawing.atlas", lambda: replace(whole, base_map=None))
        assert draw("map", Drawing(cities, english, "Where")) is None
        monkeypatch.setattr("server.questions.drawing.atlas", Atlas)
        assert drawable(cities, PERSONS) == ("chart",)
        assert draw("map", Drawing(cities, english, "Where")) is None


def test_dates_known_to_the_year_the_month_and_the_day_are_one_timeline(app: Flask, english: Presenter) -> None:
    answer = rows(
        "municipality date dated_change",
        (municipality("28100"), day("2019-04-01"), Literal("opened", language="en")),
        (municipality("01100"), day("2018-10"), Literal("planned", language="en")),
        (municipality("01100"), day("2017"), Literal("asked", language="en")),
    )
    with app.test_request_context():
        # A column of dates of different precision is still one of dates.
        assert drawable(answer, None) == ("map", "timeline")
        drawn = draw("timeline", Drawing(answer, english, "What happened"))
    assert drawn is not None
    assert re.search(r"Sapporo.*asked.*planned|Kobe", drawn, re.DOTALL)
    assert 'datetime="2019-04-01"' in drawn


def test_a_picture_draws_the_measure_that_was_asked_for_with_its_unit(app: Flask, english: Presenter) -> None:
    answer = rows("municipality persons population", (municipality("28100"), integer(1), integer(1_500_000)),
                  (municipality("01100"), integer(5), integer(2_000_000)))  # fmt: skip
    with app.test_request_context():
        chart = draw("chart", Drawing(answer, english, "Who", measure=PERSONS))
        chosen = measure_of_column(answer, english, "population")
        assert measure_of_column(answer, english) == chosen, "of what is not declared, the last column"
    assert chart is not None
    assert re.search(r"picture-title[^>]*>People<", chart)
    assert re.findall(r'bar-value">([^<]+)<', chart) == ["1 person", "5 people"]
    assert chosen is not None
    assert not chosen.adds_up, "nobody says that it does"


def test_a_map_has_one_value_for_each_place_or_is_not_drawn(app: Flask, english: Presenter) -> None:
    kobe, sapporo = municipality("28100"), municipality("01100")
    joined = rows("municipality page persons", (kobe, Literal("a"), integer(5)), (kobe, Literal("b"), integer(5)),
                  (sapporo, Literal("c"), integer(7)))  # fmt: skip
    mixed = rows("municipality persons", (kobe, integer(5)), (kobe, integer(6)), (sapporo, integer(7)))
    with app.test_request_context():
        drawn = draw("map", Drawing(joined, english, "Where", measure=PERSONS))
        assert "map" not in drawable(mixed, PERSONS)
    assert drawn is not None
    assert "Kobe: 5 people" in drawn
    assert "Sapporo: 7 people" in drawn


def test_an_answer_that_cannot_be_drawn_is_none_and_no_error(app: Flask, english: Presenter) -> None:
    with app.test_request_context():
        below_zero = rows("name count", (Literal("a"), integer(-1)), (Literal("b"), integer(2)))
        assert draw("chart", Drawing(below_zero, english, "x", measure=DrawnMeasure("count", "Count"))) is None
        assert draw("map", Drawing(rows("name", (Literal("a"),)), english, "x")) is None
        assert draw("chart", Drawing(rows("name count"), english, "x")) is None
        assert draw("nonsense", Drawing(below_zero, english, "x")) is None


def test_a_column_is_left_out_only_when_it_names_the_thing_beside_it(app: Flask, english: Presenter) -> None:
    kobe, sapporo = municipality("28100"), municipality("01100")
    named = rows(
        "municipality name", (kobe, Literal("神戸市", language="ja")), (sapporo, Literal("札幌市", language="ja"))
    )
    crossed = rows(
        "municipality name", (kobe, Literal("札幌市", language="ja")), (sapporo, Literal("神戸市", language="ja"))
    )
    with app.test_request_context():
        assert [column.variable for column in answer_table(named, english).columns] == ["municipality"]
        assert [column.variable for column in answer_table(crossed, english).columns] == ["municipality", "name"]


def test_answers_are_kept_by_release_and_the_oldest_goes() -> None:
    kept = Answers(most_kept=2, most_rows=1)
    answer = rows("a", (integer(1),))
    kept.keep("v1", "q1", answer)
    kept.keep("v1", "q2", answer)
    assert kept.get("v1", "q1") is answer
    assert kept.get("v2", "q1") is None, "another release has other answers"
    kept.keep("v1", "q3", answer)
    assert kept.get("v1", "q2") is None, "q1 was asked for since"
    kept.keep("v1", "large", rows("a", (integer(1),), (integer(2),)))
    assert kept.get("v1", "large") is None
