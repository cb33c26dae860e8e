from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from server.pictures import (
    Day,
    Opening,
    PictureError,
    Reader,
    Week,
    week_in_words,
    week_legend,
    week_notes,
    week_strip,
    week_table,
)
from tests.server.pictures.conftest import Parse, with_class, words

JA, EASY, EN = Reader("ja"), Reader("ja-simple"), Reader("en")
NAGANO = Week(
    "nagano",
    "長野県多文化共生相談センター",
    [
        Day("monday", Opening.OPEN),
        Day("wednesday", Opening.SOME_WEEKS, "第1・第3を除く"),
        Day("sunday", Opening.CLOSED),
        Day("saturday", Opening.SOME_WEEKS, "第1・第3のみ"),
    ],
)
TOMAKOMAI = Week(
    "tomakomai",
    "苫小牧市",
    [Day("public-holiday", Opening.OPEN), Day("saturday", Opening.OPEN), Day("sunday", Opening.OPEN)],
)
STATES = ("week-open", "week-some-weeks", "week-closed", "week-not-stated")


def states(root: Element) -> list[str]:
    return [name for cell in with_class(root, "week-cell") for name in STATES if with_class(cell, name)]


def test_a_week_has_seven_days_in_order_and_what_is_not_stated_is_not_closed(parse: Parse) -> None:
    root = parse(week_strip(NAGANO, JA))
    assert [words(each) for each in with_class(root, "week-day")] == list("月火水木金土日")
    assert states(root) == [
        "week-open",
        "week-not-stated",
        "week-some-weeks",
        "week-not-stated",
        "week-not-stated",
        "week-some-weeks",
        "week-closed",
    ]


def test_public_holidays_are_an_eighth_day_where_they_are_stated(parse: Parse) -> None:
    root = parse(week_strip(TOMAKOMAI, JA))
    assert [words(each) for each in with_class(root, "week-day")][-1] == "祝"
    assert len(states(root)) == 8


def test_the_states_differ_in_shape(parse: Parse) -> None:
    cells = {name: cell for cell in parse(week_strip(NAGANO, JA)).iter("g") for name in [cell.get("class")] if name}
    shapes = [
        tuple((shape.tag, shape.get("class"), shape.get("d")) for shape in cells[name].iter() if shape.tag != "g")
        for name in STATES
    ]
    assert len(set(shapes)) == 4


def test_a_screen_reader_hears_the_days(parse: Parse) -> None:
    root = parse(week_strip(NAGANO, EN))
    drawing = with_class(root, "week")[0]
    by_id = {each.get("id"): each for each in root.iter()}
    assert drawing.get("role") == "img"
    assert words(by_id[drawing.get("aria-labelledby")]) == "長野県多文化共生相談センター"
    assert words(by_id[drawing.get("aria-describedby")]) == (
        "Open: Monday; "
        "Open in some weeks: Wednesday (第1・第3を除く) and Saturday (第1・第3のみ); "
        "Closed: Sunday; "
        "Not stated: Tuesday, Thursday, and Friday"
    )


def test_the_words_are_in_the_readers_language() -> None:
    assert (
        week_in_words(TOMAKOMAI, JA) == "開設: 土曜日、日曜日、祝日; 記載なし: 月曜日、火曜日、水曜日、木曜日、金曜日"
    )
    assert week_in_words(TOMAKOMAI, EASY).startswith("開いて います: 土曜日")
    assert "thứ bảy" in week_in_words(TOMAKOMAI, Reader("vi")).lower()


def test_conditions_stand_under_the_strip(parse: Parse) -> None:
    assert words(parse(week_notes(NAGANO, JA))) == "水曜日: 第1・第3を除く; 土曜日: 第1・第3のみ"
    assert week_notes(TOMAKOMAI, JA) == ""


def test_many_strips_fit_on_a_page(parse: Parse) -> None:
    parse(week_strip(NAGANO, JA) + week_strip(TOMAKOMAI, JA) + week_legend(JA))


def test_the_legend_has_every_sign(parse: Parse) -> None:
    assert [words(each) for each in parse(week_legend(EN)).iter("li")] == [
        "open",
        "open in some weeks",
        "closed",
        "not stated",
    ]


def test_the_table_says_the_same() -> None:
    rows = [[cell.text for cell in row] for row in week_table(NAGANO, JA).rows]
    assert rows[0] == ["月曜日", "開設", ""]
    assert rows[2] == ["水曜日", "一部の週のみ開設", "第1・第3を除く"]
    assert rows[3] == ["木曜日", "記載なし", ""]
    assert rows[6] == ["日曜日", "休み", ""]


def test_hostile_words_stay_words(parse: Parse) -> None:
    root = parse(week_strip(Week("x", "<b>", [Day("monday", Opening.OPEN, "</svg><script>")]), EN))
    assert "monday (</svg><script>)" in words(root).lower()


@pytest.mark.parametrize(
    ("days", "message"),
    [
        ([Day("someday", Opening.OPEN)], "'someday' is no day; use monday"),
        ([Day("monday", Opening.OPEN), Day("monday", Opening.CLOSED)], "monday comes twice"),
    ],
)
def test_what_is_no_week_is_refused(days: list[Day], message: str) -> None:
    with pytest.raises(PictureError, match=message):
        week_strip(Week("x", "x", days), EN)
