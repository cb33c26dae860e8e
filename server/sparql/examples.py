"""The curated questions as examples of queries: what is declared of one holds for its query as a reader asks it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from graph.ask.measure import MeasuredColumn
from graph.ask.question import Question
from server.display.publication import knowledge, publication
from server.questions.curated import curated, grouped

_PREFIX = re.compile(r"^\s*PREFIX\s+\S*:\s*<[^<>\s]*>\s*$", re.IGNORECASE | re.MULTILINE)
_VALUES = re.compile(r"(?<=\bVALUES )(\?\w+) \{[^{}]*\}")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class ExampleGroup:
    """Questions that are answered from the same *documents*, each with the address of its answer on the page."""

    documents: tuple[str, ...]
    examples: tuple[tuple[Question, str], ...]


def example_groups() -> tuple[ExampleGroup, ...]:
    """Every curated question of this site, grouped as on the page of questions."""
    return publication().once(ExampleGroup, _grouped)


def _grouped() -> tuple[ExampleGroup, ...]:
    return tuple(
        ExampleGroup(group.documents, tuple((question, _address(question)) for question in group.questions))
        for group in grouped(list(curated().values()))
    )


def _address(question: Question) -> str:
    view = {} if question.show == "table" else {"show": question.show}
    return "?" + urlencode({"query": question.text(knowledge().namespace), **view})


def measures_of(query: str) -> tuple[MeasuredColumn, ...]:
    """The measures that the question declares whose query *query* is, whatever is chosen of its parameters."""
    return publication().once(measures_of, _by_pattern).get(_pattern(query), ())


def _by_pattern() -> dict[str, tuple[MeasuredColumn, ...]]:
    return {_pattern(question.text(knowledge().namespace)): question.measures for question in curated().values()}


def _pattern(query: str) -> str:
    """*query* without what a reader may change and it stays the question: prefixes, spaces, values of parameters."""
    return _SPACE.sub(" ", _VALUES.sub(r"\1", _PREFIX.sub("", query))).strip()
