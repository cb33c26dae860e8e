"""Text that remembers its lines."""

from __future__ import annotations

import re

import pytest

from mappings.layout.flow import Flow
from mappings.read.document import Document, ReaderError

PAGE = Document("001", ("", "  海外 ", "", "事務所", "令和５年 12 月７日", " ", "第 32 回"))


def test_a_flow_knows_the_line_of_each_character() -> None:
    flow = Flow.of(PAGE, 1, 7)
    assert flow.text == "海外\n事務所\n令和５年 12 月７日\n第 32 回"
    assert flow.lines_of(0, 3) == {2}
    assert flow.lines_of(1, 5) == {2, 4}
    cell = flow.match(r"(?P<head>海外\n事務所)\n(?P<rest>(?:.|\n)+)").cell("head")
    assert (cell.text, sorted(cell.lines)) == ("海外事務所", [2, 4])


def test_a_shape_that_is_not_known_is_an_error_at_its_first_line() -> None:
    with pytest.raises(ReaderError, match="line 4: unknown shape"):
        Flow.of(PAGE, 3, 7).match("第.+")


def test_text_before_the_first_row_is_an_error() -> None:
    with pytest.raises(ReaderError, match="line 2: a row should begin here"):
        Flow.of(PAGE, 1, 7).split("^令和")


def test_a_pattern_without_blanks_finds_text_that_is_broken_anywhere() -> None:
    (match,) = Flow.of(PAGE, 1, 7).all_squeezed(re.compile("事務所(?P<day>令和５年12月７日)"))
    assert (match.cell("day").text, sorted(match.cell("day").lines)) == ("令和５年 12 月７日", [5])
