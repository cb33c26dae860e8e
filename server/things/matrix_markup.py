"""The table of languages, days and channels of a sheet in HTML, and the days as a line of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from server.display.markup import ValueMarkup
from server.display.readings import weekday_html
from server.display.translations import Catalogue
from server.display.values import Value
from server.finder.cards import Day
from server.things.matrix import CLOSED, OPEN, SOME, Matrix, MatrixRow, MatrixSection

_MARKS = {OPEN: "○", SOME: "△", CLOSED: "×"}
Names = Callable[[Value], str]
"""From a value to its name in HTML."""
Shorts = Callable[[Day], str]
"""From a day to what stands above its column, in HTML."""


class MatrixMarkup:
    """Writes matrices with the words of *catalogue*.

    *name* writes the name of a language or mode, *short* that of a day; without them they are the reader's.
    """

    def __init__(
        self, catalogue: Catalogue, values: ValueMarkup, name: Names | None = None, short: Shorts | None = None
    ) -> None:
        self._catalogue = catalogue
        self._values = values
        self._name = name or values.name
        self._short = short or self._own_short
        unstated = escape(catalogue.plain("not stated"))
        self._days = {
            status: f'<td class="day {status}"><span aria-hidden="true" title="{word}">{_MARKS[status]}</span>'
            f'<span class="hidden">{word}</span></td>'
            for status, word in (
                (OPEN, escape(catalogue.plain("open"))),
                (SOME, escape(catalogue.plain("open in some weeks"))),
                (CLOSED, escape(catalogue.plain("closed"))),
            )
        }
        self._no_day = f'<td class="day"><span class="absent" title="{unstated}">–</span></td>'
        self._mode = {
            True: f'<span aria-hidden="true">●</span><span class="hidden">{catalogue.html("yes")}</span>',
            False: f'<span class="hidden">{unstated}</span>',
        }

    def table(self, matrix: Matrix, heading: Callable[[MatrixSection], str], *, is_marked: bool = True) -> Markup:
        """*matrix* as a table; *heading* writes what stands above the rows of a section.

        *is_marked*: each language has the mark that leads to where it is known from.
        """
        width = 1 + len(matrix.days) + len(matrix.modes)
        days = "".join(map(self._day_heading, matrix.days))
        modes = "".join(
            f'<th scope="col" class="mode{" first" if number == 0 else ""}">{self._name(value)}</th>'
            for number, (_, value) in enumerate(matrix.modes)
        )
        return Markup(
            f'<table class="matrix">\n<thead><tr><th scope="col">{self._catalogue.html("Languages")}</th>{days}{modes}'
            f"</tr></thead>\n"
            + "".join(
                f'<tbody>\n<tr class="place"><th scope="rowgroup" colspan="{width}">{heading(section)}</th></tr>\n'
                f"{''.join(self._row(row, matrix, is_marked) for row in section.rows)}</tbody>\n"
                for section in matrix.sections
            )
            + "</table>\n"
        )

    def _day_heading(self, day: Day) -> str:
        language = f' lang="{escape(day.value.language)}"' if day.value.language else ""
        name = escape(day.value.text)
        return f'<th scope="col" class="day"><abbr title="{name}"{language}>{self._short(day)}</abbr></th>'

    def _own_short(self, day: Day) -> str:
        return str(weekday_html(day.short, self._catalogue))

    def _row(self, row: MatrixRow, matrix: Matrix, is_marked: bool) -> str:
        mark = self._values.mark(row.origins) if is_marked else ""
        width = len(matrix.days)
        nothing = f'<td colspan="{width}"></td>' if width else ""
        days = "".join(self._days.get(status, self._no_day) for status in row.days) or nothing
        modes = "".join(
            f'<td class="mode{" first" if number == 0 else ""}">{self._mode[key in row.modes]}</td>'
            for number, (key, _) in enumerate(matrix.modes)
        )
        mine = ' class="mine"' if row.is_mine else ""
        return f'<tr{mine}><th scope="row">{self._language(row)}{mark}</th>{days}{modes}</tr>\n'

    def _language(self, row: MatrixRow) -> str:
        if row.language is not None:
            name = self._name(row.language)
            return f'<a href="{escape(row.language.href)}">{name}</a>' if row.language.href else name
        if row.count:
            number = self._catalogue.plural_html("%(num)s language", "%(num)s languages", int(row.count))
            return f"{number} ({self._name(row.bound)})" if row.bound else str(number)
        return f'<span class="absent">{self._catalogue.html("languages not stated")}</span>'

    def exceptions(self, days: Sequence[Day]) -> Markup:
        """The days of a place that are not as on other weeks of the month, as sentences."""
        return Markup(" ").join(
            self._exception(day, kind, ", ".join(map(str, numbers))) for day in days for kind, numbers in day.weeks
        )

    def _exception(self, day: Day, kind: str, weeks: str) -> Markup:
        name = day.value.text
        if kind == "open-only":
            return self._catalogue.html("%(day)s: open only in weeks %(weeks)s of the month", day=name, weeks=weeks)
        return self._catalogue.html("%(day)s: closed in weeks %(weeks)s of the month", day=name, weeks=weeks)
