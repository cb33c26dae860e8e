from __future__ import annotations

from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from server.display.labels import Label
from server.pictures.markup import element, legal, link_target, named, plain


@settings(deadline=None)
@given(st.text(), st.text())
def test_any_text_stays_text_in_content_and_attributes(content: str, attribute: str) -> None:
    parsed = fromstring(element("text", {"aria-label": attribute, "x": 1.0}, content))

    def as_read_back(text: str) -> str:  # XML readers see every line end as one line feed (XML 1.0, 2.11)
        return legal(text).replace("\r\n", "\n").replace("\r", "\n")

    assert list(parsed) == []
    assert (parsed.text or "") == as_read_back(content)
    assert parsed.get("aria-label") == as_read_back(attribute).replace("\n", " ").replace("\t", " ")
    assert sorted(parsed.attrib) == ["aria-label", "x"]


def test_markup_is_taken_as_it_is_and_text_beside_it_is_not() -> None:
    assert element("g", {}, element("title", {}, "a < b"), "<b>") == "<g><title>a &lt; b</title>&lt;b&gt;</g>"


def test_attributes_that_say_nothing_are_left_out() -> None:
    assert element("a", {"href": None, "aria-current": False, "x": 0}) == '<a x="0"></a>'


@pytest.mark.parametrize(
    ("value", "written"), [(0.5, "0.5"), (1 / 3, "0.33"), (12.0, "12"), (-0.001, "0"), (100.0, "100")]
)
def test_fractions_are_cut_to_hundredths(value: float, written: str) -> None:
    assert element("rect", {"x": value}) == f'<rect x="{written}"></rect>'


@pytest.mark.parametrize(
    "href", ["doc/area/01000", "/find?language=vi&day=saturday", "#table", "https://example.jp/", "?a:b"]
)
def test_pages_may_link_within_the_site_and_to_the_web(href: str) -> None:
    assert link_target(href) == href


@pytest.mark.parametrize(
    "href",
    [
        "",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " \tjavascript:alert(1)",
        "java\nscript:alert(1)",
        "\x01javascript:alert(1)",
        "\u200bjavascript:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "vbscript:x",
        "file:///etc/passwd",
    ],
)
def test_no_link_runs_a_script_or_leaves_the_web(href: str) -> None:
    assert link_target(href) is None


def test_a_title_has_no_readings_over_kanji() -> None:
    ruby = Markup("<ruby>市役所<rp>（</rp><rt>しやくしょ</rt><rp>）</rp></ruby>の <b>A &amp; B</b>")
    assert plain(ruby) == "市役所の A & B"
    assert plain("<b>text</b>") == "<b>text</b>"


def test_a_label_marks_its_language_and_shows_its_reading() -> None:
    assert named(Label("札幌市", "ja", "さっぽろし")) == (
        '<ruby lang="ja">札幌市<rp>（</rp><rt>さっぽろし</rt><rp>）</rp></ruby>'
    )
    assert named(Label("Sapporo", "en")) == '<span lang="en">Sapporo</span>'
    assert named(Label("<i>")) == "&lt;i&gt;"
