"""The days of a week something is open, as a strip of seven squares (eight with public holidays).

Open is a ring on a filled square, some weeks only a triangle on a half-filled one, closed a cross on an empty one, not
stated a dashed outline with nothing in it: no colour is needed to tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, legend
from server.pictures.markup import element, plain
from server.pictures.reader import WEEKDAYS, Reader
from server.pictures.table import Cell, PictureTable, cell, not_stated

HOLIDAY = "public-holiday"
DAYS = (*WEEKDAYS, HOLIDAY)
"""The keys of days, as in ``/id/weekday/{key}``."""

_PITCH = 40
_SIDE = 36
_TOP = 22


class Opening(Enum):
    """What the sources state about a day. The value is the message that says so."""

    OPEN = "open"
    SOME_WEEKS = "open in some weeks"
    CLOSED = "closed"
    NOT_STATED = "not stated"


@dataclass(frozen=True)
class Day:
    """A day (a key of :data:`DAYS`) and its opening; *note* is a condition in a few words (1st and 3rd, 9:00-17:00)."""

    day: str
    opening: Opening
    note: str = ""


@dataclass(frozen=True)
class Week:
    """A week. Days left out are not stated; public holidays are drawn only if they are among *days*."""

    identifier: str
    title: str
    days: Sequence[Day]

    @cached_property
    def all_days(self) -> tuple[Day, ...]:
        """Seven days, or eight. Raises PictureError for an unknown day or one that comes twice."""
        stated: dict[str, Day] = {}
        for day in self.days:
            if day.day not in DAYS:
                raise PictureError(f"week {self.identifier}: {day.day!r} is no day; use {', '.join(DAYS)}")
            if day.day in stated:
                raise PictureError(f"week {self.identifier}: {day.day} comes twice; give it once, with a note")
            stated[day.day] = day
        return tuple(stated.get(key, Day(key, Opening.NOT_STATED)) for key in DAYS if key != HOLIDAY or key in stated)


def week_strip(picture: Week, reader: Reader) -> Markup:
    """*picture* for *reader* as one small ``svg``, for a table or a page. What it says is in its description."""
    check_identifier(picture.identifier)
    days = picture.all_days
    title, about = f"{picture.identifier}-title", f"{picture.identifier}-about"
    cells = []
    for number, day in enumerate(days):
        drawn = [element("title", {}, _words(day, reader))]
        if day.opening is not Opening.NOT_STATED or day.day != HOLIDAY:
            drawn.append(element("text", {"class": "week-day", "x": _SIDE / 2, "y": 14}, _initial(day.day, reader)))
        drawn.append(element("g", {"transform": f"translate(0 {_TOP})"}, _sign(day.opening)))
        cells.append(element("g", {"class": "week-cell", "transform": f"translate({2 + number * _PITCH} 2)"}, *drawn))
    return element(
        "svg",
        {
            "class": "week" + (" week-with-holidays" if len(days) > len(WEEKDAYS) else ""),
            "id": picture.identifier,
            "lang": reader.language,
            "viewBox": f"0 0 {len(days) * _PITCH} {_TOP + _SIDE + 4}",
            "width": "100%",
            "role": "img",
            "aria-labelledby": title,
            "aria-describedby": about,
            "focusable": "false",
        },
        element("title", {"id": title}, plain(picture.title)),
        element("desc", {"id": about}, week_in_words(picture, reader)),
        *cells,
    )


def week_in_words(picture: Week, reader: Reader) -> str:
    """What the strip shows, as a sentence: Open: Monday, Tuesday. Closed: Sunday."""
    parts = []
    for opening in Opening:
        days = [
            _name(day.day, reader) + (f" ({day.note})" if day.note else "")
            for day in picture.all_days
            if day.opening is opening
        ]
        if days:
            words = reader.text(opening.value)
            parts.append(f"{words[:1].upper()}{words[1:]}: {reader.listed(days)}")
    return "; ".join(parts)


def week_notes(picture: Week, reader: Reader) -> Markup:
    """The conditions of the days as a line of text, to stand under the strip; empty when there is none."""
    notes = [f"{_name(day.day, reader)}: {day.note}" for day in picture.all_days if day.note]
    if not notes:
        return Markup("")
    return element("p", {"class": "week-notes", "lang": reader.language}, "; ".join(notes))


def week_legend(reader: Reader) -> Markup:
    """What the signs mean; once on a page that has strips."""
    return element(
        "div",
        {"class": "picture week-legend", "lang": reader.language},
        legend(*((_sample(opening), reader.html(opening.value)) for opening in Opening)),
    )


def week_table(picture: Week, reader: Reader) -> PictureTable:
    """The same as a table: each day, what is stated, and its condition."""
    rows = []
    for day in picture.all_days:
        state = not_stated(reader) if day.opening is Opening.NOT_STATED else cell(reader.text(day.opening.value))
        rows.append((Cell(Label(_name(day.day, reader))), state, cell(day.note)))
    return PictureTable(
        plain(picture.title), (reader.text("Day"), reader.text("Opening"), reader.text("Note")), tuple(rows)
    )


def _name(day: str, reader: Reader) -> str:
    return reader.text("public holidays") if day == HOLIDAY else reader.weekday(day)


def _initial(day: str, reader: Reader) -> str:
    if day == HOLIDAY:
        return reader.text("Hol.")
    return reader.weekday(day, "abbreviated")


def _words(day: Day, reader: Reader) -> str:
    note = f" ({day.note})" if day.note else ""
    return f"{_name(day.day, reader)}: {reader.text(day.opening.value)}{note}"


def _sign(opening: Opening) -> Markup:
    """The square of a day, 36 units wide and high."""
    square = element("rect", {"class": "week-square", "x": 1, "y": 1, "width": _SIDE - 2, "height": _SIDE - 2, "rx": 6})
    signs = {
        Opening.OPEN: element("circle", {"class": "week-sign", "cx": 18, "cy": 18, "r": 8.5}),
        Opening.SOME_WEEKS: _half_signs(),
        Opening.CLOSED: element("path", {"class": "week-sign", "d": "M11 11 25 25M25 11 11 25"}),
        Opening.NOT_STATED: Markup(""),
    }
    return element("g", {"class": f"week-{opening.name.lower().replace('_', '-')}"}, square, signs[opening])


def _half_signs() -> Markup:
    """A triangle on a square whose lower half is filled."""
    half = element("path", {"class": "week-half", "d": "M1 19H35V29A6 6 0 0 1 29 35H7A6 6 0 0 1 1 29Z"})
    return half + element("path", {"class": "week-sign", "d": "M18 9 27 25H9Z"})


def _sample(opening: Opening) -> Markup:
    return element(
        "svg",
        {"class": "picture-swatch", "width": 24, "height": 24, "viewBox": "0 0 36 36", "aria-hidden": True},
        _sign(opening),
    )
