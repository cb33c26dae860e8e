"""CLAIR's overseas offices as printed, and tables that print the office of a group of rows once."""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.layout.flow import Cell, Flow
from mappings.read.document import ReaderError
from mappings.source_001.folder import LOOKUPS


@cache
def _offices() -> tuple[dict[str, str], ...]:
    """One row an office: its printed short name, its key, a romaji name for keys, its three-letter code."""
    return read_rows(LOOKUPS / "offices.csv", ("printed", "organisation", "romaji", "code"))


@cache
def offices() -> dict[str, str]:
    """Printed short names of the overseas offices and their organisation keys."""
    return {row["printed"]: row["organisation"] for row in _offices()}


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
    for row in _offices():
        if row["code"] == cell.text:
            return row["organisation"]
    raise ReaderError("001", min(cell.lines, default=0), f"{cell.text!r} is not a code of offices.csv")


def short(office: str) -> str:
    """The short name of an office for keys, ``london``. Raises StopIteration for another organisation."""
    return next(row["romaji"] for row in _offices() if row["organisation"] == office)


def office_groups(flow: Flow) -> list[tuple[str, Cell, Flow]]:
    """The groups of a table: the office's key, the cell that names it, and the group's rows.

    An office heading is a line of its own (or two, when it is broken) right before a date, or stands in the line of the
    date: the same word elsewhere is a place. After a page break the same office may be named again; then its groups are
    separate. Raises ReaderError when the first group has no heading.
    """
    names = "|".join(r"\n?".join(map(re.escape, name)) for name in offices())
    heading = rf"^(?P<office>{names})(?:$(?=\n(?:令和|＜))|(?= 令和))"
    groups = []
    for group in flow.split(heading):
        match = group.match(rf"(?P<office>{names})[ \n](?P<rows>(?:.|\n)+)")
        printed = match.cell("office")
        groups.append((offices()[squeeze(printed.text)], printed, match.sub("rows")))
    return groups
