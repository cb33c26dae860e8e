"""Every kind of page: for all readers, in light and dark, on paper, on a phone, quickly, and asking nobody else."""

from __future__ import annotations

import http.client
from pathlib import Path
from typing import Any

import pytest

from graph.release import Release
from tests.browser.axe import WCAG, broken_rules, faint_letters, load
from tests.browser.conftest import PHONE
from tests.serving import RunningServer

PAGES = (
    "/",
    "/find?language=vi&day=saturday",
    "/find?kind=counter&view=map",
    "/search?q=kobe",
    "/doc/municipality/12204",
    "/doc/municipality/01000",
    "/doc/service/funabashi-counter",
    "/doc/language/vi",
    "/doc/organisation/ingester",
    "/doc/topic/japanese-classes",
    "/doc/event/booth-2023-09-17",
    "/doc/page/nagasaki-office",
    "/doc/record/municipalities/14100",
    "/doc/municipality",
    "/compare?municipality=12204&municipality=28100",
    "/questions",
    "/questions/when-counters-opened",
    "/questions/counters-in-a-prefecture",
    "/figures",
    "/figures/share-of-foreign-residents",
    "/stories/who-runs-the-counters",
    "/embed/figures/registered-foreign-residents",
    "/dataset",
    "/quality",
    "/ontology",
    "/source/003",
    "/source/003?line=10",
    "/graph/003",
    "/release/{version}",
    "/nothing-here",
)
EVERY = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.partition("?")[0])


@EVERY
def test_a_page_is_for_everybody(visit: Any, axe: Path, release: Release, path: str) -> None:
    """On a phone: nothing shifts or sticks out, nobody else is asked, and axe finds nothing in light or dark."""
    reader = visit(PHONE, language="ja-simple")
    page = reader.open(path.format(version=release.version))
    page.evaluate(
        "window.shifts = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " if (!entry.hadRecentInput) window.shifts += entry.value; }).observe({type: 'layout-shift', buffered: true});"
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], "no scrolling sideways"
    load(page, axe)
    faults = broken_rules(page, WCAG)
    # The page has stood there for all the time that axe took.
    assert page.evaluate("window.shifts") < 0.05
    faults += faint_letters(page)
    assert not faults, "\n".join(faults)
    assert not reader.strangers
    assert not reader.complaints


def test_the_policy_of_the_editor_holds_and_nothing_breaks_it(visit: Any) -> None:
    reader = visit(language="ja")
    reader.open("/sparql").wait_for_load_state("networkidle")
    assert not reader.strangers
    assert not reader.complaints


@EVERY
@pytest.mark.parametrize("language", ["ja", "ja-simple"])
def test_a_page_weighs_less_than_100_kb(server: RunningServer, release: Release, path: str, language: str) -> None:
    headers = {"Accept": "text/html", "Accept-Encoding": "gzip", "Accept-Language": language}
    host = server.url.removeprefix("http://")
    connection = http.client.HTTPConnection(host, timeout=20)
    connection.request("GET", path.format(version=release.version), headers=headers)
    body = connection.getresponse().read()
    connection.close()
    assert 1000 < len(body) < 100_000


@pytest.mark.parametrize("path", ["/doc/municipality/12204", "/questions/when-counters-opened", "/source/003"])
def test_on_paper_there_is_content_and_no_navigation(visit: Any, path: str) -> None:
    page = visit(language="ja").open(path)
    page.emulate_media(media="print")
    assert not page.locator("header.site").is_visible()
    assert not page.locator("footer.site").is_visible()
    assert page.locator("h1").is_visible()
    assert page.locator("main").inner_text().strip()


@pytest.mark.parametrize("path", ["/", "/find?language=vi", "/doc/municipality/12204"])
def test_everything_can_be_reached_by_keyboard_and_seen_and_nothing_breaks_the_policy(visit: Any, path: str) -> None:
    reader = visit(language="ja")
    page = reader.open(path)
    page.wait_for_load_state("networkidle")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash !== ''")  # the skip has happened
    for _ in range(5):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none"
    assert not reader.strangers
    assert not reader.complaints
