"""The builder of the chapters that Python reads."""

from __future__ import annotations

from functools import cache

from mappings.helpers.countries import country_of
from mappings.helpers.lookups import LookupProblem, read_rows
from mappings.layout import builder
from mappings.layout.flow import Cell
from mappings.map.sources import load_source
from mappings.map.tables import TableSchema
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.source_001.folder import FOLDER, LOOKUPS


@cache
def schemas() -> dict[str, TableSchema]:
    """The schemas of the folder's tables, by name."""
    return {schema.name: schema for schema in load_source(FOLDER).schemas}


@cache
def _lookup(name: str, column: str, value: str) -> dict[str, str]:
    return {row[column]: row[value] for row in read_rows(LOOKUPS / f"{name}.csv", (column, value))}


class Builder(builder.Builder):
    """Rows, notes and sections of document 001."""

    def __init__(self, document: Document, keys: Keys) -> None:
        super().__init__(document, keys, schemas())

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
