"""Days of the week as Japanese administrative texts print them, and the marks ○ and ― under them."""

from __future__ import annotations

from collections.abc import Sequence

from ontology.errors import ReportedError

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The keys of the concepts of the week, Monday first: schema.org's days in lower case."""
_BY_LETTER = dict(zip("月火水木金土日", WEEK, strict=True))
_OPEN = frozenset("○〇◯●")
_CLOSED = frozenset("―－-—–ー×✕")


class WeekdayProblem(ReportedError):
    """A printed word is not a day of the week, or a mark is neither ○ nor ―."""


def weekday_of(printed: str) -> str:
    """The day of the week that the whole of *printed* names. Raises WeekdayProblem.

    >>> weekday_of("日"), weekday_of("水曜日")
    ('sunday', 'wednesday')
    """
    letter = printed.strip().removesuffix("日").removesuffix("曜") or printed.strip()
    if letter not in _BY_LETTER:
        raise WeekdayProblem(f"{printed!r} is not a day of the week such as 月 or 月曜日")
    return _BY_LETTER[letter]


def read_marks(marks: Sequence[str]) -> dict[str, bool]:
    """The days of a row of seven marks, Monday first: ○ is open (True), ― is closed (False), however they are printed.

    >>> read_marks(["○", "○", "○", "○", "○", "○", "―"])["sunday"]
    False

    Raises WeekdayProblem for another mark, or more or fewer marks than seven.
    """
    if len(marks) != len(WEEK):
        raise WeekdayProblem(f"{len(marks)} marks for the seven days of the week")
    days = {}
    for day, mark in zip(WEEK, marks, strict=True):
        if mark not in _OPEN | _CLOSED:
            raise WeekdayProblem(f"{mark!r} for {day} is neither ○ nor ―")
        days[day] = mark in _OPEN
    return days
