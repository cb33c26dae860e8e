"""The map below the points: its pieces, all at one scale, and grey dots that show the shape of the land."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from mappings.csv_files import read_csv
from mappings.site_settings import Texts
from server.pictures.projection import LambertConformalConic


@dataclass(frozen=True)
class InsetFrame:
    """The frame around an inset, in units from the top left of the drawing."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Window:
    """A piece: places from *south* to *north* and *west* to *east* (degrees).

    *left* and *top* are the position of the origin of the projection, *scale* is units for each kilometre. An inset has
    a *frame* with its *name* (by language) in it. A window with *is_always_shown* is drawn even without a place in it.
    """

    name: Texts
    south: float
    north: float
    west: float
    east: float
    projection: LambertConformalConic
    left: float
    top: float
    scale: float
    frame: InsetFrame | None = None
    is_always_shown: bool = True

    def holds(self, latitude: float, longitude: float) -> bool:
        """Is the place in this piece?"""
        return self.south <= latitude < self.north and self.west <= longitude < self.east

    def point(self, latitude: float, longitude: float) -> tuple[float, float]:
        """The position of the place, in units from the top left."""
        right, down = self.projection(latitude, longitude)
        return self.left + self.scale * right, self.top + self.scale * down


@dataclass(frozen=True)
class BaseMap:
    """The map without its points: *width* and *height* in units, its *windows* in the order they are tried.

    *dots* are the places (latitude, longitude in degrees) of the backdrop; *note* says by language what they are and
    who published them. *sizes_end* is where the examples of sizes end, in units from the left.
    """

    width: int
    height: int
    windows: tuple[Window, ...]
    dots: Sequence[tuple[float, float]]
    note: Texts
    sizes_end: float

    def window(self, latitude: float, longitude: float) -> Window | None:
        """The piece that holds the place, or None outside the map."""
        return next((window for window in self.windows if window.holds(latitude, longitude)), None)

    @cached_property
    def backdrop(self) -> str:
        """The grey dots as the data of one path: one point for each dot, to be stroked with round ends."""
        points = set()
        for latitude, longitude in self.dots:
            window = self.window(latitude, longitude)
            if window:
                points.add(tuple(round(unit) for unit in window.point(latitude, longitude)))
        return "".join(f"M{right} {down}h0" for right, down in sorted(points))


def read_dots(path: Path) -> tuple[tuple[float, float], ...]:
    """The places of the CSV file *path*. Raises CsvError, and ValueError for a row without coordinates."""
    rows = read_csv(path, ("latitude", "longitude"), exact=False)
    return tuple((float(row["latitude"]), float(row["longitude"])) for row in rows)
