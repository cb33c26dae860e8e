"""Collects the rows and notes of a reading, with keys and citations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from mappings.csv_files import Row
from mappings.helpers.lookups import LookupProblem
from mappings.helpers.text import squeeze
from mappings.helpers.text_languages import in_their_language
from mappings.map.tables import TableSchema
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Note, Reading, Section, Status
from ontology.lines import write_cell


class Builder:
    """Rows, notes and sections of a document as they are read, and which lines they account for."""

    def __init__(self, document: Document, keys: Keys, schemas: Mapping[str, TableSchema]) -> None:
        self.document = document
        self.keys = keys
        self.schemas = schemas
        self.reading = Reading(tables={name: [] for name in schemas})
        self.blank = frozenset(n for n, line in enumerate(document.lines, 1) if not line.strip())
        self.cited: set[int] = set()
        self.noted: set[int] = set()

    @cached_property
    def _squeezed(self) -> list[str]:
        """The lines without blanks, for comparing."""
        return [squeeze(line) for line in self.document.lines]

    def add(self, table: str, proposal: str, lines: Iterable[int], **cells: str) -> str:
        """Append a row to *table* and return its key; columns not given stay empty.

        Raises ReaderError when the table has no such column, or its key is not new.
        """
        row, cited = self._row(table, proposal, lines, cells)
        if self.find(table, row["key"]) is not None:
            raise self._error(cited, f"table {table}: the key {row['key']} is given twice")
        self.reading.tables[table].append(row)
        self.cited |= cited
        return row["key"]

    def cite_again(self, table: str, proposal: str, lines: Iterable[int], **cells: str) -> str:
        """Let a row that there is cite *lines* too, which print its fact once more; add it where there is none.

        Raises ReaderError when that row says something else.
        """
        row, cited = self._row(table, proposal, lines, cells)
        other = self.find(table, row["key"])
        if other is None:
            return self.add(table, proposal, cited, **cells)
        differing = [column for column in row if column != "lines" and row[column] != other[column]]
        if differing:
            raise self._error(cited, f"table {table}: {row['key']} is above, with another {', '.join(differing)}")
        other["lines"] += f" {row['lines']}"
        self.cited |= cited
        return row["key"]

    def find(self, table: str, key: str) -> Row | None:
        """The row of *table* with that *key*, or None."""
        return next((row for row in self.reading.tables[table] if row["key"] == key), None)

    def _row(self, table: str, proposal: str, lines: Iterable[int], cells: Mapping[str, str]) -> tuple[Row, set[int]]:
        cited = set(lines)
        if table not in self.schemas:
            raise self._error(cited, f"there is no table {table}")
        schema = self.schemas[table]
        row: Row = dict.fromkeys(schema.column_names, "")
        odd = set(cells) - set(row)
        if odd:
            raise self._error(cited, f"table {table} has no column {', '.join(sorted(odd))}")
        try:
            row |= in_their_language(cells, schema.column_names)
        except LookupProblem as error:
            raise self._error(cited, str(error)) from error
        row["key"] = proposal
        if schema.identity:
            row["key"] = self.keys.key(table, [row[column] for column in schema.identity], proposal)
        row["lines"] = write_cell(cited, self.blank)
        return row, cited

    def _error(self, lines: Iterable[int], message: str) -> ReaderError:
        return ReaderError(self.document.key, min(lines, default=0), message)

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
        if wanted in "".join(self._squeezed[number - 1] for number in numbers):
            return frozenset()
        nearest = 0
        for number in range(numbers[-1] - 1, 0, -1):
            if wanted in self._squeezed[number - 1]:
                if wanted in map(squeeze, self.document.line(number).split()):
                    return frozenset({number})
                nearest = nearest or number
        if nearest:
            return frozenset({nearest})
        raise self._error(numbers[:1], f"{words!r} is printed nowhere above")

    def section(self, line: int, title: str) -> None:
        """Begin a section of the ledger."""
        self.reading.sections.append(Section(line, title))

    def unaccounted(self, first: int, last: int) -> list[int]:
        """Non-blank lines from *first* to *last* that neither a row cites nor a note explains."""
        return [
            n
            for n in range(first, last + 1)
            if self.document.line(n).strip() and n not in self.cited and n not in self.noted
        ]
