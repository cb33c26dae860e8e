"""A small picture of a figure for the gallery: its shape without words, hidden from screen readers."""

from __future__ import annotations

from decimal import Decimal

from markupsafe import Markup

from server.figures.shown import ShownFigure
from server.pictures import PointMap, TileMap
from server.pictures.classes import exactly
from server.pictures.markup import element

_WIDTH, _HEIGHT = 240, 200
_BARS = 9


def thumbnail(shown: ShownFigure) -> Markup:
    """The first picture of *shown*, small; the same for every reader."""
    picture = shown.picture(shown.first_kind)
    if isinstance(picture, TileMap):
        drawn = _tiles(picture)
    elif isinstance(picture, PointMap):
        drawn = _points(picture)
    else:
        drawn = _bars(shown)
    return element(
        "svg",
        {"class": "figure-small", "viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "aria-hidden": True, "focusable": "false"},
        *drawn,
    )


def _tiles(picture: TileMap) -> list[Markup]:
    grid = picture.grid
    pitch = min(_WIDTH / grid.columns, _HEIGHT / grid.rows)
    left, side = (_WIDTH - pitch * grid.columns) / 2, pitch * 0.9
    drawn = []
    for key, place in grid.tiles.items():
        tile = picture.by_key.get(key)
        levels = [
            numbers.level for numbers in picture.classes if tile and tile.value is not None and tile.value in numbers
        ]
        kind = f"picture-level-{levels[0]}" if levels else "picture-unstated"
        at = {"x": left + place.column * pitch, "y": place.row * pitch, "width": side, "height": side, "rx": 2}
        drawn.append(element("g", {"class": kind}, element("rect", {"class": "tile-square", **at})))
    return drawn


def _points(picture: PointMap) -> list[Markup]:
    base = picture.base_map
    scale = min(_WIDTH / base.width, _HEIGHT / base.height)
    dots = []
    for place in picture.places:
        window = base.window(place.latitude, place.longitude)
        if window is not None:
            x, y = window.point(place.latitude, place.longitude)
            dots.append(element("circle", {"class": "point-dot", "cx": x, "cy": y, "r": 12}))
    at = f"translate({(_WIDTH - base.width * scale) / 2:.1f} 0) scale({scale:.3f})"
    backdrop = element("path", {"class": "point-backdrop", "d": base.backdrop})
    return [element("g", {"transform": at}, backdrop, *dots)]


def _bars(shown: ShownFigure) -> list[Markup]:
    rows = shown.ordered(shown.usual_order)[:_BARS]
    longest = max((row.row.value for row in rows), default=Decimal(0)) or Decimal(1)
    step = min(_HEIGHT / max(1, len(rows)), 40.0)
    return [
        element(
            "rect",
            {
                "class": "bar",
                "x": 0,
                "y": number * step,
                "width": float(exactly(row.row.value) / longest) * _WIDTH,
                "height": step * 0.7,
                "rx": 2,
            },
        )
        for number, row in enumerate(rows)
    ]
