"""The pieces of a map of Japan: the main islands, and the far islands in boxes of their own, all at one scale."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from server.pictures.projection import LambertConformalConic

PLACES = Path(__file__).parents[2] / "site" / "maps" / "places.csv"
"""Where the offices of Japan's municipalities are, to a hundredth of a degree (about a kilometre): the grey dots that
show the shape of the country. From the Address Base Registry of the Digital Agency of Japan (CC BY 4.0) and Wikidata
(CC0); no coast line is drawn, as we have none."""

WIDTH, HEIGHT = 700, 736
"""Units of the drawing."""

_SCALE = 0.43
"""Units a kilometre."""


@dataclass(frozen=True)
class Window:
    """A piece: places from *south* to *north* and *west* to *east* (degrees), put at *left*, *top* (units).

    *left* and *top* are where the projection's origin comes to be. *box* (left, top, width, height in units) is drawn
    around an inset; *name* is a message.
    """

    name: str
    south: float
    north: float
    west: float
    east: float
    projection: LambertConformalConic
    left: float
    top: float
    box: tuple[float, float, float, float] | None = None

    def holds(self, latitude: float, longitude: float) -> bool:
        """Is the place in this piece?"""
        return self.south <= latitude < self.north and self.west <= longitude < self.east

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where the place comes to be, in units from the top left."""
        right, down = self.projection(latitude, longitude)
        return self.left + _SCALE * right, self.top + _SCALE * down


MAIN = Window("Main islands", 30, 46, 128, 149, LambertConformalConic(137, 38, (33, 44)), left=365, top=370)
SOUTH_WEST = Window(
    "Okinawa and Amami",
    23.5,
    30,
    122,
    132,
    LambertConformalConic(127.3, 26.4, (24, 28.5)),
    left=213,
    top=117,
    box=(6, 6, 396, 224),
)
OGASAWARA = Window(
    "Ogasawara",
    24,
    28,
    140,
    154.5,
    LambertConformalConic(142.2, 27.09, (24, 28)),
    left=640,
    top=688,
    box=(592, 652, 102, 78),
)
WINDOWS = (OGASAWARA, SOUTH_WEST, MAIN)


def window_of(latitude: float, longitude: float) -> Window | None:
    """The piece that holds the place, or None outside Japan."""
    return next((window for window in WINDOWS if window.holds(latitude, longitude)), None)


@lru_cache
def backdrop() -> str:
    """The grey dots as the data of one path: a point each, to be stroked with round ends."""
    dots = set()
    with PLACES.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            latitude, longitude = float(row["latitude"]), float(row["longitude"])
            window = window_of(latitude, longitude)
            if window:
                dots.add(tuple(round(unit) for unit in window.place(latitude, longitude)))
    return "".join(f"M{right} {down}h0" for right, down in sorted(dots))
