from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.helpers.numbers import NumberProblem, find_numbers, plain_number, read_number


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
    assert read_number(printed) == value


def test_a_number_is_printed_from_its_first_word_to_its_unit_or_bound() -> None:
    text = "約 16,000 名、最大２４言語、１５言語以上、7か国語"
    numbers = find_numbers(text)
    assert [(number.value, number.printed) for number in numbers] == [
        (16000, "約 16,000 名"),
        (24, "最大２４言語"),
        (15, "１５言語以上"),
        (7, "7か国語"),
    ]
    assert all(text[number.start : number.end] == number.printed for number in numbers)


def test_figures_in_brackets_stand_for_themselves() -> None:
    assert [n.value for n in find_numbers("45(１) 119(10)")] == [45, 1, 119, 10]


def test_circled_numbers_are_no_figures() -> None:
    assert [(n.value, n.printed) for n in find_numbers("①22名 ②12 名")] == [(22, "22名"), (12, "12 名")]


def test_numbers_in_addresses_are_left_out() -> None:
    assert find_numbers("a12900/index2.html e200500@pref.ishikawa.lg.jp COVID-19") == []


def test_neighbouring_figures_are_not_run_together() -> None:
    assert [n.value for n in find_numbers("305 535")] == [305, 535]
    assert [n.value for n in find_numbers("1,234, 56")] == [1234, 56]


@pytest.mark.parametrize("text", ["45(１)", "３回、４回", "なし"])
def test_a_cell_that_does_not_hold_one_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem, match="numbers, not one"):
        read_number(text)


@pytest.mark.parametrize(
    ("printed", "number"),
    [("２，０００", "2000"), ("一", "1"), ("十", "10"), ("47.0", "47"), ("６．０８", "6.08"), ("007", "7")],
)
def test_a_plain_number_is_written_in_ascii_digits(printed: str, number: str) -> None:
    assert plain_number(printed) == number


@pytest.mark.parametrize("text", ["約 80", "45(１)", "３回、４回", "多数", "延べ 20", "20 名", ""])
def test_a_cell_that_is_more_than_a_plain_number_is_refused(text: str) -> None:
    with pytest.raises(NumberProblem, match="is not a number"):
        plain_number(text)


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([",", ", ", "，"]))
def test_every_count_with_commas_reads_back(value: int, comma: str) -> None:
    assert plain_number(f"{value:,}".replace(",", comma)) == str(value)
