"""The curated questions as examples of queries: what is declared of one holds for its query as a reader asks it."""

from __future__ import annotations

import re

from graph.ask.measure import Measure
from server.display.publication import knowledge, publication
from server.questions.curated import curated

_PREFIX = re.compile(r"^\s*PREFIX\s+\S*:\s*<[^<>\s]*>\s*$", re.IGNORECASE | re.MULTILINE)
_VALUES = re.compile(r"(?<=\bVALUES )(\?\w+) \{[^{}]*\}")
_SPACE = re.compile(r"\s+")


def measures_of(query: str) -> tuple[Measure, ...]:
    """The measures that the question declares whose query *query* is, whatever is chosen of its parameters."""
    return publication().once(measures_of, _by_pattern).get(_pattern(query), ())


def _by_pattern() -> dict[str, tuple[Measure, ...]]:
    return {_pattern(question.text(knowledge().namespace)): question.measures for question in curated().values()}


def _pattern(query: str) -> str:
    """*query* without what a reader may change and it stays the question: prefixes, spaces, values of parameters."""
    return _SPACE.sub(" ", _VALUES.sub(r"\1", _PREFIX.sub("", query))).strip()
