"""The columns of an answer that a picture is drawn of: what the reader chooses, else what is declared or plausible."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import pairwise

from graph.ask.measure import MeasuredColumn
from server.display.values import Presenter
from server.questions.answer_table import number_of
from server.questions.answers import Rows
from server.questions.drawing import (
    CHART,
    MAP,
    TIMELINE,
    DrawnMeasure,
    declared_measure,
    drawable,
    measure_columns,
    measure_of_column,
)


@dataclass(frozen=True)
class ColumnChoice:
    """The columns that can name what is drawn (*labels*) and those that can be drawn (*measures*), and one of each.

    Without a *measure* a map counts the rows of each place; *may_count* says whether the reader may ask for that.
    """

    labels: tuple[str, ...]
    measures: tuple[str, ...]
    label: str
    measure: DrawnMeasure | None = None
    may_count: bool = False

    def of(self, answer: Rows) -> Rows:
        """The two chosen columns of *answer*."""
        return _projected(answer, self.label, self.measure)


def pictures_of(answer: Rows, presenter: Presenter) -> tuple[str, ...]:
    """The kinds of pictures that *answer* can be drawn as, whatever columns are chosen."""
    choices = {kind: column_choice(kind, answer, presenter) for kind in (CHART, MAP)}
    others = (TIMELINE,) if TIMELINE in drawable(answer, None) else ()
    return (*(kind for kind, choice in choices.items() if choice is not None), *others)


def column_choice(
    kind: str,
    answer: Rows,
    presenter: Presenter,
    declared: Sequence[MeasuredColumn] = (),
    *,
    label: str = "",
    measure: str | None = None,
) -> ColumnChoice | None:
    """The columns of *answer* that a chart or a map is drawn of; None where nothing in it can be drawn as *kind*.

    The reader may ask for the columns *label* and *measure* (empty: for the number of rows). Otherwise the first column
    that fits names the rows, and the measure is that of *declared*, or the column that the rows are sorted by, for that
    is what the query is about, or the last.
    """
    amounts = measure_columns(answer)
    names = [name for name in answer.columns if name not in amounts]
    drawn = {name: _drawn(answer, presenter, declared, name) for name in amounts}

    def named_by(chosen: DrawnMeasure | None) -> tuple[str, ...]:
        return tuple(name for name in names if kind in drawable(_projected(answer, name, chosen), chosen))

    measures = tuple(name for name in amounts if named_by(drawn[name]))
    may_count = kind == MAP and bool(named_by(None))
    if not measures and not may_count:
        return None
    if measure not in measures and not (measure == "" and may_count):
        measure = _suggested(answer, presenter, declared, measures)
    chosen = drawn[measure] if measure else None
    labels = named_by(chosen)
    return ColumnChoice(labels, measures, label if label in labels else labels[0], chosen, may_count)


def _drawn(answer: Rows, presenter: Presenter, declared: Sequence[MeasuredColumn], name: str) -> DrawnMeasure | None:
    of_column = [measure for measure in declared if measure.variable == name]
    return declared_measure(answer, of_column, presenter) or measure_of_column(answer, presenter, name)


def _suggested(answer: Rows, presenter: Presenter, declared: Sequence[MeasuredColumn], measures: Sequence[str]) -> str:
    asked = declared_measure(answer, declared, presenter)
    if asked is not None and asked.variable in measures:
        return asked.variable
    last = measures[-1] if measures else ""
    return next((name for name in measures if _is_sorted(_numbers(answer, name))), last)


def _projected(answer: Rows, label: str, measure: DrawnMeasure | None) -> Rows:
    columns = (label, measure.variable) if measure else (label,)
    indexes = [answer.columns.index(name) for name in columns]
    return Rows(columns, tuple(tuple(row[index] for index in indexes) for row in answer.rows))


def _numbers(answer: Rows, name: str) -> list[Decimal]:
    numbers = []
    for term in answer.column(answer.columns.index(name)):
        try:
            numbers.append(Decimal(number_of(term) or "NaN"))
        except InvalidOperation:
            continue
    return [number for number in numbers if number.is_finite()]


def _is_sorted(numbers: Sequence[Decimal]) -> bool:
    """Do *numbers* only fall, or only rise, and not stay the same?"""
    pairs = list(pairwise(numbers))
    falls, rises = all(a >= b for a, b in pairs), all(a <= b for a, b in pairs)
    return len(set(numbers)) > 1 and (falls or rises)
