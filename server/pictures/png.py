"""PNG of an SVG file, drawn at the server with the fonts that it has."""

from __future__ import annotations

from functools import lru_cache

import resvg_py

_PROBE = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40">'
    '<text x="2" y="32" font-size="30" font-family="{fonts}">{letter}</text></svg>'
)

_NOWHERE = "\U0010fffd"
"""A letter for private use, which no font has."""


def png(svg: str, width: int | None = None) -> bytes:
    """*svg* as PNG, a pixel for each unit, or *width* pixels wide. Raises ValueError for malformed SVG."""
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=width))


@lru_cache
def can_write(letter: str, fonts: str) -> bool:
    """Does the server have a font among or beside *fonts* (a CSS ``font-family``) with *letter*?

    Without one the picture would have a box in its place, or nothing.
    """
    return png(_PROBE.format(letter=letter, fonts=fonts)) != png(_PROBE.format(letter=_NOWHERE, fonts=fonts))
