from __future__ import annotations

import itertools
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.pictures.classes import LEVELS, Classing, are_about_equal, classes
from server.pictures.errors import PictureError

NUMBERS = st.one_of(
    st.integers(min_value=-(10**9), max_value=10**9),
    st.decimals(min_value=-1000, max_value=1000, places=2),
    st.floats(min_value=0, max_value=1, width=16),
)


@settings(deadline=None)
@given(st.lists(NUMBERS, min_size=1, max_size=60), st.sampled_from(Classing), st.integers(1, LEVELS))
def test_every_number_is_in_exactly_one_class(
    values: list[int | float | Decimal], classing: Classing, count: int
) -> None:
    intervals = classes(values, classing, count)
    assert 1 <= len(intervals) <= count
    assert [sum(value in interval for interval in intervals) for value in values] == [1] * len(values)
    levels = [interval.level for interval in intervals]
    assert levels == sorted(set(levels))
    assert set(levels) <= set(range(1, LEVELS + 1))


@settings(deadline=None)
@given(st.sets(st.integers(0, 10**6), min_size=5, max_size=60))
def test_quantiles_are_about_equally_full(values: set[int]) -> None:
    intervals = classes(list(values), Classing.QUANTILES)
    sizes = [sum(value in interval for value in values) for interval in intervals]
    assert max(sizes) - min(sizes) <= 1


def test_quantiles_begin_and_end_at_figures_that_occur() -> None:
    intervals = classes([3380, 3702, 4125, 22027, 77353, 393585], Classing.QUANTILES, 3)
    assert [(interval.low, interval.high) for interval in intervals] == [(3380, 3702), (4125, 22027), (77353, 393585)]


def test_equal_figures_are_never_torn_apart() -> None:
    intervals = classes([0] * 40 + [1, 2, 3], Classing.QUANTILES)
    assert [(interval.low, interval.high) for interval in intervals] == [(0, 0), (1, 3)]


@settings(deadline=None)
@given(st.lists(st.integers(0, 10**7), min_size=2, max_size=60))
def test_equal_steps_of_whole_numbers_leave_no_gap_and_are_equally_wide(values: list[int]) -> None:
    intervals = classes(values, Classing.EQUAL_STEPS)
    assert len({interval.high - interval.low for interval in intervals}) == 1
    assert all(lower.high + 1 == upper.low for lower, upper in itertools.pairwise(intervals))


def test_equal_steps_are_round() -> None:
    assert [(interval.low, interval.high) for interval in classes([0, 3, 14], Classing.EQUAL_STEPS)] == [
        (0, 4),
        (5, 9),
        (10, 14),
    ]
    shares = classes([0.2, 1.84, 6.08], Classing.EQUAL_STEPS)
    assert [(interval.low, interval.high) for interval in shares] == [(0, 2), (2, 4), (4, 6), (6, 8)]
    assert not any(interval.includes_high for interval in shares)


def test_nothing_stated_has_no_classes() -> None:
    assert classes([], Classing.QUANTILES) == ()


def test_decimals_are_taken_as_printed() -> None:
    steps = classes([0.1, 0.2, 0.3, 0.4, 0.5], Classing.EQUAL_STEPS)
    counts = Counter(interval.low for value in (0.1, 0.2, 0.3, 0.4, 0.5) for interval in steps if value in interval)
    assert counts == {Decimal(tenth) / 10: 1 for tenth in range(1, 6)}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), Decimal("NaN")])
def test_what_is_no_number_is_refused(value: float | Decimal) -> None:
    with pytest.raises(PictureError, match=r"cannot be drawn; leave the value out"):
        classes([1, value], Classing.QUANTILES)


def test_there_are_colours_for_five_classes() -> None:
    with pytest.raises(PictureError, match="6 classes: there are colours for 1 to 5"):
        classes([1], Classing.QUANTILES, 6)


@pytest.mark.parametrize(("values", "is_equal"), [([1, 1, 2, 2, 3, 3], True), ([1] * 12 + [3], False), ([5], True)])
def test_classes_are_called_about_equal_only_where_they_are(values: list[int], is_equal: bool) -> None:
    assert are_about_equal(classes(values, Classing.QUANTILES), values) is is_equal
