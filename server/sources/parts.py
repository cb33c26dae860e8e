"""The special parts of the pages of records, tables and documents: cells, columns, lines."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from graph.tables import CarriedTable
from server.display.index import Thing
from server.display.publication import knowledge
from server.display.titles import title_of
from server.display.values import Presenter, Value
from server.sources.evidence import (
    CorrectionNote,
    DocumentView,
    RowView,
    corrections_of,
    document_view,
    row_view,
    tables,
)

ROWS = 25
"""Rows of a table on one page."""


@dataclass(frozen=True)
class ColumnView:
    """A column: its title, its name, its datatype, and the table that its cells refer to (None: to none)."""

    title: Markup
    name: str
    language: str
    datatype: str
    is_required: bool
    refers_to: Value | None


@dataclass(frozen=True)
class CellView:
    """A cell: its text as it was read, what it stands for (a thing or a link), and what is right instead."""

    text: str
    language: str
    value: Value | None
    correction: CorrectionNote | None


@dataclass(frozen=True)
class TableView:
    """A table: its columns, and the rows of *page* (from 1) of *pages*, each with its record."""

    name: str
    count: int
    columns: tuple[ColumnView, ...]
    rows: tuple[tuple[str, tuple[CellView, ...]], ...]
    page: int
    pages: int
    first: int
    document: DocumentView | None


@dataclass(frozen=True)
class WholeDocument:
    """A document with its tables: each with its title and how many rows it has."""

    document: DocumentView
    tables: tuple[tuple[Value, Markup, int], ...]


@dataclass(frozen=True)
class SourcePart:
    """A part of a page before the statements: its *template*, and *of*, the object that the template shows."""

    template: str
    of: RowView | TableView | WholeDocument


def source_part(presenter: Presenter, thing: Thing, page: int) -> SourcePart | None:
    """The part of the page of *thing*; None for other kinds, and where the release carries no such table."""
    make = _PARTS.get(thing.kind)
    return make(presenter, thing.key, page) if make else None


def _record(presenter: Presenter, key: str, _page: int) -> SourcePart | None:
    table, _, row = key.partition("/")
    view = row_view(presenter, table, row)
    return SourcePart("sources/record.html", view) if view.cells else None


def _table(presenter: Presenter, name: str, page: int) -> SourcePart | None:
    table = tables().get(name)
    if table is None:
        return None
    pages = max(1, -(-table.count // ROWS))
    page = min(max(page, 1), pages)
    first = (page - 1) * ROWS
    view = TableView(
        name,
        table.count,
        tuple(_columns(presenter, table)),
        tuple(_rows(presenter, table, first)),
        page,
        pages,
        first + 1,
        document_view(presenter, table.source) if table.source else None,
    )
    return SourcePart("sources/table.html", view)


def _columns(presenter: Presenter, table: CarriedTable) -> list[ColumnView]:
    return [
        ColumnView(
            title_of(column.titles, column.name),
            column.name,
            column.language,
            column.datatype,
            column.is_required,
            presenter.value(knowledge().namespace.thing("table", column.refers_to)) if column.refers_to else None,
        )
        for column in table.columns
    ]


def _rows(presenter: Presenter, table: CarriedTable, first: int) -> list[tuple[str, tuple[CellView, ...]]]:
    shown = []
    for row in tables().rows(table.name, first, ROWS):
        things = tables().things(table.name, row)
        notes = corrections_of(presenter, table, row["key"])
        cells = (
            CellView(
                row[column.name],
                column.language,
                presenter.value(things[column.name]) if column.name in things else None,
                notes.get(column.name),
            )
            for column in table.columns
        )
        shown.append((f"{table.name}/{row['key']}", tuple(cells)))
    return shown


def _document(presenter: Presenter, key: str, _page: int) -> SourcePart:
    of_document = [table for table in tables().values() if table.source == key]
    listed = (
        (
            presenter.value(knowledge().namespace.thing("table", table.name)),
            title_of(table.titles, table.name),
            table.count,
        )
        for table in of_document
    )
    return SourcePart("sources/document.html", WholeDocument(document_view(presenter, key), tuple(listed)))


_PARTS: Mapping[str, Callable[[Presenter, str, int], SourcePart | None]] = {
    "record": _record,
    "table": _table,
    "document": _document,
    "reference": _document,
}
