"""The place in the files of a site that a statement comes from: file, row and column of its record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from graph.build.validate import Violation
from mappings.map.csv_sources import CsvSource
from mappings.map.sources import Source
from mappings.map.tables import FIRST_ROW, Table
from mappings.problems import Problem
from ontology.namespaces import Namespace
from ontology.prefixes import compact


@dataclass(frozen=True)
class _Record:
    """A row: its table and key."""

    source: Source
    table: Table
    key: str


class Places:
    """The places of the rows of *sources*, whose *tables* are by name."""

    def __init__(self, sources: Iterable[Source], tables: Mapping[str, Table], namespace: Namespace) -> None:
        self._tables = tables
        self._sources = {source.key: source for source in sources}
        self._namespace = namespace
        self._numbers: dict[str, dict[str, int]] = {}

    def problem(self, violation: Violation, kind: str) -> Problem:
        """The *violation* as a problem of the row that it comes from, or else of the thing."""
        record = self._record(violation.records)
        thing = compact(self._namespace, violation.focus) or violation.focus
        if record is None:
            return Problem("site", f"{thing}: {violation.message}", value=violation.value, kind=kind)
        file, row = self._row(record)
        column = self._column(record, violation.path)
        return Problem(file, f"{violation.message} [{thing}]", row, column, violation.value, kind=kind)

    def of_value(self, violation: Violation) -> tuple[int | None, str]:
        """The row and the column of the cell that gives the value of *violation*, which is an IRI of ours."""
        key = violation.value.rpartition("/")[2]
        for name in violation.records:
            record = self._record((name,))
            if record is None:
                continue
            row = next((row for row in record.table.rows if row["key"] == record.key), {})
            for column, value in row.items():
                if value == key:
                    return self._row(record)[1], self._heading(record, column)
        return None, ""

    def of_row(self, source: Source, table: Table, key: str) -> tuple[str, int | None]:
        """The file of the row *key* of a *table*, and its row there as a spreadsheet counts it."""
        return self._row(_Record(source, table, key))

    def _record(self, names: tuple[str, ...]) -> _Record | None:
        for name in names:
            table_name, _, key = name.partition("/")
            table = self._tables.get(table_name)
            if table is not None and table.schema.source in self._sources:
                return _Record(self._sources[table.schema.source], table, key)
        return None

    def _row(self, record: _Record) -> tuple[str, int | None]:
        """The file of *record*, and its row as a spreadsheet counts it."""
        source, schema = record.source, record.table.schema
        numbers = self._numbers.get(schema.name)
        if numbers is None:
            numbers = {row["key"]: number for number, row in enumerate(record.table.rows, FIRST_ROW)}
            if isinstance(source, CsvSource):
                refers, of_file = source.declaration.table, source.content.numbers
                numbers = {row["key"]: of_file[row.get(refers, row["key"])] for row in record.table.rows}
            self._numbers[schema.name] = numbers
        file = schema.place
        if isinstance(source, CsvSource):
            file = f"mappings/{source.folder.name}/{source.declaration.file}"
        return file, numbers.get(record.key)

    def _column(self, record: _Record, path: str) -> str:
        """The column from which a rule makes the property *path*, or the property where no rule does."""
        if not path:
            return ""
        for rule_set in record.source.rules:
            for rule in rule_set.mappings:
                for po in rule.predicate_objects if rule.table == record.table.schema.path.name else ():
                    if self._namespace.rebase(po.predicate) == path and po.object.template.references:
                        return self._heading(record, po.object.template.references[0])
        return compact(self._namespace, path) or path

    @staticmethod
    def _heading(record: _Record, column: str) -> str:
        if isinstance(record.source, CsvSource):
            headings = (declared.heading for declared in record.source.declaration.columns if declared.name == column)
            return next(headings, column)
        return column
