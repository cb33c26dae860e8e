"""Pages for people, in their language, that work without scripts and lead to the lines."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from server.display.knowledge import Knowledge
from server.things import lists
from tests.server.pages.hits import hits
from tests.server.site_pages import SitePages
from tests.this_site import LAYOUT

LANGUAGES = ("ja", "ja-simple", "en")
URLS = (
    "/",
    "/doc/municipality",
    "/doc/municipality/14000",
    "/doc/page/hokkaido-living-guide",
    "/doc/language/vi",
    "/doc/record/pages/hokkaido-living-guide",
    "/doc/table/pages",
    "/doc/document/000",
    "/doc/topic/housing",
    "/search",
    "/search?q=札幌",
    "/search?q=zzzz",
    "/source/000",
    "/graph/000",
    "/dataset",
    "/ontology",
    "/nothing-here",
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", URLS)
def test_every_page_is_sound(site_page: SitePages, url: str, language: str) -> None:
    checked = site_page(url, language).checked
    assert not checked.faults
    assert not checked.open
    assert checked.language == language
    assert len(checked.ids) == len(set(checked.ids))
    assert checked.headings.count("h1") == 1
    assert set(checked.inputs) <= checked.labelled


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_leads_to_every_kind_of_thing(site_page: SitePages, knowledge: Knowledge, language: str) -> None:
    links = set(site_page("/", language).checked.links)
    for kind in knowledge.index.kinds:
        assert f"/doc/{kind}" in links
    assert "/doc/municipality/01000" in links
    assert "/find?language=vi" in links


def test_every_link_of_the_main_pages_answers(site_page: SitePages) -> None:
    seen: set[str] = set()
    for url in ("/", "/doc/municipality/14000", "/doc/page/hokkaido-living-guide", "/dataset", "/ontology"):
        for link in site_page(url, "ja").checked.links:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                assert site_page.status(target) == 200, f"{target} on {url}"
    assert len(seen) > 100


def test_from_a_prefecture_to_the_lines_of_the_document(site_page: SitePages) -> None:
    """The journey of the issue: home, a prefecture, a page's languages, the lines they came from."""
    home = site_page("/", "ja").checked.links
    assert "/doc/municipality/01000" in home
    prefecture = site_page("/doc/municipality/01000", "ja").checked.links
    assert "/doc/page/hokkaido-living-guide" in prefecture
    text = site_page.text("/doc/page/hokkaido-living-guide", "ja")
    assert "対応している言語" in text
    assert "ロシア語" in text
    marks = [link for link in site_page("/doc/page/hokkaido-living-guide", "ja").checked.links if "/evidence/" in link]
    lines = [link for link in site_page(marks[0], "ja").checked.links if link.startswith("/source/000?page=1#line=")]
    assert lines
    page, _, place = lines[0].partition("#")
    assert f'id="{place}"' in site_page.text(page, "ja")


def test_each_statement_has_a_mark_that_leads_to_its_record_and_lines(site_page: SitePages) -> None:
    text = site_page.text("/doc/page/hokkaido-living-guide", "en")
    title = text[text.index("Hokkaido Government Living Guide", text.index("<dl>")) :]
    mark = re.search(r'<a class="origin" href="(/evidence/[0-9a-f]{20})"', title)
    assert mark is not None
    evidence = site_page.text(mark[1], "en")
    assert "/doc/record/pages/hokkaido-living-guide" in evidence
    assert re.search(r'/source/000\?page=1#line=\d+,\d+"', evidence)


def test_names_are_in_the_readers_language_and_say_which(site_page: SitePages) -> None:
    assert '<h1 lang="ja">神奈川県</h1>' in site_page.text("/doc/municipality/14000", "ja")
    assert '<h1 lang="en">Kanagawa Prefecture</h1>' in site_page.text("/doc/municipality/14000", "en")
    simple = site_page.text("/doc/municipality/14000", "ja-simple")
    assert "<ruby>神奈川県<rp>（</rp><rt>かながわけん</rt><rp>）</rp></ruby>" in simple
    english = site_page.text("/doc/municipality/14000", "en")
    assert re.search(r'<span lang="ja">神奈川県</span> <span class="tag"[^>]*>ja</span>', english)


@pytest.mark.parametrize(
    ("url", "headers", "expected"),
    [
        ("/", {}, "ja"),
        ("/", {"Accept-Language": "en-GB,en;q=0.8"}, "en"),
        ("/", {"Accept-Language": "ja-JP"}, "ja"),
        ("/", {"Accept-Language": "fr,de;q=0.9"}, "en"),
        ("/", {"Accept-Language": "vi,ja;q=0.9"}, "ja"),
        ("/", {"Accept-Language": "en", "Cookie": "lang=ja-simple"}, "ja-simple"),
        ("/?lang=en", {"Cookie": "lang=ja-simple"}, "en"),
        ("/?lang=xx", {"Accept-Language": "en"}, "en"),
    ],
)
def test_the_language_of_the_interface(client: FlaskClient, url: str, headers: dict[str, str], expected: str) -> None:
    response = client.get(url, headers=headers)
    assert f'<html lang="{expected}">' in response.text
    assert {"accept-language", "cookie"} <= {name.lower() for name in response.vary}


def test_a_choice_of_language_is_remembered(client: FlaskClient) -> None:
    cookie = client.get("/?lang=en").headers["Set-Cookie"]
    assert cookie.startswith("lang=en;")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Set-Cookie" not in client.get("/?lang=klingon").headers


@pytest.mark.parametrize("text", ["札幌", "さっぽろ", "サッポロ", "ｻｯﾎﾟﾛ", "SAPPORO", "札幌市", "01100", "札幌 市"])
def test_a_search_finds_a_city_by_any_of_its_names(client: FlaskClient, text: str) -> None:
    assert hits(client, text)[0] == "/doc/municipality/01100"


def test_a_search_can_be_narrowed_to_a_kind(client: FlaskClient) -> None:
    everything = client.get("/search?q=北海道&lang=ja").text
    narrowed = client.get("/search?q=北海道&kind=page&lang=ja").text
    listed = unescape(narrowed[narrowed.index('class="hits"') :])
    assert "/doc/municipality/01000" in everything
    assert "/doc/page/" in listed
    assert "/doc/municipality/01000" not in listed


def test_a_list_is_paged_and_each_thing_is_on_one_page(client: FlaskClient, knowledge: Knowledge) -> None:
    listed: list[str] = []
    number = 1
    while True:
        text = client.get(f"/doc/municipality?page={number}").text
        listed += re.findall(r'<th scope="row"><a href="/doc/municipality/([^"]+)"', text)
        if 'rel="next"' not in text:
            break
        number += 1
    assert listed == [thing.key for thing in knowledge.index.kinds["municipality"]]


def test_incoming_links_are_counted_and_paged(client: FlaskClient, knowledge: Knowledge) -> None:
    table = knowledge.namespace.thing("table", "municipalities")
    group = next(incoming for incoming in knowledge.incoming(table) if incoming.predicate.value.endswith("isPartOf"))
    count = len(group.subjects)
    text = client.get("/doc/table/municipalities?lang=en").text
    assert f">See all {count:,}</a>" in text
    seen: list[str] = []
    for number in range(1, -(-count // 50) + 1):
        text = client.get(f"/doc/table/municipalities?by=dct:isPartOf&page={number}").text
        seen += re.findall(r'<li><span class="value"><a href="/doc/record/([^"]+)"', text)
    assert len(seen) == len(set(seen)) == count
    assert client.get("/doc/table/municipalities?by=dct:nothing").status_code == 404


def test_a_list_has_its_data_beside_it(client: FlaskClient, knowledge: Knowledge) -> None:
    text = client.get("/doc/language.csv").text
    assert len(knowledge.index.kinds["language"]) > 20
    for thing in knowledge.index.kinds["language"]:
        assert knowledge.iri(thing).value in text


def test_the_data_of_a_long_list_come_in_parts_that_lead_to_one_another(
    client: FlaskClient, knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "DATA", 10)
    things = [knowledge.iri(thing).value for thing in knowledge.index.kinds["staff-post"]]
    assert 20 > len(things) > 10, "two parts"
    first, second = (client.get(f"/doc/staff-post.nt?page={number}") for number in (1, 2))
    assert '</doc/staff-post.nt?page=2>; rel="next"' in first.headers.getlist("Link")
    assert '</doc/staff-post.nt?page=1>; rel="prev"' in second.headers.getlist("Link")
    assert not [link for link in second.headers.getlist("Link") if 'rel="next"' in link]
    subjects = [set(re.findall(r"^<([^>]+)>", part.text, re.MULTILINE)) for part in (first, second)]
    assert sorted(subjects[0]) == things[:10]
    assert sorted(subjects[1]) == things[10:]
    assert "The data come 10 things at a time" in client.get("/doc/staff-post.html?lang=en&page=1").text
    assert "The data come" not in client.get("/doc/mode.html?lang=en").text


def test_every_kind_of_the_release_has_a_name_in_each_language(site_page: SitePages, knowledge: Knowledge) -> None:
    assert len(knowledge.index.kinds) > 20
    for kind in knowledge.index.kinds:
        for language in LANGUAGES:
            heading = re.search(r"<h1>(.*?)</h1>", site_page.text(f"/doc/{kind}", language), re.DOTALL)
            assert heading
            assert LAYOUT.kind(kind).many or '<span lang="' in heading[1], kind


def test_the_root_serves_crawlers_too(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as icon:
        assert icon.mimetype == "image/svg+xml"
    assert "Disallow: /sparql" in client.get("/robots.txt").text
