"""Parts of a sheet for its templates: its table, its days in words, its ways of contact by kind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby

from markupsafe import Markup, escape

from server.display.markup import ValueMarkup, attribute, escaped, value_markup
from server.display.publication import publication, reader_catalogue, words_language
from server.display.texts import localised
from server.display.translations import Catalogue
from server.display.values import Value
from server.finder.cards import Card
from server.finder.finder import finder
from server.things.figures import Ranking, StatedFigure
from server.things.matrix import OPEN, SOME, MatrixSection
from server.things.matrix_markup import MatrixMarkup
from server.things.reach import Point
from server.things.sheet import Sheet
from server.things.sheet_kinds import PART_NAMES

_KEPT = 100
"""Entries of the cache: one for each language and each root below which a proxy serves the application."""


class SheetParts:
    """Writes parts of sheets with the words of *catalogue*."""

    names = PART_NAMES

    def __init__(self, catalogue: Catalogue, values: ValueMarkup, language: str) -> None:
        self._catalogue = catalogue
        self._values = values
        self.comma = ", " if language == "en" else "、"
        self.channels = finder().declared.words.channels
        self._matrix = MatrixMarkup(catalogue, values)

    @staticmethod
    def by_part(point: Point) -> Iterator[tuple[str, list[Value]]]:
        """The lines of *point*, those of a kind together."""
        for part, lines in groupby(point.lines, key=lambda line: line.part):
            yield part, [line.value for line in lines]

    def label(self, kind: Mapping[str, str]) -> Markup:
        """The name of a *kind* of the finder."""
        return localised(kind)

    def week(self, card: Card) -> Markup:
        """The days on which the place of *card* is open, in words."""
        days = [day for day in card.days if day.status in (OPEN, SOME)]
        return Markup(self.comma.join(self._values.name(day.value) for day in days)) + self._after(card)

    def ways(self, point: Point) -> Markup:
        """The lines of *point* by kind."""
        values = self._values
        return Markup(
            "".join(
                f'    <div class="{part}"><dt>{self._catalogue.html(PART_NAMES[part])}</dt><dd>'
                + "".join(f'<span class="way">{values.marked(value)}</span> ' for value in lines)
                + "</dd></div>\n"
                for part, lines in self.by_part(point)
            )
        )

    def figures(self, figures: Iterable[StatedFigure]) -> Markup:
        """The *figures* of one measure."""
        return Markup("".join(f'<span class="figure">{self._figure(figure)}</span> ' for figure in figures))

    def _figure(self, figure: StatedFigure) -> str:
        values = self._values
        upper = f"–{values.text(figure.upper)}" if figure.upper else ""
        details = "".join(f"{values.name(detail)} · " for detail in figure.details)
        date = values.text(figure.date) if figure.date else self._catalogue.html("date not stated")
        number = f"<b>{values.text(figure.value)}{upper}</b>{escape(figure.unit)}"
        return f"{number} <small>{details}{date}</small>{values.mark(figure.value.origins)}"

    def ranked(self, ranking: Ranking) -> Markup:
        """The things of *ranking* in their order."""
        values = self._values
        return Markup(
            "".join(
                f'<span class="figure">{escaped(position)}. {values.text(value)}{values.mark(origins)}</span> '
                for position, value, origins in ranking.items
            )
        )

    def chips(self, things: Iterable[Value]) -> Markup:
        """The names of *things*, each with a link to it."""
        name = self._values.name
        return Markup("".join(f'<li><a href="{attribute(thing.href)}">{name(thing)}</a></li>\n' for thing in things))

    def _after(self, card: Card) -> Markup:
        exceptions = self._matrix.exceptions(card.days)
        return Markup(" ") + exceptions if exceptions else Markup("")

    def matrix(self, sheet: Sheet) -> Markup:
        """The table of languages, days and channels."""
        return self._matrix.table(sheet.matrix, lambda section: self._heading(sheet, section))

    def exceptions(self, section: MatrixSection) -> Markup:
        """The days of the place that are not as on other weeks of the month."""
        return self._matrix.exceptions(section.days)

    def _heading(self, sheet: Sheet, section: MatrixSection) -> str:
        card = section.card
        if card is None:
            return str(self._catalogue.html("Web pages and publications"))
        values = self._values
        name = values.name(card.value) if sheet.is_self else f"{values.text(card.value)}{values.mark(card.origins)}"
        channels = self.comma.join(map(values.name, card.channels))
        days = values.mark(card.day_origins)
        return f"{name}{f' <small>{channels}</small>' if channels else ''}{f' {self._days_mark(days)}' if days else ''}"

    def _days_mark(self, mark: str) -> str:
        return f'<small class="days-mark">· {self._catalogue.html("Days")}{mark}</small>'

    @staticmethod
    def without_section(sheet: Sheet) -> list[Card]:
        """The places of which neither languages nor days are stated."""
        shown = {section.card.value.href for section in sheet.matrix.sections if section.card}
        return [card for card in sheet.places if card.value.href not in shown]


def sheet_parts() -> SheetParts:
    """The parts of sheets for this request's reader."""
    cached_parts = publication().once(SheetParts, lambda: lru_cache(maxsize=_KEPT)(SheetParts))
    return cached_parts(reader_catalogue(), value_markup(), words_language())
