"""Trainings and drills for those who support foreign residents in a disaster."""

from __future__ import annotations

from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER
from mappings.source_001.dates import DAY
from mappings.source_001.event_tables import Shape, add_party, read_events

_N = rf"(?P<value>{NUMBER}){BLANK}(?P<unit>名|協会)"
_ONLINE_TRAINING = rf"(?P<date>{DAY}) (?P<title>第(?P<number>\d+)回オンライン研修) {_N}"
_BLOCK_DRILL = rf"(?P<date>{DAY}) +(?P<block>\S+ブロック)（(?P<place>\S+)） {_N}"
_ON_SITE_TRAINING = rf"(?P<date>{DAY}) (?P<title>現地集合型研修)（(?P<place>\S+)） {_N}"


def read_online_trainings(builder: Builder, flow: Flow, series: str) -> None:
    """Online trainings for those who support foreign residents in disasters."""
    fixed = {"kind": "training", "series": series, "organiser": "clair", "mode": "online"}
    read_events(builder, flow, Shape("disaster-online-training", _ONLINE_TRAINING, fixed))


def read_drills(builder: Builder, flow: Flow, series: str, heading: Cell, content: Cell) -> None:
    """On-site drills of CLAIR, carried out by a block of associations; the running text prints their *content*."""
    fixed = {"kind": "drill", "series": series, "title": heading.text.lstrip("・"), "mode": "on-site"}
    fixed |= {"organiser": "clair", "content": content.text}
    shape = Shape("disaster-drill", _BLOCK_DRILL, fixed, heading.lines | content.lines)
    for event, match in read_events(builder, flow, shape):
        add_party(builder, event, "implementer", match.cell("block"))


def read_on_site_training(builder: Builder, flow: Flow, series: str, audience: Cell) -> None:
    """On-site training for the staff of associations: *audience*, which the running text prints."""
    fixed = {"kind": "training", "series": series, "organiser": "clair", "mode": "on-site", "audience": audience.text}
    read_events(builder, flow, Shape("disaster-on-site-training", _ON_SITE_TRAINING, fixed, audience.lines))
