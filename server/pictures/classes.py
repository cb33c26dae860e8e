"""Classes of numbers, for a map that shows a number as one of at most five colours.

There are two ways; the legend names the one used:

- **quantiles**: about equally many places in each class. Good for very uneven figures. The bounds are figures that
  occur; equal figures are always in the same class, so that there may be fewer classes than asked for.
- **equal steps**: bounds at round numbers (1, 2 or 5 times a power of ten), equally far apart. A class may be empty.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from server.pictures.errors import PictureError
from server.pictures.reader import Number

LEVELS = 5
"""The number of colours, from 1 (least) to 5 (most)."""

_SPREAD = {1: (3,), 2: (2, 4), 3: (1, 3, 5), 4: (1, 2, 4, 5), 5: (1, 2, 3, 4, 5)}
"""Which colours are used when there are fewer classes."""


class Classing(Enum):
    """How numbers are put into classes."""

    QUANTILES = "quantiles"
    EQUAL_STEPS = "equal-steps"


@dataclass(frozen=True)
class NumberClass:
    """The numbers from *low* to *high*, *high* itself included or not; *level* is the colour."""

    low: Decimal
    high: Decimal
    includes_high: bool
    level: int

    def __contains__(self, value: Number) -> bool:
        exact = exactly(value)
        return self.low <= exact < self.high or (self.includes_high and exact == self.high)


def exactly(value: Number) -> Decimal:
    """*value* as it is printed, without the binary remainder of a float. Raises PictureError for NaN and infinity."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    if not exact.is_finite():
        raise PictureError(f"{value} cannot be drawn; leave the value out (None) where it is not stated")
    return exact


def classes(values: Sequence[Number], classing: Classing, count: int = LEVELS) -> tuple[NumberClass, ...]:
    """At most *count* (1 to 5) classes that hold all *values*, each in exactly one; none for no values."""
    if not 1 <= count <= LEVELS:
        raise PictureError(f"{count} classes: there are colours for 1 to {LEVELS}")
    ordered = sorted(exactly(value) for value in values)
    if not ordered:
        return ()
    return quantiles(ordered, count) if classing is Classing.QUANTILES else equal_steps(ordered, count)


def quantiles(ordered: Sequence[Decimal], count: int) -> tuple[NumberClass, ...]:
    """Classes of about equally many of *ordered* (not empty, ascending), by the nearest-rank method."""
    size = len(ordered)
    highs = sorted({ordered[-(-size * part // count) - 1] for part in range(1, count + 1)})
    quantile_classes, low = [], ordered[0]
    for level, high in zip(_SPREAD[len(highs)], highs, strict=True):
        quantile_classes.append(NumberClass(low, high, True, level))
        low = next((value for value in ordered if value > high), high)
    return tuple(quantile_classes)


def are_about_equal(quantile_classes: Sequence[NumberClass], values: Sequence[Number]) -> bool:
    """Does the largest of *quantile_classes* hold at most twice as many of *values* as the smallest?

    Equal figures are in one class, so that it may hold nearly all.
    """
    sizes = [sum(value in numbers for value in values) for numbers in quantile_classes]
    return not sizes or max(sizes) <= 2 * min(sizes)


def equal_steps(ordered: Sequence[Decimal], count: int) -> tuple[NumberClass, ...]:
    """Classes of the smallest round width with which *count* hold all of *ordered* (not empty, ascending)."""
    least, most = ordered[0], ordered[-1]
    whole = all(value == value.to_integral_value() for value in ordered)
    if least == most or count == 1:
        return (NumberClass(least, most, True, _SPREAD[1][0]),)
    step = next(step for step in _round_steps((most - least) / count, whole) if _steps(least, most, step) <= count)
    low = _floor(least / step) * step
    number = _steps(least, most, step)
    return tuple(
        NumberClass(low + step * index, low + step * (index + 1) - (1 if whole else 0), whole, level)
        for index, level in enumerate(_SPREAD[number])
    )


def _steps(least: Decimal, most: Decimal, step: Decimal) -> int:
    """How many classes of width *step*, starting at multiples of it, hold *least* to *most*."""
    return _floor(most / step) - _floor(least / step) + 1


def _floor(value: Decimal) -> int:
    return int(value.to_integral_value("ROUND_FLOOR"))


def _round_steps(least: Decimal, whole: bool) -> list[Decimal]:
    """Round numbers in ascending order, beginning at or below *least*; not below 1 for *whole* numbers."""
    power = least.adjusted() if least else 0
    steps = [Decimal(digit).scaleb(power + more) for more in range(3) for digit in (1, 2, 5)]
    return [step for step in steps if step >= 1] or [Decimal(1)] if whole else steps
