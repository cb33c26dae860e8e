from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.lines import LineRange, ranges_of, read_cell, write_cell
from ontology.namespaces import Namespace


def test_line_ranges_are_inclusive_and_in_the_order_of_the_cell() -> None:
    assert read_cell("12-14 9") == [(12, 14), (9, 9)]
    assert ranges_of("000", "9 12-14") == [LineRange("000", 9, 9), LineRange("000", 12, 14)]


@pytest.mark.parametrize("cell", ["", "0", "3-2", "a", "1,2", "1  2"])
def test_a_cell_that_is_no_list_of_lines_is_refused(cell: str) -> None:
    with pytest.raises(ValueError, match="line|range"):
        read_cell(cell)


def test_a_range_runs_on_over_blank_lines_only() -> None:
    assert write_cell({9, 12, 14}, blank={13}) == "9 12-14"
    assert write_cell({3, 5}) == "3 5"


@given(st.sets(st.integers(min_value=1, max_value=500), min_size=1))
def test_a_written_cell_holds_exactly_its_lines(numbers: set[int]) -> None:
    assert {number for lines in ranges_of("000", write_cell(numbers)) for number in lines.numbers} == numbers


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=99))
def test_a_range_comes_back_from_its_iri(first: int, more: int) -> None:
    lines = LineRange("001", first, first + more)
    assert LineRange.parse(lines.iri(Namespace()).value) == lines


def test_an_iri_of_something_else_is_no_range_of_lines() -> None:
    assert LineRange.parse("http://localhost:8000/source/000") is None
    assert LineRange.parse("http://localhost:8000/id/page/a#line=1,2") is None
