"""The menu at the head of every page."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from tests.server.site_pages import SitePages

MENU = ["/find", "/compare", "/figures", "/questions", "/dataset"]


def menu_of(page: str) -> str:
    return page.partition('<nav class="site-menu"')[2].partition("</nav>")[0]


@pytest.mark.parametrize(
    ("url", "entry", "state"),
    [
        ("/", None, ""),
        ("/find?language=vi", "/find", "page"),
        ("/compare?municipality=28100", "/compare", "page"),
        ("/questions", "/questions", "page"),
        ("/questions/when-counters-opened", "/questions", "true"),
        ("/source/000", "/dataset", "true"),
        ("/ontology", "/dataset", "true"),
        ("/nothing-here", None, ""),
    ],
)
def test_each_page_has_the_menu_with_its_own_entry_marked(
    site_page: SitePages, url: str, entry: str | None, state: str
) -> None:
    menu = menu_of(site_page(url, "en").text)
    assert re.findall(r'href="([^"]*)"', menu) == MENU
    assert re.findall(r'href="([^"]*)" aria-current="([^"]*)"', menu) == ([(entry, state)] if entry else [])


def test_the_menu_is_in_the_language_of_the_reader(site_page: SitePages) -> None:
    entries = re.findall(r">([^<>\s]+)</a>", menu_of(site_page("/", "ja").text))
    assert entries == ["探す", "比べる", "統計", "質問", "データ"]
    assert ">So sánh</a>" in menu_of(site_page("/", "vi").text)


def test_what_is_searched_for_marks_no_entry_of_the_menu(client: FlaskClient) -> None:
    page = client.get("/search?q=%02" + "0%02", headers={"Accept": "text/html"}).text
    assert "aria-current" not in page.partition('<form class="search"')[2].partition("</form>")[0]
