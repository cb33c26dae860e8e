"""The declaration of the maps of a site, ``site/maps/atlas.yaml``, around the coordinates of its first CSV file."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, radians
from pathlib import Path

from mappings.csv_files import to_csv
from mappings.csv_source.municipalities import municipalities

_TEMPLATE = Path(__file__).with_name("atlas.yaml")
_MARGIN = 0.1
"""The margin around the points in degrees, so that a point a little further out is on the map, too."""
_KILOMETRES = 111.32
"""The length of a degree of latitude."""
_WIDTH, _HEIGHT = 660.0, 460.0
"""The largest size of the window, in units of the drawing."""


def new_atlas(positions: Sequence[tuple[float, float]]) -> dict[str, str]:
    """The files of a map around *positions* (latitude, longitude), by name: the declaration and its backdrop."""
    south, north = min(latitude for latitude, _ in positions), max(latitude for latitude, _ in positions)
    west, east = min(longitude for _, longitude in positions), max(longitude for _, longitude in positions)
    south, north, west, east = south - _MARGIN, north + _MARGIN, west - _MARGIN, east + _MARGIN
    parallel, meridian = (south + north) / 2, (west + east) / 2
    width = (east - west) * _KILOMETRES * cos(radians(parallel))
    scale = min(_WIDTH / width, _HEIGHT / ((north - south) * _KILOMETRES))
    values = {
        "south": south,
        "north": north,
        "west": west,
        "east": east,
        "scale": scale,
        "meridian": meridian,
        "parallel": parallel,
        "lower": parallel - 1,
        "upper": parallel + 1,
    }
    text = _TEMPLATE.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", f"{value:.4f}".rstrip("0").rstrip("."))
    offices = [
        {"latitude": row["latitude"], "longitude": row["longitude"]}
        for row in municipalities().values()
        if row["latitude"] and south < float(row["latitude"]) < north and west < float(row["longitude"]) < east
    ]
    return {"atlas.yaml": text, "offices.csv": to_csv(("latitude", "longitude"), offices)}
