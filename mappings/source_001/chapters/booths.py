"""Booths at events of other organisers."""

from __future__ import annotations

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER, add_figure
from mappings.source_001.dates import DAY, PERIOD, read_period
from mappings.source_001.event_tables import add_party, place_cells
from mappings.source_001.names import organisation

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_BOOTH = (
    rf"(?P<date>{PERIOD})\n(?P<who>[^「]+?)\n「(?P<title>[^」]+)」\n"
    rf"(?P<content>(?:プレゼンテーション)?ブース出展：\n(?:.|\n)+?)\n約 {_N}\n（(?P<note>[^）]+)）"
)


def read_booths(builder: Builder, flow: Flow, series: str, venues: dict[str, Cell], exhibitors: list[Cell]) -> None:
    """Booths at events of others; the number of visitors is that of the organisers.

    *venues* has the cities that the running text names, by the organisation that held the event; *exhibitors* has the
    exhibitor that it names, one cell an event. Raises ReaderError when these are not as many as the events.
    """
    rows = flow.split(rf"(?<![～~〜]\n)^{DAY}")
    if len(rows) != len(exhibitors):
        raise flow.error(f"{len(rows)} events of others but the text names {len(exhibitors)} booths")
    for row, exhibitor in zip(rows, exhibitors, strict=True):
        match = row.match(_BOOTH)
        who, content, note = match.cell("who"), match.cell("content"), match.cell("note")
        period = read_period(match.matched["date"], row.first)
        title = match.cell("title")
        place = venues.get(organisation(who), EMPTY)
        event = builder.add(
            "events",
            f"booth-{period.start}",
            match.cell("date").lines | title.lines | content.lines | place.lines,
            kind="fair",
            series=series,
            title=title.text,
            content=content.text,
            **place_cells(builder, place),
            **period.cells(),
        )
        add_party(builder, event, "organiser", who)
        add_party(builder, event, "exhibitor", exhibitor)
        value = match.cell("value")
        add_figure(
            builder,
            event,
            "visitors",
            value.text,
            value.lines | note.lines,
            label="参加者数",
            approximate=True,
            note=note.text,
        )
