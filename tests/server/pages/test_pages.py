"""Pages for people, in their language, that work without scripts and lead to the lines."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient

from server.display.knowledge import Knowledge
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
VOID_ELEMENTS = {"meta", "link", "img", "input", "br"}


class Checker(HTMLParser):
    """Reads a page strictly: elements nest, ids are unique, nothing is inline, nothing comes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.faults: list[str] = []
        self.labelled: set[str] = set()
        self.inputs: list[str] = []
        self.headings: list[str] = []
        self.language = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)
        if tag == "html":
            self.language = found.get("lang", "")
        if tag in ("h1", "h2", "h3"):
            self.headings.append(tag)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "label":
            self.labelled.add(found.get("for", ""))
        if tag in ("input", "textarea") and found.get("type") != "hidden":
            self.inputs.append(found.get("id", ""))
        is_our_file = tag == "script" and found.get("src", "").startswith("/static/")
        is_data = tag == "script" and found == {"type": "application/ld+json"}
        is_active = tag in ("script", "style", "iframe", "object") and not (is_our_file or is_data)
        if is_active or "style" in found or any(n.startswith("on") for n in found):
            self.faults.append(f"inline or active: {tag} {found}")
        for name in ("src", "srcset", "action"):
            if found.get(name, "/").startswith(("http:", "https:", "//")):
                self.faults.append(f"from elsewhere: {tag} {found[name]}")
        if tag == "link" and found.get("rel") in ("stylesheet", "icon") and "://" in found["href"]:
            self.faults.append(f"from elsewhere: {found['href']}")
        if "href" in found:
            self.links.append(found["href"])
            if found["href"].lower().startswith(("javascript:", "data:", "vbscript:")):
                self.faults.append(f"hostile link {found['href']}")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes nothing at {self.getpos()}")


def check(text: str) -> Checker:
    checker = Checker()
    checker.feed(text)
    checker.close()
    return checker


def page(client: FlaskClient, url: str, language: str) -> str:
    response = client.get(url, headers={"Accept": "text/html", "Cookie": f"lang={language}"})
    assert response.mimetype == "text/html"
    return response.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("url", URLS)
def test_every_page_is_sound(client: FlaskClient, url: str, language: str) -> None:
    checked = check(page(client, url, language))
    assert not checked.faults
    assert not checked.open
    assert checked.language == language
    assert len(checked.ids) == len(set(checked.ids))
    assert checked.headings.count("h1") == 1
    assert set(checked.inputs) <= checked.labelled


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_home_page_leads_to_every_kind_of_thing(client: FlaskClient, knowledge: Knowledge, language: str) -> None:
    links = set(check(page(client, "/", language)).links)
    for kind in knowledge.index.kinds:
        assert f"/doc/{kind}" in links
    assert "/doc/municipality/01000" in links
    assert "/doc/language/vi" in links


def test_every_link_of_the_main_pages_answers(client: FlaskClient) -> None:
    seen: set[str] = set()
    for url in ("/", "/doc/municipality/14000", "/doc/page/hokkaido-living-guide", "/dataset", "/ontology"):
        for link in check(page(client, url, "ja")).links:
            target = link.partition("#")[0]
            if target.startswith("/") and target not in seen:
                seen.add(target)
                with client.get(target, follow_redirects=True) as response:
                    assert response.status_code == 200, f"{target} on {url}"
    assert len(seen) > 100


def test_from_a_prefecture_to_the_lines_of_the_document(client: FlaskClient) -> None:
    """The journey of the issue: home, a prefecture, a page's languages, the lines they came from."""
    home = check(page(client, "/", "ja")).links
    assert "/doc/municipality/01000" in home
    prefecture = check(page(client, "/doc/municipality/01000", "ja")).links
    assert "/doc/page/hokkaido-living-guide" in prefecture
    text = page(client, "/doc/page/hokkaido-living-guide", "ja")
    assert "対応している言語" in text
    assert "ロシア語" in text
    lines = [link for link in check(text).links if link.startswith("/source/000#line=")]
    assert lines
    place = lines[0].partition("#")[2]
    assert f'id="{place}"' in page(client, "/source/000", "ja")


def test_each_statement_has_a_mark_that_opens_its_record_and_lines(client: FlaskClient) -> None:
    text = page(client, "/doc/page/hokkaido-living-guide", "en")
    title = text[text.index("Hokkaido Government Living Guide", text.index("<dl>")) :]
    mark = title[: title.index("</details>")]
    assert '<details class="origin">' in mark
    assert "/doc/record/pages/hokkaido-living-guide" in mark
    assert re.search(r'/source/000#line=\d+,\d+"', mark)


def test_names_are_in_the_readers_language_and_say_which(client: FlaskClient) -> None:
    assert '<h1 lang="ja">神奈川県</h1>' in page(client, "/doc/municipality/14000", "ja")
    assert '<h1 lang="en">Kanagawa</h1>' in page(client, "/doc/municipality/14000", "en")
    simple = page(client, "/doc/municipality/14000", "ja-simple")
    assert "<ruby>神奈川県<rp>（</rp><rt>かながわけん</rt><rp>）</rp></ruby>" in simple
    english = page(client, "/doc/municipality/14000", "en")
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
    found = client.get("/search", query_string={"q": text, "lang": "ja"}).text
    hits = re.findall(r'<li><a href="(/doc/municipality/[^"]+)"', found)
    assert "/doc/municipality/01100" in hits[:3]


def test_a_search_can_be_narrowed_to_a_kind(client: FlaskClient) -> None:
    everything = client.get("/search?q=北海道&lang=ja").text
    narrowed = client.get("/search?q=北海道&kind=page&lang=ja").text
    hits = unescape(narrowed[narrowed.index('class="hits"') :])
    assert "/doc/municipality/01000" in everything
    assert "/doc/page/" in hits
    assert "/doc/municipality/01000" not in hits


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
    group = next(each for each in knowledge.incoming(table) if each.predicate.value.endswith("isPartOf"))
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
    for thing in knowledge.index.kinds["language"]:
        assert knowledge.iri(thing).value in text


def test_every_kind_of_the_release_has_a_name_in_each_language(client: FlaskClient, knowledge: Knowledge) -> None:
    for kind in knowledge.index.kinds:
        for language in LANGUAGES:
            heading = re.search(r"<h1>(.*?)</h1>", page(client, f"/doc/{kind}", language), re.DOTALL)
            assert heading
            assert LAYOUT.kind(kind).many or '<span lang="' in heading[1], kind


def test_the_root_serves_crawlers_too(client: FlaskClient) -> None:
    with client.get("/favicon.ico") as icon:
        assert icon.mimetype == "image/svg+xml"
    assert "Disallow: /sparql" in client.get("/robots.txt").text
