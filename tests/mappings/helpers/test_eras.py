from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.helpers.eras import (
    DateProblem,
    era_year,
    find_dates,
    find_periods,
    fiscal_year_days,
    fiscal_year_of,
    read_date,
    read_period,
    year_of_month,
)


@pytest.mark.parametrize(
    ("printed", "kind", "value"),
    [
        ("令和５年６月８日", "date", "2023-06-08"),
        ("令和５年 11 月 16\n\n日", "date", "2023-11-16"),
        ("令和５年 12 月７日", "date", "2023-12-07"),
        ("2014年7月15日現在", "date", "2014-07-15"),
        ("平成24年12月末現在", "date", "2012-12-31"),
        ("令和６年２月末日", "date", "2024-02-29"),
        ("令和５年６月", "month", "2023-06"),
        ("R1.10", "month", "2019-10"),
        ("H31.4", "month", "2019-04"),
        ("～R1.5", "month", "2019-05"),
        ("Ｒ３.６.２８", "date", "2021-06-28"),
        ("R4.4.1", "date", "2022-04-01"),
        ("令和元年度", "fiscal-year", "2019"),
        ("R5年度", "fiscal-year", "2023"),
        ("2023年度", "fiscal-year", "2023"),
        ("平成17年の市町合併", "year", "2005"),
        ("（Ｒ６）", "year", "2024"),
        ("２０２３年５月号", "month", "2023-05"),
    ],
)
def test_a_printed_date_has_its_iso_form(printed: str, kind: str, value: str) -> None:
    stamp = read_date(printed)
    assert (stamp.kind, stamp.value) == (kind, value)
    assert stamp.inferred == ""


def test_a_fiscal_year_runs_from_april_to_march() -> None:
    stamp = read_date("令和５年度")
    assert (stamp.first, stamp.last) == (date(2023, 4, 1), date(2024, 3, 31))
    assert fiscal_year_of(date(2024, 3, 31)) == 2023


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("令和５年 12 月 26 日～令和６年２月２日", "2023-12-26", "2024-02-02"),
        ("令和５年７月 24 日～28日", "2023-07-24", "2023-07-28"),
        ("令和５年６月 30 日～ \n\n７月２日", "2023-06-30", "2023-07-02"),
        ("令和６年２月 12 日～２月 18日", "2024-02-12", "2024-02-18"),
        ("令和５年 12 月 30 日～１月３日", "2023-12-30", "2024-01-03"),
        ("令和５年８月～ 令和６年２月", "2023-08", "2024-02"),
        ("令和４年 8月から９月にかけて", "2022-08", "2022-09"),
        ("令和元年度～令和２年度までに６回開催", "2019", "2020"),
        ("令和５年９月１日", "2023-09-01", "2023-09-01"),
    ],
)
def test_a_run_of_days_may_leave_out_what_it_shares(printed: str, first: str, last: str) -> None:
    period = read_period(printed)
    assert (period.first.value, period.last.value) == (first, last)


def test_a_list_of_days_is_several_dates() -> None:
    periods = find_periods("令和５年４月３日、17日")
    assert [(period.first.value, period.last.value) for period in periods] == [
        ("2023-04-03", "2023-04-03"),
        ("2023-04-17", "2023-04-17"),
    ]
    assert periods[1].first.inferred == "year month"


def test_circled_numbers_are_no_days() -> None:
    text = "①令和５年 11月 13 日 \n\n②令和５年 12月６日"
    assert [stamp.value for stamp in find_dates(text)] == ["2023-11-13", "2023-12-06"]


def test_a_part_of_a_month_has_its_days() -> None:
    early, middle = find_dates("R3.6上旬～\n\n中旬")
    assert (early.part, early.first, early.last) == ("上旬", date(2021, 6, 1), date(2021, 6, 10))
    assert (middle.part, middle.first, middle.last) == ("中旬", date(2021, 6, 11), date(2021, 6, 20))


def test_the_same_year_and_month_refer_to_the_date_before() -> None:
    assert [s.value for s in find_dates("2019 年 4 月、改正法の施行、同 6月")] == ["2019-04", "2019-06"]
    assert [s.value for s in find_dates("令和２年３月議会（同３月議決）")] == ["2020-03", "2020-03"]
    assert [s.value for s in find_dates("平成21年度に開設した。同年７月に開始")] == ["2009", "2009-07"]
    assert [s.value for s in find_dates("平成21年度に開設した。同年２月に開始")] == ["2009", "2010-02"]
    assert [s.value for s in find_dates("令和５年６月８日、同月20日")] == ["2023-06-08", "2023-06-20"]
    (same,) = find_dates("同月", previous=read_date("令和５年６月８日"))
    assert (same.value, same.inferred) == ("2023-06", "year month")


def test_months_without_a_year_take_that_of_the_fiscal_year() -> None:
    values = [stamp.value for stamp in find_dates("４月 20 日、５月９日。３月 26 日", fiscal_year=2023)]
    assert values == ["2023-04-20", "2023-05-09", "2024-03-26"]
    assert year_of_month(12, 2023) == 2023
    assert year_of_month(1, 2023) == 2024


def test_without_any_context_a_month_and_day_stay_unresolved() -> None:
    (stamp,) = find_dates("５月 24 日")
    assert (stamp.kind, stamp.value, stamp.first) == ("unresolved", "", None)
    with pytest.raises(DateProblem, match="known year"):
        read_date("５月 24 日")
    with pytest.raises(DateProblem, match="has no year"):
        _ = stamp.year


@pytest.mark.parametrize(
    "text",
    [
        "週３日",
        "月２回",
        "6か月・集合研修５日間",
        "約２５年前から",
        "５日以内",
        "第 24 回",
        "８日",
        "iJAMP R2D2",
        "1,998 名",
    ],
)
def test_durations_and_counts_are_no_dates(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize("text", ["令和６年13月１日", "令和５年２月29日", "R3.2.30"])
def test_a_day_that_does_not_exist_is_an_error(text: str) -> None:
    with pytest.raises(DateProblem, match="not a date of the calendar"):
        find_dates(text)


def test_a_run_that_ends_before_it_begins_is_an_error() -> None:
    with pytest.raises(DateProblem, match="ends before it begins"):
        find_periods("令和６年３月１日～令和５年３月１日")


def test_an_unknown_era_is_an_error() -> None:
    with pytest.raises(DateProblem, match="'慶応' is not an era"):
        era_year("慶応", "4")
    with pytest.raises(DateProblem, match="begins with year 1"):
        era_year("令和", "0")


_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


@given(
    st.dates(min_value=date(2019, 5, 1), max_value=date(2060, 12, 31)), st.booleans(), st.sampled_from(["", " ", "\n"])
)
def test_every_day_of_reiwa_reads_back(day: date, wide: bool, gap: str) -> None:
    printed = f"令和{day.year - 2018}{gap}年{gap}{day.month}{gap}月 {day.day}{gap}日"
    assert read_date(printed.translate(_WIDE) if wide else printed).value == day.isoformat()


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2060, 12, 31)))
def test_a_day_lies_in_its_fiscal_year(day: date) -> None:
    first, last = fiscal_year_days(fiscal_year_of(day))
    assert first <= day <= last
    assert last - first in (timedelta(364), timedelta(365))


@given(st.text(alphabet="令和平成年月日度同上旬末～、0123456789元R. "))
def test_whatever_is_found_is_where_it_says(text: str) -> None:
    try:
        stamps = find_dates(text, fiscal_year=2023)
    except DateProblem:
        return
    assert all(text[stamp.start : stamp.end] == stamp.printed for stamp in stamps)
    assert all(stamp.first <= stamp.last for stamp in stamps if stamp.first and stamp.last)
