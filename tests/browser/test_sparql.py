"""The SPARQL page as a developer uses it: an error mended by one click, names completed, an answer drawn and taken."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.browser.axe import broken_rules, faint_letters, load
from tests.browser.conftest import PHONE
from tests.conftest import need

EDITOR = ".cm-content"
UNDECLARED = "SELECT ?event ?date WHERE {\n  ?event schema:startDate ?date .\n} ORDER BY ?date LIMIT 3"
SHARES = (
    "PREFIX tbk: <http://localhost:8000/ontology#>\n"
    "SELECT ?municipality ?share ?residents WHERE {\n"
    "  ?a tbk:refMunicipality ?municipality ; tbk:foreignResidentShare ?share .\n"
    "  ?b tbk:refMunicipality ?municipality ; tbk:foreignResidents ?residents .\n"
    "} ORDER BY DESC(?share)"
)


def open_with(reader: Any, query: str = "", **view: str) -> Page:
    """The page with *query* and its answer, as soon as the editor is there."""
    page: Page = reader.open("/sparql" + (f"?{urlencode({'query': query, **view})}" if query else ""))
    need(page.locator("script[src*=vendor]").count() > 0, "the editor (make web)")
    expect(page.locator(EDITOR)).to_be_visible()
    return page


def test_developer_error_in_a_query_repaired_by_one_click(visit: Any) -> None:
    reader = visit(language="en")
    page = open_with(reader, UNDECLARED)
    expect(page.get_by_role("alert")).to_contain_text("The prefix schema: is not declared. Line 2, column 10")
    expect(page.locator(".cm-lintRange-error")).to_have_text("schema:")
    expect(page.locator("body")).not_to_contain_text("<!doctype")

    page.get_by_role("button", name="Add “PREFIX schema: <http://schema.org/>”").click()
    answer = page.locator("#answer")
    expect(answer).to_contain_text("3 rows.")
    expect(page.locator(EDITOR)).to_contain_text("PREFIX schema: <http://schema.org/>")
    expect(page.get_by_role("alert")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"query=PREFIX"))
    expect(answer.locator("tbody a").first).to_have_attribute("href", re.compile("^/doc/event/"))

    page.go_back()
    expect(page.get_by_role("alert")).to_contain_text("is not declared")
    assert not reader.strangers
    assert not reader.complaints


def test_things_are_completed_by_their_names_and_prefixes_declared(visit: Any) -> None:
    reader = visit(language="en")
    page = open_with(reader)
    box = page.locator(EDITOR)
    expect(box).to_have_accessible_name("Query")
    box.click()
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?thing WHERE { ?thing schema:")
    expect(page.get_by_role("option").filter(has_text="schema:name")).to_contain_text("used")
    page.keyboard.type("availableLanguage ベトナム")
    expect(page.get_by_role("option", selected=True)).to_contain_text("language:vi Vietnamese Language")
    page.wait_for_timeout(100)  # a list that has just opened takes no key yet, so that none is taken by mistake
    page.keyboard.press("Enter")
    expect(box).to_contain_text("PREFIX language: <http://localhost:8000/id/language/>")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("Sendai Multicultural Center")

    options = page.get_by_role("option")
    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?thing WHERE { ?thing a tbk:Cou")
    expect(options.first).to_be_visible()
    offered = options.all_inner_texts()
    assert any(text.startswith("tbk:ConsultationCounter") for text in offered), offered
    assert not any(text.startswith("tbk:count") for text in offered), "a property is no class"
    page.keyboard.type("nter")
    expect(page.get_by_role("option", selected=True)).to_contain_text("tbk:ConsultationCounter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("0 rows.")
    expect(options).to_have_count(0)

    page.keyboard.press("Control+A")
    page.keyboard.type("SELECT ?thing WHERE { ?thing a ?class } LIMIT 15")
    page.wait_for_timeout(400)  # longer than a list takes to open
    expect(options).to_have_count(0)
    page.keyboard.press("Enter")
    page.keyboard.type("O")
    expect(page.get_by_role("option", selected=True)).to_be_visible()
    page.wait_for_timeout(100)
    page.keyboard.press("Enter")  # one letter is no choice: a new line, which Backspace takes back
    page.keyboard.press("Backspace")
    page.keyboard.type("FFSET 1")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#answer")).to_contain_text("15 rows")
    expect(box.locator(".cm-line")).to_have_text(["SELECT ?thing WHERE { ?thing a ?class } LIMIT 15", "OFFSET 1"])
    assert not reader.complaints


def test_an_example_is_found_drawn_and_taken_as_code(visit: Any) -> None:
    reader = visit(language="en", permissions=["clipboard-read", "clipboard-write"])
    page = open_with(reader)
    page.get_by_text("Begin with a question").click()
    page.get_by_label("Search the questions").fill("share population")
    page.get_by_role("link", name="What share of the population").click()
    expect(page.locator("#answer .bar-value").first).to_contain_text("6.08")
    page.get_by_label("Column of numbers").select_option("residents")
    expect(page.locator("#answer .bar-value").first).to_contain_text("13,533")
    expect(page).to_have_url(re.compile("measure=residents"))
    page.get_by_role("link", name="map", exact=True).click()
    expect(page.locator("#answer figure.point-map")).to_be_visible()
    page.get_by_role("link", name="table", exact=True).click()
    page.get_by_role("button", name="residents").click()
    expect(page.locator("#answer tbody tr").first).to_contain_text("219")
    page.get_by_label("Only rows with").fill("hama")
    expect(page.locator("#answer tbody tr:visible")).to_have_count(1)
    page.get_by_text("This query as code").click()
    page.get_by_role("button", name="Copy the code").nth(1).click()
    expect(page.get_by_role("button", name="The code is copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("import json")
    assert f"{reader.url}/sparql" in copied
    assert not reader.complaints


def test_the_page_is_for_everybody_with_an_error_a_table_a_chart_and_a_map(visit: Any, axe: Path) -> None:
    reader = visit(PHONE, language="ja-simple")
    states = ((UNDECLARED, {}), (SHARES, {}), (SHARES, {"show": "chart"}), (SHARES, {"show": "map"}))
    for query, view in states:
        page = open_with(reader, query, **view)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "no scrolling sideways"
        # Nothing lies over the query, and the button that asks is below it.
        place, button = page.locator(".textbox").bounding_box(), page.locator("form.query button").bounding_box()
        assert place is not None
        assert button is not None
        assert button["y"] >= place["y"] + place["height"]
        load(page, axe)
        faults = broken_rules(page, within="main") + faint_letters(page, within="main")
        assert not faults, (view, faults)
