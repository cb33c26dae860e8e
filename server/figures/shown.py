"""A figure for a reader: its rows under their names, in the order asked for, and its pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from markupsafe import Markup
from pyoxigraph import NamedNode

from ontology.ruby import without_ruby
from server.display.labels import Label
from server.display.places import coordinates
from server.display.publication import words
from server.display.quantities import quantity, quantity_read, units
from server.display.translations import with_ruby
from server.display.units import Unit
from server.display.values import Presenter, Value
from server.figures.declaration import BARS, MAP, Figure
from server.figures.values import FigureRow, FigureValues
from server.pictures import (
    Bar,
    BarChart,
    MapPlace,
    PointMap,
    Reader,
    Tile,
    TileMap,
    bar_chart,
    point_map,
    tile_map,
)
from server.pictures.current import atlas, picture_reader

GIVEN, MOST, LEAST, NAME, CODE = "given", "most", "least", "name", "code"
ORDERS = (GIVEN, MOST, LEAST, NAME, CODE)
"""The orders of rows: that of the query, by value from either end, by name, by key."""


@dataclass(frozen=True)
class ShownRow:
    """A row as a page shows it: what it is about, its value with the unit in words, its date."""

    row: FigureRow
    thing: Value
    quantity: str
    date: str

    @property
    def name(self) -> Label:
        """The name of the thing."""
        return Label(self.thing.text, self.thing.language, self.thing.reading)


@dataclass(frozen=True)
class ShownFigure:
    """*figure* with its *values* for the reader of *presenter*."""

    figure: Figure
    values: FigureValues
    presenter: Presenter

    @property
    def language(self) -> str:
        """The complete language of the interface that the words are in."""
        return words().complete(self.presenter.language)

    @property
    def reader(self) -> Reader:
        """The reader, as pictures need it."""
        return picture_reader(self.presenter.language)

    @property
    def title(self) -> str:
        """The title without readings."""
        return without_ruby(self.figure.title[self.language])

    @property
    def caption(self) -> Markup:
        """The title with its readings, for the captions of pictures."""
        return with_ruby(self.figure.title[self.language])

    @property
    def measure(self) -> str:
        """The name of the measure without readings."""
        return without_ruby(self.figure.measure.label[self.language])

    @property
    def unit(self) -> Unit | None:
        """The unit of the values."""
        return units().get(self.figure.measure.unit)

    @property
    def unit_name(self) -> str:
        """The unit for a heading; empty without one."""
        return self.reader.unit_name(self.unit or "")

    @cached_property
    def rows(self) -> tuple[ShownRow, ...]:
        """The rows in the order of the query."""
        return tuple(
            ShownRow(
                row,
                self.presenter.value(row.thing),
                quantity(row.value, self.unit, self.presenter.language),
                self.date(row),
            )
            for row in self.values.rows
        )

    def date(self, row: FigureRow) -> str:
        """The date of *row* in the reader's language."""
        if row.is_of_fiscal_year:
            return words().catalogue(self.presenter.language).plain("fiscal %(year)s", year=row.date)
        return " – ".join(self.presenter.date(date) for date in row.date.split("/"))

    @property
    def dates(self) -> str:
        """The dates of the values in a few words: the only one, or the oldest and the newest; empty without any."""
        if len({row.date for row in self.values.rows}) == 1:
            return self.rows[0].date
        dates = self.values.dates
        return f"{self.presenter.date(dates[-1])} – {self.presenter.date(dates[0])}" if dates else ""

    @property
    def measure_and_unit(self) -> str:
        """The measure with its unit in brackets, unless they are the same word."""
        unit = self.unit_name
        return f"{self.measure} ({unit})" if unit and unit.casefold() != self.measure.casefold() else self.measure

    @property
    def total(self) -> str:
        """The sum of the values with the unit and its reading, where they add up; else empty."""
        if not self.figure.measure.adds_up or len(self.rows) < 2:
            return ""
        total = sum((row.value for row in self.values.rows), Decimal(0))
        return quantity_read(total, self.unit, self.presenter.language)

    @property
    def usual_order(self) -> str:
        """The order in which a reader who asks for none finds the rows."""
        return GIVEN if self.figure.is_in_order else MOST

    def ordered(self, order: str) -> Sequence[ShownRow]:
        """The rows in *order*, one of :data:`ORDERS`."""
        if order in (MOST, LEAST):
            return sorted(self.rows, key=lambda shown: shown.row.value, reverse=order == MOST)
        if order == NAME:
            return sorted(self.rows, key=lambda shown: (shown.thing.reading or shown.thing.text).casefold())
        return sorted(self.rows, key=lambda shown: shown.row.key) if order == CODE else self.rows

    # -- pictures

    @property
    def kinds(self) -> tuple[str, ...]:
        """How the figure can be drawn: a map only where the site has one for its places."""
        return tuple(kind for kind in self.figure.kinds if self.picture(kind) is not None)

    @property
    def first_kind(self) -> str:
        """The way to draw the figure where nobody asks for one."""
        return next((kind for kind in self.figure.kinds if self.picture(kind) is not None), self.figure.kinds[0])

    def picture(self, kind: str, order: str = "") -> TileMap | PointMap | BarChart | None:
        """The picture of *kind*, the bars in *order*; None where there is no map for the places."""
        if kind not in self.figure.kinds or not self.rows:
            return None
        return self._map() if kind == MAP else self._bars(order or self.usual_order)

    def drawn(self, kind: str, order: str = "") -> Markup:
        """The picture of *kind* for a page; empty where there is none. Raises PictureError."""
        picture = self.picture(kind, order)
        if isinstance(picture, TileMap):
            return tile_map(picture, self.reader)
        if isinstance(picture, PointMap):
            return point_map(picture, self.reader)
        return bar_chart(picture, self.reader) if picture else Markup("")

    def _map(self) -> TileMap | PointMap | None:
        things = {shown.row.thing: shown for shown in self.rows}
        maps, identifier = atlas(), f"{self.figure.key}-{MAP}"
        if maps.grid is not None and all(shown.row.key in maps.grid for shown in things.values()):
            tiles = [
                Tile(shown.row.key, shown.row.value, href=shown.thing.href or "", name=shown.name)
                for shown in things.values()
            ]
            unit, language = self.unit or "", self.language
            return TileMap(identifier, self.caption, "", maps.grid, tiles, unit=unit, language=language)
        if maps.base_map is None:
            return None
        places = [place for shown in things.values() if (place := self._place(shown)) is not None]
        return PointMap(
            identifier,
            self.caption,
            "",
            maps.base_map,
            places,
            unit=self.unit or "",
            measure=with_ruby(self.figure.measure.label[self.language]),
            adds_up=self.figure.measure.adds_up,
            language=self.language,
        )

    def _place(self, shown: ShownRow) -> MapPlace | None:
        if not isinstance(shown.row.thing, NamedNode):
            return None
        position = coordinates(self.presenter.knowledge, shown.row.thing)
        return position and MapPlace(shown.name, *position, shown.row.value, shown.thing.href or "")

    def _bars(self, order: str) -> BarChart:
        bars = [Bar(shown.name, shown.row.value, shown.thing.href or "") for shown in self.ordered(order)]
        heading = without_ruby(self.figure.by[self.language])
        return BarChart(
            f"{self.figure.key}-{BARS}",
            self.caption,
            "",
            bars,
            unit=self.unit or "",
            heading=heading,
            language=self.language,
        )
