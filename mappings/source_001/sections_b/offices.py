"""CLAIR's overseas offices as the tables print them."""

from __future__ import annotations

from functools import cache

from mappings.helpers.lookups import read_rows
from mappings.read.document import ReaderError
from mappings.source_001.build import FOLDER
from mappings.source_001.flow import Cell

LAYOUT = FOLDER / "layout_b"


@cache
def offices() -> dict[str, str]:
    """Printed short names of the overseas offices and their organisation keys."""
    return {
        row["printed"]: row["organisation"] for row in read_rows(LAYOUT / "offices.csv", ("printed", "organisation"))
    }


OFFICE = "(?:" + "|".join(sorted(offices(), key=len, reverse=True)) + ")"
"""The short name of an overseas office, as a pattern."""


def office(cell: Cell) -> str:
    """The organisation key of the office that *cell* names. Raises ReaderError."""
    key = offices().get(cell.text)
    if key is None:
        raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} is not an overseas office of offices.csv")
    return key


def office_of_code(cell: Cell) -> str:
    """The organisation key of the office that a three-letter code (``NYC``) stands for. Raises ReaderError."""
    for row in read_rows(LAYOUT / "offices.csv", ("organisation", "code")):
        if row["code"] == cell.text:
            return row["organisation"]
    raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} is not a code of offices.csv")
