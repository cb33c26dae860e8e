"""An answer as a table for a reader: things under their names, in the reader's language, linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from ontology.vocabulary import XSD
from server.display.hrefs import is_ours
from server.display.values import Presenter, Value
from server.questions.answers import Rows
from server.questions.headings import heading

SHOWN = 500
"""The most rows on a page; the downloads have all."""


@dataclass(frozen=True)
class AnswerColumn:
    """A column that is shown: its variable, its heading (a message with readings), its place in the rows."""

    variable: str
    heading: str
    index: int
    is_number: bool


@dataclass(frozen=True)
class AnswerTable:
    """The rows that are shown (of *count*), each with a value or None for every column."""

    columns: tuple[AnswerColumn, ...]
    rows: tuple[tuple[Value | None, ...], ...]
    count: int

    @property
    def is_cut(self) -> bool:
        """Are there more rows than are shown?"""
        return self.count > len(self.rows)


def answer_table(answer: Rows, presenter: Presenter) -> AnswerTable:
    """*answer* for the reader of *presenter*.

    A column that only repeats the name of the thing in another column is left out: the thing is shown by its name in
    the reader's language anyway.
    """
    shown = [index for index in range(len(answer.columns)) if not _repeats_a_name(answer, index, presenter)]
    columns = tuple(
        AnswerColumn(
            answer.columns[index],
            heading(answer.columns[index], presenter.language),
            index,
            is_number=_is_number_column(answer, index),
        )
        for index in shown
    )
    rows: dict[tuple[Value | None, ...], None] = {}
    for row in answer.rows:
        if len(rows) == SHOWN:
            break
        rows[tuple(None if (term := row[index]) is None else presenter.value(term) for index in shown)] = None
    # Rows that differ only in the columns left out are shown once.
    count = len(answer.rows) if len(answer.rows) > SHOWN else len(rows)
    return AnswerTable(columns, tuple(rows), count)


def _repeats_a_name(answer: Rows, index: int, presenter: Presenter) -> bool:
    """Does each value of the column name the thing in one other column, in the same row?"""
    values = answer.column(index)
    if not any(isinstance(value, Literal) for value in values):
        return False
    return any(
        other != index and _names(values, answer.column(other), presenter) for other in range(len(answer.columns))
    )


def _names(values: Sequence[object], things: Sequence[object], presenter: Presenter) -> bool:
    namespace, labels = presenter.knowledge.namespace, presenter.knowledge.labels
    for value, thing in zip(values, things, strict=True):
        if value is None and thing is None:
            continue
        if not isinstance(value, Literal) or not isinstance(thing, NamedNode):
            return False
        if not is_ours(thing.value, namespace) or value not in labels.of(thing):
            return False
    return True


def _is_number_column(answer: Rows, index: int) -> bool:
    values = [value for value in answer.column(index) if value is not None]
    return bool(values) and all(number_of(value) is not None for value in values)


_NUMBERS = {
    XSD[name]
    for name in ("integer", "nonNegativeInteger", "positiveInteger", "int", "long", "decimal", "double", "float")
}


def number_of(term: object) -> str | None:
    """The digits of a number, or None for anything else."""
    return term.value if isinstance(term, Literal) and term.datatype in _NUMBERS else None
