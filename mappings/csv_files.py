"""CSV files: read with a check of their header and width, and written the same way everywhere.

A row is a dictionary of its columns; an empty cell is the empty string.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import overload

from ontology.errors import ReportedError

Row = dict[str, str]


class CsvError(ReportedError):
    """A CSV file is missing or malformed, or has other columns than its reader needs."""


def parse_csv(text: str, columns: Sequence[str], name: str, *, exact: bool = True) -> list[Row]:
    """The rows of the CSV *text*; *name* stands for the file in errors.

    The header must be *columns*, or hold at least these when *exact* is False. Raises CsvError naming the row, counted
    as a spreadsheet does, that has too many cells or too few, or the line where the text is no CSV.
    """
    return list(_rows(io.StringIO(text.removeprefix("\ufeff"), newline=""), columns, name, exact))


def _rows(file: Iterable[str], columns: Sequence[str], name: str, exact: bool) -> Iterator[Row]:
    reader = csv.reader(file, strict=True)
    try:
        header = next(reader, None)
        if header is None or (tuple(header) != tuple(columns) if exact else not set(columns) <= set(header)):
            needed = f"must be {list(columns)}" if exact else f"must hold {list(columns)}"
            raise CsvError(f"{name}: its header is {header}, it {needed}")
        for number, cells in enumerate(reader, 2):
            if len(cells) != len(header):
                raise CsvError(f"{name} row {number}: {len(cells)} cells instead of {len(header)}")
            yield dict(zip(header, cells, strict=True))
    except csv.Error as error:
        raise CsvError(f"{name} near line {reader.line_num}: not CSV ({error})") from error


class FileRows(Sequence[Row]):
    """The rows of the CSV file *path*, read again at each iteration: for a file with too many rows for memory.

    Raises CsvError as :func:`read_csv` does, which holds them.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self._path = path
        self._columns = columns
        self._length = sum(1 for _ in self)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[Row]:
        try:
            with self._path.open(encoding="utf-8-sig", newline="") as file:
                yield from _rows(file, self._columns, self._path.name, True)
        except (OSError, UnicodeDecodeError) as error:
            raise CsvError(f"{self._path}: cannot be read ({error}); restore it from the repository") from error

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> list[Row]: ...

    def __getitem__(self, index: int | slice) -> Row | list[Row]:
        return list(self)[index]


def read_csv(path: Path, columns: Sequence[str], *, exact: bool = True) -> list[Row]:
    """The rows of the CSV file *path*, as ``parse_csv`` gives them. Raises CsvError, also when it cannot be read."""
    try:
        text = path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CsvError(f"{path}: cannot be read ({error}); restore it from the repository") from error
    return parse_csv(text, columns, path.name, exact=exact)


def to_csv(columns: Sequence[str], rows: Iterable[Mapping[str, str]]) -> str:
    """*rows* as CSV with a header, ``\\n`` at line ends, quotes only where needed."""
    return "".join(csv_parts(columns, [rows]))


def csv_parts(columns: Sequence[str], parts: Iterable[Iterable[Mapping[str, str]]]) -> Iterator[str]:
    """:func:`to_csv` for rows that come in *parts*: the header, then the text of each part."""
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(columns), lineterminator="\n", extrasaction="raise", restval="")
    writer.writeheader()
    yield out.getvalue()
    for rows in parts:
        out.seek(0)
        out.truncate()
        writer.writerows(rows)
        yield out.getvalue()
