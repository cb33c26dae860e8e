"""A reader of a story: from the foot of a page to a number, its answer and its query, on a phone."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.browser.conftest import PHONE


def test_from_the_home_page_to_a_number_and_the_query_behind_it(visit: Any) -> None:
    reader = visit(PHONE, language="en")
    page = reader.open("/")
    page.locator("footer").get_by_role("link", name="Stories").click()
    page.get_by_role("link", name="Where JET participants go").click()
    expect(page.locator(".story .prose > p").first).to_contain_text(
        "the JET Programme had 5,831 people, 108 people more"
    )
    expect(page.locator(".story .bars .bar-row").first).to_contain_text(re.compile("Tokyo.*481 people"))
    expect(page.locator(".story .point-map")).to_be_visible()
    table = page.locator("#answer-together table")
    expect(table).to_be_hidden()
    page.get_by_role("link", name="3,649 people").click()
    expect(table).to_be_visible()
    expect(table).to_contain_text("62.6")
    width = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert width[0] <= width[1], "nothing overflows sideways"
    page.locator("#answer-together").get_by_role("link", name="Open on the SPARQL page").click()
    expect(page).to_have_url(re.compile(r"/sparql\?query="))
    assert not reader.strangers
    assert not reader.complaints
