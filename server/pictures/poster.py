"""A picture as a file of its own: title, measure, map or bars, legend, and where it is from, in one SVG."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from server.pictures.bars import BarChart, bar_chart
from server.pictures.classes import exactly
from server.pictures.labelling import lines_of, text_width
from server.pictures.markup import Attribute, element, joined
from server.pictures.point_map import PointMap, point_map
from server.pictures.reader import Reader
from server.pictures.standing_alone import BAR, EDGE, FONTS, HATCH, INK, LEVELS, PAPER, QUIET, TRACK, standing_alone
from server.pictures.tile_map import TileMap, class_words, tile_map

WIDTH = 1200
"""The width of a poster in units, and in pixels of a PNG."""
MOST_BARS = 60
"""The most bars on a poster; it says how many there are in all."""

_MARGIN = 48
_INSIDE = WIDTH - 2 * _MARGIN
_ROW, _BAR_HEIGHT, _LETTERS = 30, 18, 17
_MAP_WIDTH = 960


@dataclass(frozen=True)
class Poster:
    """The content of a poster: a *picture* with the line *about* below its title, and *notes* at its foot."""

    picture: TileMap | PointMap | BarChart
    about: str
    notes: Sequence[str]


def poster(shown: Poster, reader: Reader) -> str:
    """*shown* as an SVG file for *reader*. Raises PictureError for what cannot be drawn."""
    head, top = _lines(lines_of(shown.picture.title, _INSIDE, 34), _MARGIN, 62, 34, 42, weight="700")
    about, top = _lines(lines_of(shown.about, _INSIDE, 20), _MARGIN, top - 6, 20, 28, fill=QUIET)
    body, top = _body(shown.picture, top + 12, reader)
    written = [line for note in shown.notes for line in lines_of(note, _INSIDE, 15)]
    foot, bottom = _lines(written, _MARGIN, top + 34, 15, 22, fill=QUIET)
    size: dict[str, Attribute] = {
        "width": WIDTH,
        "height": round(bottom + 12),
        "viewBox": f"0 0 {WIDTH} {round(bottom + 12)}",
    }
    file = element(
        "svg",
        {"xmlns": "http://www.w3.org/2000/svg", **size, "lang": reader.words_language, "role": "img"},
        element("title", {}, shown.picture.title),
        element("rect", {"width": WIDTH, "height": round(bottom + 12), "fill": PAPER}),
        head,
        about,
        body,
        foot,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{file}\n'


def _body(picture: TileMap | PointMap | BarChart, top: float, reader: Reader) -> tuple[Markup, float]:
    """The map or the bars below *top*, and where they end."""
    if isinstance(picture, BarChart):
        return _bars(picture, top, reader)
    left = (WIDTH - _MAP_WIDTH) / 2
    if isinstance(picture, TileMap):
        drawn, height = standing_alone(tile_map(picture, reader), left, top, _MAP_WIDTH)
        return joined([drawn, _classes(picture, top, reader)]), top + height
    drawn, height = standing_alone(point_map(picture, reader), left, top, _MAP_WIDTH)
    return drawn, top + height


def _classes(picture: TileMap, top: float, reader: Reader) -> Markup:
    """The colours and what they stand for, at the top left, where a map of tiles has room."""
    items = [
        ({"fill": LEVELS[numbers.level], "stroke": EDGE}, class_words(numbers, picture.unit, reader))
        for numbers in picture.classes
    ]
    if sum(tile.value is not None for tile in picture.tiles) < len(picture.grid.tiles):
        look = {"fill": "none", "stroke": HATCH, "stroke-dasharray": "4 3"}
        items.append((look, reader.text("not stated in the sources")))
    drawn = []
    for number, (look, words) in enumerate(items):
        down = top + 12 + number * _ROW
        drawn.append(element("rect", {"x": _MARGIN, "y": down, "width": 20, "height": 20, "rx": 3, **look}))
        drawn.append(_text(words, _MARGIN + 30, down + 16, _LETTERS))
    return joined(drawn)


def _bars(picture: BarChart, top: float, reader: Reader) -> tuple[Markup, float]:
    """Names, bars and numbers; a name too long for its column is broken into lines no more than two."""
    bar_chart(picture, reader)  # it refuses what cannot be a length
    bars = picture.bars[:MOST_BARS]
    words = ["" if bar.total is None else reader.quantity(bar.total, picture.unit) for bar in bars]
    longest = max((exactly(bar.total) for bar in bars if bar.total is not None), default=Decimal(0))
    names = min(420.0, max((text_width(reader.name(bar.label), _LETTERS) for bar in bars), default=0)) + 14
    numbers = max((text_width(text, _LETTERS) for text in words), default=0) + 14
    track = _INSIDE - names - numbers
    drawn = []
    for bar, text in zip(bars, words, strict=True):
        lines = lines_of(reader.name(bar.label), names, _LETTERS)
        middle = top + _ROW * max(1.0, 0.8 * len(lines)) / 2
        for number, line in enumerate(lines):
            down = middle + 6 + (number - (len(lines) - 1) / 2) * _ROW * 0.75
            drawn.append(_text(line, _MARGIN + names - 14, down, _LETTERS, anchor="end"))
        box: dict[str, Attribute] = {
            "x": _MARGIN + names,
            "y": middle - _BAR_HEIGHT / 2,
            "height": _BAR_HEIGHT,
            "rx": 2,
        }
        drawn.append(element("rect", {**box, "width": track, "fill": TRACK}))
        if bar.total is not None and longest:
            drawn.append(element("rect", {**box, "width": float(exactly(bar.total) / longest) * track, "fill": BAR}))
        shown = text or reader.text("not stated")
        drawn.append(_text(shown, WIDTH - _MARGIN, middle + 6, _LETTERS, anchor="end"))
        top += _ROW * max(1.0, 0.8 * len(lines))
    if len(bars) < len(picture.bars):
        more = reader.text("%(number)s more", number=reader.number(len(picture.bars) - len(bars)))
        drawn.append(_text(more, _MARGIN, top + 20, _LETTERS, fill=QUIET))
        top += _ROW
    return joined(drawn), top


def _lines(
    lines: Sequence[str], left: float, top: float, size: float, step: float, *, fill: str = INK, weight: str = "400"
) -> tuple[Markup, float]:
    """*lines* below one another from the base line *top* on, and the base line after the last."""
    drawn = [
        _text(line, left, top + number * step, size, fill=fill, weight=weight) for number, line in enumerate(lines)
    ]
    return joined(drawn), top + len(lines) * step


def _text(
    text: str, left: float, base: float, size: float, *, fill: str = INK, weight: str = "400", anchor: str = "start"
) -> Markup:
    return element(
        "text",
        {
            "x": left,
            "y": base,
            "font-size": size,
            "font-weight": weight,
            "font-family": FONTS,
            "fill": fill,
            "text-anchor": anchor,
        },
        text,
    )
