from __future__ import annotations

import pytest

from mappings.helpers.weekdays import WEEK, WeekdayProblem, read_marks, weekday_of


@pytest.mark.parametrize(
    ("printed", "day"),
    [("月", "monday"), ("水曜日", "wednesday"), ("金曜", "friday"), ("日", "sunday"), ("日曜日", "sunday")],
)
def test_a_printed_day_of_the_week_has_its_key(printed: str, day: str) -> None:
    assert weekday_of(printed) == day


@pytest.mark.parametrize("printed", ["", "祝", "曜日", "月・火", "毎日"])
def test_a_word_that_is_no_day_of_the_week_is_refused(printed: str) -> None:
    with pytest.raises(WeekdayProblem, match="not a day of the week"):
        weekday_of(printed)


def test_seven_marks_say_which_days_a_counter_is_open() -> None:
    days = read_marks(["○", "○", "○", "○", "○", "－", "―"])
    assert list(days) == list(WEEK)
    assert [day for day, is_open in days.items() if not is_open] == ["saturday", "sunday"]


def test_another_mark_or_number_of_marks_is_refused() -> None:
    with pytest.raises(WeekdayProblem, match="'△' for tuesday is neither"):
        read_marks(["○", "△", "○", "○", "○", "○", "○"])
    with pytest.raises(WeekdayProblem, match="6 marks for the seven days of the week"):
        read_marks(["○"] * 6)
