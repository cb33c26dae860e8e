"""The tables that the file of a CSV source gives: one of its rows, one of each list of values, one of each part."""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mappings.csv_files import Row
from mappings.csv_source.declaration import ROW, Declaration, FileColumn, RowPart, references
from mappings.csv_source.encoding import CsvText, decode
from mappings.csv_source.headings import heading_problems
from mappings.csv_source.values import TYPES, ValueProblem, read_value
from mappings.problems import Problem
from ontology.spelling import nearest

KEY_PATTERN = "^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?$"
DIGITS = 8
"""Digits of the SHA-1 that stands for a value with other characters than a key, so that the key of its row is
stable."""
_KEY = re.compile(rf"{KEY_PATTERN.removesuffix('$')}\Z")
_NEW_COLUMN = "describe it in source.yaml, or run `tabunka source add` again"


@dataclass(frozen=True)
class TableOf:
    """A table to make: its name, its columns between ``key`` and ``lines``, and what it refers to.

    *refers* is the column that holds keys of the main table, empty in that one. *part* is the part whose things its
    rows are, *values* the column of the file whose values its rows are.
    """

    name: str
    columns: tuple[FileColumn, ...]
    refers: str = ""
    part: RowPart | None = None
    values: FileColumn | None = None
    makes: tuple[str, ...] = ()
    """The columns of the file, by name, of which one must have a value for a row of a part."""

    @property
    def column_names(self) -> tuple[str, ...]:
        """All columns, in the order of the table."""
        refers = (self.refers,) if self.refers else ()
        return ("key", *refers, *(column.name for column in self.columns), "lines")


def tables_of(declaration: Declaration) -> list[TableOf]:
    """The tables that *declaration* gives, the one of the rows first."""
    plain = [column for column in declaration.columns if not column.is_list]
    main = TableOf(declaration.table, tuple(column for column in plain if not column.part))
    of_parts = []
    for part in declaration.parts:
        names = {name for template in part.label.values() for name in references(template)}
        of_label = [column for column in plain if column.name in names and column.part != part.name]
        own = [column for column in plain if column.part == part.name]
        name = f"{declaration.table}_{part.name}".replace("-", "_")
        makes = tuple(column.name for column in declaration.columns if column.part == part.name)
        of_parts.append(TableOf(name, (*of_label, *own), declaration.table, part, makes=makes))
    by_name = {part.name: part for part in declaration.parts}
    lists = [
        TableOf(
            f"{declaration.table}_{column.name}", (column,), declaration.table, by_name.get(column.part), values=column
        )
        for column in declaration.columns
        if column.is_list
    ]
    return [main, *of_parts, *lists]


@dataclass
class Content:
    """What a file gives: the rows of each table by its name, the problems, and what the file is.

    *numbers* has the row of the file, as a spreadsheet counts it, of each key of the main table.
    """

    rows: dict[str, list[Row]]
    problems: list[Problem] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    text: CsvText | None = None


def read_content(declaration: Declaration, data: bytes, name: str) -> Content:
    """What the file *name*, whose bytes are *data*, gives by *declaration*.

    A cell with a problem is left empty; a row with a problem in its key is left out. The header is row 1.
    """
    content = Content({table.name: [] for table in tables_of(declaration)})
    content.text = decode(data)
    if content.text is None:
        message = "is text in no encoding that is known here; save it as CSV in UTF-8 or Shift_JIS"
        content.problems.append(Problem(name, message, kind="encoding"))
        return content
    try:
        _Filler(declaration, name, content).fill(content.text)
    except csv.Error as error:
        content.problems.append(
            Problem(name, f"is not valid CSV ({error}); look for a quote that does not end", kind="file")
        )
    return content


class _Filler:
    """Fills a content with the rows of one file."""

    def __init__(self, declaration: Declaration, name: str, content: Content) -> None:
        self.declaration, self.name, self.content = declaration, name, content
        self.tables = tables_of(declaration)

    def fill(self, text: CsvText) -> None:
        records = text.records()
        _, _, headings = next(records, (1, 1, []))
        width = len(headings)
        headings = [heading.strip() for heading in headings]
        while headings and not headings[-1]:
            headings.pop()
        if not headings:
            self.content.problems.append(Problem(self.name, "is empty: its first row must have headings", 1))
            return
        expected = [column.heading for column in self.declaration.columns]
        self.content.problems += heading_problems(self.name, headings, expected, _NEW_COLUMN)
        if self.content.problems:
            # Cells below a heading that is missing or misspelt would each be reported again.
            absent = {column.heading for column in self.declaration.columns if column.heading not in headings}
        else:
            absent = set()
        for number, (first, last, cells) in enumerate(records, 2):
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) > width:
                message = f"has {len(cells)} cells and there are {width} headings; look for a comma too many"
                self.wrong(number, message)
                continue
            printed = dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            lines = str(first) if first == last else f"{first}-{last}"
            self.row(number, lines, printed, absent)

    def wrong(
        self, number: int, message: str, column: str = "", value: str = "", suggestion: str = "", kind: str = "value"
    ) -> None:
        self.content.problems.append(Problem(self.name, message, number, column, value, suggestion, kind))

    def row(self, number: int, lines: str, printed: Mapping[str, str], absent: set[str]) -> None:
        values: dict[str, list[str]] = {}
        for column in self.declaration.columns:
            if column.heading not in absent:
                values[column.name] = list(self.values(number, column, printed.get(column.heading, "")))
            else:
                values[column.name] = []
        key = self.key(number, values, absent)
        if key is None:
            return
        self.content.numbers[key] = number
        for table in self.tables:
            self.content.rows[table.name] += _rows(table, key, lines, values)

    def values(self, number: int, column: FileColumn, cell: str) -> Iterator[str]:
        if not cell:
            if column.required:
                self.wrong(number, "must not be empty", column.heading)
            return
        for part in column_values(column, cell):
            try:
                value = read_value(column.type, part)
            except ValueProblem as problem:
                self.wrong(number, f"is not {problem.expected}", column.heading, part, problem.suggestion)
                continue
            if column.one_of and value not in column.one_of:
                message = f"is none of {', '.join(column.one_of)}"
                self.wrong(number, message, column.heading, part, nearest(value, column.one_of))
            elif not self.is_within(column, value):
                message = f"is not between {column.minimum:g} and {column.maximum:g}{self.swapped(column, value)}"
                self.wrong(number, message, column.heading, part)
            else:
                yield value

    @staticmethod
    def is_within(column: FileColumn, value: str) -> bool:
        if column.minimum is None or column.maximum is None:
            return True
        return column.minimum <= float(value) <= column.maximum

    def swapped(self, column: FileColumn, value: str) -> str:
        type_name = {"latitude": "longitude", "longitude": "latitude"}.get(column.type)
        opposite = next((other for other in self.declaration.columns if other.type == type_name), None)
        if opposite and self.is_within(opposite, value):
            return f"; is it the value of {opposite.heading}?"
        return ""

    def key(self, number: int, values: Mapping[str, list[str]], absent: set[str]) -> str | None:
        key = self.declaration.key
        for name in references(key):
            column = next((column for column in self.declaration.columns if column.name == name), None)
            if column is not None and column.heading in absent:
                return None
            value = str(number) if name == ROW else "".join(values[name])
            if not value:
                heading = column.heading if column else name
                self.wrong(number, "must not be empty: the key of the row is made of it", heading, kind="key")
                return None
            key = key.replace(f"$({name})", value)
        heading = ", ".join(
            column.heading for column in self.declaration.columns if column.name in references(self.declaration.key)
        )
        if not _KEY.match(key):
            message = "cannot be a key: a key has letters A to Z, digits, and . _ - between them, no blank"
            self.wrong(number, message, heading, key, re.sub(r"[^A-Za-z0-9._-]+", "-", key).strip("-."), "key")
            return None
        if key in self.content.numbers:
            self.wrong(number, f"is also the key of row {self.content.numbers[key]}", heading, key, kind="key")
            return None
        return key


def column_values(column: FileColumn, cell: str) -> list[str]:
    """The values in a *cell* of *column* as they are printed."""
    if column.separator:
        return [part.strip() for part in re.split(f"[{re.escape(column.separator)}；]", cell) if part.strip()]
    split = TYPES[column.type].split
    return split(cell) if split else [cell]


def _key_of(value: str) -> str:
    digest = hashlib.sha1(value.encode(), usedforsecurity=False).hexdigest()
    return value if _KEY.match(value) else digest[:DIGITS]


def _rows(table: TableOf, key: str, lines: str, values: Mapping[str, list[str]]) -> list[Row]:
    if table.values is not None:
        distinct = dict.fromkeys(values[table.values.name])
        return [
            {"key": f"{key}-{_key_of(value)}", table.refers: key, table.values.name: value, "lines": lines}
            for value in distinct
        ]
    cells = {column.name: "".join(values[column.name]) for column in table.columns}
    if table.part is not None:
        if not any(values[name] for name in table.makes):
            return []
        return [{"key": key, table.refers: key, **cells, "lines": lines}]
    return [{"key": key, **cells, "lines": lines}]
