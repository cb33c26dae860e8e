"""An officer: three cities side by side, on a screen, on a phone and on paper, and their numbers in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect
from pypdf import PdfReader

from tests.browser.axe import LIGHT, broken_rules, faint_letters, load
from tests.browser.conftest import DESK, PHONE

CITIES = ("Sendai", "Hamamatsu", "Ota (city)")
THREE = "/compare?municipality=04100&municipality=22130&municipality=10205"


def add(page: Page, typed: str, name: str) -> None:
    """Type *typed*, and choose *name* of the suggestions."""
    page.get_by_role("combobox", name="Add a local government").press_sequentially(typed)
    page.get_by_role("option", name=name).first.click()
    expect(page.locator(".chips.chosen")).to_contain_text(name)


def test_three_cities_are_chosen_read_and_taken_to_a_meeting(visit: Any, axe: Path) -> None:
    reader = visit(DESK, language="en")
    page = reader.open("/doc/municipality/04100")
    page.get_by_role("link", name="Compare with others").click()
    add(page, "hamamatu", "Hamamatsu")
    add(page, "ota", "Ota (city)")
    expect(page.locator("table.compare thead th")).to_have_text(list(CITIES))
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="population", exact=True))
    expect(row).to_contain_text("1,066,362 people")
    frame = page.locator(".compare-frame")
    assert frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth"), "all three are whole"
    row.locator("a.origin").last.click()
    expect(page.get_by_role("dialog", name="Where this is known from")).to_contain_text("222,518")
    page.keyboard.press("Escape")
    # The names stay where one reads.
    assert frame.evaluate("frame => frame.scrollHeight <= frame.clientHeight"), "the page scrolls, not the frame"
    page.evaluate("window.scrollTo({top: 2000, behavior: 'instant'})")
    expect(page.get_by_role("columnheader", name="Ota (city)")).to_be_in_viewport()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8"))))
    assert sum(int(row["value"]) for row in rows if row["measure"] == "population") == 2_077_865
    paper = PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    first = paper.pages[0]
    assert first.mediabox.width > first.mediabox.height, "landscape"
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in paper.pages))
    for words in (*CITIES, "1,066,362 people", "10 minutes", "Nepali"):
        assert words in text
    for words in ("Add a local government", "Only differences", "CSV", "The query behind it"):
        assert words not in text
    page.get_by_role("link", name="Only differences").click()
    expect(page.locator(".extent [aria-current]")).to_have_text("Only differences")
    expect(page.get_by_role("rowheader", name="Grants")).to_have_count(0)
    load(page, axe)
    assert not broken_rules(page) + faint_letters(page, [LIGHT])
    assert not reader.strangers
    assert not reader.complaints


def test_a_phone_shows_cards_with_every_city(visit: Any) -> None:
    page = visit(PHONE, language="en").open(THREE)
    row = page.get_by_role("row").filter(has_text="1,066,362")
    boxes = [cell.bounding_box() for cell in row.locator("td").all()]
    assert all(box and box["x"] >= 0 and box["x"] + box["width"] <= PHONE["width"] for box in boxes)
    assert [cell.get_attribute("data-of") for cell in row.locator("td").all()] == list(CITIES)
    assert row.locator("td").first.evaluate("cell => getComputedStyle(cell, '::before').content") == '"Sendai"'
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_on_a_phone_many_places_are_led_to_by_parts_and_what_is_not_stated_takes_one_line(visit: Any) -> None:
    many = "&".join(f"municipality={key}" for key in ("04100", "22130", "10205", "12204", "28100", "23211", "01100"))
    page = visit(PHONE, language="en").open(f"/compare?{many}")
    page.locator(".compare-jumps a").last.click()
    top = page.locator("tr.section").last.bounding_box()
    assert top
    assert 0 <= top["y"] < PHONE["height"], "the part is on the screen"
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="foreign residents", exact=True))
    shown, absent = row.locator("td:not(.absent)"), row.locator("td.absent")
    boxes = [cell.bounding_box() for cell in absent.all()]
    assert len(boxes) > 1
    assert len({box["y"] for box in boxes if box}) < len(boxes), "beside one another"
    lowest = shown.last.bounding_box()
    assert lowest
    assert all(box and box["y"] > lowest["y"] for box in boxes), "below what is stated"
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_names_are_typed_and_homonyms_chosen(visit: Any) -> None:
    page = visit(scripts=False, language="en").open("/compare?municipality=04100")
    page.get_by_label("Add a local government").fill("Ota")
    page.get_by_role("button", name="Add").click()
    page.get_by_role("alert").get_by_role("link", name="Ota (city)").click()
    page.get_by_text("Local governments like Sendai").click()
    page.get_by_role("link", name="Add: Hiroshima (city)").first.click()
    expect(page.locator("table.compare thead th")).to_have_text(["Sendai", "Ota (city)", "Hiroshima (city)"])
