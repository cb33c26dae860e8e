"""The width of a name in a picture, and its line breaks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

SIZE = 13
"""The height of a letter in units."""

_PIECE = re.compile(r"[ァ-ヺー]+|[^\W\u3000-\u9fff]+[-.,:;)’']*\s*|.[、。）」]*")
"""The pieces that a line break may stand between: a word, a run of katakana, any other letter."""


def text_width(text: str, size: float = SIZE) -> float:
    """The approximate width of *text*: a full-width letter is as wide as high, other letters six tenths of that."""
    return size * sum(1.0 if east_asian_width(letter) in "WF" else 0.6 for letter in text)


def lines_of(text: str, width: float, size: float = SIZE) -> tuple[str, ...]:
    """*text* in as few lines of at most *width* as possible, about equally long; a longer word gets its own line."""
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
    """*pieces* in lines; a piece that does not fit begins a new line."""
    lines = [""]
    for piece in pieces:
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return tuple(line.strip() for line in lines)
