"""How document 001 prints days, months and periods, and the columns that they fill.

``mappings.helpers.eras`` reads them; here are the patterns that find them in a table, and the shape of a period.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.helpers import eras
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


@dataclass(frozen=True)
class PrintedPeriod:
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


def read_period(text: str, line: int, *, fiscal_year: int | None = None) -> PrintedPeriod:
    """The period of days, or of months, that all of *text* prints; blanks and line feeds may stand anywhere.

    What the end leaves out (year, month) is that of the start. *fiscal_year* gives the year of a start without one.
    Raises ReaderError naming *line* for anything else, also for an end before its start.
    """
    try:
        first, last = eras.read_period(text, fiscal_year=fiscal_year)
    except eras.DateProblem as error:
        raise ReaderError("001", line, str(error)) from error
    if text[first.start : last.end] != text.strip():
        raise ReaderError("001", line, f"{text!r} is not a date alone")
    if first.kind != last.kind or first.kind not in ("date", "month"):
        raise ReaderError("001", line, f"{text!r} is not a day, a month, or a period of days or of months")
    printed = re.sub(r"\s+", "", text)
    end = "" if first is last else last.value
    if first.kind == "month":
        return PrintedPeriod(printed, start_month=first.value, end_month=end)
    return PrintedPeriod(printed, start=first.value, end=end)


def span(periods: list[PrintedPeriod]) -> dict[str, str]:
    """The columns of an event held in several *periods* of days: from the first start to the last end."""
    start = min(period.start for period in periods)
    end = max(period.end or period.start for period in periods)
    return {
        "date_printed": "、".join(period.printed for period in periods),
        "start": start,
        "end": end if end != start else "",
        "start_month": "",
        "end_month": "",
    }
