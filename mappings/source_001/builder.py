"""Collects the rows and notes of a reading, with keys and citations."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from mappings.csv_files import Row
from mappings.helpers.countries import country_of
from mappings.helpers.lookups import LookupProblem, read_rows
from mappings.helpers.text import squeeze
from mappings.helpers.text_languages import in_their_language
from mappings.map.sources import load_source
from mappings.map.tables import TableSchema
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Note, Reading, Section, Status
from mappings.source_001.flow import Cell
from mappings.source_001.folder import FOLDER, LOOKUPS
from ontology.lines import write_cell


@cache
def schemas() -> dict[str, TableSchema]:
    """The schemas of the folder's tables, by name."""
    return {schema.name: schema for schema in load_source(FOLDER).schemas}


@cache
def _lookup(name: str, column: str, value: str) -> dict[str, str]:
    return {row[column]: row[value] for row in read_rows(LOOKUPS / f"{name}.csv", (column, value))}


class Builder:
    """Rows, notes and sections of document 001 as they are read, and which lines they account for."""

    def __init__(self, document: Document, keys: Keys) -> None:
        self.document = document
        self.keys = keys
        self.reading = Reading(tables={name: [] for name in schemas()})
        self.blank = frozenset(n for n, line in enumerate(document.lines, 1) if not line.strip())
        self.cited: set[int] = set()
        self.noted: set[int] = set()

    def add(self, table: str, proposal: str, lines: Iterable[int], **cells: str) -> str:
        """Append a row to *table* and return its key; columns not given stay empty.

        Raises ReaderError when the table has no such column, or its key is not new.
        """
        schema = schemas()[table]
        cited = set(lines)
        row: Row = dict.fromkeys(schema.column_names, "")
        line = min(cited, default=0)
        odd = set(cells) - set(row)
        if odd:
            raise ReaderError("001", line, f"table {table} has no column {', '.join(sorted(odd))}")
        try:
            row |= in_their_language(cells, schema.column_names)
        except LookupProblem as error:
            raise ReaderError("001", line, str(error)) from error
        row["key"] = proposal
        if schema.identity:
            row["key"] = self.keys.key(table, [row[column] for column in schema.identity], proposal)
        row["lines"] = write_cell(cited, self.blank)
        if any(other["key"] == row["key"] for other in self.reading.tables[table]):
            raise ReaderError("001", line, f"table {table}: the key {row['key']} is given twice")
        self.reading.tables[table].append(row)
        self.cited |= cited
        return row["key"]

    def note(self, lines: Iterable[int], status: Status, reason: str) -> None:
        """Note why *lines* give no fact, or that a part of them is withheld; blank lines get no note."""
        for line in sorted(set(lines)):
            if self.document.line(line).strip():
                self.reading.notes.append(Note(line, status, reason))
                self.noted.add(line)

    def heading_of(self, words: str, lines: Iterable[int]) -> frozenset[int]:
        """The line above the last of *lines* that prints *words*, such as the heading of a column.

        None, if these lines print them themselves. A line in which they stand apart from others goes before a nearer
        one in which they are a part of a longer word.

        Raises ReaderError when no line above does.
        """
        numbers = sorted(set(lines))
        wanted = squeeze(words)
        if wanted in squeeze("".join(map(self.document.line, numbers))):
            return frozenset()
        printing = [n for n in range(numbers[-1] - 1, 0, -1) if wanted in squeeze(self.document.line(n))]
        apart = [n for n in printing if wanted in map(squeeze, self.document.line(n).split())]
        nearest = next(iter([*apart, *printing]), 0)
        if nearest:
            return frozenset({nearest})
        raise ReaderError("001", numbers[0], f"{words!r} is printed nowhere above")

    def section(self, line: int, title: str) -> None:
        """Begin a section of the ledger."""
        self.reading.sections.append(Section(line, title))

    def look_up(self, name: str, column: str, value: str, cell: Cell) -> str:
        """The *value* of the row of ``lookups/{name}.csv`` whose *column* is the cell. Raises ReaderError."""
        table = _lookup(name, column, value)
        if cell.text not in table:
            raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} is not in lookups/{name}.csv; add it")
        return table[cell.text]

    def country(self, cell: Cell) -> str:
        """The register's key of the country that *cell* names; empty for an empty cell. Raises ReaderError."""
        try:
            return country_of(cell.text) if cell else ""
        except LookupProblem as error:
            raise ReaderError("001", min(cell.lines, default=0), str(error)) from error

    def unaccounted(self, first: int, last: int) -> list[int]:
        """Non-blank lines from *first* to *last* that neither a row cites nor a note explains."""
        return [
            n
            for n in range(first, last + 1)
            if self.document.line(n).strip() and n not in self.cited and n not in self.noted
        ]
