"""Days of the week and their exceptions: 月～金, 平日, 第２・第４土曜日, 祝日を除く, and rows of ○ and ―."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mappings.helpers.text import narrow
from ontology.errors import ReportedError

# The keys of the concepts of the week, Monday first: schema.org's days in lower case.
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LETTERS = "月火水木金土日"
_BY_LETTER = dict(zip(_LETTERS, WEEK, strict=True))
_OPEN = frozenset("○〇◯●")
_CLOSED = frozenset("―－-—–ー×✕")


class WeekdayProblem(ReportedError):
    """A cell of opening days holds something unknown."""


@dataclass(frozen=True)
class DayRule:
    """One day of the week, every week, or only or except in the given weeks of a month.

    ``only`` and ``without`` hold ordinals: ``(2, 4)`` is 第２・第４. ``day`` is one of ``WEEK``.
    """

    day: str
    only: tuple[int, ...] = ()
    without: tuple[int, ...] = ()


@dataclass(frozen=True)
class OpeningDays:
    """The days that a text states. ``closed`` lists what it states as closed days beside the days of the week."""

    days: tuple[DayRule, ...]
    except_holidays: bool = False
    except_new_year: bool = False
    closed: tuple[str, ...] = ()


_ORDINALS = r"第\s*\d(?:\s*[、,・と及び]+\s*(?:第\s*)?\d)*"
_RANGE = re.compile(
    rf"(?P<first>[{_LETTERS}])(?:曜日?)?\s*(?:[~〜～\-–—−―－ー]|から)\s*"
    rf"(?P<last>[{_LETTERS}])(?:曜日?|(?![^\s、,・(（)）]))"
)
_SINGLE = re.compile(
    rf"(?P<ordinals>{_ORDINALS})?\s*(?P<day>[{_LETTERS}])(?:曜日?)(?P<out>を?除く|休み|休館|休業)?"
    rf"|(?P<listed>(?<![一-龥\d])[{_LETTERS}](?:\s*[、,・]\s*[{_LETTERS}])+(?:曜日?|(?![一-龥\d])))"
)
_NOTE = re.compile(rf"(?P<ordinals>{_ORDINALS})\s*(?:週)?\s*(?P<kind>を?除く|のみ|だけ)")


def ordinals(text: str) -> tuple[int, ...]:
    """The weeks of the month that *text* counts.

    >>> ordinals("第 1、3を除く"), ordinals("第１と第３水曜日")
    ((1, 3), (1, 3))
    """
    match = re.search(_ORDINALS, narrow(text))
    return tuple(int(digit) for digit in re.findall(r"\d", match[0])) if match else ()


def read_days(text: str) -> OpeningDays:
    """The opening days that *text* states in words.

    >>> [(d.day, d.only) for d in read_days("フィリピノ語は、金曜日（週１回）、第１と第３水曜日のみ").days]
    [('friday', ()), ('wednesday', (1, 3))]
    >>> read_days("月～金（祝日、年末年始を除く）").except_holidays
    True

    A text without days of the week gives none: not stated is not closed.
    """
    plain = narrow(text)
    days: list[DayRule] = []
    closed: list[str] = []
    taken: list[tuple[int, int]] = []
    for match in _RANGE.finditer(plain):
        first, last = WEEK.index(_BY_LETTER[match["first"]]), WEEK.index(_BY_LETTER[match["last"]])
        if last < first:
            raise WeekdayProblem(f"{match[0]!r} runs backwards through the week")
        days += [DayRule(day) for day in WEEK[first : last + 1]]
        taken.append(match.span())
    if "平日" in plain:
        days += [DayRule(day) for day in WEEK[:5]]
    if "毎日" in plain:
        days += [DayRule(day) for day in WEEK]
    if "土日" in plain:
        days += [DayRule("saturday"), DayRule("sunday")]
    for match in _SINGLE.finditer(plain):
        if any(start <= match.start() < end for start, end in taken):
            continue
        listed = re.sub("曜日?$", "", match["listed"] or match["day"])
        letters = re.findall(f"[{_LETTERS}]", listed)
        for letter in letters:
            if match["out"]:
                closed.append(_BY_LETTER[letter])
            else:
                days.append(DayRule(_BY_LETTER[letter], only=ordinals(match["ordinals"] or "")))
    unique = tuple(dict.fromkeys(day for day in days if day.day not in closed))
    return OpeningDays(
        days=unique,
        except_holidays=bool(re.search(r"(?:祝日|祝|休日)[^。]{0,12}(?:除く|休み|休館|お休み)", plain)),
        except_new_year=bool(re.search(r"年末年始[^。]{0,8}(?:除く|休み|休館|お休み)", plain)),
        closed=tuple(dict.fromkeys(closed)),
    )


def read_grid(cells: Sequence[str], notes: Sequence[str] = ()) -> dict[str, DayRule | None]:
    """The days of a row of seven marks, Monday first: ○ is open, ― (however it is printed) is closed.

    *notes* are the exceptions printed for a day (第 1、3を除く, 第 1、3のみ): seven, empty where there is none.

    >>> read_grid(["○", "○", "○", "○", "○", "○", "―"])["sunday"] is None
    True

    Raises WeekdayProblem for another mark or number of cells.
    """
    if len(cells) != len(WEEK) or (notes and len(notes) != len(WEEK)):
        raise WeekdayProblem(f"{len(cells)} marks and {len(notes)} notes instead of one for each day of the week")
    grid: dict[str, DayRule | None] = {}
    for day, cell, note in zip(WEEK, cells, notes or [""] * len(WEEK), strict=True):
        mark = cell.strip()
        if mark in _CLOSED:
            grid[day] = None
            continue
        if mark not in _OPEN:
            raise WeekdayProblem(f"{cell!r} for {day} is neither ○ nor ―")
        rule = DayRule(day)
        if note:
            match = _NOTE.search(narrow(note))
            if match is None:
                raise WeekdayProblem(f"{note!r} for {day} is not an exception such as 第1、3を除く")
            weeks = ordinals(match["ordinals"])
            rule = DayRule(day, without=weeks) if "除く" in match["kind"] else DayRule(day, only=weeks)
        grid[day] = rule
    return grid
