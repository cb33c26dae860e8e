"""Lookup files: small CSV tables that give the meaning of printed forms, with a note where it is not obvious."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from mappings.csv_files import Row, read_csv
from ontology.errors import ReportedError

REGISTER = Path(__file__).resolve().parent.parent / "register"


class LookupProblem(ReportedError):
    """A printed form has no row in its lookup file, or has more than one meaning there."""


@cache
def read_rows(path: Path, columns: tuple[str, ...] = ()) -> tuple[Row, ...]:
    """The rows of the CSV file *path*, in order, read once. Raises CsvError when one of *columns* is missing."""
    return tuple(read_csv(path, columns, exact=False))


def lookup_rows(name: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of the register's lookup file *name* (without ``.csv``)."""
    return read_rows(REGISTER / "lookups" / f"{name}.csv", columns)


def register_rows(name: str, columns: tuple[str, ...]) -> tuple[Row, ...]:
    """The rows of the register's committed table *name* (without ``.csv``)."""
    return read_rows(REGISTER / "tables" / f"{name}.csv", columns)
