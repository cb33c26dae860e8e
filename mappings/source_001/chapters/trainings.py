"""Trainings on coexistence held with JIAM, training in working online, and study visits."""

from __future__ import annotations

import re

from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER, add_figure
from mappings.source_001.dates import DAY, PERIOD, read_period, span
from mappings.source_001.event_tables import Shape, add_party, read_event, read_events

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_JIAM = rf"(?P<date>{PERIOD})[ \n](?P<title>[^0-9](?:.|\n)+?)[ \n]{_N}"
_JIAM_TWICE = rf"(?P<parts>(?:\((?:前期|後期)\){PERIOD}\n){{2}})(?P<title>.+) {_N}"
_ONLINE_SKILLS = rf"(?P<date>{DAY}) (?P<mode>オンライン)\n(?P<theme>(?:.|\n)+?)\n{_N}"
_STUDY_VISIT = rf"(?P<date>{PERIOD}) (?P<place>\S+県)\n(?P<theme>(?:.|\n)+?)\n{_N}"


def read_jiam_trainings(builder: Builder, flow: Flow, series: str, co_organiser: Cell) -> Cell:
    """Trainings held together with JIAM; gives the cell of the total that ends the table."""
    total = flow.lines[-1]
    stated = re.fullmatch(rf"計 ({NUMBER}) 名", total)
    if stated is None:
        raise flow.error("the table of trainings ends with a total", len(flow.text) - 1)
    body = flow.without([flow.numbers[-1]])
    fixed = {"kind": "training", "series": series, "organiser": "clair"}
    counted = 0
    for row in body.split(rf"^\(前期\)|(?<!後期\))(?<!\))^{DAY}"):
        twice = row.try_match(_JIAM_TWICE)
        if twice is None:
            event, match = read_event(builder, row, Shape("jiam-training", _JIAM, fixed, label="受講者数"))
        else:
            match = twice
            parts = [
                (part.cell("name"), read_period(part.matched["date"], row.first), part.lines)
                for part in twice.sub("parts").all(rf"\((?P<name>前期|後期)\)(?P<date>{PERIOD})")
            ]
            title = twice.cell("title")
            event = builder.add(
                "events",
                f"jiam-training-{parts[0][1].start}",
                title.lines.union(*(lines for _, _, lines in parts)),
                title=title.text,
                **(fixed | span([period for _, period, _ in parts])),
            )
            for number, (name, period, lines) in enumerate(parts, 1):
                builder.add(
                    "event_sessions",
                    f"{event}-{number}",
                    lines,
                    event=event,
                    part=str(number),
                    part_printed=name.text,
                    **period.cells(),
                )
            value = twice.cell("value")
            add_figure(builder, event, "attendees", value.text, value.lines, label="受講者数")
        counted += int(match.matched["value"])
        add_party(builder, event, "co-organiser", co_organiser)
    if counted != int(stated[1]):
        raise flow.error(f"the trainings add up to {counted}, the table says {stated[1]}", len(flow.text) - 1)
    return Cell(stated[1], frozenset({flow.numbers[-1]}))


def read_online_skills(builder: Builder, flow: Flow, series: str, title: Cell) -> None:
    """Online training on working online."""
    fixed = {"kind": "training", "series": series, "title": title.text, "organiser": "clair"}
    read_events(builder, flow, Shape(series, _ONLINE_SKILLS, fixed, title.lines))


def read_study_visits(builder: Builder, flow: Flow, series: str, title: Cell) -> None:
    """Study visits to places with good practice, with one prefecture a visit."""
    fixed = {"kind": "study-tour", "series": series, "title": title.text, "organiser": "clair", "mode": "on-site"}
    read_events(builder, flow, Shape(series, _STUDY_VISIT, fixed, title.lines))
