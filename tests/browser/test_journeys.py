"""The ways people go through the site, in a browser, with and without scripts, on a phone and at a desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import DESK, PHONE

SCRIPTS = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])


# Each language with and without scripts, on a phone and on a desk; each size with and without scripts.
PAIRS = [
    pytest.param(size, scripts, language, id=f"{language}-{'scripts' if scripts else 'no-scripts'}-{size['width']}")
    for number, language in enumerate(["ja", "ja-simple", "en", "vi"])
    for scripts, size in zip([True, False], [PHONE, DESK] if number % 2 else [DESK, PHONE], strict=True)
]


@pytest.mark.parametrize(("size", "scripts", "language"), PAIRS)
def test_a_counter_in_vietnamese_on_saturday_in_three_steps(
    visit: Any, size: dict[str, int], scripts: bool, language: str
) -> None:
    """From the home page: a language, a day, "find"; then who runs it, and the mark that says where that is from."""
    reader = visit(size, scripts=scripts, language=language)
    page = reader.open("/")
    form = page.locator(".finder-start form")
    form.locator("select[name=language]").select_option("vi")
    form.locator("select[name=day]").select_option("saturday")
    form.get_by_role("button").click()
    expect(page).to_have_url(re.compile(r"language=vi&day=saturday"))
    cards = page.locator("article.card")
    assert cards.count() == 4
    runs_it = cards.locator("a[href^='/doc/organisation/sendai-tourism-convention']")
    expect(runs_it).to_have_text(re.compile("SenTIA|仙台|せんだい"))
    cards.filter(has_text="2024").first.locator("a.origin").first.click()
    evidence = page.locator("article.evidence")
    expect(evidence.locator("table.cells mark").first).to_be_visible()
    line = evidence.locator("a[href*='#line=']").first
    line.click()
    expect(page).to_have_url(re.compile(r"/source/002\?page=\d+#line=\d+,\d+"))
    assert not reader.strangers
    assert not reader.complaints


def test_a_place_is_found_as_one_types_it(visit: Any) -> None:
    """Each time in the box of the page that the time before led to."""
    page = visit().open("/doc/language/vi")
    for typed in ("さっぽろ", "サッポロ", "Sapporo", "sapporo-shi", "札幌", "01100"):
        box = page.get_by_role("combobox").first
        box.press_sequentially(typed, delay=5)
        expect(page.get_by_role("option").first, typed).to_contain_text("札幌市")
        page.wait_for_load_state("networkidle")
        box.press("ArrowDown")
        with page.expect_navigation(url=re.compile(r"/doc/municipality/01100$")):
            box.press("Enter")


def test_without_scripts_the_same_box_searches(visit: Any) -> None:
    page = visit(scripts=False).open("/")
    page.locator("form.search input[type=search]").fill("さっぽろ")
    page.locator("form.search button").click()
    expect(page.locator("article.place h2").first).to_contain_text("札幌市")
    page.locator("header input[type=search]").fill("ベトナム語 土曜日")
    page.locator("header form.search button").click()
    expect(page).to_have_url(re.compile(r"/find\?language=vi&day=saturday$"))


def test_the_menu_and_the_box_lead_on_a_phone_from_any_page_to_a_wish(visit: Any) -> None:
    reader = visit(PHONE, language="en")
    page = reader.open("/doc/municipality/12204")
    menu = page.get_by_role("navigation", name="Menu")
    assert menu.get_by_role("link").all_inner_texts() == ["Find", "Compare", "Figures", "Questions", "Data"]
    menu.get_by_role("link", name="Data").click()
    expect(menu.locator("[aria-current=page]")).to_have_text("Data")
    box = page.get_by_role("combobox").first
    box.press_sequentially("Vietnamese Sat", delay=5)
    option = page.get_by_role("option").first
    expect(option).to_contain_text("Vietnamese + Saturday")
    box.press("ArrowDown")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/find\?language=vi&day=saturday$"))
    expect(page.locator("#results")).to_have_text("4 things found.")
    expect(page.locator("article.card h3").first).to_be_in_viewport()
    page.get_by_role("link", name="Remove all").click()
    page.locator("#find-q").fill("Urdu Sunday")
    page.locator("#find-q").press("Enter")
    expect(page.locator(".ways-on")).to_contain_text("without Urdu")
    assert not reader.complaints


@SCRIPTS
def test_a_question_is_asked_with_another_choice(visit: Any, scripts: bool) -> None:
    reader = visit(scripts=scripts, language="en")
    page = reader.open("/questions/counters-in-a-language-on-a-day")
    page.locator("select[name=weekday]").select_option("sunday")
    page.locator("form.ask button").click()
    expect(page).to_have_url(re.compile("weekday=sunday"))
    expect(page.locator("#answer table.things")).to_be_visible()
    assert not reader.complaints


def test_the_sparql_page_without_scripts_answers_in_a_table(visit: Any) -> None:
    page = visit(scripts=False, language="en").open("/sparql")
    page.locator("textarea").first.fill("SELECT ?name WHERE { municipality:28100 skos:prefLabel ?name }".replace(
        "municipality:28100", "<http://localhost:8000/id/municipality/28100>"
    ).replace("skos:prefLabel", "<http://www.w3.org/2004/02/skos/core#prefLabel>"))  # fmt: skip
    page.locator("form.query button").first.click()
    expect(page.locator("table")).to_contain_text("神戸市")


def test_from_a_mark_to_the_very_lines(visit: Any) -> None:
    page = visit(language="en").open("/source/001#line=40,43")
    marked = page.locator(".lines li.cited")
    assert marked.evaluate_all("lines => lines.map(line => line.value)") == [41, 43]
    expect(marked.first).to_be_in_viewport()
    marked.first.locator("a.n").click()
    expect(page).to_have_url(re.compile(r"/source/001\?line=41"))


def test_the_language_changes_and_the_page_stays(visit: Any) -> None:
    page = visit(language="ja").open("/find?language=vi&day=saturday")
    page.get_by_role("link", name="English").click()
    expect(page).to_have_url(re.compile(r"language=vi&day=saturday&lang=en"))
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator(".languages summary").click()
    page.get_by_role("link", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator(".unreviewed")).to_be_visible()
    page.goto(page.url.partition("?")[0])
    expect(page.locator("html")).to_have_attribute("lang", "ko"), "remembered"


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_a_page_that_is_not_there_leads_on(visit: Any, language: str) -> None:
    page = visit(PHONE, language=language).open("/doc/municipality/99999")
    expect(page.locator("h1")).to_be_visible()
    page.locator("main a").first.click()
    expect(page.locator("main")).to_be_visible()
    assert page.url.rstrip("/").count("/") <= 3
