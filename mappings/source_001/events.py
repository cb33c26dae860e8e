"""Events, their series, sessions and figures, and the programmes that grants belong to."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from mappings.helpers.lookups import read_rows
from mappings.layout.flow import Cell
from mappings.read.document import ReaderError
from mappings.source_001.cells import add_figure
from mappings.source_001.cursor import Cursor, number_of
from mappings.source_001.dates import PrintedPeriod
from mappings.source_001.folder import LAYOUT, LOOKUPS


@cache
def _layout(name: str) -> dict[str, dict[str, str]]:
    """The rows of ``layout/{name}.csv`` by key, without the part that they belong to."""
    return {
        row["key"]: {column: value for column, value in row.items() if column not in ("key", "part")}
        for row in read_rows(LAYOUT / f"{name}.csv", ("key", "part"))
    }


def add_series(cursor: Cursor, key: str, lines: Iterable[int]) -> str:
    """The row of ``event_series`` that layout/series.csv describes; *lines* is where its name is printed."""
    return cursor.builder.add("event_series", key, lines, **_layout("series")[key])


def add_programme(cursor: Cursor, key: str, lines: Iterable[int]) -> str:
    """The row of ``programmes`` that layout/programmes.csv describes; *lines* is where its name is printed."""
    return cursor.builder.add("programmes", key, lines, **_layout("programmes")[key])


def add_event(
    cursor: Cursor,
    proposal: str,
    series: str,
    lines: Iterable[int],
    period: PrintedPeriod | None = None,
    /,
    **cells: str,
) -> str:
    """A row of ``events`` in *series*; kind and organiser are those of the series unless given."""
    described = _layout("series")[series]
    shared = {"kind": described["kind"], "organiser": described["organiser"], "series": series}
    return cursor.builder.add("events", proposal, lines, **(shared | (period.cells() if period else {}) | cells))


_COLUMNS = {
    "attendees": "参加者数",
    "exhibitors": "出展団体数",
    "host-organisations": "受入団体数",
    "jet-participants": "JET 参加者",
}
"""What is printed over, or beside, the numbers of a measure."""


def add_count(
    cursor: Cursor,
    event: str,
    measure: str,
    cell: Cell,
    *,
    unit: str = "person",
    label: str | None = None,
    session: str = "",
    lines: Iterable[int] = (),
    country: str = "",
) -> None:
    """A row of ``event_figures`` from a cell with one number; 約 makes it approximate. *lines* are cited besides.

    Its label is the heading that its column usually has, unless *label* is given; the row cites the line of the label.
    """
    if not cell:
        raise ReaderError("001", 0, f"event {event} has no cell for {measure}")
    add_figure(
        cursor.builder,
        event,
        measure,
        number_of(cell),
        cell.lines | set(lines),
        unit=unit,
        session=session,
        label=_COLUMNS.get(measure, "") if label is None else label,
        approximate="約" in cell.text,
        country=country,
    )


def add_mentions(cursor: Cursor, event: str, cell: Cell, session: str = "") -> None:
    """Rows of ``event_parties`` for the organisations of layout/event_mentions.csv that a title names.

    *session* is the part of the event that the title is of.
    """
    for row in read_rows(LOOKUPS / "event_mentions.csv", ("word", "role", "organisation")):
        if row["word"] in cell.text:
            cursor.builder.add(
                "event_parties",
                f"{event}-{row['organisation']}",
                cell.lines,
                event=event,
                session=session,
                role=row["role"],
                organisation=row["organisation"],
                printed=row["word"].removeprefix("於 ").removeprefix("-"),
            )
