"""Tables of facts: CSV files described by CSVW metadata, read, checked and written.

The metadata is W3C *Metadata Vocabulary for Tabular Data*; the ``csvw`` package reads it and parses cells by
their datatype. Two notes of our own stand in it: ``tabunka:identity`` (the columns that recognise a row when keys
are handed out) and ``tabunka:checked`` (what was compared with the text by eye).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ontology.errors import ReportedError

if TYPE_CHECKING:
    from csvw.metadata import Column

Row = dict[str, str]
LINES = "lines"
_LINE_RANGES = re.compile(r"\d+(-\d+)?( \d+(-\d+)?)*\Z")


class TableError(ReportedError):
    """A table breaks its metadata: an unknown column, a bad cell, a key used twice, a reference to nothing."""


@dataclass(frozen=True)
class ForeignKey:
    """*column* of a table holds keys of the table *refers_to*."""

    column: str
    refers_to: str


@dataclass(frozen=True)
class TableSchema:
    """What the CSVW metadata says of one table."""

    name: str
    source: str
    path: Path
    columns: tuple[Column, ...]
    identity: tuple[str, ...]
    foreign_keys: tuple[ForeignKey, ...]
    titles: Mapping[str, str]
    checked: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        """The names of the columns, in their order in the file."""
        return tuple(column.name for column in self.columns)


@dataclass
class Table:
    """A schema and its rows. Every row has every column; an empty cell is the empty string."""

    schema: TableSchema
    rows: list[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The globally unique name of the table, which stands in its records' IRIs."""
        return self.schema.name


def line_ranges(cell: str) -> list[tuple[int, int]]:
    """``"9 12-14"`` → ``[(9, 9), (12, 14)]``; both ends are inside, lines count from 1. Raises ValueError."""
    if not _LINE_RANGES.match(cell):
        raise ValueError(f"{cell!r} is not a list of lines such as '9 12-14'")
    ranges = []
    for part in cell.split(" "):
        first, _, last = part.partition("-")
        ranges.append((int(first), int(last or first)))
        if ranges[-1][0] < 1 or ranges[-1][0] > ranges[-1][1]:
            raise ValueError(f"{part!r} is not a range of lines")
    return ranges


def _natural_language(value: object) -> dict[str, str]:
    """A CSVW natural-language property as language → text."""
    if isinstance(value, str):
        return {"ja": value}
    if isinstance(value, Mapping):
        return {str(k): str(v[0] if isinstance(v, list) else v) for k, v in value.items()}
    return {}


def load_schemas(metadata: Path, source: str) -> list[TableSchema]:
    """The schemas of every table that the CSVW file *metadata* describes.

    Raises TableError when the file is not CSVW or a table lacks its ``key``.
    """
    from csvw.metadata import TableGroup  # takes a quarter of a second that serving and asking can do without

    try:
        raw = json.loads(metadata.read_text(encoding="utf-8"))
        group = TableGroup.from_file(metadata)
    except (OSError, ValueError, KeyError, AttributeError, AssertionError) as error:
        raise TableError(
            f"{metadata}: not CSVW metadata ({error}); see https://www.w3.org/TR/tabular-metadata/"
        ) from error
    schemas = []
    for table, description in zip(group.tables, raw["tables"], strict=True):
        path = metadata.parent / str(table.url)
        columns = tuple(table.tableSchema.columns)
        if not columns or columns[0].name != "key" or list(table.tableSchema.primaryKey or []) != ["key"]:
            raise TableError(f"{metadata}: table {path.name} must begin with its primary key, the column 'key'")
        foreign = tuple(
            ForeignKey(key.columnReference[0], Path(str(key.reference.resource)).stem)
            for key in table.tableSchema.foreignKeys
        )
        schemas.append(
            TableSchema(
                name=path.stem,
                source=source,
                path=path,
                columns=columns,
                identity=tuple(description.get("tabunka:identity", ())),
                foreign_keys=foreign,
                titles=_natural_language(description.get("dc:title", path.stem)),
                checked=str(description.get("tabunka:checked", "")),
            )
        )
    return schemas


def read_rows(text: str, schema: TableSchema) -> Iterator[Row]:
    """Rows of the CSV *text*. Raises TableError when header or width differ from the schema."""
    reader = csv.reader(io.StringIO(text), strict=True)
    name = schema.path.name
    try:
        header = next(reader, None)
        if header is None or tuple(header) != schema.column_names:
            raise TableError(f"{name}: its header is {header}, its metadata says {list(schema.column_names)}")
        for number, cells in enumerate(reader, 1):
            if len(cells) != len(header):
                raise TableError(f"{name} row {number}: {len(cells)} cells instead of {len(header)}")
            yield dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise TableError(f"{name} near line {reader.line_num}: not CSV ({error})") from error


def read_header_csv(path: Path, columns: Sequence[str]) -> list[Row]:
    """Rows of a CSV file outside CSVW (lookups, corrections) whose header is exactly *columns*. Raises TableError."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, None)
            if header is None or tuple(header) != tuple(columns):
                raise TableError(f"{path.name}: its header is {header}, it must be {list(columns)}")
            rows = []
            for number, cells in enumerate(reader, 1):
                if len(cells) != len(header):
                    raise TableError(f"{path.name} row {number}: {len(cells)} cells instead of {len(header)}")
                rows.append(dict(zip(header, cells, strict=True)))
            return rows
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path}: cannot be read as CSV ({error})") from error


def load_table(schema: TableSchema) -> Table:
    """The committed table of *schema*. Raises TableError when it is missing or malformed."""
    try:
        text = schema.path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{schema.path}: cannot be read ({error}); run `tabunka extract --documents DIR`") from error
    return Table(schema, list(read_rows(text, schema)))


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """*rows* as CSV with a header, ``\\n`` at line ends, quotes only where needed."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(columns), lineterminator="\n", extrasaction="raise", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _place(schema: TableSchema, row: Mapping[str, str]) -> str:
    lines = row.get(LINES, "")
    return f" (document {schema.source}, line {lines.replace(' ', ', ')})" if lines else ""


def check_table(table: Table) -> None:
    """Check every cell by its datatype, keys for uniqueness and lines for form.

    Raises TableError for the first problem, naming table, row, column, value and document line.
    """
    schema = table.schema
    name = schema.path.name
    seen: dict[str, int] = {}
    for number, row in enumerate(table.rows, 1):
        if set(row) != set(schema.column_names):
            odd = sorted(set(row) ^ set(schema.column_names))
            raise TableError(f"{name} row {number}: columns {odd} are not those of its metadata{_place(schema, row)}")
        for column in schema.columns:
            value = row[column.name]
            try:
                column.read(value)
                if column.name == LINES and value:
                    line_ranges(value)
            except (ValueError, TypeError) as error:
                what = f'"{value}"' if value else "an empty cell"
                raise TableError(
                    f"{name} row {number}: {column.name} {what} does not fit its metadata: {error}{_place(schema, row)}"
                ) from error
        key = row["key"]
        if key in seen:
            raise TableError(f'{name} row {number}: key "{key}" is also that of row {seen[key]}{_place(schema, row)}')
        seen[key] = number


def check_references(tables: Mapping[str, Table]) -> None:
    """Check that each foreign key names a row that exists.

    Raises TableError naming table, row, column, value, the table referred to, and the document line.
    """
    keys = {name: {row["key"] for row in table.rows} for name, table in tables.items()}
    for table in tables.values():
        for foreign in table.schema.foreign_keys:
            known = keys.get(foreign.refers_to)
            if known is None:
                raise TableError(
                    f"{table.schema.path.name}: column {foreign.column} refers to table {foreign.refers_to}, "
                    "which no source has"
                )
            for number, row in enumerate(table.rows, 1):
                value = row[foreign.column]
                if value and value not in known:
                    raise TableError(
                        f'{table.schema.path.name} row {number}: {foreign.column} "{value}" is not a key of '
                        f"{foreign.refers_to}{_place(table.schema, row)}"
                    )
