from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.display.labels import Label
from server.pictures import Event, EventGroup, PictureError, Timeline, timeline, timeline_table
from server.pictures.moments import Moment, moment
from server.pictures.timeline import TICKS, lanes, scale_of
from tests.server.pictures.conftest import Parse, reader_of, with_class, words

JA, EN = reader_of("ja"), reader_of("en")
SETUP = Timeline(
    "setup",
    "相談窓口ができるまで",
    "",
    [
        EventGroup(
            Label("南相馬市", "ja", "みなみそうまし"),
            [
                Event("2021-06-28", Label("開設", "ja"), "doc/event/minamisoma-open"),
                Event("2019-04", Label("計画の策定", "ja")),
                Event("2020-04/2021-03", Label("準備", "ja"), shown="令和2年度"),
            ],
            "doc/municipality/07212",
        ),
        EventGroup(Label("ふじみ野市", "ja"), [Event("2005", Label("市町合併", "ja"))]),
    ],
)

TAGS = {"figure", "figcaption", "strong", "span", "div", "svg", "text", "line", "title", "ol", "li", "time", "a"}
DATES = st.one_of(
    st.dates(date(1000, 1, 1), date(9000, 1, 1)).map(date.isoformat),
    st.dates(date(1000, 1, 1), date(9000, 1, 1)).map(lambda day: day.isoformat()[:7]),
    st.integers(1000, 9000).map(str),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2019", Moment(date(2019, 1, 1), date(2020, 1, 1), "year")),
        ("2019-12", Moment(date(2019, 12, 1), date(2020, 1, 1), "month")),
        ("2020-02-29", Moment(date(2020, 2, 29), date(2020, 3, 1), "day")),
        ("2019-04/2020-03", Moment(date(2019, 4, 1), date(2020, 4, 1), "interval")),
    ],
)
def test_a_date_is_as_exact_as_it_is_written(text: str, expected: Moment) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize("text", ["", "19", "2019-13", "2019-02-30", "H31.4", "2019-4", "2019-04/", "0000", "２０１９"])
def test_what_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(PictureError, match="is no date; use 2019"):
        moment(text)


def test_an_interval_does_not_run_backwards() -> None:
    with pytest.raises(PictureError, match="ends before it begins"):
        moment("2020/2019-12")


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=20))
def test_every_date_is_on_the_scale_and_the_marks_are_few_and_evenly_spaced(dates: list[str]) -> None:
    moments = [moment(text) for text in dates]
    scale = scale_of(moments)
    assert all(0 <= scale.percent(when.first) < scale.percent(when.after) <= 100 for when in moments)
    assert 2 <= len(scale.ticks) <= TICKS + 1
    months = [tick.year * 12 + tick.month for tick in scale.ticks]
    assert len({after - before for before, after in itertools.pairwise(months)}) == 1


@settings(deadline=None)
@given(st.lists(DATES, min_size=1, max_size=30))
def test_marks_in_a_lane_do_not_touch_while_there_are_lanes(dates: list[str]) -> None:
    moments = sorted((moment(text) for text in dates), key=lambda when: when.first)
    chosen = lanes(moments, 10)
    assert len(chosen) == len(moments)
    assert max(chosen) < 5
    if max(chosen) < 4:
        for lane in set(chosen):
            inside = [when for when, number in zip(moments, chosen, strict=True) if number == lane]
            assert all((b.first - a.after).days >= 10 for a, b in itertools.pairwise(inside))


def test_events_are_listed_by_date_with_the_date_as_it_is_known(parse: Parse) -> None:
    group = with_class(parse(timeline(SETUP, JA)), "timeline-groups")[0][0]
    times = list(group.iter("time"))
    assert [words(element) for element in times] == ["2019年4月", "令和2年度", "2021年6月28日"]
    assert [element.get("datetime") for element in times] == ["2019-04", None, "2021-06-28"]
    assert [element.get("href") for element in with_class(group, "timeline-event")] == [
        None,
        None,
        "doc/event/minamisoma-open",
    ]


def test_dates_are_written_in_the_readers_language(parse: Parse) -> None:
    unnamed = replace(
        SETUP, groups=[EventGroup(Label("x"), [Event("2020-04/2021-03", Label("y")), Event("2005", Label("z"))])]
    )
    assert [words(element) for element in parse(timeline(unnamed, EN)).iter("time")] == ["2005", "Apr 2020 – Mar 2021"]
    assert [words(element) for element in parse(timeline(unnamed, JA)).iter("time")] == [
        "2005年",
        "2020年4月～2021年3月",
    ]


def test_a_mark_is_as_long_as_the_time_it_may_be(parse: Parse) -> None:
    root = parse(timeline(SETUP, JA))

    def length(kind: str) -> float:
        line = with_class(root, kind)[0]
        return float((line.get("x2") or "").rstrip("%")) - float((line.get("x1") or "").rstrip("%"))

    assert length("timeline-year") == pytest.approx(365 / 30 * length("timeline-month"), rel=0.1)
    assert length("timeline-interval") == pytest.approx(length("timeline-year"), rel=0.02)
    assert len(with_class(with_class(root, "timeline-strip")[0], "timeline-mark")) == 3
    assert len(list(root.iter("circle"))) == 1


def test_groups_are_named_and_linked(parse: Parse) -> None:
    names = with_class(parse(timeline(SETUP, JA)), "timeline-name")
    assert [(element.tag, element.get("href")) for element in names] == [
        ("a", "doc/municipality/07212"),
        ("span", None),
    ]
    assert words(next(names[0].iter("rt"))) == "みなみそうまし"


def test_a_timeline_without_events_is_drawn_without_a_scale(parse: Parse) -> None:
    root = parse(timeline(replace(SETUP, groups=[EventGroup(Label("x"), [])]), JA))
    assert with_class(root, "timeline-axis") == []
    assert [words(element) for element in with_class(root, "timeline-name")] == ["x"]


def test_an_event_with_a_date_nobody_can_read_is_named() -> None:
    with pytest.raises(PictureError, match=r"timeline setup: 'opened': 'H31\.4' is no date"):
        timeline(replace(SETUP, groups=[EventGroup(Label("x"), [Event("H31.4", Label("opened"))])]), JA)


def test_the_table_has_each_event_with_date_and_place() -> None:
    table = timeline_table(SETUP, JA)
    assert table.headings == ("できごと", "年月日", "場所")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["計画の策定", "2019年4月", "南相馬市"],
        ["準備", "令和2年度", "南相馬市"],
        ["開設", "2021年6月28日", "南相馬市"],
        ["市町合併", "2005年", "ふじみ野市"],
    ]


@settings(max_examples=30, deadline=None)
@given(st.text(), st.text())
def test_hostile_text_adds_no_element(label: str, shown: str) -> None:
    from xml.etree.ElementTree import fromstring

    picture = Timeline("x", label, label, [EventGroup(Label(label), [Event("2019", Label(label), label, shown)])])
    tags = {element.tag for element in fromstring(timeline(picture, EN)).iter()}
    assert tags <= TAGS
