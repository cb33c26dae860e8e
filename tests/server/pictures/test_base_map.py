from __future__ import annotations

from math import cos, radians

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.pictures.projection import EARTH_RADIUS, LambertConformalConic
from tests.server.pictures.conftest import BASE_MAP

SOUTH_WEST, OGASAWARA, MAIN = BASE_MAP.windows


def test_the_projection_gives_the_numerical_example_of_its_manual() -> None:
    """Snyder 1987, page 295: the sphere with radius 1, 35° N 75° W."""
    right, down = LambertConformalConic(-96, 23, (33, 45))(35, -75)
    assert right / EARTH_RADIUS == pytest.approx(0.2966785, abs=1e-7)
    assert -down / EARTH_RADIUS == pytest.approx(0.2462112, abs=1e-7)


@settings(deadline=None)
@given(st.floats(31, 45), st.floats(129, 145))
def test_shapes_are_true(latitude: float, longitude: float) -> None:
    """A small step north and one as long east are equally long on the map, and at right angles."""
    step = 0.001
    x, y = MAIN.projection(latitude, longitude)
    north_x, north_y = (b - a for a, b in zip((x, y), MAIN.projection(latitude + step, longitude), strict=True))
    east_x, east_y = (
        b - a for a, b in zip((x, y), MAIN.projection(latitude, longitude + step / cos(radians(latitude))), strict=True)
    )
    assert (north_x**2 + north_y**2) ** 0.5 == pytest.approx((east_x**2 + east_y**2) ** 0.5, rel=1e-3)
    assert north_x * east_x + north_y * east_y == pytest.approx(0, abs=1e-4)


CORNERS = {
    "Wakkanai": (45.42, 141.67),
    "Nemuro": (43.33, 145.58),
    "Goto": (32.70, 128.84),
    "Yakushima": (30.39, 130.65),
    "Aogashima": (32.47, 139.76),
    "Yonaguni": (24.47, 123.00),
    "Kikai": (28.32, 129.94),
    "Kita-Daito": (25.95, 131.30),
    "Ogasawara": (27.09, 142.19),
}


@pytest.mark.parametrize("name", CORNERS)
def test_the_ends_of_japan_are_on_the_map(name: str) -> None:
    window = BASE_MAP.window(*CORNERS[name])
    assert window is not None
    x, y = window.point(*CORNERS[name])
    assert 2 < x < BASE_MAP.width - 2
    assert 2 < y < BASE_MAP.height - 2
    frame = window.frame
    if frame:
        assert frame.left + 4 < x < frame.left + frame.width - 4
        assert frame.top + 4 < y < frame.top + frame.height - 4


def test_far_islands_are_in_boxes_that_hide_no_municipality() -> None:
    assert BASE_MAP.window(26.21, 127.68) is SOUTH_WEST
    assert BASE_MAP.window(27.09, 142.19) is OGASAWARA
    assert BASE_MAP.window(35.69, 139.69) is MAIN
    dots = [tuple(map(int, dot[:-2].split())) for dot in BASE_MAP.backdrop[1:].split("M")]
    assert len(dots) > 1500
    for window in (SOUTH_WEST, OGASAWARA):
        frame = window.frame
        assert frame is not None
        inside = {
            (x, y)
            for x, y in dots
            if frame.left <= x <= frame.left + frame.width and frame.top <= y <= frame.top + frame.height
        }
        expected = 53 if window is SOUTH_WEST else 1
        assert len(inside) <= expected, "dots of the main islands are under the box"


def test_places_outside_japan_are_in_no_window() -> None:
    assert [BASE_MAP.window(*place) for place in ((37.57, 126.98), (0.0, 0.0), (51.5, -0.1))] == [None] * 3


def test_all_pieces_have_one_scale() -> None:
    for window in BASE_MAP.windows:
        latitude = (window.projection.standard_parallels[0] + window.projection.standard_parallels[1]) / 2
        _, top = window.point(latitude + 0.5, window.projection.meridian)
        _, bottom = window.point(latitude - 0.5, window.projection.meridian)
        assert bottom - top == pytest.approx(111.2 * 0.43, rel=0.01)
