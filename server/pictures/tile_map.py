"""A map of Japan of one square a prefecture, each a link, coloured by a number or a category.

The ``title`` of a tile is its accessible name as well as its tooltip (SVG Accessibility API Mappings); what is written
on it is hidden from screen readers, since it is shortened to fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.classes import LEVELS, Classing, NumberClass, classes
from server.pictures.errors import PictureError
from server.pictures.figure import after, check_identifier, figure, legend
from server.pictures.markup import element, hatch, joined, link_target, named, plain
from server.pictures.reader import Number, Reader
from server.pictures.table import Cell, PictureTable, cell, not_stated
from server.pictures.tiles import PrefectureTile, prefecture_tiles

CATEGORIES = 6
"""How many categories have a colour of their own."""

_PITCH = 60
_SIDE = 56
_MARGIN = 3


@dataclass(frozen=True)
class Tile:
    """What one prefecture shows.

    *code* is its number (``01`` to ``47``) or begins with it (``01000``). *value* or *category* (the key of one) is
    None or empty when the sources do not state it, which is never drawn as zero. *name* is the full name, if not the
    short one; *note* is added to the title (a date, say).
    """

    code: str
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
    """The map. With *categories* a tile shows its category, else its value. Prefectures without a tile are not stated.

    *unit* is in the reader's language (人, residents, %). *selected* is the code of the prefecture the page is about.
    """

    identifier: str
    title: str
    description: str
    tiles: Sequence[Tile]
    unit: str = ""
    classing: Classing = Classing.QUANTILES
    class_count: int = LEVELS
    categories: Sequence[Category] = ()
    selected: str = ""

    @cached_property
    def by_code(self) -> dict[str, Tile]:
        """The tiles by two-digit code. Raises PictureError for an unknown code or one that comes twice."""
        found: dict[str, Tile] = {}
        for tile in self.tiles:
            code = tile.code[:2]
            if code not in prefecture_tiles():
                raise PictureError(f"tile map {self.identifier}: {tile.code!r} is no prefecture; use 01 to 47")
            if code in found:
                raise PictureError(f"tile map {self.identifier}: prefecture {code} has two tiles; give it one")
            found[code] = tile
        return found

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
class _Shown:
    """How one tile looks: its class, what stands under its name, and that in words."""

    kind: str
    under: str
    words: str


def tile_map(picture: TileMap, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError naming a tile it cannot draw."""
    check_identifier(picture.identifier)
    places = prefecture_tiles()
    columns = max(place.column for place in places.values()) + 1
    rows = max(place.row for place in places.values()) + 1
    title, about = f"{picture.identifier}-title", f"{picture.identifier}-about"
    drawing = element(
        "svg",
        {
            "class": "tile-map-drawing",
            "viewBox": f"{-_MARGIN} {-_MARGIN} {columns * _PITCH - 4 + 2 * _MARGIN} {rows * _PITCH - 4 + 2 * _MARGIN}",
            "width": "100%",
            "role": "group",
            "aria-labelledby": title,
            "aria-describedby": about,
            "focusable": "false",
        },
        element("title", {"id": title}, plain(picture.title)),
        element("desc", {"id": about}, plain(picture.description) or plain(picture.title)),
        hatch(_hatch(picture)),
        element("path", {"class": "tile-sea", "d": f"M0 {11.5 * _PITCH - 2}H{2 * _PITCH - 2}V{rows * _PITCH - 4}"}),
        element("g", {"role": "list"}, *(_tile(picture, place, reader) for place in places.values())),
    )
    skip, end = after(picture.identifier, reader)
    return figure(
        "tile-map",
        picture.identifier,
        picture.title,
        picture.description,
        reader,
        skip,
        element("div", {"class": "tile-map-frame"}, drawing, _legend(picture, reader)),
        end,
    )


def tile_map_table(picture: TileMap, reader: Reader) -> PictureTable:
    """The same as a table: every prefecture, what it shows, and the note where any has one."""
    has_notes = any(tile.note for tile in picture.tiles)
    unit = f" ({picture.unit})" if picture.unit else ""
    headings = [reader.text("Prefecture"), reader.text("Kind") if picture.categories else reader.text("Number") + unit]
    rows = []
    for code, place in prefecture_tiles().items():
        tile = picture.by_code.get(code, Tile(code))
        row = [Cell(tile.name or place.name(reader), tile.href), _value_cell(picture, tile, reader)]
        rows.append((*row, cell(tile.note)) if has_notes else tuple(row))
    return PictureTable(
        plain(picture.title), (*headings, reader.text("Note")) if has_notes else tuple(headings), tuple(rows)
    )


def _value_cell(picture: TileMap, tile: Tile, reader: Reader) -> Cell:
    if picture.categories:
        return Cell(_category(picture, tile)[1].label) if tile.category else not_stated(reader)
    return not_stated(reader) if tile.value is None else cell(reader.number(tile.value), number=True)


def _category(picture: TileMap, tile: Tile) -> tuple[int, Category]:
    try:
        return picture.numbered_categories[tile.category]
    except KeyError:
        raise PictureError(
            f"tile map {picture.identifier}: {tile.category!r} of prefecture {tile.code} is none of its categories"
        ) from None


def _hatch(picture: TileMap) -> str:
    return f"{picture.identifier}-hatch"


def _shown(picture: TileMap, tile: Tile, reader: Reader) -> _Shown:
    if picture.categories:
        if tile.category:
            number, category = _category(picture, tile)
            return _Shown(f"picture-kind-{number}", category.mark, category.label.text)
    elif tile.value is not None:
        level = next(each.level for each in picture.classes if tile.value in each)
        words = reader.quantity(tile.value, picture.unit)
        return _Shown(f"picture-level-{level}", reader.short_number(tile.value), words)
    return _Shown("picture-unstated", "", reader.text("not stated"))


def _tile(picture: TileMap, place: PrefectureTile, reader: Reader) -> Markup:
    tile = picture.by_code.get(place.code, Tile(place.code))
    shown = _shown(picture, tile, reader)
    name = tile.name or place.name(reader)
    words = f"{reader.name(name)}: {shown.words}" + (f" ({tile.note})" if tile.note else "")
    is_selected = bool(picture.selected) and place.code == picture.selected[:2]
    selected = " tile-selected" if is_selected else ""
    square = {"width": _SIDE, "height": _SIDE, "rx": 6}
    drawn = [
        element("title", {}, words),
        element("rect", {"class": "tile-ground", **square}),
        element("rect", {"class": "tile-square", **square}),
        _letters(place, shown, reader, has_mark=bool(picture.categories)),
    ]
    if shown.kind == "picture-unstated":
        drawn.insert(2, element("rect", {**square, "fill": f"url(#{_hatch(picture)})"}))
    target = link_target(tile.href)
    attributes = {"class": f"tile {shown.kind}{selected}"}
    if target is None:
        inside = element("g", {**attributes, "role": "img"}, *drawn)
    else:
        inside = element("a", {"href": target, "aria-current": is_selected, **attributes}, *drawn)
    at = f"translate({place.column * _PITCH} {place.row * _PITCH})"
    return element("g", {"role": "listitem", "transform": at}, inside)


def _letters(place: PrefectureTile, shown: _Shown, reader: Reader, *, has_mark: bool) -> Markup:
    """What is written on a tile: name and value on a wide map, the name in short lines on a narrow one."""
    middle = _SIDE / 2
    name = place.name(reader)
    has_kana = reader.reads_kana and bool(name.reading)
    wide = []
    if has_kana:
        wide.append(element("text", {"class": "tile-kana", "x": middle, "y": 14, "lang": "ja"}, name.reading))
    height = {(True, True): 31, (True, False): 36, (False, True): 26, (False, False): 34}[has_kana, bool(shown.under)]
    is_long = len(name.text) > (7 if name.language == "en" else 2)
    kind = "tile-name tile-long" if is_long else "tile-name"
    wide.append(element("text", {"class": kind, "x": middle, "y": height, "lang": name.language}, name.text))
    if shown.under:
        wide.append(element("text", {"class": "tile-value", "x": middle, "y": 47}, shown.under))
    language = "en" if name.language == "en" else "ja"
    narrow = []
    if has_mark and shown.under:
        narrow.append(element("text", {"class": "tile-mark", "x": middle, "y": 51}, shown.under))
        text = name.text if name.language == "ja" else place.short_en
        small = " tile-long" if len(text) > 2 else ""
        narrow.append(element("text", {"class": f"tile-line{small}", "x": middle, "y": 25, "lang": language}, text))
    else:
        lines = place.lines(reader)
        starts = (37,) if len(lines) == 1 else (24, 48)
        for line, start in zip(lines, starts, strict=True):
            small = " tile-long" if len(line) > 2 else ""
            narrow.append(
                element("text", {"class": f"tile-line{small}", "x": middle, "y": start, "lang": language}, line)
            )
    return joined(
        [
            element("g", {"class": "picture-wide", "aria-hidden": True}, *wide),
            element("g", {"class": "picture-narrow", "aria-hidden": True}, *narrow),
        ]
    )


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
            (_swatch(f"picture-level-{each.level}"), _range(each, picture.unit, reader)) for each in picture.classes
        ]
        about = {
            Classing.QUANTILES: reader.html("About equally many prefectures in each class"),
            Classing.EQUAL_STEPS: reader.html("Classes of equal width"),
        }
        how = about[picture.classing] if len(picture.classes) > 1 else None
    drawn = {
        tile.code[:2] for tile in picture.tiles if (tile.category if picture.categories else tile.value is not None)
    }
    if len(drawn) < len(prefecture_tiles()):
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


def _range(each: NumberClass, unit: str, reader: Reader) -> str:
    """A class in words: 3–17 people, or 0.5 to less than 1%."""
    if each.low == each.high:
        return reader.quantity(each.low, unit)
    if each.includes_high:
        return reader.range(each.low, each.high, unit)
    return reader.text(
        "%(low)s to less than %(high)s", low=reader.number(each.low), high=reader.quantity(each.high, unit)
    )
