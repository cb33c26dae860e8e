"""Tables of facts: CSV files described by CSVW metadata, read, checked and written.

The metadata is W3C *Metadata Vocabulary for Tabular Data*; the ``csvw`` package reads it and parses cells by
their datatype. It has two properties of our own: ``tabunka:identity`` (the columns that recognise a row when keys
are handed out) and ``tabunka:checked`` (which rows a person compared with the text).
"""

from __future__ import annotations

import csv
import json
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.csv_files import CsvError, FileRows, Row, parse_csv
from mappings.csv_source.encoding import decode, encoding_name
from mappings.csv_source.headings import heading_problems
from mappings.map.cells import unfit
from mappings.problems import Problem
from ontology.errors import ReportedError
from ontology.lines import read_cell
from ontology.spelling import nearest

if TYPE_CHECKING:
    from csvw.metadata import Column

LINES = "lines"
FIRST_ROW = 2
"""The number of the first row below the header, as a spreadsheet counts."""
_LARGE = 1 << 20
"""Bytes of a file beyond which its rows are read when they are needed: in memory they take twenty times as much."""


class TableError(ReportedError):
    """A table breaks its metadata: an unknown column, a bad cell, a key used twice, a reference to nothing.

    *problems* are the same by file, row and column, where there is a place.
    """

    def __init__(self, text: str, problems: Sequence[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(text)


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
    query: str = ""
    """The query that gets the table back from the graph, where it is generated; else it lies beside the table."""

    @property
    def place(self) -> str:
        """Where the file is, below the folder of the site."""
        return "/".join(self.path.parts[-4:])

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
        # A warning of the package is an error here: a misspelt property would have no effect.
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            group = TableGroup.fromvalue(raw)
        descriptions = raw["tables"]
        pairs = list(zip(group.tables, descriptions, strict=True))
    except (ValueError, KeyError, TypeError, AttributeError, AssertionError, UserWarning) as error:
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
    message = f"not CSVW metadata ({error}); see https://www.w3.org/TR/tabular-metadata/"
    problem = Problem("/".join(metadata.parts[-4:]), message, getattr(error, "lineno", None), kind="table")
    return TableError(f"{metadata}: {message}", [problem])


def load_table(schema: TableSchema) -> Table:
    """The committed table of *schema*. Raises TableError when it is missing or malformed."""
    try:
        if schema.path.stat().st_size > _LARGE:
            return Table(schema, FileRows(schema.path, schema.column_names))
        text = schema.path.read_text(encoding="utf-8")
        return Table(schema, parse_csv(text, schema.column_names, schema.path.name))
    except UnicodeDecodeError as error:
        encoding = encoding_name(schema.path.read_bytes())
        raise TableError(f"{schema.path}: is {encoding}; save it as CSV in UTF-8") from error
    except OSError as error:
        raise TableError(
            f"{schema.path}: cannot be read ({error.strerror}); run `tabunka extract --documents DIR`"
        ) from error
    except CsvError as error:
        raise TableError(f"{error} (see {schema.path.parent.name}/csvw.json)") from error


def read_table(schema: TableSchema) -> tuple[Table, list[Problem]]:
    """The committed table of *schema*, and what is wrong with the file: its encoding, header, widths of rows.

    Rows of another width than the header are left out, and columns that are missing are empty.
    """
    try:
        return load_table(schema), []
    except TableError as error:
        return _malformed(schema, str(error))


def _malformed(schema: TableSchema, error: str) -> tuple[Table, list[Problem]]:
    try:
        data = schema.path.read_bytes()
    except OSError:
        return Table(schema), [Problem(schema.place, error.partition(": ")[2], kind="file")]
    text = decode(data)
    if text is None:
        return Table(schema), [
            Problem(schema.place, "is text in no encoding; save it as CSV in UTF-8", kind="encoding")
        ]
    problems: list[Problem] = []
    if not text.encoding.startswith("utf-8"):
        message = f"is {text.encoding_name}; save it as CSV in UTF-8"
        problems.append(Problem(schema.place, message, kind="encoding"))
    if text.delimiter != ",":
        problems.append(Problem(schema.place, "has tabs or semicolons between its cells; save it as CSV", kind="file"))
    rows: list[Row] = []
    try:
        header: list[str] = []
        for number, (_, _, cells) in enumerate(text.records(), 1):
            if number == 1:
                header = cells
                of_header = heading_problems(schema.place, header, schema.column_names, "describe it in csvw.json")
                if not of_header and header != list(schema.column_names):
                    message = f"the columns must be in the order {', '.join(schema.column_names)}"
                    of_header = [Problem(schema.place, message, 1, kind="heading")]
                problems += of_header
            elif len(cells) != len(header):
                message = (
                    f"has {len(cells)} cells and there are {len(header)} columns; look for a comma too many or too few"
                )
                problems.append(Problem(schema.place, message, number, kind="file"))
            else:
                row = dict(zip(header, cells, strict=True))
                rows.append({name: row.get(name, "") for name in schema.column_names})
    except csv.Error as error:
        message = f"is not valid CSV ({error}); look for a quote that does not end"
        problems.append(Problem(schema.place, message, kind="file"))
    return Table(schema, rows), problems


def _cited(schema: TableSchema, row: Mapping[str, str]) -> str:
    lines = row.get(LINES, "")
    return f" (document {schema.source}, line {lines.replace(' ', ', ')})" if lines else ""


def check_table(table: Table) -> None:
    """Raise TableError for the first of :func:`table_problems`."""
    for problem in table_problems(table):
        raise TableError(str(problem))


def table_problems(table: Table) -> Iterator[Problem]:
    """The cells that do not fit their datatype, the keys that are used twice, the malformed cells of lines."""
    schema = table.schema
    seen: dict[str, int] = {}
    fitting: set[tuple[str, str]] = set()
    for number, row in enumerate(table.rows, FIRST_ROW):
        if set(row) != set(schema.column_names):
            odd = ", ".join(sorted(set(row) ^ set(schema.column_names)))
            yield Problem(schema.place, f"columns {odd} are not those of its metadata{_cited(schema, row)}", number)
            continue
        for column in schema.columns:
            value = row[column.name]
            if (column.name, value) in fitting:
                continue
            try:
                column.read(value)
                if column.name == LINES and value:
                    read_cell(value)
            except (ValueError, TypeError) as error:
                message, suggestion = unfit(column, value, error)
                yield Problem(schema.place, f"{message}{_cited(schema, row)}", number, column.name, value, suggestion)
                continue
            fitting.add((column.name, value))
        key = row["key"]
        if key in seen:
            message = f"is also the key of row {seen[key]}{_cited(schema, row)}"
            yield Problem(schema.place, message, number, "key", key, kind="key")
        seen.setdefault(key, number)


def check_references(tables: Mapping[str, Table]) -> None:
    """Raise TableError for the first of :func:`reference_problems`."""
    for problem in reference_problems(tables):
        raise TableError(str(problem))


def reference_problems(tables: Mapping[str, Table]) -> Iterator[Problem]:
    """The foreign keys that name no row."""
    keys = {name: {row["key"] for row in table.rows} for name, table in tables.items()}
    for table in tables.values():
        schema = table.schema
        for foreign in schema.foreign_keys:
            referred = keys.get(foreign.refers_to)
            if referred is None:
                message = f"refers to table {foreign.refers_to}, which no source has"
                suggestion = nearest(foreign.refers_to, tables)
                yield Problem(schema.place, message, None, foreign.column, "", suggestion, "reference")
                continue
            for number, row in enumerate(table.rows, FIRST_ROW):
                value = row[foreign.column]
                if value and value not in referred:
                    message = f"is not a key of {foreign.refers_to}{_cited(schema, row)}"
                    suggestion = nearest(value, referred)
                    yield Problem(schema.place, message, number, foreign.column, value, suggestion, "reference")
