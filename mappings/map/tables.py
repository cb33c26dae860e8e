"""Tables of facts: CSV files described by CSVW metadata, read, checked and written.

The metadata is W3C *Metadata Vocabulary for Tabular Data*; the ``csvw`` package reads it and parses cells by
their datatype. Two properties of our own stand in it: ``tabunka:identity`` (the columns that recognise a row when keys
are handed out) and ``tabunka:checked`` (which rows a person compared with the text).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.csv_files import CsvError, FileRows, Row, parse_csv
from ontology.errors import ReportedError
from ontology.lines import read_cell

if TYPE_CHECKING:
    from csvw.metadata import Column

LINES = "lines"
_LARGE = 1 << 20
"""Bytes of a file beyond which its rows are read when they are needed: in memory they take twenty times as much."""


class TableError(ReportedError):
    """A table breaks its metadata: an unknown column, a bad cell, a key used twice, a reference to nothing."""


@dataclass(frozen=True)
class ForeignKey:
    """*column* of a table holds keys of the table *refers_to*."""

    column: str
    refers_to: str


@dataclass(frozen=True)
class TableSchema:
    """The description of one table in the CSVW metadata."""

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
    rows: Sequence[Row] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The globally unique name of the table, which stands in its records' IRIs."""
        return self.schema.name


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
    try:
        raw = json.loads(metadata.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _not_csvw(metadata, error) from error
    return schemas_of(raw, metadata, source)


def schemas_of(raw: Any, metadata: Path, source: str) -> list[TableSchema]:
    """The schemas of every table that *raw* describes, the content of the CSVW file *metadata*. Raises TableError."""
    from csvw.metadata import TableGroup  # imported late: it takes a quarter of a second, and serving does without it

    try:
        group = TableGroup.fromvalue(raw)
        descriptions = raw["tables"]
        pairs = list(zip(group.tables, descriptions, strict=True))
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError) as error:
        raise _not_csvw(metadata, error) from error
    schemas = []
    for table, description in pairs:
        path = metadata.parent / str(table.url)
        if path.parent != metadata.parent:
            raise TableError(f"{metadata}: table {table.url} must lie beside it, and be named without a folder")
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


def _not_csvw(metadata: Path, error: Exception) -> TableError:
    return TableError(f"{metadata}: not CSVW metadata ({error}); see https://www.w3.org/TR/tabular-metadata/")


def load_table(schema: TableSchema) -> Table:
    """The committed table of *schema*. Raises TableError when it is missing or malformed."""
    try:
        if schema.path.stat().st_size > _LARGE:
            return Table(schema, FileRows(schema.path, schema.column_names))
        text = schema.path.read_text(encoding="utf-8")
        return Table(schema, parse_csv(text, schema.column_names, schema.path.name))
    except (OSError, UnicodeDecodeError) as error:
        raise TableError(f"{schema.path}: cannot be read ({error}); run `tabunka extract --documents DIR`") from error
    except CsvError as error:
        raise TableError(f"{error} (see {schema.path.parent.name}/csvw.json)") from error


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
    fitting: set[tuple[str, str]] = set()
    for number, row in enumerate(table.rows, 1):
        if set(row) != set(schema.column_names):
            odd = sorted(set(row) ^ set(schema.column_names))
            raise TableError(f"{name} row {number}: columns {odd} are not those of its metadata{_place(schema, row)}")
        for column in schema.columns:
            value = row[column.name]
            if (column.name, value) in fitting:
                continue
            try:
                column.read(value)
                if column.name == LINES and value:
                    read_cell(value)
            except (ValueError, TypeError) as error:
                cell = f'"{value}"' if value else "an empty cell"
                raise TableError(
                    f"{name} row {number}: {column.name} {cell} does not fit its metadata: {error}{_place(schema, row)}"
                ) from error
            fitting.add((column.name, value))
        key = row["key"]
        if key in seen:
            raise TableError(f'{name} row {number}: key "{key}" is also that of row {seen[key]}{_place(schema, row)}')
        seen[key] = number


def check_references(tables: Mapping[str, Table]) -> None:
    """Check that every foreign key names a row that exists.

    Raises TableError naming table, row, column, value, the table referred to, and the document line.
    """
    keys = {name: {row["key"] for row in table.rows} for name, table in tables.items()}
    for table in tables.values():
        for foreign in table.schema.foreign_keys:
            referred = keys.get(foreign.refers_to)
            if referred is None:
                raise TableError(
                    f"{table.schema.path.name}: column {foreign.column} refers to table {foreign.refers_to}, "
                    "which no source has"
                )
            for number, row in enumerate(table.rows, 1):
                value = row[foreign.column]
                if value and value not in referred:
                    raise TableError(
                        f'{table.schema.path.name} row {number}: {foreign.column} "{value}" is not a key of '
                        f"{foreign.refers_to}{_place(table.schema, row)}"
                    )
