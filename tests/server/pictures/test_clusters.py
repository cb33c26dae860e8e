from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot, sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from server.pictures.clusters import Cluster, apart, clusters
from server.pictures.labelling import Box, Placed, place_labels
from server.pictures.point_map import Label

POINTS = st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), max_size=60)


@settings(deadline=None)
@given(POINTS, st.floats(1, 200))
def test_every_point_is_in_one_cluster_and_no_two_are_near(points: list[tuple[float, float]], distance: float) -> None:
    found = clusters(points, distance)
    assert sorted(member for cluster in found for member in cluster.members) == list(range(len(points)))
    assert all(hypot(one.x - other.x, one.y - other.y) >= distance for one, other in combinations(found, 2))
    for cluster in found:
        size = len(cluster.members)
        assert abs(cluster.x - sum(points[member][0] for member in cluster.members) / size) < 1e-6


@settings(deadline=None)
@given(POINTS)
def test_large_circles_take_in_what_they_would_cover(points: list[tuple[float, float]]) -> None:
    def radii(found: Sequence[Cluster]) -> list[float]:
        return [10 * sqrt(len(cluster.members)) for cluster in found]

    found = apart(clusters(points, 10), radii)
    assert sorted(member for cluster in found for member in cluster.members) == list(range(len(points)))
    sizes = radii(found)
    for (one, small), (other, large) in combinations(zip(found, sizes, strict=True), 2):
        assert hypot(one.x - other.x, one.y - other.y) >= 0.9 * (small + large)


def test_points_far_apart_stay_as_they_are() -> None:
    assert clusters([(0, 0), (100, 0)], 20) == (Cluster(0, 0, (0,)), Cluster(100, 0, (1,)))


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), max_size=40))
def test_names_in_the_background_cover_neither_points_nor_each_other(points: list[tuple[float, float]]) -> None:
    taken, area = [Box(100, 100, 60, 60)], Box(0, 0, 300, 300)
    placed = place_labels([Placed(Label("神奈川", "ja"), x, y) for x, y in points], taken, area)
    boxes = [Box(each.x - 19.5, each.y - 13 * 0.36 - 6.5, 39, 13) for each in placed]
    assert all(area.holds(box) for box in boxes)
    assert not any(box.overlaps(taken[0]) for box in boxes)
    tolerant = [Box(box.left + 0.01, box.top + 0.01, box.width - 0.02, box.height - 0.02) for box in boxes]
    assert not any(one.overlaps(other) for one, other in combinations(tolerant, 2))
