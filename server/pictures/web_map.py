"""A map that one can enlarge and move: what it shows, and whether this server has its script.

``make web`` builds the script from ``server/static/map`` into ``server/static/vendor``, with the land of the window
that the site declares; without them pages have the drawing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mappings.site_settings import Texts

FOLDER = Path(__file__).parents[1] / "static" / "vendor"
FILES = ("map.js", "map.css")


@dataclass(frozen=True)
class WebMap:
    """A window, from *south* to *north* and *west* to *east* in degrees; *note* says by language whose the land is."""

    south: float
    north: float
    west: float
    east: float
    note: Texts

    @property
    def window(self) -> str:
        """South, west, north, east, as the script reads them."""
        return f"{self.south},{self.west},{self.north},{self.east}"


def is_built(folder: Path = FOLDER) -> bool:
    """Has ``make web`` built the map?"""
    return all((folder / name).is_file() for name in FILES)


def has_land(folder: Path = FOLDER) -> bool:
    """Is there land to draw below the points?"""
    return (folder / "land.json").is_file()
