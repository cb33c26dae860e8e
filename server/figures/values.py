"""The rows of a figure: what each is about, its value, date, documents and records."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from graph.ask.trace import Origin, origin_of
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, publication, settings
from server.display.tidy import date_of_documents, documents_of
from server.figures.declaration import DATE, FISCAL_YEAR, RECORDS, THING, Figure
from server.questions.answer_table import number_of
from server.questions.answers import Rows, select

OLD_YEARS = 5
"""Figures more years before their release than this are old."""


@dataclass(frozen=True)
class FigureRow:
    """A value of a figure. *thing* is what it is about: a thing of the release, or a text or date.

    *date* (xsd:date, gYearMonth or gYear) is that of the value, or where it has none, of the documents that it was read
    from, the oldest and the newest with a slash between (ISO 8601); empty where one of them has no date.
    *is_of_fiscal_year*: it is a fiscal year.
    """

    thing: NamedNode | Literal
    value: Decimal
    date: str
    origins: tuple[Origin, ...]
    is_of_fiscal_year: bool = False

    @property
    def key(self) -> str:
        """The key of the thing (an area code, a language tag), or the text."""
        return self.thing.value.rpartition("/")[2] if isinstance(self.thing, NamedNode) else self.thing.value

    @property
    def documents(self) -> tuple[str, ...]:
        """The keys of the documents that the value was read from, in order."""
        return documents_of(self.origins)


@dataclass(frozen=True)
class FigureValues:
    """The rows of a figure in the order of its query."""

    rows: tuple[FigureRow, ...]

    @property
    def dates(self) -> tuple[str, ...]:
        """The dates of the values, the newest first."""
        return tuple(sorted({date for row in self.rows if row.date for date in row.date.split("/")}, reverse=True))

    @property
    def documents(self) -> tuple[str, ...]:
        """The documents that the values were read from."""
        return tuple(sorted({document for row in self.rows for document in row.documents}))

    def age(self, released: date) -> int | None:
        """The whole years from the newest value to the day *released*; None without a date."""
        if not self.dates:
            return None
        year, month, day = _last_day(self.dates[0])
        return released.year - year - ((released.month, released.day) < (month, day))

    def is_old(self, released: date) -> bool:
        """Are the newest values more than :data:`OLD_YEARS` years older than *released*?"""
        age = self.age(released)
        return age is not None and age >= OLD_YEARS


def values_of(figure: Figure) -> FigureValues:
    """The values of *figure* in the release being served, asked for once. Raises LimitError and EvaluationError."""
    return publication().once((Figure, figure.key), lambda: _values(figure, knowledge()))


def _values(figure: Figure, knowledge: Knowledge) -> FigureValues:
    answer = select(figure.text(knowledge.namespace), settings().limits)
    cells = answer.column(answer.columns.index(RECORDS)) if RECORDS in answer.columns else ()
    knowledge.store.expect(record for cell in cells for record in _records(cell))
    return FigureValues(
        tuple(row for number in range(len(answer.rows)) if (row := _row(figure, answer, number, knowledge)))
    )


def _row(figure: Figure, answer: Rows, number: int, knowledge: Knowledge) -> FigureRow | None:
    """Row *number* of *answer*; None for one without a number."""
    cells = dict(zip(answer.columns, answer.rows[number], strict=True))
    thing, value = cells[THING], number_of(cells[figure.measure.variable])
    if value is None or not isinstance(thing, NamedNode | Literal):
        return None
    origins = tuple(origin_of(knowledge.store, knowledge.namespace, record) for record in _records(cells.get(RECORDS)))
    stated = cells.get(DATE) or cells.get(FISCAL_YEAR)
    when = stated.value if isinstance(stated, Literal) else date_of_documents(origins, knowledge)
    return FigureRow(thing, Decimal(value), when, origins, is_of_fiscal_year=bool(cells.get(FISCAL_YEAR)))


def _records(cell: object) -> Sequence[NamedNode]:
    """The records that *cell* names: one IRI, or several in a text with spaces between."""
    if isinstance(cell, NamedNode):
        return (cell,)
    return [NamedNode(iri) for iri in sorted(cell.value.split())] if isinstance(cell, Literal) else ()


def _last_day(text: str) -> tuple[int, int, int]:
    """The last day that a date, a month or a year can mean; months are taken to have 31 days."""
    parts = [int(part) for part in text.split("-")]
    return parts[0], parts[1] if len(parts) > 1 else 12, parts[2] if len(parts) > 2 else 31
