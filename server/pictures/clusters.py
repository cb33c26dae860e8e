"""Merge points that would overlap."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot


@dataclass(frozen=True)
class Cluster:
    """The points with these *members* (their indexes), drawn at their mean position."""

    x: float
    y: float
    members: tuple[int, ...]


def clusters(points: Sequence[tuple[float, float]], distance: float) -> tuple[Cluster, ...]:
    """Every point in exactly one cluster, no two clusters nearer to each other than *distance*.

    Each point in its turn joins the nearest cluster so far that is nearer than *distance*, or founds one; the means
    move, so that the clusters are treated in the same way until none are too near. The order of *points* decides.
    """
    groups = [Cluster(x, y, (index,)) for index, (x, y) in enumerate(points)]
    while True:
        merged = _merged(groups, distance)
        if len(merged) == len(groups):
            return tuple(merged)
        groups = merged


def apart(groups: Sequence[Cluster], radii: Callable[[Sequence[Cluster]], Sequence[float]]) -> tuple[Cluster, ...]:
    """*groups*, merged until the circles that *radii* gives them overlap by less than a tenth of their radii."""
    merged = list(groups)
    while True:
        sizes = radii(merged)
        pairs = (
            (first, second)
            for first in range(len(merged))
            for second in range(first + 1, len(merged))
            if hypot(merged[first].x - merged[second].x, merged[first].y - merged[second].y)
            < 0.9 * (sizes[first] + sizes[second])
        )
        pair = next(pairs, None)
        if pair is None:
            return tuple(merged)
        merged[pair[0]] = _joined(merged[pair[0]], merged.pop(pair[1]))


def _merged(groups: Sequence[Cluster], distance: float) -> list[Cluster]:
    """*groups*; one that is nearer than *distance* to one before it is merged into the nearest of these."""
    merged: list[Cluster] = []
    squares: dict[tuple[int, int], list[int]] = {}
    for cluster in groups:
        near = [
            (hypot(merged[number].x - cluster.x, merged[number].y - cluster.y), number)
            for number in _neighbours(squares, cluster, distance)
        ]
        best = min(near, default=(distance, -1))
        if best[0] < distance:
            number = best[1]
            _square(squares, merged[number], distance).remove(number)
            merged[number] = _joined(merged[number], cluster)
        else:
            number = len(merged)
            merged.append(cluster)
        _square(squares, merged[number], distance).append(number)
    return merged


def _neighbours(squares: dict[tuple[int, int], list[int]], cluster: Cluster, distance: float) -> list[int]:
    column, row = _at(cluster, distance)
    return [
        number
        for right in (column - 1, column, column + 1)
        for down in (row - 1, row, row + 1)
        for number in squares.get((right, down), ())
    ]


def _square(squares: dict[tuple[int, int], list[int]], cluster: Cluster, distance: float) -> list[int]:
    return squares.setdefault(_at(cluster, distance), [])


def _at(cluster: Cluster, distance: float) -> tuple[int, int]:
    side = max(1, ceil(distance))
    return floor(cluster.x / side), floor(cluster.y / side)


def _joined(cluster: Cluster, other: Cluster) -> Cluster:
    ours, theirs = len(cluster.members), len(other.members)
    total = ours + theirs
    return Cluster(
        (cluster.x * ours + other.x * theirs) / total,
        (cluster.y * ours + other.y * theirs) / total,
        (*cluster.members, *other.members),
    )
