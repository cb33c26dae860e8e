"""A timeline: a strip for each group of events, all on one scale of years.

A day is drawn as a dot, a month, a year or an interval as long as it is (with round ends, so that it is seen on a
long scale too): nothing is drawn more exactly than it is known. Below each strip its events are a list, with their
dates and links; that list is what a screen reader reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, figure
from server.pictures.markup import element, fraction, linked, named
from server.pictures.moments import Moment, moment
from server.pictures.reader import Reader
from server.pictures.table import PictureTable, TableCell, cell, table_of

TICKS = 5
"""The most dates above the strips; more do not fit on a phone."""

_LANE = 11
_LANES = 5
_STEPS = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 2400, 6000, 12000, 24000, 60000)
"""Months from one tick to the next."""


@dataclass(frozen=True)
class Event:
    """Something that happened at *date* (see :func:`server.pictures.moments.moment`).

    *shown* is written instead of the date (令和2年度, until May 2019).
    """

    date: str
    label: Label
    href: str = ""
    shown: str = ""


@dataclass(frozen=True)
class EventGroup:
    """The events of one thing, with its name."""

    name: Label
    events: Sequence[Event]
    href: str = ""


@dataclass(frozen=True)
class Timeline:
    """The timeline, its groups in the order given; events are ordered by date."""

    identifier: str
    title: str
    description: str
    groups: Sequence[EventGroup]
    language: str = ""


@dataclass(frozen=True)
class Scale:
    """The days from *first* to *last*, and the first days of the months that are marked."""

    first: date
    last: date
    ticks: tuple[date, ...]

    def percent(self, day: date) -> float:
        """Where *day* is, from 0 to 100."""
        return 100 * (day - self.first).days / (self.last - self.first).days


def timeline(picture: Timeline, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError naming an event whose date it cannot read."""
    check_identifier(picture.identifier)
    dated = [(group, _ordered(picture, group)) for group in picture.groups]
    moments = [when for _, events in dated for when, _ in events]
    scale = scale_of(moments) if moments else None
    rows = [_group(group, events, scale, reader) for group, events in dated]
    return figure(
        "timeline",
        picture,
        reader,
        _axis(scale, reader) if scale else "",
        element("ol", {"class": "timeline-groups", "role": "list"}, *rows),
    )


def timeline_table(picture: Timeline, reader: Reader) -> PictureTable:
    """The same as a table: each event with its group and its date as it is known."""
    rows = [
        (TableCell(event.label, event.href), cell(_date(event, when, reader)), TableCell(group.name, group.href))
        for group in picture.groups
        for when, event in _ordered(picture, group)
    ]
    return table_of(picture, reader, (reader.text("Event"), reader.text("Date"), reader.text("Place")), rows)


def scale_of(moments: Sequence[Moment]) -> Scale:
    """A scale that holds *moments* (not empty), with at most :data:`TICKS` + 1 round marks."""
    first = min(when.first for when in moments)
    after = max(when.after for when in moments)
    start, end = first.year * 12 + first.month - 1, after.year * 12 + after.month - 1 + (after.day > 1)
    for step in _STEPS:
        low = start // step * step
        high = max(-(-end // step) * step, low + step)
        if (high - low) // step <= TICKS:
            break
    # Years 0 and 10000 cannot be dates: a scale that would reach them ends at the first or last event instead.
    ticks = tuple(_month(number) for number in range(low, high + 1, step) if 12 <= number <= 9999 * 12 + 11)
    return Scale(min(first, *ticks), max(after, *ticks), ticks)


def lanes(moments: Sequence[Moment], gap: int) -> list[int]:
    """For each of *moments* (in order of time) the lane it is drawn in, so that marks in a lane are *gap* days apart.

    When all lanes are taken, the one that has been free for longest is used.
    """
    free: list[int] = []
    chosen = []
    for when in moments:
        start, end = when.first.toordinal(), when.after.toordinal() + gap
        lane = next((number for number, day in enumerate(free) if day <= start), len(free))
        if lane == len(free):
            if lane < _LANES:
                free.append(0)
            else:
                lane = free.index(min(free))
        free[lane] = end
        chosen.append(lane)
    return chosen


def _month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def _ordered(picture: Timeline, group: EventGroup) -> list[tuple[Moment, Event]]:
    dated = []
    for event in group.events:
        try:
            dated.append((moment(event.date), event))
        except PictureError as error:
            raise PictureError(f"timeline {picture.identifier}: {event.label.text!r}: {error}") from None
    return sorted(dated, key=lambda pair: (pair[0].first, pair[0].after))


def _date(event: Event, when: Moment, reader: Reader) -> str:
    if event.shown:
        return event.shown
    if when.precision != "interval":
        return reader.date(when.first, when.precision)
    first, last = (moment(part) for part in event.date.split("/"))
    between = "～" if reader.locale.language == "ja" else " – "
    return between.join(reader.date(part.first, part.precision) for part in (first, last))


def _axis(scale: Scale, reader: Reader) -> Markup:
    is_yearly = all(tick.month == 1 for tick in scale.ticks)
    written = []
    for tick in scale.ticks:
        at = scale.percent(tick)
        side = "timeline-first" if at < 8 else "timeline-last" if at > 92 else "timeline-middle"
        words = reader.date(tick, "year" if is_yearly else "month")
        written.append(element("text", {"class": side, "x": f"{fraction(at)}%", "y": 14}, words))
        written.append(_line(scale, tick, 19, 24))
    return element(
        "div",
        {"class": "timeline-axis", "aria-hidden": True},
        element("svg", {"width": "100%", "height": 24, "focusable": "false"}, *written),
    )


def _line(scale: Scale, day: date, top: int, bottom: int) -> Markup:
    at = f"{fraction(scale.percent(day))}%"
    return element("line", {"class": "timeline-tick", "x1": at, "x2": at, "y1": top, "y2": bottom})


def _group(group: EventGroup, events: Sequence[tuple[Moment, Event]], scale: Scale | None, reader: Reader) -> Markup:
    listed = [
        element(
            "li",
            {},
            element("time", {"datetime": None if "/" in event.date else event.date}, _date(event, when, reader)),
            linked(event.href, named(event.label), {"class": "timeline-event"}),
        )
        for when, event in events
    ]
    name = linked(group.href, named(group.name), {"class": "timeline-name"})
    strip = _strip(events, scale, reader) if scale else ""
    return element("li", {}, name, strip, element("ol", {"class": "timeline-events", "role": "list"}, *listed))


def _strip(events: Sequence[tuple[Moment, Event]], scale: Scale, reader: Reader) -> Markup:
    gap = (scale.last - scale.first).days // 28
    chosen = lanes([when for when, _ in events], gap)
    height = (max(chosen, default=0) + 1) * _LANE + 9
    marks = [_line(scale, tick, 0, height) for tick in scale.ticks]
    for lane, (when, event) in zip(chosen, events, strict=True):
        middle = height - 10 - lane * _LANE
        words = element("title", {}, f"{_date(event, when, reader)}: {event.label.text}")
        start, end = scale.percent(when.first), scale.percent(when.after)
        if when.precision == "day":
            shape = element(
                "circle", {"class": "timeline-mark", "cx": f"{fraction(start)}%", "cy": middle, "r": 5}, words
            )
        else:
            shape = element(
                "line",
                {
                    "class": f"timeline-mark timeline-{when.precision}",
                    "x1": f"{fraction(start)}%",
                    "x2": f"{fraction(end)}%",
                    "y1": middle,
                    "y2": middle,
                },
                words,
            )
        marks.append(shape)
    return element(
        "svg",
        {"class": "timeline-strip", "width": "100%", "height": height, "aria-hidden": True, "focusable": "false"},
        *marks,
    )
