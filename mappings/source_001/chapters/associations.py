"""Meetings and trainings of the regional international associations and their council."""

from __future__ import annotations

from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER
from mappings.source_001.dates import DAY
from mappings.source_001.event_tables import Shape, add_party, read_events
from mappings.source_001.names import municipality, slug

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_MEETING = rf"(?P<date>{DAY}) (?P<title>(?:第(?P<number>\d+)回)?\S+) (?P<mode>現地|オンライン) {_N}"
_BLOCK_MEETING = (
    rf"(?P<date>{DAY}) (?P<secretariat>\S+?[県市])[ \n](?P<block>[^ ]+?ブロッ\n?ク)[ \n]"
    rf"(?P<mode>現地・オンライン|現地|オンライン) {_N}"
)
_STAFF_TRAINING = (
    rf"(?P<date>{DAY})[ \n](?P<title>(?:.|\n)+?)[ \n](?P<mode>現地)\n(?P<audience>地域国際化協会\n（[^）]+）)\n{_N}"
)


def read_council_events(builder: Builder, flow: Flow, series: str) -> None:
    """The year's meetings of the liaison council of regional international associations."""
    fixed = {"kind": "meeting", "series": series, "organiser": "council-of-regional-international-associations"}
    read_events(builder, flow, Shape("council", _MEETING, fixed))


def read_block_meetings(builder: Builder, flow: Flow, series: str, heading: Cell) -> None:
    """General meetings of the six blocks; the association in charge is printed as its local government."""
    fixed = {"kind": "meeting", "series": series, "title": "総会"}
    for event, match in read_events(builder, flow, Shape("block-meeting", _BLOCK_MEETING, fixed, heading.lines)):
        add_party(builder, event, "organiser", match.cell("block"))
        cell = match.cell("secretariat")
        code = municipality(cell)
        builder.add(
            "event_parties",
            f"{event}-{slug(code)}",
            cell.lines,
            event=event,
            role="association-in-charge",
            body_of=code,
            printed=cell.text,
        )


def read_staff_trainings(builder: Builder, flow: Flow, series: str) -> None:
    """Trainings for the staff of regional international associations."""
    fixed = {"kind": "training", "series": series, "organiser": "council-of-regional-international-associations"}
    read_events(builder, flow, Shape("association-training", _STAFF_TRAINING, fixed))
