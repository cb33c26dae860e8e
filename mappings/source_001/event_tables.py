"""Tables of events whose rows all match one pattern."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mappings.layout.flow import EMPTY, Cell, Flow, Match
from mappings.source_001.builder import Builder
from mappings.source_001.cells import add_figure, mode_of
from mappings.source_001.dates import DAY, PrintedPeriod, read_period
from mappings.source_001.names import is_municipality, municipality, organisation

UNITS = {"名": "person", "協会": "organisation", "団体": "organisation"}


@dataclass(frozen=True)
class Shape:
    """How to read one table of events.

    *row* is a pattern for a whole row. Its groups are ``date`` and any of ``title``, ``number``, ``theme``,
    ``content``, ``mode``, ``place``, ``audience``, ``value`` and ``unit`` (the participants). *fixed* has the columns
    that are the same for every row, *fixed_lines* the document lines that state them. *key* begins the keys of the
    events. *also* has other lines that state the same number of participants.
    """

    key: str
    row: str
    fixed: dict[str, str] = field(default_factory=dict)
    fixed_lines: frozenset[int] = frozenset()
    measure: str = "attendees"
    label: str = "参加者数"
    also: frozenset[int] = frozenset()
    start: str = rf"(?<![～~〜]\n)^{DAY}"


def place_cells(builder: Builder, place: Cell) -> dict[str, str]:
    """The columns ``place`` and ``municipality`` of a place in Japan. Raises ReaderError for an unknown one."""
    if not place:
        return {}
    if is_municipality(place.text):
        return {"place": place.text, "municipality": municipality(place)}
    return {"place": place.text, "municipality": builder.look_up("places", "printed", "municipality", place)}


def read_events(builder: Builder, flow: Flow, shape: Shape) -> list[tuple[str, Match]]:
    """One event a row; gives their keys and matches. Raises ReaderError for a row of another shape."""
    return [read_event(builder, row, shape) for row in flow.split(shape.start)]


def read_event(builder: Builder, row: Flow, shape: Shape) -> tuple[str, Match]:
    """One row as an event with its number of participants."""
    match = row.match(shape.row)
    groups = match.matched.groupdict()
    period = read_period(groups["date"], row.first) if groups.get("date") else PrintedPeriod("")
    cells = {name: match.cell(name) for name in ("title", "theme", "content", "audience") if groups.get(name)}
    date = match.cell("date")
    place = match.cell("place") if groups.get("place") else EMPTY
    mode = match.cell("mode") if groups.get("mode") else EMPTY
    number = match.cell("number") if groups.get("number") else EMPTY
    columns = {name: cell.text for name, cell in cells.items()}
    columns |= place_cells(builder, place) | period.cells()
    if mode:
        columns |= {"mode": mode_of(builder, mode), "mode_printed": mode.text}
    if number:
        columns["number"] = str(int(re.sub(r"\D", "", number.text)))
    lines = date.lines | place.lines | mode.lines | number.lines | shape.fixed_lines
    for cell in cells.values():
        lines |= cell.lines
    event = builder.add(
        "events", f"{shape.key}-{period.start or columns.get('number', '1')}", lines, **(shape.fixed | columns)
    )
    if groups.get("value"):
        value = match.cell("value")
        unit = UNITS[groups.get("unit") or "名"]
        measure = shape.measure if unit == "person" else f"{shape.measure}-{unit}s"
        add_figure(builder, event, measure, value.text, value.lines | shape.also, unit=unit, label=shape.label)
    return event, match


def add_party(builder: Builder, event: str, role: str, cell: Cell, key: str = "") -> None:
    """A row of ``event_parties`` for the organisation *key*, or else the one that *cell* names. Raises ReaderError."""
    body = key or organisation(cell)
    builder.add(
        "event_parties",
        f"{event}-{body}",
        cell.lines,
        event=event,
        role=role,
        organisation=body,
        printed=cell.text,
    )
