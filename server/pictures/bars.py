"""Horizontal bars: one number each, or several parts stacked.

The words are HTML and only the bars are SVG, drawn in percent of the room there is: long Japanese names break into
lines by the browser's rules, may carry readings, and stay as large as all text when the page is narrow or zoomed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup

from server.display.labels import Label
from server.display.units import Unit
from server.pictures.classes import exactly
from server.pictures.errors import PictureError
from server.pictures.figure import check_identifier, figure, legend
from server.pictures.markup import element, fraction, hatch, linked, named
from server.pictures.reader import Number, Reader
from server.pictures.table import PictureTable, TableCell, cell, not_stated, table_of

PARTS = 6
"""The number of parts that have their own colours."""

_HEIGHT = 14


@dataclass(frozen=True)
class Bar:
    """A row: a name and its number, None where the sources do not state it (which is not 0).

    *parts* are the numbers of a stacked chart, in the order of its parts, and *value* their sum if left out. *shown*
    is written instead of the number and unit.
    """

    label: Label
    value: Number | None = None
    href: str = ""
    shown: str = ""
    is_highlighted: bool = False
    parts: Sequence[Number] = ()

    @property
    def total(self) -> Number | None:
        """The number of the row: its value, or the sum of its parts."""
        return sum(map(exactly, self.parts), Decimal(0)) if self.parts and self.value is None else self.value


@dataclass(frozen=True)
class BarChart:
    """The chart, its rows in the order given. *heading* says what the rows are (Language); *parts* name the stacked."""

    identifier: str
    title: str
    description: str
    bars: Sequence[Bar]
    unit: Unit | str = ""
    heading: str = ""
    parts: Sequence[Label] = ()
    language: str = ""


def bar_chart(picture: BarChart, reader: Reader) -> Markup:
    """*picture* for *reader* as a ``figure``. Raises PictureError for a number that cannot be a length."""
    check_identifier(picture.identifier)
    longest = _longest(picture)
    pattern = f"{picture.identifier}-hatch"
    rows = [_row(picture, bar, longest, pattern, reader) for bar in picture.bars]
    has_unstated = any(bar.total is None for bar in picture.bars)
    definitions = (
        element("svg", {"class": "picture-defs", "width": 0, "height": 0, "aria-hidden": True}, hatch(pattern))
        if has_unstated
        else ""
    )
    parts = [(_swatch(number), named(part)) for number, part in enumerate(picture.parts, 1)]
    return figure(
        "bars",
        picture,
        reader,
        definitions,
        legend(*parts) if parts else "",
        element("ol", {"class": "bar-list", "role": "list"}, *rows),
    )


def bar_table(picture: BarChart, reader: Reader) -> PictureTable:
    """The same as a table: each row with its number, and its parts where the chart is stacked."""
    unit = f" ({reader.unit_name(picture.unit)})" if picture.unit else ""
    headings = (
        picture.heading or reader.text("Name"),
        reader.text("Number") + unit,
        *(part.text for part in picture.parts),
    )
    rows = []
    for bar in picture.bars:
        total = bar.total
        parts = [cell(reader.number(part), number=True) for part in bar.parts]
        parts += [not_stated(reader)] * (len(picture.parts) - len(parts))
        number = not_stated(reader) if total is None else cell(reader.number(total), number=True)
        rows.append((TableCell(bar.label, bar.href), number, *parts))
    return table_of(picture, reader, headings, rows)


def _longest(picture: BarChart) -> Decimal:
    """The largest number. Raises PictureError for negative numbers and parts that do not fit the chart."""
    if len(picture.parts) > PARTS:
        raise PictureError(f"bars {picture.identifier}: {len(picture.parts)} parts; there are colours for {PARTS}")
    longest = Decimal(0)
    for bar in picture.bars:
        if bar.parts and len(bar.parts) != len(picture.parts):
            raise PictureError(
                f"bars {picture.identifier}: {bar.label.text!r} has {len(bar.parts)} parts, "
                f"the chart {len(picture.parts)}"
            )
        for value in (bar.total, *bar.parts):
            if value is None:
                continue
            if exactly(value) < 0:
                raise PictureError(f"bars {picture.identifier}: {bar.label.text!r} is {value}; a bar is 0 or longer")
            longest = max(longest, exactly(value))
    return longest


def _row(picture: BarChart, bar: Bar, longest: Decimal, pattern: str, reader: Reader) -> Markup:
    total = bar.total
    if bar.shown:
        words: str = bar.shown
    else:
        words = reader.html("not stated") if total is None else reader.quantity_html(total, picture.unit)
    kind = "bar-row" + (" bar-highlighted" if bar.is_highlighted else "") + (" bar-unstated" if total is None else "")
    return element(
        "li",
        {"class": kind, "aria-current": bar.is_highlighted},
        linked(bar.href, named(bar.label), {"class": "bar-label"}),
        _drawing(picture, bar, longest, pattern, reader),
        element("span", {"class": "bar-value"}, words),
    )


def _drawing(picture: BarChart, bar: Bar, longest: Decimal, pattern: str, reader: Reader) -> Markup:
    total = bar.total
    shapes: list[Markup]
    if total is None:
        shapes = [
            element("rect", {"class": "bar-unknown", "width": "100%", "height": _HEIGHT, "fill": f"url(#{pattern})"})
        ]
    elif bar.parts:
        shapes, start = [], Decimal(0)
        for number, (value, part) in enumerate(zip(bar.parts, picture.parts, strict=True), 1):
            title = element("title", {}, f"{part.text}: {reader.quantity(value, picture.unit)}")
            shapes.append(
                element(
                    "rect",
                    {
                        "class": f"bar picture-kind-{number}",
                        "x": _percent(start, longest),
                        "width": _percent(exactly(value), longest),
                        "height": _HEIGHT,
                    },
                    title,
                )
            )
            start += exactly(value)
    elif total == 0:
        shapes = [element("rect", {"class": "bar bar-zero", "width": 2, "height": _HEIGHT})]
    else:
        shapes = [
            element("rect", {"class": "bar", "width": _percent(exactly(total), longest), "height": _HEIGHT, "rx": 2})
        ]
    return element(
        "svg",
        {"class": "bar-drawing", "width": "100%", "height": _HEIGHT, "aria-hidden": True, "focusable": "false"},
        *shapes,
    )


def _percent(value: Decimal, longest: Decimal) -> str:
    return f"{fraction(float(value * 100 / longest))}%" if longest else "0%"


def _swatch(number: int) -> Markup:
    return element(
        "svg",
        {"class": "picture-swatch", "width": 22, "height": 22, "aria-hidden": True},
        element("rect", {"class": f"bar picture-kind-{number}", "x": 1, "y": 1, "width": 20, "height": 20, "rx": 3}),
    )
