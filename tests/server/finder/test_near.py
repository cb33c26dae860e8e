"""Whose own place has nothing is told of the nearest that have something, with what else was asked for."""

from __future__ import annotations

import re

import pytest

from server.finder.near import kilometres
from tests.server.conftest import SitePages

NEAR = re.compile(r'<p class="near-places">(.*?)</p>', re.DOTALL)
PLACE = re.compile(r'<a href="([^"]+)">(.*?)</a> (\d+) km <span class="count">(\d+)</span>', re.DOTALL)


def near(page: str) -> list[tuple[str, str, int, int]]:
    """The nearest places of *page*: their URL, name, distance and number of things."""
    shown = NEAR.search(page)
    assert shown
    return [
        (href.replace("&amp;", "&"), re.sub("<[^>]+>", "", name), int(away), int(count))
        for href, name, away, count in PLACE.findall(shown[1])
    ]


def test_distances_are_those_along_the_earth() -> None:
    # A quarter of a meridian; a degree of the equator.
    assert kilometres((0, 0), (90, 0)) == pytest.approx(10_007.5, abs=0.1)
    assert kilometres((0, 139), (0, 140)) == pytest.approx(111.19, abs=0.01)


def test_a_city_without_data_names_its_prefecture_and_the_nearest(site_page: SitePages) -> None:
    page = site_page.text("/search?q=uji", "en")
    assert "Kyoto Prefecture offers 26 things." in page
    assert near(page) == [
        ("/find?government=26100", "Kyoto (city)", 14, 13),
        ("/find?government=27210", "Hirakata", 16, 4),
        ("/find?government=25201", "Otsu", 16, 2),
    ]


def test_the_nearest_have_what_else_was_asked_for(site_page: SitePages) -> None:
    page = site_page.text("/search?q=uji+saturday", "en")
    assert [place[1] for place in near(page)] == ["Hamamatsu"], "the next are hundreds of kilometres away"


def test_where_nothing_fits_a_place_the_finder_names_the_nearest(site_page: SitePages) -> None:
    page = site_page.text("/find?kind=counter&day=saturday&place=14000", "en")
    [(href, name, away, count), *_] = near(page)
    assert (href, name, count) == ("/find?kind=counter&day=saturday&government=22130", "Hamamatsu", 1)
    assert 170 < away < 200
    assert "near-places" not in site_page.text("/find?kind=counter&day=saturday", "en")
