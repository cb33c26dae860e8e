"""Dates and periods as document 001 prints them: eras, wide digits, blanks inside, ends without a year."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from mappings.read.document import ReaderError

_ = r"[ \n]*"
DAY = rf"(?:(?:令和|平成){_}(?:\d+|元){_}年|\d{{4}}{_}年){_}\d+{_}月{_}\d+{_}日"
"""A day with its year, as a pattern without groups."""
MONTH = rf"(?:(?:令和|平成){_}(?:\d+|元){_}年|\d{{4}}{_}年){_}\d+{_}月(?!{_}\d+{_}日)"
"""A month with its year."""
_ERA_YEAR = rf"(?:(?:令和|平成){_}(?:\d+|元){_}年{_})?"
_END = rf"{_ERA_YEAR}(?:\d+{_}月{_})?\d+{_}日|{_ERA_YEAR}\d+{_}月(?!{_}\d+{_}日)"
PERIOD = rf"(?:{DAY}|{MONTH})(?:{_}[～~〜]{_}(?:{_END}))?"
"""A day, a month, or a period whose end may leave out what it shares with its start."""

_ERAS = {"令和": 2018, "平成": 1988}
_POINT = re.compile(
    rf"(?:(?P<era>令和|平成){_}(?P<n>\d+|元){_}年{_}|(?P<year>\d{{4}}){_}年{_})?(?:(?P<month>\d+){_}月{_})?(?:(?P<day>\d+){_}日)?"
)


@dataclass(frozen=True)
class Period:
    """A printed date: days or months in ISO 8601; the end is empty when there is only one."""

    printed: str
    start: str = ""
    end: str = ""
    start_month: str = ""
    end_month: str = ""

    def cells(self) -> dict[str, str]:
        """The columns ``date_printed``, ``start``, ``end``, ``start_month``, ``end_month``."""
        return {
            "date_printed": self.printed,
            "start": self.start,
            "end": self.end,
            "start_month": self.start_month,
            "end_month": self.end_month,
        }


def _point(text: str, before: tuple[int, int, int | None] | None, line: int) -> tuple[int, int, int | None]:
    match = _POINT.fullmatch(text.strip())
    if match is None:
        raise ReaderError("001", line, f"{text!r} is not a date")
    year = month = None
    if match["era"]:
        year = _ERAS[match["era"]] + (1 if match["n"] == "元" else int(match["n"]))
    elif match["year"]:
        year = int(match["year"])
    elif before:
        year = before[0]
    if match["month"]:
        month = int(match["month"])
    elif before and not (match["era"] or match["year"]):
        month = before[1]
    day = int(match["day"]) if match["day"] else None
    if year is None or month is None or (day is None and not match["month"]):
        raise ReaderError("001", line, f"{text!r} leaves its year or month open")
    try:
        date(year, month, day or 1)
    except ValueError as error:
        raise ReaderError("001", line, f"{text!r} is not in the calendar: {error}") from error
    return year, month, day


def _printed(text: str) -> str:
    """The date as printed, without the blanks that the line breaks and the typesetting put into it."""
    return re.sub(r"[ \n]+", "", text)


def read_period(text: str, line: int) -> Period:
    """The period printed as *text* (blanks and line feeds may stand anywhere); *line* is for the error.

    What the end leaves out (year, month) is that of the start. Raises ReaderError for anything else, an end before
    its start included.
    """
    parts = re.split(r"[～~〜]", text.strip())
    if len(parts) > 2:
        raise ReaderError("001", line, f"{text!r} is not one period")
    start = _point(parts[0], None, line)
    end = _point(parts[1], start, line) if len(parts) == 2 else None
    if end and (end[0], end[1], end[2] or 0) < (start[0], start[1], start[2] or 0):
        raise ReaderError("001", line, f"{text!r} ends before it starts")
    if start[2] is None:
        if end and end[2] is not None:
            raise ReaderError("001", line, f"{text!r} starts with a month and ends with a day")
        return Period(
            _printed(text),
            start_month=f"{start[0]:04}-{start[1]:02}",
            end_month=f"{end[0]:04}-{end[1]:02}" if end else "",
        )
    if end and end[2] is None:
        raise ReaderError("001", line, f"{text!r} starts with a day and ends with a month")
    return Period(
        _printed(text),
        start=date(*start[:2], start[2]).isoformat(),
        end=date(end[0], end[1], end[2] or 1).isoformat() if end else "",
    )


def span(periods: list[Period]) -> dict[str, str]:
    """The columns of an event held in several *periods* of days: from the first start to the last end."""
    start = min(p.start for p in periods)
    end = max(p.end or p.start for p in periods)
    return {
        "date_printed": "、".join(p.printed for p in periods),
        "start": start,
        "end": end if end != start else "",
        "start_month": "",
        "end_month": "",
    }
