"""A map of one square for each region, each a link, coloured by a number or a category.

The ``title`` of a tile is its accessible name as well as its tooltip (SVG Accessibility API Mappings); what is written
on it is hidden from screen readers, since it is shortened to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from unicodedata import east_asian_width

from markupsafe import Markup

from server.display.labels import Label
from server.display.units import Unit
from server.pictures.classes import LEVELS, Classing, NumberClass, are_about_equal, classes
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, drawing, figure_of_links, legend
from server.pictures.markup import element, hatch, joined, link_target, named
from server.pictures.reader import Number, Reader
from server.pictures.table import PictureTable, TableCell, cell, not_stated, table_of
from server.pictures.tile_grid import GridTile, TileGrid

CATEGORIES = 6
"""The number of categories that have their own colours."""

_PITCH = 60
_SIDE = 56
_GAP = _PITCH - _SIDE
_MARGIN = 3
_SQUARE = {"width": _SIDE, "height": _SIDE, "rx": 6}
_GROUND = element("rect", {"class": "tile-ground", **_SQUARE})
_COLOURED = element("rect", {"class": "tile-square", **_SQUARE})
_SQUARES = joined((_GROUND, _COLOURED))
"""The squares below the letters of every tile."""
_TEXTS = 2_000
"""Entries of the cache of texts: names of regions are the same in all languages that fall back to one."""


@dataclass(frozen=True)
class Tile:
    """The value or category of the region *key*.

    *value* or *category* (the key of one) is None or empty when the sources do not state it, which is never drawn as
    zero. *name* is the full name, if not the short one; *note* is added to the title (a date, say).
    """

    key: str
    value: Number | None = None
    category: str = ""
    href: str = ""
    name: Label | None = None
    note: str = ""


@dataclass(frozen=True)
class Category:
    """A kind of thing a tile can be. *mark* is one letter or sign, drawn on the tile beside its colour: ● ○ △."""

    key: str
    label: Label
    mark: str


@dataclass(frozen=True)
class TileMap:
    """The map on *grid*. With *categories* a tile shows its category, else its value.

    A region without a tile is drawn as not stated. *unit* is in the reader's language (人, residents, %). *selected*
    is the key of the region that the page is about.
    """

    identifier: str
    title: str
    description: str
    grid: TileGrid
    tiles: Sequence[Tile]
    unit: Unit | str = ""
    classing: Classing = Classing.QUANTILES
    class_count: int = LEVELS
    categories: Sequence[Category] = ()
    selected: str = ""
    language: str = ""

    @cached_property
    def by_key(self) -> dict[str, Tile]:
        """The tiles by key. Raises PictureError for a region that is not on the grid or comes twice."""
        tiles: dict[str, Tile] = {}
        for tile in self.tiles:
            if tile.key not in self.grid:
                raise PictureError(f"tile map {self.identifier}: {tile.key!r} has no place on the grid")
            if tile.key in tiles:
                raise PictureError(f"tile map {self.identifier}: {tile.key} has two tiles; give it one")
            tiles[tile.key] = tile
        return tiles

    @cached_property
    def classes(self) -> tuple[NumberClass, ...]:
        """The classes of the values."""
        values = [tile.value for tile in self.tiles if tile.value is not None]
        return classes(values, self.classing, self.class_count)

    @cached_property
    def numbered_categories(self) -> dict[str, tuple[int, Category]]:
        """The categories by key with the number of their colour."""
        if len(self.categories) > CATEGORIES:
            raise PictureError(
                f"tile map {self.identifier}: {len(self.categories)} categories; there are colours for {CATEGORIES}"
            )
        return {category.key: (number, category) for number, category in enumerate(self.categories, 1)}


@dataclass(frozen=True)
class _Look:
    """The look of a tile: its class, the text under its name, and that text in words."""

    kind: str
    under: str
    words: str


def tile_map(picture: TileMap, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError naming a tile it cannot draw."""
    check_identifier(picture.identifier)
    grid = picture.grid
    width, height = (count * _PITCH - _GAP + 2 * _MARGIN for count in (grid.columns, grid.rows))
    svg = drawing(
        "tile-map-drawing",
        picture,
        reader,
        f"{-_MARGIN} {-_MARGIN} {width} {height}",
        hatch(_hatch(picture)),
        _corner(grid),
        element("g", {"role": "list"}, *(_tile(picture, grid_tile, reader) for grid_tile in grid.tiles.values())),
        width="100%",
    )
    return figure_of_links(
        "tile-map",
        picture,
        reader,
        element("div", {"class": "tile-map-frame"}, svg, _legend(picture, reader)),
    )


def tile_map_table(picture: TileMap, reader: Reader) -> PictureTable:
    """The same as a table: every region, what it shows, and the note where any has one."""
    has_notes = any(tile.note for tile in picture.tiles)
    unit = f" ({reader.unit_name(picture.unit)})" if picture.unit else ""
    heading = reader.text("Kind") if picture.categories else reader.text("Number") + unit
    headings = [reader.declared_text(picture.grid.region), heading]
    rows = []
    for key, grid_tile in picture.grid.tiles.items():
        tile = picture.by_key.get(key, Tile(key))
        row = [TableCell(tile.name or grid_tile.name(reader), tile.href), _value_cell(picture, tile, reader)]
        rows.append((*row, cell(tile.note)) if has_notes else tuple(row))
    return table_of(picture, reader, (*headings, reader.text("Note")) if has_notes else tuple(headings), rows)


def _value_cell(picture: TileMap, tile: Tile, reader: Reader) -> TableCell:
    if picture.categories:
        return TableCell(_category(picture, tile)[1].label) if tile.category else not_stated(reader)
    return not_stated(reader) if tile.value is None else cell(reader.number(tile.value), number=True)


def _category(picture: TileMap, tile: Tile) -> tuple[int, Category]:
    try:
        return picture.numbered_categories[tile.category]
    except KeyError:
        raise PictureError(
            f"tile map {picture.identifier}: {tile.category!r} of {tile.key} is none of its categories"
        ) from None


def _hatch(picture: TileMap) -> str:
    return f"{picture.identifier}-hatch"


def _look(picture: TileMap, tile: Tile, reader: Reader) -> _Look:
    if picture.categories:
        if tile.category:
            number, category = _category(picture, tile)
            return _Look(f"picture-kind-{number}", category.mark, category.label.text)
    elif tile.value is not None:
        level = next(numbers.level for numbers in picture.classes if tile.value in numbers)
        words = reader.quantity(tile.value, picture.unit)
        return _Look(f"picture-level-{level}", reader.short_number(tile.value), words)
    return _Look("picture-unstated", "", reader.text("not stated"))


def _corner(grid: TileGrid) -> Markup:
    """The line that cuts off the bottom left corner, where the grid has one."""
    if grid.corner is None:
        return Markup("")
    start, right = (units * _PITCH - _GAP / 2 for units in (grid.corner.row, grid.corner.columns))
    path = f"M0 {start}H{right:g}V{grid.rows * _PITCH - _GAP}"
    return element("path", {"class": "tile-sea", "d": path})


def _tile(picture: TileMap, grid_tile: GridTile, reader: Reader) -> Markup:
    tile = picture.by_key.get(grid_tile.key, Tile(grid_tile.key))
    look = _look(picture, tile, reader)
    name = tile.name or grid_tile.name(reader)
    words = f"{reader.name(name)}: {look.words}" + (f" ({tile.note})" if tile.note else "")
    is_selected = grid_tile.key == picture.selected
    selected = " tile-selected" if is_selected else ""
    drawn = [
        element("title", {}, words),
        _SQUARES,
        _letters(grid_tile, look, reader, has_mark=bool(picture.categories)),
    ]
    if look.kind == "picture-unstated":
        drawn[1] = joined((_GROUND, element("rect", {**_SQUARE, "fill": f"url(#{_hatch(picture)})"}), _COLOURED))
    target = link_target(tile.href)
    attributes = {"class": f"tile {look.kind}{selected}"}
    if target is None:
        inside = element("g", {**attributes, "role": "img"}, *drawn)
    else:
        inside = element("a", {"href": target, "aria-current": is_selected, **attributes}, *drawn)
    at = f"translate({grid_tile.column * _PITCH} {grid_tile.row * _PITCH})"
    return element("g", {"role": "listitem", "transform": at}, inside)


def _letters(grid_tile: GridTile, look: _Look, reader: Reader, *, has_mark: bool) -> Markup:
    """The texts on a tile: name and value on a wide map, the name in short lines on a narrow one."""
    name = grid_tile.name(reader)
    has_kana = reader.reads_kana and bool(name.reading)
    wide, narrow = [], []
    if has_kana:
        wide.append(_text(name.reading, "tile-kana", 14, name.language))
    height = {(True, True): 31, (True, False): 36, (False, True): 26, (False, False): 34}[has_kana, bool(look.under)]
    is_long = len(name.text) > (2 if east_asian_width(name.text[0]) in "WF" else 7)
    wide.append(_text(name.text, "tile-name tile-long" if is_long else "tile-name", height, name.language))
    if look.under:
        wide.append(_text(look.under, "tile-value", 47))
    if has_mark and look.under:
        narrow.append(_text(look.under, "tile-mark", 51))
        narrow.append(_line(grid_tile.short_name(name.language), 25, name.language))
    else:
        lines = grid_tile.lines(reader)
        starts = (37,) if len(lines) == 1 else (24, 48)
        narrow += [_line(line, start, name.language) for line, start in zip(lines, starts, strict=True)]
    return joined(
        [
            element("g", {"class": "picture-wide", "aria-hidden": True}, *wide),
            element("g", {"class": "picture-narrow", "aria-hidden": True}, *narrow),
        ]
    )


def _line(text: str, height: int, language: str) -> Markup:
    """A line of a short name; more than two letters are smaller."""
    return _text(text, "tile-line tile-long" if len(text) > 2 else "tile-line", height, language)


@lru_cache(maxsize=_TEXTS, typed=True)
def _text(text: str, kind: str, height: int, language: str | None = None) -> Markup:
    """*text* in the middle of a tile, its base line *height* units from the top."""
    return element("text", {"class": kind, "x": _SIDE / 2, "y": height, "lang": language}, text)


def _legend(picture: TileMap, reader: Reader) -> Markup:
    items: list[tuple[Markup, str]] = []
    if picture.categories:
        items += [
            (_swatch(f"picture-kind-{number}", mark=category.mark), named(category.label))
            for number, category in picture.numbered_categories.values()
        ]
        how = None
    else:
        items += [
            (_swatch(f"picture-level-{numbers.level}"), class_words(numbers, picture.unit, reader))
            for numbers in picture.classes
        ]
        about = {
            Classing.QUANTILES: reader.declared_html(picture.grid.quantiles),
            Classing.EQUAL_STEPS: reader.html("Classes of equal width"),
        }
        values = [tile.value for tile in picture.tiles if tile.value is not None]
        is_as_told = picture.classing is not Classing.QUANTILES or are_about_equal(picture.classes, values)
        how = about[picture.classing] if len(picture.classes) > 1 and is_as_told else None
    stated = [tile for tile in picture.tiles if (tile.category if picture.categories else tile.value is not None)]
    if len(stated) < len(picture.grid.tiles):
        items.append((_swatch("picture-unstated", _hatch(picture)), reader.html("not stated in the sources")))
    note = element("p", {"class": "picture-note"}, how) if how else ""
    return element("div", {"class": "tile-map-legend"}, legend(*items), note)


def _swatch(kind: str, pattern: str = "", mark: str = "") -> Markup:
    square = {"width": 20, "height": 20, "rx": 3, "x": 1, "y": 1}
    return element(
        "svg",
        {
            "class": f"picture-swatch tile {kind}",
            "width": 22,
            "height": 22,
            "viewBox": "0 0 22 22",
            "aria-hidden": True,
        },
        element("rect", {"class": "tile-square", **square}),
        element("rect", {**square, "fill": f"url(#{pattern})"}) if pattern else "",
        element("text", {"class": "tile-swatch-mark", "x": 11, "y": 16}, mark) if mark else "",
    )


def class_words(numbers: NumberClass, unit: Unit | str, reader: Reader) -> str:
    """A class in words: 3–17 people, or 0.5 to less than 1%."""
    if numbers.low == numbers.high:
        return reader.quantity(numbers.low, unit)
    if numbers.includes_high:
        return reader.range(numbers.low, numbers.high, unit)
    return reader.text(
        "%(low)s to less than %(high)s", low=reader.number(numbers.low), high=reader.quantity(numbers.high, unit)
    )
