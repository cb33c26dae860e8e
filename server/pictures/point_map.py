"""A map of places as points, their area as large as a number; points that would overlap are drawn as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.base_map import BaseMap, Window
from server.pictures.clusters import Cluster, apart, clusters
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, drawing, figure_of_links, legend
from server.pictures.markup import element, link_target, plain
from server.pictures.reader import Reader
from server.pictures.table import PictureTable, TableCell, cell, not_stated

NAMED = 8
"""The most places that the title of a cluster names."""

_RING = 1.15
"""How much larger than its dot the ring around several places is."""


@dataclass(frozen=True)
class MapPlace:
    """A place with coordinates in degrees.

    *amount* is the number of things there; amounts are added up where points are drawn as one, so it must not be a rate
    or a share. None: the sources do not state it.
    """

    name: Label
    latitude: float
    longitude: float
    amount: int | None = 1
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class PointMap:
    """The map on *base_map*. *unit* says what the amounts count (counters, 件).

    *group_href* gives the URL for several places drawn as one (a list, an anchor in the table); without it they are
    not a link.
    """

    identifier: str
    title: str
    description: str
    base_map: BaseMap
    places: Sequence[MapPlace]
    unit: str = ""
    group_href: Callable[[Sequence[MapPlace]], str] | None = None


@dataclass(frozen=True)
class _Detail:
    """The level of detail for figures from 770 or from 350 pixels wide. In units of the drawing."""

    kind: str
    distance: float
    least: float
    most: float


_DETAILS = (_Detail("point-wide", 23, 10.5, 25), _Detail("point-narrow", 52, 25, 46))
"""Points are at least 24 pixels apart and across on both, so that each can be hit (WCAG 2.2, 2.5.8)."""


def point_map(picture: PointMap, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError for a place outside the map."""
    check_identifier(picture.identifier)
    base = picture.base_map
    points = [_position(picture, place) for place in picture.places]
    shown = [
        window
        for window in base.windows
        if window.is_always_shown or any(window.holds(place.latitude, place.longitude) for place in picture.places)
    ]
    groups = [_drawn_at(picture, detail, points, reader) for detail in _DETAILS]
    svg = drawing(
        "point-map-drawing",
        picture,
        f"0 0 {base.width} {base.height}",
        element("path", {"class": "point-backdrop", "d": base.backdrop}),
        *(_inset(window, reader) for window in shown),
        *groups,
        width="100%",
    )
    return figure_of_links(
        "point-map",
        picture,
        reader,
        element("div", {"class": "point-map-frame"}, svg, _legend(picture, reader)),
    )


def point_map_table(picture: PointMap, reader: Reader) -> PictureTable:
    """The same as a table: each place with its amount and coordinates in degrees."""
    has_notes = any(place.note for place in picture.places)
    unit = f" ({picture.unit})" if picture.unit else ""
    headings = [reader.text("Place"), reader.text("Number") + unit, reader.text("Latitude"), reader.text("Longitude")]
    rows = []
    for place in picture.places:
        amount = not_stated(reader) if place.amount is None else cell(reader.number(place.amount), number=True)
        row = [
            TableCell(place.name, place.href),
            amount,
            cell(f"{place.latitude:.4f}", number=True),
            cell(f"{place.longitude:.4f}", number=True),
        ]
        rows.append((*row, cell(place.note)) if has_notes else tuple(row))
    return PictureTable(
        plain(picture.title), (*headings, reader.text("Note")) if has_notes else tuple(headings), tuple(rows)
    )


def _drawn_at(picture: PointMap, detail: _Detail, points: Sequence[tuple[float, float]], reader: Reader) -> Markup:
    """The places at *points*, drawn for figures of one size."""

    def amounts(groups: Sequence[Cluster]) -> list[int | None]:
        return [_amount([picture.places[index] for index in cluster.members]) for cluster in groups]

    def radii(groups: Sequence[Cluster]) -> list[float]:
        stated = amounts(groups)
        largest = max((amount for amount in stated if amount), default=0)
        return [_radius(detail, amount, largest) for amount in stated]

    groups = apart(clusters(points, detail.distance), radii)
    sizes, stated = radii(groups), amounts(groups)
    drawn = [
        _mark(picture, cluster, radius, amount, reader)
        for cluster, radius, amount in zip(groups, sizes, stated, strict=True)
    ]
    largest = max((amount for amount in stated if amount), default=0)
    return element(
        "g",
        {"class": detail.kind},
        _sizes(picture.base_map, detail, largest, reader),
        element("g", {"role": "list"}, *drawn),
    )


def _position(picture: PointMap, place: MapPlace) -> tuple[float, float]:
    window = picture.base_map.window(place.latitude, place.longitude)
    if window is None:
        raise PictureError(
            f"point map {picture.identifier}: {place.name.text} at {place.latitude}, {place.longitude} "
            "is outside the map; leave it out and name it beside the map"
        )
    if place.amount is not None and place.amount < 0:
        raise PictureError(
            f"point map {picture.identifier}: {place.name.text} has {place.amount}; amounts count things"
        )
    return window.point(place.latitude, place.longitude)


def _amount(places: Sequence[MapPlace]) -> int | None:
    """The sum of the stated amounts, None if none is stated."""
    stated = [place.amount for place in places if place.amount is not None]
    return sum(stated) if stated else None


def _radius(detail: _Detail, amount: int | None, largest: int) -> float:
    """Area grows with the amount: an amount of 1 has the radius *least*, unless *largest* would be above *most* then.

    A point is never smaller than *least*, so that its number fits.
    """
    if not amount:
        return detail.least
    return max(detail.least, min(detail.least, detail.most / sqrt(largest)) * sqrt(amount))


def _mark(picture: PointMap, cluster: Cluster, radius: float, amount: int | None, reader: Reader) -> Markup:
    places = [picture.places[index] for index in cluster.members]
    is_group = len(places) > 1
    words = _words(picture, places, amount, reader)
    kind = "point-mark" + (" point-group" if is_group else "") + (" picture-unstated" if amount is None else "")
    if amount == 0:
        kind += " point-zero"
    shapes = [element("title", {}, words), *_dot(radius, amount, reader)]
    if is_group:
        shapes.append(element("circle", {"class": "point-ring", "r": radius * _RING}))
    target = link_target(_href(picture, places))
    attributes = {"class": kind}
    inside = (
        element("g", {**attributes, "role": "img"}, *shapes)
        if target is None
        else element("a", {"href": target, **attributes}, *shapes)
    )
    at = f"translate({cluster.x:.1f} {cluster.y:.1f})"
    return element("g", {"role": "listitem", "transform": at}, inside)


def _href(picture: PointMap, places: Sequence[MapPlace]) -> str:
    if len(places) == 1:
        return places[0].href
    return picture.group_href(places) if picture.group_href else ""


def _words(picture: PointMap, places: Sequence[MapPlace], amount: int | None, reader: Reader) -> str:
    """The title of a point: its place and amount, or of several places their number, total amount and names."""
    how_many = reader.text("not stated") if amount is None else reader.quantity(amount, picture.unit)
    if len(places) == 1:
        note = f" ({places[0].note})" if places[0].note else ""
        return f"{reader.name(places[0].name)}: {how_many}{note}"
    ordered = sorted(places, key=lambda place: -(place.amount or 0))
    names = [reader.name(place.name) for place in ordered[:NAMED]]
    more = len(places) - len(names)
    if more:
        names.append(reader.text("%(number)s more", number=reader.number(more)))
    total = reader.text("%(number)s places", number=reader.number(len(places)))
    return f"{total}, {how_many}: {reader.listed(names)}"


def _inset(window: Window, reader: Reader) -> Markup:
    frame = window.frame
    if frame is None:
        return Markup("")
    return element(
        "g",
        {"class": "point-inset"},
        element("rect", {"x": frame.left, "y": frame.top, "width": frame.width, "height": frame.height, "rx": 8}),
        element("text", {"x": frame.left + 12, "y": frame.top + 26}, reader.declared_text(window.name)),
    )


def _sizes(base: BaseMap, detail: _Detail, largest: int, reader: Reader) -> Markup:
    """Examples of areas with their amounts, at the bottom of the map."""
    right = base.sizes_end
    drawn = []
    for amount in reversed(_examples(largest)):
        radius = _radius(detail, amount, largest)
        at = f"translate({right - radius:.1f} {base.height - 4 - radius:.1f})"
        drawn.append(element("g", {"transform": at}, *_dot(radius, amount, reader)))
        right -= 2 * radius + 8
    return element("g", {"class": "point-mark point-sizes", "aria-hidden": True}, *drawn)


def _dot(radius: float, amount: int | None, reader: Reader) -> list[Markup]:
    """A dot with its number in it."""
    dot = element("circle", {"class": "point-dot", "r": radius})
    if amount is None:
        return [dot]
    shown = reader.short_number(amount)
    kind = "point-number" if len(shown) <= 2 else "point-number point-long"
    return [dot, element("text", {"class": kind, "aria-hidden": True}, shown)]


def _examples(largest: int) -> list[int]:
    """Up to three amounts for the examples of areas: 1, 10, 47."""
    round_ones = [digit * 10**power for power in range(len(str(largest))) for digit in (1, 2, 5)]
    middle = [amount for amount in round_ones if 1 < amount <= largest * 0.5][-1:]
    return sorted({1, *middle, largest} - {0}) if largest else []


def _legend(picture: PointMap, reader: Reader) -> Markup:
    dot = element("circle", {"class": "point-dot", "r": 7})
    items: list[tuple[Markup, str]] = []
    if any(place.amount for place in picture.places):
        meaning = reader.html("Number and area: %(unit)s", unit=picture.unit) if picture.unit else ""
        items.append((_swatch("", dot), meaning or reader.html("Number and area: how many")))
    if len(picture.places) > 1:
        ring = element("circle", {"class": "point-ring", "r": 9.5})
        items.append((_swatch("", dot, ring), reader.html("several places close together")))
    if any(place.amount is None for place in picture.places):
        items.append((_swatch("picture-unstated", dot), reader.html("not stated in the sources")))
    note = reader.declared_html(picture.base_map.note)
    return element("div", {"class": "point-map-legend"}, legend(*items), element("p", {"class": "picture-note"}, note))


def _swatch(kind: str, *shapes: Markup) -> Markup:
    return element(
        "svg",
        {
            "class": f"picture-swatch point-mark {kind}".rstrip(),
            "width": 22,
            "height": 22,
            "viewBox": "-11 -11 22 22",
            "aria-hidden": True,
        },
        *shapes,
    )
