"""Lookup files: small CSV tables that say what a printed form means, and why where that isn't obvious."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from ontology.errors import ReportedError

REGISTER = Path(__file__).resolve().parent.parent / "register"


class LookupProblem(ReportedError):
    """A lookup file is missing, or a printed form isn't in it (or must not be)."""


@cache
def read_rows(path: Path, columns: Sequence[str] = ()) -> tuple[dict[str, str], ...]:
    """The rows of the CSV file *path*, in order.

    Raises LookupProblem when the file can't be read, a row has too many or too few cells, or one of *columns* is
    missing.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [column for column in columns if column not in (reader.fieldnames or ())]
            if missing:
                raise LookupProblem(f"{path.name}: column {missing[0]!r} is missing from its header")
            rows = []
            for row in reader:
                if None in row or None in row.values():
                    raise LookupProblem(f"{path.name} line {reader.line_num}: wrong number of cells")
                rows.append(dict(row))
            return tuple(rows)
    except FileNotFoundError as error:
        raise LookupProblem(f"{path} does not exist; restore it from the repository") from error
    except csv.Error as error:
        raise LookupProblem(f"{path.name}: not a CSV table ({error})") from error


def lookup_rows(name: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """The rows of the register's lookup file *name* (without ``.csv``)."""
    return read_rows(REGISTER / "lookups" / f"{name}.csv", columns)


def register_rows(name: str, columns: tuple[str, ...]) -> tuple[dict[str, str], ...]:
    """The rows of the register's committed table *name* (without ``.csv``)."""
    return read_rows(REGISTER / "tables" / f"{name}.csv", columns)
