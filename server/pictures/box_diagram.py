"""A diagram of boxes on a grid with arrows between neighbours: each box is a link, each arrow a relation with its name.

The boxes are a list of links for a keyboard and a screen reader; the arrows, which say the same as the table beside
the picture, are there for eyes only. Where there is little room the picture is moved sideways inside its own frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.bars import PARTS
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, drawing, figure_of_links, legend
from server.pictures.labelling import lines_of
from server.pictures.markup import Attribute, element, joined, linked, plain
from server.pictures.reader import Reader
from server.pictures.table import PictureTable, TableCell, cell, table_of

_WIDTH, _HEIGHT = 140, 62
_ACROSS, _DOWN = 234, 108
_MARGIN = 4
_LETTER, _SMALL, _LINE, _SMALL_LINE = 14, 12, 17, 13
_HEAD = 9
"""The length of the head of an arrow."""


@dataclass(frozen=True)
class Box:
    """A box at a place of the grid, *rows* high. *group* is the number of its group from 1.

    *shown* stands below its name. *note* is in its title only, because the box has no room for it.
    """

    key: str
    label: Label
    column: int
    row: int
    group: int
    rows: int = 1
    href: str = ""
    shown: str = ""
    note: str = ""

    @property
    def last_row(self) -> int:
        """The last row that the box covers."""
        return self.row + self.rows - 1


@dataclass(frozen=True)
class Arrow:
    """A relation from the box *start* to the box *end*, both keys; *count* is how often it holds."""

    start: str
    end: str
    label: Label
    count: int
    href: str = ""


@dataclass(frozen=True)
class BoxDiagram:
    """The diagram. *groups* name the groups of boxes in their order."""

    identifier: str
    title: str
    description: str
    boxes: Sequence[Box]
    arrows: Sequence[Arrow]
    groups: Sequence[str]
    language: str = ""

    @property
    def by_key(self) -> Mapping[str, Box]:
        """The boxes by their keys."""
        return {box.key: box for box in self.boxes}


def box_diagram(picture: BoxDiagram, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError for boxes or arrows that cannot be drawn."""
    check_identifier(picture.identifier)
    _check(picture)
    width = max(box.column for box in picture.boxes) * _ACROSS + _WIDTH + 2 * _MARGIN
    height = max(box.last_row for box in picture.boxes) * _DOWN + _HEIGHT + 2 * _MARGIN
    svg = drawing(
        "box-diagram-drawing",
        picture,
        reader,
        f"{-_MARGIN} {-_MARGIN} {width} {height}",
        _head(picture),
        element("g", {"aria-hidden": True}, *(_arrow(picture, arrow, reader) for arrow in picture.arrows)),
        element("g", {"role": "list"}, *(_box(box) for box in picture.boxes)),
    )
    return figure_of_links(
        "box-diagram",
        picture,
        reader,
        legend(*((_swatch(number), group) for number, group in enumerate(picture.groups, 1))),
        element(
            "div",
            {"class": "scroll", "tabindex": 0, "role": "region", "aria-label": plain(picture.title)},
            svg,
        ),
    )


def box_diagram_table(picture: BoxDiagram, reader: Reader) -> PictureTable:
    """The same as a table: each arrow with the boxes it joins and how often it holds."""
    boxes = picture.by_key
    return table_of(
        picture,
        reader,
        (reader.text("From"), reader.text("Relation"), reader.text("To"), reader.text("Statements")),
        tuple(
            (
                TableCell(boxes[arrow.start].label, boxes[arrow.start].href),
                TableCell(arrow.label, arrow.href),
                TableCell(boxes[arrow.end].label, boxes[arrow.end].href),
                cell(reader.number(arrow.count), number=True),
            )
            for arrow in picture.arrows
        ),
    )


def _check(picture: BoxDiagram) -> None:
    keys_by_cell: dict[tuple[int, int], str] = {}
    for box in picture.boxes:
        if not 1 <= box.group <= min(PARTS, len(picture.groups)):
            raise PictureError(f"box {box.key}: there is no group {box.group}, or no colour for it")
        for row in range(box.row, box.last_row + 1):
            if (box.column, row) in keys_by_cell:
                raise PictureError(
                    f"box {box.key}: {keys_by_cell[box.column, row]} is at column {box.column}, row {row}"
                )
            keys_by_cell[box.column, row] = box.key


def _head(picture: BoxDiagram) -> Markup:
    triangle = element("path", {"class": "box-head", "d": f"M0 0L{_HEAD} {_HEAD / 2}L0 {_HEAD}Z"})
    attributes: dict[str, Attribute] = {
        "id": f"{picture.identifier}-head",
        "refX": _HEAD,
        "refY": _HEAD / 2,
        "markerWidth": _HEAD,
        "markerHeight": _HEAD,
        "markerUnits": "userSpaceOnUse",
        "orient": "auto",
    }
    return element("defs", {}, element("marker", attributes, triangle))


def _arrow(picture: BoxDiagram, arrow: Arrow, reader: Reader) -> Markup:
    boxes = picture.by_key
    try:
        start, end = boxes[arrow.start], boxes[arrow.end]
    except KeyError as error:
        raise PictureError(f"arrow {arrow.label.text}: there is no box {error}") from error
    words = f"{start.label.text} → {arrow.label.text} → {end.label.text}: {reader.number(arrow.count)}"
    shared = range(max(start.row, end.row), min(start.last_row, end.last_row) + 1)
    if abs(start.column - end.column) == 1 and shared:
        path, letters = _across(start, end, shared[0], arrow.label)
    elif start.column == end.column and (start.last_row + 1 == end.row or end.last_row + 1 == start.row):
        path, letters = _down(start, end, arrow.label)
    else:
        raise PictureError(f"arrow {words}: {start.key} and {end.key} are not beside each other")
    line = element("path", {"class": "box-arrow", "d": path, "marker-end": f"url(#{picture.identifier}-head)"})
    return element("g", {"class": "box-relation"}, element("title", {}, words), line, *letters)


def _across(start: Box, end: Box, row: int, label: Label) -> tuple[str, list[Markup]]:
    """An arrow in the gap between two columns, its name above it."""
    y = row * _DOWN + _HEIGHT / 2
    left, right = sorted((start.column, end.column))
    near, far = left * _ACROSS + _WIDTH, right * _ACROSS
    path = f"M{near} {y:g}H{far}" if start.column < end.column else f"M{far} {y:g}H{near}"
    lines = lines_of(label.text, _ACROSS - _WIDTH - 10, _SMALL)
    first = y - 6 - (len(lines) - 1) * _SMALL_LINE
    return path, [
        _text(line, (near + far) / 2, first + number * _SMALL_LINE, "box-name-of-arrow", label)
        for number, line in enumerate(lines)
    ]


def _down(start: Box, end: Box, label: Label) -> tuple[str, list[Markup]]:
    """An arrow in the gap between two rows, its name to the right."""
    x = start.column * _ACROSS + _WIDTH / 2
    upper, lower = (start, end) if start.row < end.row else (end, start)
    top, bottom = upper.last_row * _DOWN + _HEIGHT, lower.row * _DOWN
    path = f"M{x:g} {top}V{bottom}" if upper is start else f"M{x:g} {bottom}V{top}"
    return path, [_text(label.text, x + 7, (top + bottom) / 2 + 4, "box-name-of-arrow box-beside", label)]


def _box(box: Box) -> Markup:
    height = (box.rows - 1) * _DOWN + _HEIGHT
    lines = lines_of(box.label.text, _WIDTH - 20, _LETTER)
    middle = height / 2 - (len(lines) * _LINE + (_SMALL_LINE if box.shown else 0)) / 2 + _LETTER - 1
    letters = [
        _text(line, _WIDTH / 2 + 2, middle + number * _LINE, "box-name", box.label) for number, line in enumerate(lines)
    ]
    if box.shown:
        below = middle + len(lines) * _LINE - 2
        letters.append(element("text", {"class": "box-count", "x": _WIDTH / 2 + 2, "y": below}, box.shown))
    drawn = [
        element("title", {}, ": ".join(filter(None, (box.label.text, box.shown, box.note)))),
        element("rect", {"class": "box-face", "width": _WIDTH, "height": height, "rx": 6}),
        element("path", {"class": "box-edge", "d": f"M3 8V{height - 8}"}),
        *letters,
    ]
    at = f"translate({box.column * _ACROSS} {box.row * _DOWN})"
    inside = (
        linked(box.href, joined(drawn), {"class": f"box picture-kind-{box.group}"})
        if box.href
        else element("g", {"class": f"box picture-kind-{box.group}"}, *drawn)
    )
    return element("g", {"role": "listitem", "transform": at}, inside)


def _text(line: str, x: float, y: float, kind: str, label: Label) -> Markup:
    return element("text", {"class": kind, "x": x, "y": y, "lang": label.language or None}, line)


def _swatch(group: int) -> Markup:
    return element(
        "svg",
        {"class": f"picture-swatch picture-kind-{group}", "width": 22, "height": 22, "aria-hidden": True},
        element("rect", {"class": "box-face", "x": 1, "y": 2, "width": 20, "height": 18, "rx": 3}),
        element("path", {"class": "box-edge", "d": "M4 5V17"}),
    )
