"""Where the number of a point is written: in the point where it fits, else beside it, never cut and never over another.

A number for which no side has room is not written; the title of the point has it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt

from server.pictures.labelling import text_width

_GAP = 3
"""Units between a point and the text beside it."""
_LINE = 0.7
"""The height of digits as a part of the size of their letters."""


@dataclass(frozen=True)
class Spot:
    """A point at (*x*, *y*) with *radius* and the *text* that belongs to it (it may be empty), in units."""

    x: float
    y: float
    radius: float
    text: str = ""


@dataclass(frozen=True)
class LabelPlace:
    """The place of a text: from the middle of its point, and the ``text-anchor``; the text is centred upon *down*."""

    right: float
    down: float
    anchor: str


@dataclass(frozen=True)
class _Box:
    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: _Box) -> bool:
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )

    def is_over(self, spot: Spot) -> bool:
        """Does the box touch the circle of *spot*?"""
        right = max(self.left - spot.x, 0, spot.x - self.left - self.width)
        down = max(self.top - spot.y, 0, spot.y - self.top - self.height)
        return right * right + down * down < spot.radius * spot.radius


def fits(text: str, size: float, radius: float) -> bool:
    """Does *text* in letters of *size* stand in a circle of *radius*, its corners inside?"""
    width, height = text_width(text, size), size * _LINE
    return sqrt(width * width + height * height) <= 2 * radius


def texts_beside(spots: Sequence[Spot], size: float, width: float, height: float) -> list[LabelPlace | None]:
    """A place for the text of each of *spots* on a drawing of *width* by *height*; None without a text or without room.

    The largest points choose first; sides are tried to the right, to the left, above and below.
    """
    placed: dict[int, LabelPlace] = {}
    taken: list[_Box] = []
    for index in sorted(range(len(spots)), key=lambda number: -spots[number].radius):
        spot = spots[index]
        for place, box in _sides(spot, size) if spot.text else ():
            inside = box.left >= 0 and box.top >= 0 and box.left + box.width <= width and box.top + box.height <= height
            others = (other for number, other in enumerate(spots) if number != index)
            if inside and not any(map(box.overlaps, taken)) and not any(map(box.is_over, others)):
                placed[index] = place
                taken.append(box)
                break
    return [placed.get(index) for index in range(len(spots))]


def _sides(spot: Spot, size: float) -> Iterator[tuple[LabelPlace, _Box]]:
    wide, high, away = text_width(spot.text, size), size * _LINE, spot.radius + _GAP
    middle = spot.y - high / 2
    yield LabelPlace(away, 0, "start"), _Box(spot.x + away, middle, wide, high)
    yield LabelPlace(-away, 0, "end"), _Box(spot.x - away - wide, middle, wide, high)
    for down in (-away - high / 2, away + high / 2):
        yield LabelPlace(0, down, "middle"), _Box(spot.x - wide / 2, spot.y + down - high / 2, wide, high)
