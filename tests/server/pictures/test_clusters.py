from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from math import hypot, sqrt

from hypothesis import given, settings
from hypothesis import strategies as st

from server.pictures.clusters import Cluster, apart, clusters

POINTS = st.lists(st.tuples(st.floats(0, 700), st.floats(0, 700)), max_size=60)


@settings(deadline=None)
@given(POINTS, st.floats(1, 200))
def test_every_point_is_in_one_cluster_and_no_two_are_near(points: list[tuple[float, float]], distance: float) -> None:
    joined = clusters(points, distance)
    assert sorted(member for cluster in joined for member in cluster.members) == list(range(len(points)))
    assert all(
        hypot(cluster.x - other.x, cluster.y - other.y) >= distance for cluster, other in combinations(joined, 2)
    )
    for cluster in joined:
        size = len(cluster.members)
        assert abs(cluster.x - sum(points[member][0] for member in cluster.members) / size) < 1e-6


@settings(deadline=None)
@given(POINTS)
def test_large_circles_take_in_what_they_would_cover(points: list[tuple[float, float]]) -> None:
    def radii(joined: Sequence[Cluster]) -> list[float]:
        return [10 * sqrt(len(cluster.members)) for cluster in joined]

    joined = apart(clusters(points, 10), radii)
    assert sorted(member for cluster in joined for member in cluster.members) == list(range(len(points)))
    sizes = radii(joined)
    for (circle, small), (other, large) in combinations(zip(joined, sizes, strict=True), 2):
        assert hypot(circle.x - other.x, circle.y - other.y) >= 0.9 * (small + large)


def test_points_far_apart_stay_as_they_are() -> None:
    assert clusters([(0, 0), (100, 0)], 20) == (Cluster(0, 0, (0,)), Cluster(100, 0, (1,)))
