"""The filters of a layout: printed days and periods, bodies, parts of a text."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.helpers.eras import DateProblem
from mappings.layout.filters import body_of, body_slug, find, period_of, periods_in, shared_filters, span, span_of
from mappings.layout.flow import Flow

DAYS = ("start", "end", "start_month", "end_month")
LIST = Flow("009", ("前期 令和５年８月", "17 日～31日", "後期", "令和５年 12 月 16 日"), (3, 5, 7, 8))


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和５年 11 月 16\n日", ("2023-11-16", "", "", "")),
        ("令和５年 12 月 26 日\n～\n令和６年２月２日", ("2023-12-26", "2024-02-02", "", "")),
        ("令和５年 11 月７日〜\n令和６年３月 31 日", ("2023-11-07", "2024-03-31", "", "")),
        ("令和５年６月 30 日～\n７月２日", ("2023-06-30", "2023-07-02", "", "")),
        ("令和６年２月 22 日～25日", ("2024-02-22", "2024-02-25", "", "")),
        ("令和５年８月～\n令和６年２月", ("", "", "2023-08", "2024-02")),
        ("平成30年４月１日", ("2018-04-01", "", "", "")),
        ("令和元年５月１日", ("2019-05-01", "", "", "")),
    ],
)
def test_a_printed_date_is_read(printed: str, expected: tuple[str, str, str, str]) -> None:
    period = period_of(printed)
    assert tuple(period[name] for name in DAYS) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "令和５年 13 月１日",
        "令和５年２月 30 日",
        "６月８日",
        "令和５年６月８日～７日",
        "令和５年６月～８日",
        "随時",
        "令和５年",
    ],
)
def test_a_date_that_does_not_exist_is_an_error(printed: str) -> None:
    with pytest.raises((DateProblem, ValueError)):
        period_of(printed)


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2040, 12, 31)))
def test_any_day_of_the_era_is_read_back(day: date) -> None:
    printed = f"令和{day.year - 2018}年 {day.month} 月{day.day}\n日"
    assert period_of(printed)["start"] == day.isoformat()


def test_an_event_in_several_parts_lasts_from_the_first_to_the_last() -> None:
    whole = span_of([period_of("令和６年２月５日～９日"), period_of("令和５年９月４日～８日")])
    assert (whole["start"], whole["end"]) == ("2023-09-04", "2024-02-09")


@pytest.mark.parametrize(
    ("printed", "start"), [("４月 20 日", "2023-04-20"), ("３月 31日", "2024-03-31"), ("11 月 7 日", "2023-11-07")]
)
def test_a_day_without_a_year_is_of_the_fiscal_year(printed: str, start: str) -> None:
    assert period_of(printed, fiscal_year=2023)["start"] == start


def test_the_periods_of_a_list_are_read_wherever_they_stand_and_only_their_lines_are_cited() -> None:
    assert span(LIST, "")["end"] == "2023-12-16"
    periods = periods_in(LIST, "")
    assert isinstance(periods, Flow)
    assert periods.numbers == (3, 5, 8)


def test_a_part_that_is_found_cites_its_own_line() -> None:
    part = find(LIST, "(後期)")
    assert isinstance(part, Flow)
    assert (part.text, part.numbers) == ("後期", (7,))
    assert find(LIST, "中期") == ""


def test_a_body_is_a_local_government_or_else_an_organisation() -> None:
    assert body_of("長野県") == {"municipality": "20000"}
    assert body_of("（公財）兵庫県国際交流協会") == {"organisation": "hyogo-international-association"}
    assert body_slug("長野県") == "nagano-prefecture"


def test_a_printed_word_is_looked_up_by_any_column(tmp_path: Path) -> None:
    (tmp_path / "offices.csv").write_text("printed,key,code\n北,north,N\n", encoding="utf-8")
    lookup = shared_filters(tmp_path, None)["lookup"]
    assert [lookup("北", "offices"), lookup("北", "offices.code"), lookup("N", "offices.key.code")] == [
        "north",
        "N",
        "north",
    ]
    with pytest.raises(ValueError, match="'南' is not in offices.csv; add it"):
        lookup("南", "offices")
