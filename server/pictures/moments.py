"""Dates as far as they are known: a year, a month, a day, or from one to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from server.pictures.errors import PictureError

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_LAST_YEAR = 9998


@dataclass(frozen=True)
class Moment:
    """The days from *first* to before *after*, known to the ``year``, ``month`` or ``day``, or an ``interval``."""

    first: date
    after: date
    precision: str

    @property
    def days(self) -> int:
        """The number of days from *first* to before *after*."""
        return (self.after - self.first).days


def moment(text: str) -> Moment:
    """The moment that *text* names: ``2019``, ``2019-04``, ``2019-04-01``, or an ISO 8601 interval of two of these with
    a slash, both included (the fiscal year 2019 is ``2019-04/2020-03``). Raises PictureError for anything else.
    """
    start, slash, end = text.partition("/")
    first = _single(start, text)
    if not slash:
        return first
    last = _single(end, text)
    if last.after <= first.first:
        raise PictureError(f"{text!r} ends before it begins")
    return Moment(first.first, last.after, "interval")


def _single(part: str, text: str) -> Moment:
    match = _DATE.fullmatch(part)
    try:
        if not match or int(match[1]) > _LAST_YEAR:
            raise ValueError
        year = int(match[1])
        if not match[2]:
            return Moment(date(year, 1, 1), date(year + 1, 1, 1), "year")
        month = int(match[2])
        if not match[3]:
            following = date(year + month // 12, month % 12 + 1, 1)
            return Moment(date(year, month, 1), following, "month")
        day = date(year, month, int(match[3]))
        return Moment(day, date.fromordinal(day.toordinal() + 1), "day")
    except ValueError:
        raise PictureError(f"{text!r} is no date; use 2019, 2019-04, 2019-04-01, or two of them with a slash") from None
