"""Corrections of evident errors of a source, and additions: the printed value stays, the right value stands beside it.

Both are rows of one table, with who made them, when and why. An addition gives a cell that is empty a value from
elsewhere. A fact without a row in any table needs a source of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from mappings.csv_files import CsvError, Row, read_csv, to_csv
from mappings.map.tables import LINES, Table
from ontology.errors import ReportedError
from ontology.spelling import did_you_mean

PATH = Path(__file__).parents[1] / "corrections.csv"
REQUIRED = ("table", "row", "column", "printed", "corrected", "reason", "reason_en", "line", "date")
OPTIONAL = ("read_as", "by", "evidence")
"""Optional columns of a table of corrections."""
COLUMNS = (*REQUIRED[:4], "read_as", *REQUIRED[4:], "by", "evidence")


class CorrectionError(ReportedError):
    """A correction names no cell, or the cell no longer holds the value it corrects."""


@dataclass(frozen=True)
class Correction:
    """One cell of one table row: what is printed, what it should be, and why. *line* is of the document.

    *printed* are the words of the document. Where the cell holds a code or key that was made of them, *read_as* is it.
    *by* says who made it, an office or organisation and never a private person, and *evidence* where the value is
    known from, best an address. An addition has nothing printed, and must have evidence.
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
    by: str = ""
    evidence: str = ""

    @property
    def key(self) -> str:
        """The key of the correction as a record: table, row and column."""
        return f"{self.table}.{self.row}.{self.column}"

    @property
    def is_addition(self) -> bool:
        """Whether it fills an empty cell."""
        return not self.cell

    @property
    def cell(self) -> str:
        """The value of the cell that is corrected."""
        return self.read_as or self.printed


def load_corrections(path: Path = PATH) -> list[Correction]:
    """All corrections; none where there is no such file. Raises CsvError when the file is not such a table."""
    if not path.exists():
        return []
    rows = read_csv(path, REQUIRED, exact=False)
    for column in rows[0] if rows else ():
        if column not in COLUMNS:
            raise CsvError(f"{path.name}: {column!r} is not a column of it{did_you_mean(column, COLUMNS)}")
    return [Correction(**row) for row in rows]


def with_correction(corrections: Iterable[Correction], new: Correction) -> str:
    """The table of *corrections* with *new* at its end, as CSV. Raises CorrectionError where its cell has one."""
    corrections = list(corrections)
    if new.key in {correction.key for correction in corrections}:
        raise CorrectionError(f"corrections.csv: {new.key} is corrected already; change its row there")
    return to_csv(COLUMNS, [asdict(correction) for correction in (*corrections, new)])


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
        if correction.column == LINES:
            raise CorrectionError(
                f"{where} is where the row was read, which the document does not state; mend its table"
            )
        if row[correction.column] != correction.cell:
            raise CorrectionError(
                f'{where} holds "{row[correction.column]}", not the value "{correction.cell}" to correct'
            )
        if correction.cell == correction.corrected or not correction.reason:
            raise CorrectionError(f"{where} needs a value that differs, and a reason")
        if not (correction.evidence if correction.is_addition else correction.line):
            raise CorrectionError(f"{where} needs {'evidence' if correction.is_addition else 'a line'}")
        copy, applied = changed.setdefault((correction.table, correction.row), (dict(row), []))
        copy[correction.column] = correction.corrected
        applied.append(correction)
    return changed
