from __future__ import annotations

import pytest

from mappings.helpers.weekdays import WEEK, DayRule, WeekdayProblem, read_days, read_grid


def days(text: str) -> list[str]:
    return [rule.day for rule in read_days(text).days]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("月～金", list(WEEK[:5])),
        ("月曜日から土曜日", list(WEEK[:6])),
        ("平日", list(WEEK[:5])),
        ("毎日", list(WEEK)),
        ("月、水、金", ["monday", "wednesday", "friday"]),
        ("月・水・金曜日", ["monday", "wednesday", "friday"]),
        ("土曜日・日曜日", ["saturday", "sunday"]),
        ("土日祝日の対応", ["saturday", "sunday"]),
        ("毎週火曜日の午後", ["tuesday"]),
    ],
)
def test_days_in_words(text: str, expected: list[str]) -> None:
    assert days(text) == expected


def test_only_some_weeks_of_the_month() -> None:
    assert read_days("第２・第４土曜日").days == (DayRule("saturday", only=(2, 4)),)
    assert read_days("フィリピノ語は、金曜日（週１回）、第１と第３水曜日のみ配置").days == (
        DayRule("friday"),
        DayRule("wednesday", only=(1, 3)),
    )


def test_stated_exceptions_are_kept() -> None:
    opening = read_days("月～金（祝日、年末年始を除く）")
    assert opening.except_holidays
    assert opening.except_new_year
    assert not read_days("月～金").except_holidays


def test_a_day_stated_as_closed_is_not_open() -> None:
    opening = read_days("日曜日を除く")
    assert opening.days == ()
    assert opening.closed == ("sunday",)


@pytest.mark.parametrize("text", ["令和５年６月８日", "日本語・英語", "週３日", "月２回", "火災、水道、金融、土地", ""])
def test_other_uses_of_the_letters_are_no_days(text: str) -> None:
    assert days(text) == []


def test_a_week_cannot_run_backwards() -> None:
    with pytest.raises(WeekdayProblem, match="backwards"):
        read_days("金～月")


def test_a_grid_of_marks_with_notes() -> None:
    grid = read_grid(["○", "○", "○", "○", "○", "○", "―"], ["", "", "第 1、3を除く", "", "", "第 1、3のみ", ""])
    assert grid["monday"] == DayRule("monday")
    assert grid["wednesday"] == DayRule("wednesday", without=(1, 3))
    assert grid["saturday"] == DayRule("saturday", only=(1, 3))
    assert grid["sunday"] is None


@pytest.mark.parametrize("dash", ["―", "－", "-", "—", "ー"])
def test_a_closed_day_may_be_any_dash(dash: str) -> None:
    assert read_grid(["○"] * 5 + [dash] * 2)["saturday"] is None


def test_an_unknown_mark_or_note_is_an_error() -> None:
    with pytest.raises(WeekdayProblem, match="'△' for tuesday"):
        read_grid(["○", "△", "○", "○", "○", "○", "―"])
    with pytest.raises(WeekdayProblem, match="6 marks"):
        read_grid(["○"] * 6)
    with pytest.raises(WeekdayProblem, match="not an exception"):
        read_grid(["○"] * 7, ["午後"] + [""] * 6)
