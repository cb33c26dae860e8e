"""The standing of a thing among the others of a figure: its value, its rank, a small chart of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from markupsafe import Markup
from pyoxigraph import NamedNode

from graph.ask.trace import Origin
from server.display.publication import publication
from server.display.quantities import quantity_read
from server.display.values import Presenter
from server.figures.declaration import Figure, figures
from server.figures.marks import expect_marks, mark_of
from server.figures.shown import ShownFigure
from server.figures.values import FigureRow, FigureValues, values_of
from server.pictures.markup import element

_WIDTH, _HEIGHT, _LEAST = 220, 34, 1.5
_FEWEST = 4
"""A chart of fewer values tells nothing."""


@dataclass(frozen=True)
class Standing:
    """The *row* of a thing in *figure*: *rank* among *of* values from the largest; *is_apart*: no other is equal.

    *measure*, *quantity* (with readings) and *date* are in the reader's language; *origins* are those of the mark
    beside the value.
    """

    figure: Figure
    row: FigureRow
    rank: int
    of: int
    is_apart: bool
    measure: str
    quantity: str
    date: str
    origins: tuple[Origin, ...]

    @property
    def chart(self) -> Markup:
        """All values of the figure from the largest, this one marked; hidden from screen readers, which have the rank.

        Empty where the values are too few to show anything.
        """
        bars = _bars(self.figure.key)
        return _drawn(bars, self.rank - 1) if len(bars) >= _FEWEST else Markup("")


def standings(presenter: Presenter, thing: NamedNode) -> tuple[Standing, ...]:
    """The rows about *thing* in the figures of the site. Raises LimitError and EvaluationError at the first call."""
    rows = rows_by_thing().get(thing, ())
    expect_marks(row for _, row in rows)
    return tuple(_standing(presenter, figure, row) for figure, row in rows)


def rows_by_thing() -> Mapping[NamedNode, tuple[tuple[Figure, FigureRow], ...]]:
    """The rows of every figure by what they are about, made once. Raises LimitError and EvaluationError."""
    return publication().once(FigureRow, _rows_by_thing)


def _rows_by_thing() -> Mapping[NamedNode, tuple[tuple[Figure, FigureRow], ...]]:
    rows: dict[NamedNode, tuple[tuple[Figure, FigureRow], ...]] = {}
    for figure in figures().values():
        for row in values_of(figure).rows:
            if isinstance(row.thing, NamedNode):
                rows[row.thing] = (*rows.get(row.thing, ()), (figure, row))
    return rows


def _standing(presenter: Presenter, figure: Figure, row: FigureRow) -> Standing:
    values = values_of(figure)
    above, equal = _ranks(figure)[row.value]
    shown = ShownFigure(figure, FigureValues((row,)), presenter)
    return Standing(
        figure,
        row,
        1 + above,
        len(values.rows),
        equal == 1 < len(values.rows),
        shown.measure,
        quantity_read(row.value, shown.unit, presenter.language),
        shown.date(row),
        mark_of(figure, row),
    )


def _ranks(figure: Figure) -> Mapping[Decimal, tuple[int, int]]:
    """For each value of *figure*, how many are larger, and how many are the same."""

    def made() -> Mapping[Decimal, tuple[int, int]]:
        ranks: dict[Decimal, tuple[int, int]] = {}
        for place, value in enumerate(sorted((row.value for row in values_of(figure).rows), reverse=True)):
            above, equal = ranks.get(value, (place, 0))
            ranks[value] = (above, equal + 1)
        return ranks

    return publication().once((_ranks, figure.key), made)


def _bars(key: str) -> tuple[str, ...]:
    """The bars of the figure *key* as parts of a path (SVG), the largest first."""

    def made() -> tuple[str, ...]:
        values = sorted((row.value for row in values_of(figures()[key]).rows), reverse=True)
        largest = values[0] if values and values[0] > 0 else Decimal(1)
        heights = [max(_LEAST, float(value / largest) * _HEIGHT) for value in values]
        step = _WIDTH / max(len(heights), 1)
        width = step * 0.8
        return tuple(
            f"M{number * step:.1f} {_HEIGHT}v-{height:.1f}h{width:.1f}v{height:.1f}z"
            for number, height in enumerate(heights)
        )

    return publication().once((_bars, key), made)


def _drawn(bars: Sequence[str], marked: int) -> Markup:
    return element(
        "svg",
        {"class": "standing", "viewBox": f"0 0 {_WIDTH} {_HEIGHT}", "aria-hidden": True, "focusable": "false"},
        element("path", {"class": "standing-others", "d": "".join((*bars[:marked], *bars[marked + 1 :]))}),
        element("path", {"class": "standing-this", "d": bars[marked]}),
    )
