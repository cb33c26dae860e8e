from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.helpers.numbers import NumberProblem, find_numbers, read_integer, read_number


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("22, 027", 22027),
        ("(393, 585)", 393585),
        ("2,028,135 人", 2028135),
        ("全２，０００世帯", 2000),
        ("１５，９６５人", 15965),
        ("3.28%", Decimal("3.28")),
        ("4.5 万人", 45000),
        ("2万3000人", 23000),
        ("11 本", 11),
    ],
)
def test_a_printed_number_has_its_value(printed: str, value: int | Decimal) -> None:
    assert read_number(printed).value == value


def test_the_words_around_a_number_are_its_unit_and_bounds() -> None:
    text = "約 16,000 名、最大２４言語、１５言語以上、7か国語"
    found = find_numbers(text)
    assert [(n.value, n.unit) for n in found] == [(16000, "名"), (24, "言語"), (15, "言語"), (7, "か国語")]
    assert [n.approximate for n in found] == [True, False, False, False]
    assert [n.maximum for n in found] == [False, True, False, False]
    assert [n.minimum for n in found] == [False, False, True, False]
    assert all(text[n.start : n.end] == n.printed for n in found)


def test_figures_in_brackets_stand_for_themselves() -> None:
    assert [n.value for n in find_numbers("45(１) 119(10)")] == [45, 1, 119, 10]


def test_circled_numbers_are_no_figures() -> None:
    assert [(n.value, n.unit) for n in find_numbers("①22名 ②12 名")] == [(22, "名"), (12, "名")]


def test_numbers_in_addresses_are_left_out() -> None:
    assert find_numbers("a12900/index2.html e200500@pref.ishikawa.lg.jp COVID-19") == []


def test_neighbouring_figures_are_not_run_together() -> None:
    assert [n.value for n in find_numbers("305 535")] == [305, 535]
    assert [n.value for n in find_numbers("1,234, 56")] == [1234, 56]


@pytest.mark.parametrize("text", ["約 80", "45(１)", "３回、４回", "なし", "2.5", "延べ 20"])
def test_a_cell_that_is_not_one_whole_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem):
        read_integer(text)


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([",", ", ", "，"]))
def test_every_count_with_commas_reads_back(value: int, comma: str) -> None:
    assert read_integer(f"{value:,}".replace(",", comma)) == value
