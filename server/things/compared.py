"""The table of a comparison: what is stated of several things, a column each, in sections of rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from graph.ask.trace import Origin
from server.display.values import Value
from server.finder.cards import Day

LISTS, FIGURES, WEEKS, LANGUAGES = "lists", "figures", "weeks", "languages"
"""Kinds of rows, by their cells: values, figures, days of the week, or ways in which the row's language is offered."""
_NO_UNIT = Markup("")


@dataclass(frozen=True)
class CellValue:
    """One value in a cell.

    *unit* stands after a number, *unit_name* is its name; *upper* is the other end of a range. *details* say what the
    value holds for, *remark* its mark or rank; *date* and *day* are its date for a reader and as the data has it.
    """

    value: Value
    origins: tuple[Origin, ...] = ()
    details: tuple[Value, ...] = ()
    remark: str = ""
    unit: Markup = _NO_UNIT
    unit_name: str = ""
    upper: Value | None = None
    date: Value | None = None
    day: str = ""

    @property
    def same(self) -> tuple[str, ...]:
        """The part that must be equal for two values not to differ: the value without its date and source."""
        upper = self.upper.exact if self.upper else ""
        details = (detail.text for detail in self.details)
        return (self.value.exact or self.value.text, upper, self.remark, *details)


@dataclass(frozen=True)
class Week:
    """The days of a place, which has a name here where the cell shows several."""

    of: Value | None
    days: tuple[Day, ...]
    origins: tuple[Origin, ...]


@dataclass(frozen=True)
class ComparedCell:
    """The values of one thing: *entries*, of which a page shows *shown* and leads to the rest at *more*."""

    entries: tuple[CellValue, ...] = ()
    weeks: tuple[Week, ...] = ()
    more: str = ""
    most: int = 0

    @property
    def shown(self) -> tuple[CellValue, ...]:
        """The entries that a page shows."""
        return self.entries[: self.most] if self.left else self.entries

    @property
    def left(self) -> int:
        """How many entries are behind the link. A link to a single one would take the place of that one."""
        left = len(self.entries) - self.most
        return left if self.more and left > 1 else 0


@dataclass(frozen=True)
class ComparedRow:
    """A feature, *key* for programs and *name* for readers, and a cell for each thing. *label* leads to a language.

    *heading* is the name as a page shows it, with readings.
    """

    key: str
    name: str
    heading: Markup
    cells: tuple[ComparedCell, ...]
    kind: str = LISTS
    label: Value | None = None

    @property
    def differs(self) -> bool:
        """Is it different for some of the things?"""
        return len({frozenset(entry.same for entry in cell.entries) for cell in self.cells}) > 1


@dataclass(frozen=True)
class ComparedSection:
    """Rows under one heading."""

    title: str
    rows: tuple[ComparedRow, ...]


def only_differences(sections: Sequence[ComparedSection]) -> list[ComparedSection]:
    """*sections* without the rows that are the same of all things, and without those of which no row is left."""
    differing = [replace(section, rows=tuple(row for row in section.rows if row.differs)) for section in sections]
    return [section for section in differing if section.rows]
