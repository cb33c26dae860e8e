"""Tables whose first column, the overseas office, is printed once a group."""

from __future__ import annotations

import re
from functools import cache

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.source_001.build import FOLDER
from mappings.source_001.flow import Cell, Flow


@cache
def offices() -> dict[str, tuple[str, str]]:
    """Printed office names with the organisation's key and a short name for keys."""
    rows = read_rows(FOLDER / "lookups" / "offices.csv", ("printed", "organisation", "romaji"))
    return {row["printed"]: (row["organisation"], row["romaji"]) for row in rows}


def office_groups(flow: Flow) -> list[tuple[str, Cell, Flow]]:
    """The groups of a table: the office's key, the cell that names it, and the group's rows.

    An office heading is a line of its own (or two, when it is broken) right before a date, or stands in the line of the
    date: the same word elsewhere is a place. After a page
    break the same office may be named again; then its groups are separate. Raises ReaderError when the first has none.
    """
    names = "|".join(r"\n?".join(map(re.escape, name)) for name in offices())
    heading = rf"^(?P<office>{names})(?:$(?=\n(?:令和|＜))|(?= 令和))"
    out = []
    for group in flow.split(heading):
        match = group.match(rf"(?P<office>{names})[ \n](?P<rows>(?:.|\n)+)")
        office = match.cell("office")
        out.append((offices()[squeeze(office.text)][0], office, match.sub("rows")))
    return out


def short(office: str) -> str:
    """The short name of an office for keys, ``london``. Raises KeyError for another organisation."""
    return next(romaji for organisation, romaji in offices().values() if organisation == office)
