"""Dates as Japanese administrative texts print them, and the same dates in ISO 8601.

These forms are read:

- dates of an era or the common era, complete or not: 令和５年６月８日, 平成24年12月末, R3.6.28, H31.4, 2014年;
- fiscal years: 令和５年度 is April 2023 to March 2024;
- parts of a month: 上旬;
- dates that continue the date before them: ～28日, 、17日, 同月, 同年７月;
- months and days without a year, when the caller gives the fiscal year.

Digits may be wide and have spaces around them. A month and day without a year stay unresolved when neither the caller
nor a date before them gives one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, NamedTuple

from mappings.helpers.text import narrow
from ontology.errors import ReportedError

Kind = Literal["date", "month", "year", "fiscal-year", "unresolved"]

# The year before the first year of the era: 令和元年 is 2019.
_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_SHORT_ERAS = {"M": "明治", "T": "大正", "S": "昭和", "H": "平成", "R": "令和"}


class DateProblem(ReportedError):
    """A printed date doesn't exist, or can't be read without a guess."""


@dataclass(frozen=True)
class Stamp:
    """A date in a text: ``text[start:end] == printed``.

    ``value`` is ISO 8601: ``2023-06-08`` (kind ``date``), ``2023-06`` (``month``), ``2023`` (``year``, and
    ``fiscal-year`` for the year in which it begins), empty when ``unresolved``. ``first`` and ``last`` are the first
    and last day it covers. ``inferred`` names the parts that are not printed there (``year``, ``year month``).
    ``part`` is 上旬, 中旬 or 下旬 if printed.
    """

    printed: str
    start: int
    end: int
    kind: Kind
    value: str
    first: date | None
    last: date | None
    inferred: str = ""
    part: str = ""

    @property
    def year(self) -> int:
        """The calendar year of the first day. Raises DateProblem when unresolved."""
        return self._first_day().year

    @property
    def month(self) -> int:
        """The calendar month of the first day. Raises DateProblem when unresolved."""
        return self._first_day().month

    def _first_day(self) -> date:
        if self.first is None:
            raise DateProblem(f"{self.printed!r} has no year; give the fiscal year it stands in")
        return self.first


class Period(NamedTuple):
    """Two dates that begin and end a period; the same stamp twice for a single date."""

    first: Stamp
    last: Stamp


def era_year(era: str, year: str) -> int:
    """The year of the common era of *year* (``元`` or a number) of *era* (``令和`` or ``R``).

    >>> era_year("令和", "元"), era_year("H", "31"), era_year("平成", "２４")
    (2019, 2019, 2012)
    """
    name = _SHORT_ERAS.get(narrow(era).upper(), era)
    if name not in _ERAS:
        raise DateProblem(f"{era!r} is not an era; known are {', '.join(_ERAS)} and {', '.join(_SHORT_ERAS)}")
    number = 1 if year.strip() == "元" else int(narrow(year))
    if number < 1:
        raise DateProblem(f"{era}{year}年 does not exist; an era begins with year 1 (元年)")
    return _ERAS[name] + number


def fiscal_year_days(year: int) -> tuple[date, date]:
    """First and last day of the Japanese fiscal year that begins in April of *year*."""
    return date(year, 4, 1), date(year + 1, 3, 31)


def fiscal_year_of(day: date) -> int:
    """The fiscal year *day* is in, named by the year in which it begins."""
    return day.year if day.month >= 4 else day.year - 1


def year_of_month(month: int, fiscal_year: int) -> int:
    """The calendar year of *month* in *fiscal_year*: January to March belong to the next.

    >>> year_of_month(4, 2023), year_of_month(3, 2023)
    (2023, 2024)
    """
    return fiscal_year if month >= 4 else fiscal_year + 1


_YEAR = r"(?:(?P<era>明治|大正|昭和|平成|令和)\s*(?P<era_year>元|\d{1,2})|(?P<common>(?<!\d)(?:1[89]|20)\d{2}))\s*年"
_PART = "上旬|中旬|下旬|末日?"


def _month(group: str) -> str:
    """A pattern for a month, but not for a duration or a frequency (６月間, 月２回)."""
    return rf"(?P<{group}>\d{{1,2}})\s*月(?!間|\s*\d+\s*回)"


def _day(group: str) -> str:
    """A pattern for a day, but not for a duration (５日間, ３日以内)."""
    return rf"(?P<{group}>\d{{1,2}})\s*日(?!間|以|程)"


_TOKEN = re.compile(
    rf"""
      {_YEAR}(?:(?P<fiscal>度)|\s*{_month("y_month")}(?:\s*(?:{_day("y_day")}|(?P<y_part>{_PART})))?)?
    | (?<![A-Za-z0-9.])(?P<short>[MTSHR])\s?(?P<short_year>\d{{1,2}})
        (?:\.(?P<s_month>\d{{1,2}})(?:\.(?P<s_day>\d{{1,2}}))?(?P<s_part>{_PART})?|\s*年?(?P<s_fiscal>度))?(?![A-Za-z0-9.])
    | 同\s*年(?!度)(?:\s*{_month("sy_month")}(?:\s*{_day("sy_day")})?)?
    | 同\s*月(?:\s*{_day("sm_day")})?
    | 同\s*{_month("same_month")}(?:\s*{_day("same_day")})?
    | (?<![\d.]){_month("b_month")}(?:\s*(?:{_day("b_day")}|(?P<b_part>{_PART})))?
    | (?<![\d.]){_day("c_day")}
    | (?P<c_part>上旬|中旬|下旬)
    """,
    re.VERBOSE,
)
# Text that may stand between a date and one that continues it: 8日～9日, 3日、17日, ８月から９月.
_WEEKDAY = r"\s*(?:[(（][月火水木金土日祝・]+[)）])?\s*"
_GOES_ON = re.compile(rf"{_WEEKDAY}(?:[~〜～\-–—−ー、，,・/\s]|と|及び|および|並びに|ならびに|から|より)*\Z")
_RANGE = re.compile(rf"{_WEEKDAY}(?:[~〜～\-–—−ー]|から|より)\s*\Z")


def _days(year: int, month: int, day: int | None, part: str, printed: str) -> tuple[Kind, str, date, date]:
    try:
        length = calendar.monthrange(year, month)[1]
        if part.startswith("末"):
            day = length
        if day is not None:
            exact = date(year, month, day)
            return "date", exact.isoformat(), exact, exact
        spans = {"": (1, length), "上旬": (1, 10), "中旬": (11, 20), "下旬": (21, length)}
        first, last = spans[part]
        return "month", f"{year:04}-{month:02}", date(year, month, first), date(year, month, last)
    except (ValueError, calendar.IllegalMonthError) as error:
        raise DateProblem(f"{printed!r} is not a date of the calendar ({error})") from error


def find_dates(text: str, *, fiscal_year: int | None = None, previous: Stamp | None = None) -> list[Stamp]:
    """Every date in *text*, in order.

    *fiscal_year* gives the year of months printed without one. *previous* is the date that 同月, 同年 or a day at the
    very beginning refers to. Raises DateProblem for a date that doesn't exist.

    >>> [stamp.value for stamp in find_dates("令和５年６月 30 日～７月２日")]
    ['2023-06-30', '2023-07-02']
    >>> [stamp.value for stamp in find_dates("１月 25 日、30日", fiscal_year=2023)]
    ['2024-01-25', '2024-01-30']
    """
    plain = narrow(text)
    stamps: list[Stamp] = []
    last = previous
    end = 0 if previous is not None else -1
    for match in _TOKEN.finditer(plain):
        goes_on = end >= 0 and _GOES_ON.match(plain[end : match.start()]) is not None
        stamp = _stamp(match, text, last, goes_on, fiscal_year)
        if stamp is None:
            continue
        stamps.append(stamp)
        if stamp.first is not None:
            last = stamp
        end = stamp.end
    return stamps


def _number(match: re.Match[str], *groups: str) -> int | None:
    for group in groups:
        if match[group]:
            return int(match[group])
    return None


def _stamp(match: re.Match[str], text: str, last: Stamp | None, goes_on: bool, fiscal_year: int | None) -> Stamp | None:
    printed = text[match.start() : match.end()]
    before = last if last is not None and last.first is not None else None
    bare = Stamp(printed, match.start(), match.end(), "unresolved", "", None, None)
    part = next((match[group] for group in ("y_part", "s_part", "b_part", "c_part") if match[group]), "")
    month = _number(match, "y_month", "s_month", "sy_month", "same_month", "b_month")
    day = _number(match, "y_day", "s_day", "sy_day", "sm_day", "same_day", "b_day", "c_day")
    inferred = ""
    if match["era"] or match["common"] or match["short"]:
        if match["common"]:
            year = int(match["common"])
        else:
            year = era_year(match["era"] or match["short"], match["era_year"] or match["short_year"])
        if match["fiscal"] or match["s_fiscal"]:
            first, final = fiscal_year_days(year)
            return replace(bare, kind="fiscal-year", value=f"{year:04}", first=first, last=final)
        if month is None:
            return replace(bare, kind="year", value=f"{year:04}", first=date(year, 1, 1), last=date(year, 12, 31))
    elif printed.startswith("同"):
        if before is None:
            return bare
        year, inferred = before.year, "year"
        if match["sy_month"] is None and match["same_month"] is None:
            if "月" not in printed:
                return replace(
                    bare,
                    kind="year",
                    value=f"{year:04}",
                    first=date(year, 1, 1),
                    last=date(year, 12, 31),
                    inferred=inferred,
                )
            month, inferred = before.month, "year month"
        elif month is not None and before.kind == "fiscal-year":
            year = year_of_month(month, before.year)
    elif month is not None:
        if goes_on and before is not None and before.kind in ("date", "month"):
            year = before.year + (1 if month < before.month else 0)
        elif goes_on and before is not None and before.kind == "fiscal-year":
            year = year_of_month(month, before.year)
        elif fiscal_year is not None:
            year = year_of_month(month, fiscal_year)
        else:
            return bare
        inferred = "year"
    else:
        # A day alone, or a part of a month alone, is a date only where it continues the date before it.
        if not goes_on or before is None or before.kind not in ("date", "month"):
            return None
        year, month, inferred = before.year, before.month, "year month"
    assert month is not None
    kind, value, first, final = _days(year, month, day, part, printed)
    return replace(bare, kind=kind, value=value, first=first, last=final, inferred=inferred, part=part)


def find_periods(text: str, *, fiscal_year: int | None = None, previous: Stamp | None = None) -> list[Period]:
    """The dates of *text*; two dates with ～ or から between them make one period.

    >>> [(p.first.value, p.last.value) for p in find_periods("令和５年７月 20 日～21日、９月１日")]
    [('2023-07-20', '2023-07-21'), ('2023-09-01', '2023-09-01')]
    """
    plain = narrow(text)
    periods: list[Period] = []
    for stamp in find_dates(text, fiscal_year=fiscal_year, previous=previous):
        before = periods[-1] if periods else None
        if before and before.first is before.last and _RANGE.match(plain[before.last.end : stamp.start]):
            if before.first.first and stamp.last and stamp.last < before.first.first:
                raise DateProblem(f"{text[before.first.start : stamp.end]!r} ends before it begins")
            periods[-1] = Period(before.first, stamp)
        else:
            periods.append(Period(stamp, stamp))
    return periods


def read_date(text: str, *, fiscal_year: int | None = None) -> Stamp:
    """The one date that *text* holds; words around it (現在, 時点) are ignored.

    >>> read_date("令和５年 11 月 16日").value, read_date("平成24年12月末現在").value, read_date("R3.6.28").value
    ('2023-11-16', '2012-12-31', '2021-06-28')

    Raises DateProblem when there is none, when there are several, or when it has no year.
    """
    stamps = find_dates(text, fiscal_year=fiscal_year)
    if len(stamps) != 1 or stamps[0].kind == "unresolved":
        raise DateProblem(f"{text!r} holds {len(stamps)} dates with a known year, not one")
    return stamps[0]


def read_period(text: str, *, fiscal_year: int | None = None) -> Period:
    """The one period that *text* holds; a single date is a period of itself.

    >>> period = read_period("令和５年８月～ 令和６年２月")
    >>> period.first.value, period.last.value
    ('2023-08', '2024-02')

    Raises DateProblem when there is none, when there are several, or when it has no year.
    """
    periods = find_periods(text, fiscal_year=fiscal_year)
    if len(periods) != 1 or "unresolved" in (periods[0].first.kind, periods[0].last.kind):
        raise DateProblem(f"{text!r} holds {len(periods)} periods with a known year, not one")
    return periods[0]
