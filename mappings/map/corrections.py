"""Corrections of evident errors of a source: printed values stay, corrected ones stand beside."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mappings.csv_files import Row, read_csv
from mappings.map.tables import Table
from ontology.errors import ReportedError

PATH = Path(__file__).parents[1] / "corrections.csv"
COLUMNS = ("table", "row", "column", "printed", "read_as", "corrected", "reason", "reason_en", "line", "date")


class CorrectionError(ReportedError):
    """A correction names no cell, or the cell no longer holds the value it corrects."""


@dataclass(frozen=True)
class Correction:
    """One cell of one table row: what is printed, what it should be, and why. *line* is of the document.

    *printed* are the words of the document. Where the cell holds a code or key that was made of them, *read_as* is it.
    """

    table: str
    row: str
    column: str
    printed: str
    read_as: str
    corrected: str
    reason: str
    reason_en: str
    line: str
    date: str

    @property
    def key(self) -> str:
        """The key of the correction as a record: table, row and column."""
        return f"{self.table}.{self.row}.{self.column}"

    @property
    def cell(self) -> str:
        """The value of the cell that is corrected."""
        return self.read_as or self.printed


def load_corrections(path: Path = PATH) -> list[Correction]:
    """All corrections; none where there is no such file. Raises CsvError when the file is not such a table."""
    if not path.exists():
        return []
    return [Correction(**row) for row in read_csv(path, COLUMNS)]


def corrected_rows(
    corrections: Iterable[Correction], tables: Mapping[str, Table]
) -> dict[tuple[str, str], tuple[Row, list[Correction]]]:
    """The rows that *corrections* change, with the corrected cells, by table and key, with the corrections of the row.

    Raises CorrectionError when a table, row or column does not exist, or the cell holds another value than the
    one to correct.
    """
    corrections = list(corrections)
    wanted = {(correction.table, correction.row) for correction in corrections}
    rows = {
        (name, row["key"]): row
        for name in {table for table, _ in wanted if table in tables}
        for row in tables[name].rows
        if (name, row["key"]) in wanted
    }
    changed: dict[tuple[str, str], tuple[Row, list[Correction]]] = {}
    for correction in corrections:
        where = f"corrections.csv: {correction.table} row {correction.row} column {correction.column}"
        row = rows.get((correction.table, correction.row))
        if row is None or correction.column not in row or correction.column == "key":
            raise CorrectionError(f"{where} is not a cell of a table")
        if row[correction.column] != correction.cell:
            raise CorrectionError(
                f'{where} holds "{row[correction.column]}", not the value "{correction.cell}" to correct'
            )
        if correction.cell == correction.corrected or not correction.reason or not correction.line:
            raise CorrectionError(f"{where} needs a value that differs, a reason and a line")
        copy, applied = changed.setdefault((correction.table, correction.row), (dict(row), []))
        copy[correction.column] = correction.corrected
        applied.append(correction)
    return changed
