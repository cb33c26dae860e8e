"""Rows that a layout file locates: one row of ``layout/{table}.csv`` for one row of the table.

A layout row has the row's proposed ``key``, where to ``find`` it, and a cell for every further column. ``find`` holds
clauses ``part::pattern`` joined by `` && ``; a clause must match exactly once in the flow of its part, so that another
text than the one of the layout is an error and never a guess. The lines of all matches are the lines of the row.

A cell is a constant (a code, a concept, a label of our own) or takes what a pattern captured: ``{name}`` as printed,
``{name|filter}`` read by a filter of ``FILTERS``. Layout files hold patterns and short fragments, no running text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

from mappings.csv_files import Row
from mappings.helpers.eras import fiscal_year_of, read_date
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.languages import language_of
from mappings.helpers.lookups import read_rows
from mappings.helpers.numbers import plain_number
from mappings.helpers.organisations import organisation_of
from mappings.helpers.text import narrow
from mappings.helpers.weekdays import weekday_of
from mappings.source_002.flow import RunningText
from mappings.source_002.outline import Outline
from ontology.errors import ReportedError

FOLDER = Path(__file__).parent
_CELL = re.compile(r"\{(\w+)(?:\|(\w+))?\}")


class LayoutProblem(ReportedError):
    """A layout file isn't well formed."""


def tenths(printed: str) -> str:
    """A number of 割 (tenths) in per cent: ``７`` → ``70``."""
    return str(int(plain_number(printed)) * 10)


def hour_after_noon(printed: str) -> str:
    """An hour printed after 午後 on the 24-hour clock: ``１０`` → ``22:00:00``."""
    hour = int(plain_number(printed))
    if not 0 <= hour <= 11:
        raise ValueError(f"午後{printed}時 is not an hour of the afternoon")
    return f"{hour + 12}:00:00"


def date_of(printed: str) -> str:
    """A printed date in ISO 8601, as precise as printed; a fiscal year as the year in which it begins."""
    return read_date(printed).value


def date_of_kind(kind: str) -> Callable[[str], str]:
    """A reader of printed dates that takes only those of *kind*: ``date``, ``month``, ``year``, ``fiscal-year``.

    A column has dates of one precision. Raises ValueError for a date of another.
    """

    def read(printed: str) -> str:
        stamp = read_date(printed)
        if stamp.kind != kind:
            raise ValueError(f"{printed!r} is a {stamp.kind}, not a {kind}")
        return stamp.value

    return read


def fiscal_year_of_date(printed: str) -> str:
    """The fiscal year that a printed day or month is in: ``R3.4`` → ``2021``."""
    first = read_date(printed).first
    if first is None:
        raise ValueError(f"{printed!r} has no year")
    return str(fiscal_year_of(first))


def month(printed: str) -> str:
    """A printed month as two digits: ``７月`` → ``07``."""
    value = int(plain_number(printed.removesuffix("月")))
    if not 1 <= value <= 12:
        raise ValueError(f"{printed!r} is not a month")
    return f"{value:02}"


def telephone(printed: str) -> str:
    """A Japanese telephone number as a ``tel:`` IRI (RFC 3966).

    >>> telephone("０３－１２３４－５６７８")
    'tel:+81-3-1234-5678'
    """
    text = re.sub(r"[－―‐ー–—]", "-", narrow(printed))
    if not re.fullmatch(r"0\d{1,4}-\d{1,4}-\d{4}", text):
        raise ValueError(f"{printed!r} is not a telephone number")
    return f"tel:+81-{text[1:]}"


def lookup(file: str, printed: str) -> str:
    """The value of *printed* in ``lookups/{file}.csv``. Raises ValueError when it isn't there."""
    for row in read_rows(FOLDER / "lookups" / f"{file}.csv", ("printed", "value")):
        if row["printed"] == printed:
            return row["value"]
    raise ValueError(f"{printed!r} is not in lookups/{file}.csv")


FILTERS: Mapping[str, Callable[[str], str]] = {
    "number": plain_number,
    "tenths": tenths,
    "evening": hour_after_noon,
    "day": date_of_kind("date"),
    "ym": date_of_kind("month"),
    "calendar_year": date_of_kind("year"),
    "fiscal": date_of_kind("fiscal-year"),
    "date": date_of,
    "telephone": telephone,
    "municipality": lambda printed: gazetteer().by_name(printed),
    "language": language_of,
    "organisation": organisation_of,
    "near33": lambda printed: gazetteer().by_name(printed, prefecture="33"),
    "near34": lambda printed: gazetteer().by_name(printed, prefecture="34"),
    "fiscal_of": fiscal_year_of_date,
    "reiwa": lambda printed: date_of_kind("fiscal-year")(f"令和{printed}"),
    "year": lambda printed: date_of(printed)[:4],
    "month": month,
    "operation": lambda printed: lookup("operations", printed),
    "weekday": weekday_of,
    "nationality": lambda printed: lookup("nationalities", printed),
}


@cache
def layout_rows(table: str) -> tuple[dict[str, str], ...]:
    """The rows of ``layout/{table}.csv``."""
    return read_rows(FOLDER / "layout" / f"{table}.csv", ("key", "find"))


def _captured(outline: Outline, find: str) -> tuple[dict[str, str], set[int], RunningText]:
    groups: dict[str, str] = {}
    lines: set[int] = set()
    flow: RunningText | None = None
    for clause in find.split(" && "):
        part, separator, pattern = clause.partition("::")
        if not separator:
            raise LayoutProblem(f"layout: {clause!r} is not `part::pattern`")
        flow = outline.flow(part)
        match = flow.only(pattern)
        named = {name: value for name, value in match.groupdict().items() if value is not None}
        groups |= named
        # A pattern that skips text (.*?) cites the lines of its groups; any other pattern all lines of its match.
        if named and ".*?" in pattern:
            for name in named:
                lines |= flow.numbers(match.span(name))
        else:
            lines |= flow.numbers(match.span())
    assert flow is not None
    return groups, lines, flow


def _check_introductions(table: str, layout: Mapping[str, str], outline: Outline) -> None:
    """Raise LayoutProblem where a row takes a date from the introduction of a chapter in which it does not stand."""
    parts = [clause.partition("::")[0] for clause in layout["find"].split(" && ")]
    introductions = [part for part in parts if part in outline.parts and outline.parts[part].kind == "part"]
    for introduction in introductions:
        for part in parts:
            if not outline.is_spoken_for(part, introduction):
                raise LayoutProblem(
                    f"layout/{table}.csv row {layout['key']}: {introduction} introduces another chapter than that of "
                    f"{part}, or {part} is a box; leave its date out"
                )


def read_layout(table: str, outline: Outline) -> list[tuple[Row, set[int]]]:
    """The rows of *table* with the numbers of the lines they were read from; ``key`` is the proposed key.

    Raises ReaderError when the text doesn't match, or a filter cannot read a captured text.
    """
    rows = []
    for layout in layout_rows(table):
        _check_introductions(table, layout, outline)
        groups, lines, flow = _captured(outline, layout["find"])
        row: Row = {"key": layout["key"]}
        for column, cell in layout.items():
            if column not in ("key", "find"):
                row[column] = _fill(table, layout["key"], cell, groups, flow)
        rows.append((row, lines))
    return rows


def _fill(table: str, key: str, cell: str, groups: Mapping[str, str], flow: RunningText) -> str:
    def value(reference: re.Match[str]) -> str:
        name, kind = reference[1], reference[2]
        if name not in groups:
            raise LayoutProblem(f"layout/{table}.csv row {key}: nothing captures {{{name}}}")
        if kind is None:
            return groups[name]
        if kind not in FILTERS:
            raise LayoutProblem(f"layout/{table}.csv row {key}: there is no filter {kind!r}")
        try:
            return FILTERS[kind](groups[name])
        except (ReportedError, ValueError) as error:
            raise flow.error(f"{table} row {key}: {error}") from error

    return _CELL.sub(value, cell)
