"""The nearest places that have something, for a reader whose own place has nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from heapq import nsmallest
from math import asin, cos, radians, sin, sqrt

from server.display.values import Presenter, Value
from server.finder.addresses import url_of
from server.finder.declaration import PLACE, REGION
from server.finder.finder import Finder, Position
from server.finder.state import State, only_value, without_value

_MOST = 3
_FARTHEST = 200
"""The greatest distance of a near place in kilometres."""
_EARTH = 6371.0
"""The mean radius of the Earth in kilometres."""


@dataclass(frozen=True)
class NearPlace:
    """A place *away* (kilometres in a straight line) that has *count* items; they are at *href*."""

    value: Value
    away: int
    count: int
    href: str


def near_places(finder: Finder, state: State, presenter: Presenter) -> list[NearPlace]:
    """The nearest places that have items of *state*, for the one place that *state* names; none for several."""
    keys = state.of(REGION)
    return near_place(finder, keys[0], without_value(state, REGION, keys[0]), presenter) if len(keys) == 1 else []


def near_place(finder: Finder, key: str, state: State, presenter: Presenter) -> list[NearPlace]:
    """The places nearest to the place *key* that have items of *state*, the nearest first.

    Regions are left out: they are around a place, not near it. Empty where the position of *key* is not known.
    """
    here = _position(finder, key)
    if here is None:
        return []
    rows, index = finder.index.rows(state), finder.index
    away = {
        other: distance
        for other, there in _others(finder, key)
        if rows & index.masks[PLACE][other] and (distance := kilometres(here, there)) <= _FARTHEST
    }
    return [
        NearPlace(
            presenter.value(index.iri(PLACE, other)),
            round(away[other]),
            index.count(rows & index.masks[PLACE][other]),
            url_of(only_value(finder.declared, index, state, PLACE, other)),
        )
        for other in nsmallest(_MOST, away, key=lambda other: (away[other], other))
    ]


def kilometres(one: Position, other: Position) -> float:
    """The distance of two positions along the surface of the Earth, by the haversine formula."""
    (south, west), (north, east) = (tuple(map(radians, position)) for position in (one, other))
    part = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * _EARTH * asin(sqrt(part))


def _position(finder: Finder, key: str) -> Position | None:
    place = finder.knowledge.gazetteer.places.get(key)
    return place.position if place and place.position else finder.coordinates(finder.index.iri(REGION, key))


def _others(finder: Finder, key: str) -> Iterator[tuple[str, Position]]:
    """The places beside *key* that have something and whose position is known."""
    gazetteer = finder.knowledge.gazetteer
    for other in finder.index.masks.get(PLACE, ()):
        place = gazetteer.places.get(other)
        if other != key and (place is None or place.part_of) and (there := finder.position(other)):
            yield other, there
