"""The patterns of a layout."""

from __future__ import annotations

import re

import pytest

from mappings.layout.patterns import PATTERNS, PatternProblem, compile_heading, compile_pattern


def matched(pattern: str, text: str) -> dict[str, str | None] | None:
    match = compile_pattern(pattern, PATTERNS).fullmatch(text)
    return None if match is None else match.groupdict()


@pytest.mark.parametrize(
    ("pattern", "text", "captured"),
    [
        ("{date:DAY} {who:WORD}", "令和５年 10 月\n３日\n東会館", {"date": "令和５年 10 月\n３日", "who": "東会館"}),
        ("{number:\\d{2,3}}_回", "12\n回", {"number": "12"}),
        ("{all:第{number:\\d+}回}", "第３回", {"all": "第３回", "number": "３"}),
        ("{day:WORD}～{day}", "火～火", {"day": "火"}),
        ("{period:PERIOD}", "令和５年８月～\n令和６年２月", {"period": "令和５年８月～\n令和６年２月"}),
        ("[_ ]{code:[A-Z]{3}}\\_", "_NYC_", {"code": "NYC"}),
    ],
)
def test_a_pattern_captures_by_name(pattern: str, text: str, captured: dict[str, str]) -> None:
    assert matched(pattern, text) == captured


def test_a_blank_is_a_blank_or_an_end_of_line_but_not_nothing() -> None:
    assert matched("東 西", "東\n 西") == {}
    assert matched("東 西", "東西") is None
    assert matched("東_西", "東西") == {}


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("{date:DAY", "a brace is not closed"),
        ("{NAME}", "no pattern is named NAME; there are ALL, ANY"),
        ("(?P<x", "pattern '.*': "),
        ("{again}", "unknown group name 'again'"),
    ],
)
def test_a_faulty_pattern_is_named(pattern: str, message: str) -> None:
    with pytest.raises(PatternProblem, match=message):
        compile_pattern(pattern, PATTERNS)


def test_a_heading_is_as_printed_without_blanks_apart_from_its_captures() -> None:
    heading = compile_heading("（１）機構({date:DAY}現在) [*]", PATTERNS)
    match = heading.fullmatch("（１）機構(令和６年４月１日現在)[*]")
    assert match is not None
    assert match["date"] == "令和６年４月１日"
    assert isinstance(heading, re.Pattern)
