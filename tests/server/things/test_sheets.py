"""The sheet of a city, a counter and an operator, on the page, on paper, in a frame: by values of the documents."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any, cast
from urllib.parse import unquote

import pytest
import segno
from flask.testing import FlaskClient

from tests.server.site_pages import SitePages


def part(pattern: str, text: str) -> str:
    """The group of *pattern* where *text* first has it."""
    match = re.search(pattern, text, re.DOTALL)
    assert match, pattern
    return match[1]


def section(text: str, id: str) -> str:
    """The part of a page under the heading *id*."""
    return part(rf'(<section[^>]*aria-labelledby="{id}".*?</section>)', text)


def words(markup: str) -> str:
    """What a reader sees of *markup*."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", markup.replace("※", ""))).split()).replace(" ,", ",")


def days(matrix: str, language: str) -> list[str]:
    """The statuses of the days of the row of *language*."""
    row = part(rf'<th scope="row"><a[^>]*/language/{language}"(.*?)</tr>', matrix)
    return re.findall(r'<td class="day ?(\w*)"', row)


def test_a_city_begins_with_its_division_in_charge_and_how_that_is_reached(site_page: SitePages) -> None:
    """Document 003, line 64: the section of Sendai, its page and its address. It has no telephone number."""
    reach = section(site_page.text("/doc/municipality/04100", "en"), "reach")
    assert "Culture and Tourism Bureau International Relations and Planning Section" in reach
    assert 'href="mailto:kokusaika@sentia-sendai.jp"' in reach
    assert 'href="http://int.sentia-sendai.jp/j/"' in reach
    assert "Not in the documents: Telephone, Address" in words(reach)
    assert '<a class="origin"' in reach


def test_a_counter_without_a_contact_says_so_and_names_who_can_be_asked(site_page: SitePages) -> None:
    """Document 003 has nothing of Tomakomai, but in line 6 its prefecture; document 002, line 2213, has the days."""
    text = site_page.text("/doc/service/tomakomai-counter", "en")
    reach = section(text, "reach")
    assert "Not in the documents: Telephone, E-mail, Address, Web page" in words(reach)
    assert "International Affairs Division" in reach
    assert 'href="mailto:somu.kokusai1@pref.hokkaido.lg.jp"' in reach
    assert "Days Saturday, Sunday, public holiday" in words(reach)
    assert days(section(text, "sheet-offers"), "vi") == ["", "", "", "", "", "open", "open", "open"]
    sheet = text[text.index('class="lead') : text.index('<details class="every"')]
    assert "/doc/service/tomakomai-counter" not in sheet, "nothing on the sheet of a thing leads to itself"


def test_an_operator_has_its_own_contact_and_that_of_the_city_it_works_for(site_page: SitePages) -> None:
    """Document 003, line 81: the association of Kitakyushu answers at its own page, the city at an address."""
    text = site_page.text("/doc/organisation/kitakyushu-international-association", "en")
    own, other = section(text, "reach").split('class="instead"')
    assert 'href="http://www.kitakyushu.jp/"' in own
    assert 'href="mailto:kikaku-kokusai@city.kitakyushu.lg.jp"' in other
    assert "http://www.kitakyushu.jp/" not in other, "not answered twice"
    assert days(section(text, "sheet-offers"), "vi") == ["open"] * 5 + ["closed"] * 2


def test_a_language_has_its_own_days_where_these_are_stated(site_page: SitePages) -> None:
    """Document 002: the counter of Aki has Filipino on Fridays, and on Wednesdays of the first and third week."""
    offers = section(site_page.text("/doc/service/hiroshima-aki-counter", "en"), "sheet-offers")
    filipino = days(offers, "fil")
    assert (filipino[2], filipino[4]) == ("some", "open")
    assert filipino[5:7] == ["closed", "closed"], "nobody is there at the weekend, whatever the language"
    assert "open" not in filipino[:2]


@pytest.mark.parametrize(
    ("thing", "is_of_counter"),
    [("service/hiroshima-aki-counter", True), ("service/tomakomai-counter", True), ("municipality/13000", False)],
)
def test_a_table_tells_that_its_days_are_those_of_the_counter(
    site_page: SitePages, thing: str, is_of_counter: bool
) -> None:
    offers = words(section(site_page.text(f"/doc/{thing}", "en"), "sheet-offers"))
    assert ("The days are those of the counter; a language may have other days." in offers) == is_of_counter


@pytest.mark.parametrize("path", ["/doc", "/print"])
def test_a_table_without_a_counter_is_headed_by_web_pages(site_page: SitePages, path: str) -> None:
    """The documents have no counter of Tokyo, but web pages and publications; of Sendai they have one."""
    assert "Web pages in your language" in site_page.text(f"{path}/municipality/13000", "en")
    assert "Trang web bằng ngôn ngữ của bạn" in site_page.text(f"{path}/municipality/23000", "vi")
    assert "Advice in your language" not in site_page.text(f"{path}/municipality/13000", "en")
    sendai = site_page.text(f"{path}/municipality/04100", "en")
    assert "Advice in your language" in sendai
    assert "Web pages in your language" not in sendai


def test_a_telephone_number_is_dialled(site_page: SitePages) -> None:
    """Document 002 prints one telephone number, of the federation of bar associations."""
    reach = section(site_page.text("/doc/organisation/japan-federation-of-bar-associations", "en"), "reach")
    assert 'href="tel:+81-3-3580-9841"' in reach


def test_the_figures_of_a_city_show_where_it_stands(site_page: SitePages) -> None:
    """Document 002: 1.48 % of the people of Sendai, on 1 January 2024; tenth of the twelve that state a share."""
    shown = section(site_page.text("/doc/municipality/04100", "en"), "sheet-figures")
    assert "Share of foreign residents 1.48% Where this is known from January 1, 2024 · number 10 of 12" in words(shown)
    assert '<a href="/figures/share-of-foreign-residents">' in shown
    assert shown.count('class="standing-this"') >= 2


def test_gaps_are_named_and_facts_have_their_dates(site_page: SitePages) -> None:
    gaps = words(section(site_page.text("/doc/municipality/01204", "en"), "sheet-gaps"))
    assert "The documents do not state: Telephone, E-mail" in gaps
    assert "That does not mean that there is none." in gaps
    assert "The rest is as of:" in gaps


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi"])
@pytest.mark.parametrize("thing", ["municipality/22130", "service/tomakomai-counter"])
def test_on_paper_the_words_are_also_japanese_and_the_code_is_that_of_the_page(
    client: FlaskClient, site_page: SitePages, thing: str, language: str
) -> None:
    text = site_page.text(f"/print/{thing}", language)
    assert not site_page(f"/print/{thing}", language).checked.faults
    assert {"ja": "連絡のしかた", "ja-simple": "れんらく"}.get(language, "連絡のしかた") in text
    assert ('class="also"' in text) == (language in ("en", "vi")), "a word of Japanese stands there once"
    drawing = part(r'<svg[^>]*class="qr".*?<path[^>]* d="([^"]+)"', text)
    address = part(r'<link rel="canonical" href="([^"]+)"', text)
    assert address.endswith(f"/doc/{thing}")
    matrix = segno.make(address, micro=False, error="m").matrix
    assert dark(drawing) == {(x, y) for y, row in enumerate(matrix) for x, bit in enumerate(row) if bit}
    assert client.get(address).status_code == 200


def dark(path: str) -> set[tuple[int, int]]:
    """The dark modules of a drawing in strokes, without the margin of four modules around it."""
    x, y, modules = 0.0, 0.0, set()
    for command, numbers in re.findall(r"([Mmh])([-\d. ]+)", path):
        steps = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        if command == "h":
            modules |= {(int(x) + step - 4, int(y) - 4) for step in range(int(steps[0]))}
            x += steps[0]
        else:
            x, y = (steps[0], steps[1]) if command == "M" else (x + steps[0], y + steps[1])
    return modules


def test_oembed_gives_a_frame_as_the_specification_says(client: FlaskClient) -> None:
    page = client.get("/doc/municipality/04100", headers={"Accept": "text/html", "Cookie": "lang=en"}).text
    link = unescape(part(r'type="application/json\+oembed" href="([^"]+)"', page))
    answer = client.get(f"{link}&maxwidth=400&maxheight=300")  # the link names the reader's language
    assert answer.mimetype == "application/json"
    answered = json.loads(answer.text)
    assert (answered["version"], answered["type"], answered["title"]) == ("1.0", "rich", "Sendai")
    assert (answered["width"], answered["height"]) == (400, 300)
    source = unescape(part(r'<iframe src="([^"]+)"[^>]* width="400" height="300">', answered["html"]))
    small = client.get(source)
    assert "frame-ancestors *" in small.headers["Content-Security-Policy"]
    assert "kokusaika@sentia-sendai.jp" in small.text
    asked = {"url": "http://localhost/doc/municipality/04100?lang=ja"}
    in_japanese = client.get("/oembed", query_string=asked, headers={"Cookie": "lang=en"})
    assert json.loads(in_japanese.text)["title"] == "仙台市", "the address says in which language"
    assert "lang=ja" in in_japanese.text
    assert json.loads(client.get("/oembed", query_string={**asked, "lang": "en"}).text)["title"] == "Sendai"
    figure = client.get("/oembed?url=http://localhost/figures/share-of-foreign-residents")
    assert "/embed/figures/share-of-foreign-residents" in figure.text
    for url, status in (("http://elsewhere.example/doc/municipality/04100", 404), ("http://localhost/quality", 404)):
        assert client.get(f"/oembed?url={url}").status_code == status
    for no_address in ("http://[::1/doc/x", "http://[x]/doc", "http://a%E2%84%80b/"):
        assert client.get("/oembed", query_string={"url": unquote(no_address)}).status_code == 404
    assert client.get("/oembed?url=http://localhost/doc/municipality/04100&format=xml").status_code == 501
    assert client.get("/oembed").status_code == 400


def test_a_shared_link_has_a_title_a_description_and_a_picture(client: FlaskClient, site_page: SitePages) -> None:
    for path in ("/", "/doc/municipality/04100", "/doc/language/vi", "/figures/share-of-foreign-residents", "/quality"):
        text = site_page.text(path, "ja-simple")
        stated = dict(re.findall(r'<meta (?:name|property)="(description|og:\w+)" content="([^"]*)"', text))
        assert all(stated[name] for name in ("description", "og:title", "og:description", "og:image", "og:url")), path
        assert "《" not in stated["description"]
        assert client.get(stated["og:image"]).mimetype == "image/png"
    opened = client.get("/opensearch.xml", headers={"Cookie": "lang=en"})
    assert opened.mimetype == "application/opensearchdescription+xml"
    assert 'template="http://localhost/search?q={searchTerms}"' in opened.text


def test_search_engines_read_contact_languages_and_days(site_page: SitePages) -> None:
    def about(path: str) -> dict[str, Any]:
        block = part(r'<script type="application/ld\+json">(.*?)</script>', site_page.text(path, "en"))
        return cast(dict[str, Any], json.loads(block)["about"])

    city = about("/doc/municipality/04100")
    assert "GovernmentOrganization" in city["@type"]
    assert city["contactPoint"][0]["email"] == ["kokusaika@sentia-sendai.jp"]
    counter = about("/doc/service/tomakomai-counter")
    assert [language["alternateName"] for language in counter["availableLanguage"]] == ["vi"]
    open_days = [hours["dayOfWeek"].rpartition("/")[2] for hours in counter["hoursAvailable"]]
    assert open_days == ["Saturday", "Sunday", "PublicHolidays"]
