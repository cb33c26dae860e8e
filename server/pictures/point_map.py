"""A map of places as points, their area as large as a number; points that would overlap are drawn as one.

Only numbers that add up are added: of other numbers, several places drawn as one show how many places they are.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import sqrt

from markupsafe import Markup

from server.display.labels import Label
from server.display.units import Unit
from server.pictures.base_map import BaseMap, Window
from server.pictures.classes import exactly
from server.pictures.clusters import Cluster, apart, clusters
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, drawing, figure_of_links, legend
from server.pictures.labelling import text_width
from server.pictures.markup import element, link_target, plain
from server.pictures.point_labels import LabelPlace, Spot, fits, texts_beside
from server.pictures.reader import Number, Reader
from server.pictures.table import PictureTable, TableCell, cell, not_stated, table_of

NAMED = 8
"""The most places that the title of a cluster names."""

_RING = 1.15
"""How much larger than its dot the ring around several places is."""


@dataclass(frozen=True)
class MapPlace:
    """A place with coordinates in degrees.

    *amount* is the number of the place: of things there, or a share. None: the sources do not state it.
    """

    name: Label
    latitude: float
    longitude: float
    amount: Number | None = 1
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class PointMap:
    """The map on *base_map*. *unit* says what the amounts count (counters, 件), *measure* what they are.

    *adds_up*: the amounts may be added where points are drawn as one. That is false for shares, and for counts of the
    same things at several places.
    *group_href* gives the URL for several places drawn as one (a list, an anchor in the table); without it they are
    not a link.
    """

    identifier: str
    title: str
    description: str
    base_map: BaseMap
    places: Sequence[MapPlace]
    unit: Unit | str = ""
    group_href: Callable[[Sequence[MapPlace]], str] | None = None
    measure: str = ""
    adds_up: bool = True
    language: str = ""


@dataclass(frozen=True)
class _Detail:
    """The level of detail for figures from 770 or from 350 pixels wide. In units of the drawing."""

    kind: str
    distance: float
    least: float
    most: float
    letters: float
    """The size of a number of one or two digits, as pictures.css has it."""
    small_letters: float
    """The size of a longer number, and of one beside its point."""


_DETAILS = (_Detail("point-wide", 23, 10.5, 25, 13, 11), _Detail("point-narrow", 52, 25, 46, 24, 20))
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
        reader,
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
    unit = f" ({reader.unit_name(picture.unit)})" if picture.unit else ""
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
    return table_of(picture, reader, (*headings, reader.text("Note")) if has_notes else tuple(headings), rows)


def _drawn_at(picture: PointMap, detail: _Detail, points: Sequence[tuple[float, float]], reader: Reader) -> Markup:
    """The places at *points*, drawn for figures of one size."""

    def amounts(groups: Sequence[Cluster]) -> list[Number | None]:
        return [_amount(picture, [picture.places[index] for index in cluster.members]) for cluster in groups]

    def radii(groups: Sequence[Cluster]) -> list[float]:
        stated = amounts(groups)
        largest = _largest(picture, stated)
        return [_radius(detail, amount, largest) for amount in stated]

    groups = apart(clusters(points, detail.distance), radii)
    stated = amounts(groups)
    dots = [
        _Dot(cluster, [picture.places[index] for index in cluster.members], radius, amount)
        for cluster, radius, amount in zip(groups, radii(groups), stated, strict=True)
    ]
    texts = [_text(picture, dot, reader) for dot in dots]
    inside = [bool(text) and fits(text, _size(text, detail), dot.radius) for text, dot in zip(texts, dots, strict=True)]
    spots = [
        Spot(dot.cluster.x, dot.cluster.y, dot.radius * _RING, "" if is_inside else text)
        for dot, text, is_inside in zip(dots, texts, inside, strict=True)
    ]
    sides = texts_beside(spots, detail.small_letters, picture.base_map.width, picture.base_map.height)
    drawn = [
        _mark(picture, dot, _number(text, is_inside, side), reader)
        for dot, text, is_inside, side in zip(dots, texts, inside, sides, strict=True)
    ]
    return element(
        "g",
        {"class": detail.kind},
        _sizes(picture.base_map, detail, _largest(picture, stated), reader),
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


@dataclass(frozen=True)
class _Dot:
    """A drawn point: the places that it stands for, and their amount where there is one."""

    cluster: Cluster
    places: Sequence[MapPlace]
    radius: float
    amount: Number | None

    @property
    def is_group(self) -> bool:
        return len(self.places) > 1

    @property
    def is_stated(self) -> bool:
        return any(place.amount is not None for place in self.places)


def _amount(picture: PointMap, places: Sequence[MapPlace]) -> Number | None:
    """The stated amount of *places*, their sum where amounts add up; None where none is stated or none can be."""
    stated = [exactly(place.amount) for place in places if place.amount is not None]
    if len(places) > 1 and not picture.adds_up:
        return None
    return sum(stated, Decimal(0)) if stated else None


def _text(picture: PointMap, dot: _Dot, reader: Reader) -> str:
    """The text at a point: its amount, or how many places it stands for where amounts do not add up."""
    if dot.amount is not None:
        return reader.short_number(dot.amount)
    if dot.is_group and dot.is_stated and not picture.adds_up:
        return reader.text("%(number)s places", number=reader.number(len(dot.places)))
    return ""


def _size(text: str, detail: _Detail) -> float:
    return detail.letters if len(text) <= 2 else detail.small_letters


def _number(text: str, is_inside: bool, side: LabelPlace | None) -> Markup:
    """*text* in its point, beside it, or nowhere."""
    if is_inside:
        kind = "point-number" if len(text) <= 2 else "point-number point-long"
        return element("text", {"class": kind, "aria-hidden": True}, text)
    if side is None:
        return Markup("")
    kind = f"point-number point-beside point-{side.anchor}"
    return element("text", {"class": kind, "x": side.right, "y": side.down, "aria-hidden": True}, text)


def _largest(picture: PointMap, amounts: Sequence[Number | None]) -> Number:
    """The amount that the largest point has; 0 where all points are as small as can be, for amounts do not add up."""
    return max((amount for amount in amounts if amount), default=0) if picture.adds_up else 0


def _radius(detail: _Detail, amount: Number | None, largest: Number) -> float:
    """Area grows with the amount: an amount of 1 has the radius *least*, unless *largest* would be above *most* then.

    A point is never smaller than *least*, so that it can be hit; all are as small where *largest* is 0.
    """
    if not amount or not largest:
        return detail.least
    return max(detail.least, min(detail.least, detail.most / sqrt(largest)) * sqrt(amount))


def _mark(picture: PointMap, dot: _Dot, number: Markup, reader: Reader) -> Markup:
    words = _words(picture, dot.places, dot.amount, reader)
    kind = "point-mark" + (" point-group" if dot.is_group else "") + ("" if dot.is_stated else " picture-unstated")
    if dot.amount == 0:
        kind += " point-zero"
    shapes = [element("title", {}, words), element("circle", {"class": "point-dot", "r": dot.radius})]
    if dot.is_group:
        shapes.append(element("circle", {"class": "point-ring", "r": dot.radius * _RING}))
    shapes.append(number)
    target = link_target(_href(picture, dot.places))
    attributes = {"class": kind}
    inside = (
        element("g", {**attributes, "role": "img"}, *shapes)
        if target is None
        else element("a", {"href": target, **attributes}, *shapes)
    )
    at = f"translate({dot.cluster.x:.1f} {dot.cluster.y:.1f})"
    return element("g", {"role": "listitem", "transform": at}, inside)


def _href(picture: PointMap, places: Sequence[MapPlace]) -> str:
    if len(places) == 1:
        return places[0].href
    return picture.group_href(places) if picture.group_href else ""


def _words(picture: PointMap, places: Sequence[MapPlace], amount: Number | None, reader: Reader) -> str:
    """The title of a point: its place and amount, or of several places their number, total amount and names.

    Where amounts do not add up, each place has its own instead of a total.
    """
    if len(places) == 1:
        note = f" ({places[0].note})" if places[0].note else ""
        return f"{reader.name(places[0].name)}: {_how_many(picture, amount, reader)}{note}"
    ordered = sorted(places, key=lambda place: -(place.amount or 0))
    names = [
        reader.name(place.name)
        if picture.adds_up
        else f"{reader.name(place.name)} {_how_many(picture, place.amount, reader)}"
        for place in ordered[:NAMED]
    ]
    more = len(places) - len(names)
    if more:
        names.append(reader.text("%(number)s more", number=reader.number(more)))
    total = reader.text("%(number)s places", number=reader.number(len(places)))
    if picture.adds_up:
        total += f", {_how_many(picture, amount, reader)}"
    return f"{total}: {reader.listed(names)}"


def _how_many(picture: PointMap, amount: Number | None, reader: Reader) -> str:
    return reader.text("not stated") if amount is None else reader.quantity(amount, picture.unit)


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


def _sizes(base: BaseMap, detail: _Detail, largest: Number, reader: Reader) -> Markup:
    """Examples of areas with their amounts, in a box at the bottom of the map: a number in its circle, or above it."""
    right = base.sizes_end
    drawn = []
    for amount in reversed(_examples(largest)):
        radius, text = _radius(detail, amount, largest), reader.short_number(amount)
        is_inside = fits(text, _size(text, detail), radius)
        width = 2 * radius if is_inside else max(2 * radius, text_width(text, detail.small_letters))
        above = LabelPlace(0, -radius - detail.small_letters * 0.6, "middle")
        at = f"translate({right - width / 2:.1f} {base.height - 4 - radius:.1f})"
        dot = element("circle", {"class": "point-dot", "r": radius})
        drawn.append(element("g", {"transform": at}, dot, _number(text, is_inside, above)))
        right -= width + 8
    if not drawn:
        return Markup("")
    letters, most = detail.small_letters, _radius(detail, largest, largest)
    name = reader.text("Number")
    left = right - text_width(name, letters)
    height = 2 * most + letters * 1.4 + 8
    top = base.height - height - 1
    box = {"x": left - 8, "y": top, "width": base.sizes_end - left + 14, "height": height, "rx": 6}
    drawn.append(element("text", {"class": "point-sizes-name", "x": left, "y": base.height - 4 - most}, name))
    frame = element("rect", {"class": "point-sizes-frame", **box})
    return element("g", {"class": "point-mark point-sizes", "aria-hidden": True}, frame, *drawn)


def _examples(largest: Number) -> list[Number]:
    """Up to three amounts for the examples of areas: 1, 10, 47."""
    whole = int(largest)
    round_ones = [digit * 10**power for power in range(len(str(whole))) for digit in (1, 2, 5)]
    middle = [amount for amount in round_ones if 1 < amount <= largest / 2][-1:]
    return sorted({*([1] if largest >= 1 else []), *middle, largest} - {0}) if largest else []


def _legend(picture: PointMap, reader: Reader) -> Markup:
    dot = element("circle", {"class": "point-dot", "r": 7})
    items: list[tuple[Markup, str]] = []
    if any(place.amount for place in picture.places):
        what, unit = picture.measure, reader.unit_name(picture.unit)
        is_apart = bool(what and unit) and plain(what).casefold() != unit.casefold()
        meaning = Markup("{} ({})").format(what, unit) if is_apart else what or unit
        if not picture.adds_up:
            words: str = reader.html("Number: %(unit)s", unit=meaning)
        elif meaning:
            words = reader.html("Number and area: %(unit)s", unit=meaning)
        else:
            words = reader.html("Number and area: how many")
        items.append((_swatch("", dot), words))
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
