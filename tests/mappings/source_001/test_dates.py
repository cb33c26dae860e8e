"""Document 001: printed days and periods."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mappings.source_001.cursor import fiscal_period
from mappings.source_001.dates import PrintedPeriod, read_period, span

from mappings.layout.flow import Cell
from mappings.read.document import ReaderError


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
    period = read_period(printed, 1)
    assert (period.start, period.end, period.start_month, period.end_month) == expected


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
def test_a_date_that_is_none_is_an_error_with_its_line(printed: str) -> None:
    with pytest.raises(ReaderError, match="line 77"):
        read_period(printed, 77)


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2040, 12, 31)))
def test_any_day_of_the_era_is_read_back(day: date) -> None:
    printed = f"令和{day.year - 2018}年 {day.month} 月{day.day}\n日"
    assert read_period(printed, 1).start == day.isoformat()


def test_an_event_in_several_parts_lasts_from_the_first_to_the_last() -> None:
    whole = span([PrintedPeriod("b", "2024-02-05", "2024-02-09"), PrintedPeriod("a", "2023-09-04", "2023-09-08")])
    assert (whole["start"], whole["end"]) == ("2023-09-04", "2024-02-09")


@pytest.mark.parametrize(
    ("printed", "start"), [("４月 20 日", "2023-04-20"), ("３月 31日", "2024-03-31"), ("11 月 7 日", "2023-11-07")]
)
def test_a_day_without_a_year_is_of_the_fiscal_year(printed: str, start: str) -> None:
    assert fiscal_period(Cell(printed, frozenset({1}))).start == start
