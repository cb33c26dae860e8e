"""The mark beside a fact opens a card: it is read, closed by Esc, and the reader is where they were."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import expect

from tests.browser.axe import WCAG, load
from tests.browser.conftest import DESK, PHONE

VIETNAMESE = "th:has(a[href='/doc/language/vi']) > a.origin"
RULES = {"type": "tag", "values": [*WCAG, "best-practice"]}


def test_a_card_opens_beside_its_mark_and_esc_leads_back(visit: Any, axe: Path) -> None:
    reader = visit(PHONE, language="en")
    page = reader.open("/doc/service/tomakomai-counter")
    mark = page.locator(VIETNAMESE)
    mark.focus()
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog", name="Where this is known from")
    expect(card).to_be_focused()
    expect(card.get_by_role("row", name=re.compile(r"^language \(BCP 47\) Vietnamese vi"))).to_contain_text(
        "← this fact"
    )
    expect(card).to_contain_text("Immigration Services Agency")
    expect(card).to_contain_text("not shown: rights of the publisher")
    box = card.bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    load(page, axe)
    assert page.evaluate("rules => axe.run(document, { runOnly: rules }).then(r => r.violations)", RULES) == []
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(mark).to_be_focused()
    expect(page).to_have_url(re.compile("/doc/service/tomakomai-counter$"))
    mark.click()
    expect(card).to_be_visible()
    mark.click()
    expect(card).to_be_hidden()
    mark.click()
    card.get_by_role("link", name="Tell us of an error").click()
    page.get_by_role("button", name="Copy the message").click()
    expect(page.get_by_text("The message is copied.")).to_be_visible()
    assert not reader.strangers
    assert not reader.complaints


def test_without_scripts_the_mark_leads_to_the_same_as_a_page(visit: Any) -> None:
    page = visit(DESK, scripts=False, language="en").open("/doc/service/tomakomai-counter")
    page.locator(VIETNAMESE).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Where this is known from")
    expect(page.get_by_role("row", name=re.compile(r"^language \(BCP 47\) Vietnamese vi"))).to_contain_text(
        "← this fact"
    )
    page.get_by_role("link", name="Tell us of an error").click()
    expect(page.get_by_label("The message")).to_have_value(re.compile("counter_languages"))


def test_an_address_of_lines_lands_on_them_at_once(visit: Any) -> None:
    page = visit(PHONE, language="en").open("/source/002#line=2192,2195")
    expect(page).to_have_url(re.compile(r"/source/002\?page=22#line=2192,2195$"))
    for line in (2193, 2195):
        expect(page.locator(f"[id='line={line - 1},{line}']")).to_be_in_viewport()
    assert page.evaluate("document.documentElement.scrollHeight") < 15_000
