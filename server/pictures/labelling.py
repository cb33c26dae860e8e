"""Names in a picture: in lines, and in the background of a map as many as there is room for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

from server.display.labels import Label

SIZE = 13
"""The height of a letter in units."""

_PIECE = re.compile(r"[ァ-ヺー]+|[^\W\u3000-\u9fff]+[-.,:;)’']*\s*|.[、。）」]*")
"""What is not broken where it fits: a word, a run of katakana, any other letter."""


@dataclass(frozen=True)
class Box:
    """A rectangle by its top left corner, in units."""

    left: float
    top: float
    width: float
    height: float

    def overlaps(self, other: Box) -> bool:
        """Do the two have a point in common?"""
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )

    def holds(self, other: Box) -> bool:
        """Is *other* inside?"""
        return (
            self.left <= other.left
            and self.top <= other.top
            and other.left + other.width <= self.left + self.width
            and other.top + other.height <= self.top + self.height
        )


@dataclass(frozen=True)
class Placed:
    """A name, and the point its middle is at (its base line, for what :func:`place_labels` gives)."""

    label: Label
    x: float
    y: float


def text_width(text: str, size: float = SIZE) -> float:
    """About how wide *text* is: a full-width letter is as wide as high, others six tenths of it."""
    return size * sum(1.0 if east_asian_width(letter) in "WF" else 0.6 for letter in text)


def lines_of(text: str, width: float, size: float = SIZE) -> tuple[str, ...]:
    """*text* in as few lines of at most *width* as there can be, about equally long; a longer word has its own."""
    pieces = _PIECE.findall(text)
    fewest = _filled(pieces, width, size)
    limit = text_width(text, size) / max(1, len(fewest))
    while limit < width:
        lines = _filled(pieces, limit, size)
        if len(lines) == len(fewest):
            return lines
        limit += size / 2
    return fewest


def _filled(pieces: Sequence[str], width: float, size: float) -> tuple[str, ...]:
    """*pieces* one after the other, a new line wherever the next does not fit."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.strip() for line in lines)


def place_labels(wanted: Sequence[Placed], taken: Iterable[Box], area: Box) -> list[Placed]:
    """Those of *wanted* that fit in *area* without covering what is *taken* or each other, where they fit.

    A name is tried at its point, then above, below, left and right of it; the earlier ones go first.
    """
    boxes = list(taken)
    found = []
    for each in wanted:
        width = text_width(each.label.text)
        for right, down in ((0, 0), (0, -1.2), (0, 1.2), (-0.6, 0), (0.6, 0), (0, -2.4), (0, 2.4)):
            x, y = each.x + right * (width + SIZE), each.y + down * SIZE
            box = Box(x - width / 2, y - SIZE / 2, width, SIZE)
            if area.holds(box) and not any(box.overlaps(other) for other in boxes):
                boxes.append(box)
                found.append(replace(each, x=x, y=y + SIZE * 0.36))
                break
    return found
