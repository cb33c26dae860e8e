"""The results on a map: enlarged, moved, narrowed, by distance from the reader, by keyboard, and without scripts."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import PHONE
from tests.conftest import need
from tests.serving import ROOT

UJI = {"latitude": 34.8845, "longitude": 135.7997}
COUNTERS = "/find?kind=counter&view=map"


def need_the_map() -> None:
    need((ROOT / "server" / "static" / "vendor" / "map.js").is_file(), "the map (make web)")


def counted(points: Locator) -> int:
    """The results at all *points* together."""
    return sum(map(int, points.locator(".map-count").all_inner_texts()))


def left_of(page: Page, name: str) -> float:
    box = page.get_by_role("button", name=re.compile(f" {name}")).bounding_box()
    assert box
    return box["x"]


def test_a_map_to_enlarge_to_move_and_to_narrow(visit: Any) -> None:
    need_the_map()
    reader = visit(language="en", geolocation=UJI, permissions=["geolocation"])
    page = reader.open(COUNTERS)
    points = page.locator(".map-point")
    expect(page.locator(".map-land")).to_have_count(1)
    several = points.count()
    every = int(page.locator("#results").inner_text().split()[0])
    assert counted(points) == every > 80, "every counter once"
    expect(page.locator(".map-name", has_text="Hokkaido +")).to_be_visible()
    # A point for several places opens into them, by keyboard too; then a place says what is there.
    hokkaido = page.get_by_role("button", name=re.compile(r"Hokkaido \+"))
    hokkaido.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 Hakodate")).to_be_visible()
    assert points.count() > several
    page.get_by_role("button", name="1 Hakodate").press("Enter")
    popup = page.locator(".leaflet-popup")
    expect(popup.locator("li")).to_contain_text("Hakodate")
    assert popup.get_by_role("link", name="Hakodate").get_attribute("href") == "/find?kind=counter&government=01202"
    popup.get_by_role("button", name="Close").click()
    # Moved by the arrow keys, the map stays there when the reader chooses a day.
    page.locator("[data-canvas]").focus()
    before = left_of(page, "Tomakomai")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "([point, before]) => Math.abs(point.getBoundingClientRect().x - before + 80) < 1"
        " && !document.querySelector('.leaflet-pan-anim')",  # until then the map does not know where it is
        arg=[page.get_by_role("button", name=re.compile(" Tomakomai")).element_handle(), before],
    )
    page.locator("[data-menus] select[name=day]").select_option("saturday")
    expect(page.locator("#results")).to_have_text("4 things found.")
    expect(page.locator("[data-places] li")).to_have_count(4)
    assert counted(points) == 4
    assert abs(left_of(page, "Tomakomai") - before + 80) < 2, "where the reader moved it"
    # By distance, worked out here: no request goes anywhere.
    asked = len(reader.asked)
    page.get_by_role("button", name="Near me").click()
    expect(page.locator("[data-near-status]")).to_have_text(re.compile(r"Nearest: Hamamatsu, about 17\d km away"))
    expect(page.locator("[data-places] li").first).to_contain_text("Hamamatsu")
    assert all("/find" not in address for address in reader.asked[asked:])
    page.locator("[data-menus] select[name=day]").select_option("")
    expect(page.locator("[data-places] li").first).to_contain_text("Kyoto Prefecture")
    assert not reader.strangers
    assert not reader.complaints


def test_without_scripts_the_map_is_a_drawing_with_the_same_list(visit: Any) -> None:
    need_the_map()
    page = visit(PHONE, scripts=False, language="ja").open(COUNTERS + "&day=saturday")
    expect(page.locator(".point-map svg").first).to_be_visible()
    expect(page.locator("[data-canvas]")).to_be_hidden()
    expect(page.get_by_role("button", name="近くの場所")).to_be_hidden()
    assert page.locator("[data-places] a").all_inner_texts() == ["苫小牧市", "仙台市", "長野県", "浜松市"]
    # Nothing stated is hatched, and has no number.
    expect(page.locator(".tile-map-drawing .tile.picture-unstated")).to_have_count(43)
    page.locator("[data-places] a", has_text="浜松市").click()
    expect(page.locator("article.card")).to_contain_text("浜松市")
    page.get_by_role("link", name="一覧").click()
    card = page.locator("article.card").first.bounding_box()
    assert card
    assert card["y"] < PHONE["height"] - 100, "a result is seen at once"


@pytest.mark.parametrize("language", ["ja-simple", "ne", "th"])
def test_a_result_is_on_the_first_screen_of_a_phone_where_words_are_long(visit: Any, language: str) -> None:
    page = visit(PHONE, language=language).open("/find?language=vi&day=saturday")
    card = page.locator("article.card").first.bounding_box()
    assert card
    assert card["y"] < PHONE["height"] - 60


def test_the_first_screen_of_a_phone_has_a_result_and_says_how_much_is_known(visit: Any) -> None:
    page = visit(PHONE, language="en").open("/find?kind=counter&day=saturday")
    coverage = page.locator(".coverage")
    expect(coverage).to_contain_text(re.compile(r"4 of the 9 where it is known · \d+ more do not say: ask them"))
    (unstated,) = re.findall(r"(\d+) more", coverage.inner_text())
    heading = page.locator("article.card h3").first.bounding_box()
    assert heading
    assert heading["y"] + heading["height"] < PHONE["height"]
    page.locator(".coverage a").click()
    expect(page.locator("#results")).to_have_text(f"{unstated} things found.")
