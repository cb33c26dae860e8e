"""Sheets in a browser: from the home page to whom to call, on a phone, on paper, in a frame."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.axe import LIGHT, broken_rules, faint_letters, load
from tests.browser.conftest import DESK, PHONE


def test_a_vietnamese_reader_finds_in_three_clicks_whom_to_call_on_saturday(visit: Any) -> None:
    """Document 002, line 2213, and document 003, line 6: the counter of Tomakomai, and who is in charge above it."""
    reader = visit(PHONE, language="vi")
    page = reader.open("/")
    form = page.locator(".finder-start form")
    form.locator("select[name=language]").select_option("vi")
    form.locator("select[name=day]").select_option("saturday")
    form.get_by_role("button").click()
    page.locator("article.card h3 a[href$=tomakomai-counter]").click()
    contact = page.get_by_role("link", name="somu.kokusai1@pref.hokkaido.lg.jp")
    expect(contact).to_be_visible()
    assert contact.get_attribute("href") == "mailto:somu.kokusai1@pref.hokkaido.lg.jp"
    mine = page.get_by_role("row").filter(has_text="Tiếng Việt")
    expect(mine.locator("td.day.open")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert not reader.complaints


def pages_of(paper: bytes) -> int:
    """How many pages a PDF has."""
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_a_sheet_is_shared_cited_and_printed_on_one_page(visit: Any, axe: Path) -> None:
    reader = visit(DESK, language="en", permissions=["clipboard-read", "clipboard-write"])
    page = reader.open("/doc/municipality/22130")
    page.get_by_role("button", name="Share").click()
    expect(page.get_by_role("status").filter(has_text="The address is copied.")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == page.url
    page.get_by_text("Cite", exact=True).click()
    expect(page.locator(".cited")).to_contain_text(re.compile(r"“Hamamatsu”.*release \S+\. .*accessed \d{4}-\d\d-\d\d"))
    page.get_by_text("Embed", exact=True).click()
    assert "/embed/municipality/22130" in page.locator("textarea.frame").input_value()
    page.get_by_role("link", name="Print").click()
    expect(page.locator("h1")).to_have_text("Hamamatsu 浜松市")
    expect(page.get_by_role("row").filter(has_text="Portuguese")).to_contain_text("ポルトガル語")
    assert pages_of(page.pdf(format="A4")) == 1
    page.goto(f"{reader.url}/print/municipality/34100?lang=ne")
    assert pages_of(page.pdf(format="A4")) == 1, "three counters, in a script that needs room"
    for path in ("/print/municipality/22130", "/doc/municipality/22130", "/embed/municipality/22130"):
        page.goto(reader.url + path)
        load(page, axe)
        faults = broken_rules(page) + faint_letters(page, [LIGHT])
        assert not faults, path
    assert not reader.strangers
    assert not reader.complaints
