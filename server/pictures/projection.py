"""From latitude and longitude to the plane.

The Lambert conformal conic projection of a sphere with two standard parallels: shapes are true everywhere. Formulae
14-15, 15-1 to 15-4 of J. P. Snyder, *Map Projections: A Working Manual* (USGS Professional Paper 1395, 1987).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import cos, log, pi, pow, radians, sin, tan

EARTH_RADIUS = 6371.0
"""Kilometres: the mean radius of the earth."""


@dataclass(frozen=True)
class LambertConformalConic:
    """The projection; angles in degrees. *meridian* points straight up; *parallel* goes through the origin there."""

    meridian: float
    parallel: float
    standard_parallels: tuple[float, float]

    def __call__(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Kilometres to the right of and below the origin."""
        distance = self._distance(radians(latitude))
        angle = self._cone * radians(longitude - self.meridian)
        return distance * sin(angle), distance * cos(angle) - self._distance(radians(self.parallel))

    @cached_property
    def _cone(self) -> float:
        south, north = map(radians, self.standard_parallels)
        return log(cos(south) / cos(north)) / log(_stretch(north) / _stretch(south))

    @cached_property
    def _factor(self) -> float:
        south = radians(self.standard_parallels[0])
        return cos(south) * pow(_stretch(south), self._cone) / self._cone

    def _distance(self, latitude: float) -> float:
        """Kilometres from the tip of the cone."""
        return EARTH_RADIUS * self._factor / pow(_stretch(latitude), self._cone)


def _stretch(latitude: float) -> float:
    return tan(pi / 4 + latitude / 2)
