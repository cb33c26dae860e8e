"""Easy Japanese: every kanji that a reader sees on the main pages has a reading.

Aside are what no ruby fits into (choices of a menu, the words in a picture), what is only read aloud, code, names of
Chinese in itself, and below the lead of a thing its statements: they quote documents, and only known words are read.
"""

from __future__ import annotations

import re

import pytest
from flask import Flask

from ontology.ruby import in_kana
from server.display.readings import dated, readings, weekday
from tests.server.site_pages import SitePages
from tests.server.strict_html import tags_of

UNREAD_ELEMENTS = {"ruby", "svg", "option", "textarea", "code", "pre", "script"}
CHINESE = {"中文", "简体中文", "繁體中文"}
UNREAD_CLASSES = {"hidden", "picture", "group", "links", "iri"}


def unread_kanji(page: str) -> list[str]:
    """The texts of ``main`` that have kanji outside ``ruby``."""
    texts: list[str] = []
    within: list[tuple[str, set[str]]] = []
    for tag, text in tags_of(page):
        if tag.opens:
            within.append((tag.begins, set(tag.attributes.get("class", "").split())))
        if tag.ends:
            within.pop()
        if re.search("[一-鿿]", text) and text.strip() not in CHINESE:
            tags = {name for name, _ in within}
            classes = {name for _, names in within for name in names}
            if "main" in tags and not tags & UNREAD_ELEMENTS and not classes & UNREAD_CLASSES:
                texts.append(text.strip())
    return texts


@pytest.mark.parametrize(
    "url",
    ["/", "/find", "/find?language=vi&day=saturday", "/find?place=40000", "/stories", "/stories/who-runs-the-counters",
     "/stories/where-jet-participants-go", "/stories/languages-then-and-now", "/questions",
     "/questions/days-of-a-counter", "/doc/service/tomakomai-counter", "/doc/municipality/22130"],
)  # fmt: skip
def test_every_kanji_of_a_main_page_has_a_reading(site_page: SitePages, url: str) -> None:
    assert unread_kanji(site_page.text(url, "ja-simple")) == []


def test_a_name_is_read_word_by_word_and_days_as_they_are_said(app: Flask) -> None:
    with app.test_request_context():
        read = readings().noted
        assert in_kana(read("苫小牧市の一元的相談窓口")) == "とまこまいしのいちげんてきそうだんまどぐち"
        assert in_kana(read("ベトナム語")) == "ベトナムご"
        # Two cities are written 府中市 and said the same; a word of neither list stays as it is.
        assert in_kana(read("府中市")) == "ふちゅうし"
        assert read("謎の窓口") == "謎の｜窓口《まどぐち》"
    assert in_kana(dated("2014年7月1日")) == "2014ねん7がつついたち"
    assert in_kana(dated("2023年12月31日")) == "2023ねん12がつ31にち"
    assert in_kana(weekday("土")) == "ど"


def test_at_most_is_not_fewer_than(site_page: SitePages) -> None:
    page = site_page.text("/find?language=vi&day=saturday", "ja-simple")
    text = re.sub(r"<rt>.*?</rt>|<rp>.*?</rp>|<[^>]*>", "", page)
    assert re.search(r"いちばん おおくて \d+の ことば", text)
    assert "すくない" not in text
