"""``/find`` over HTTP: a URL for every state, the same results in every format, safe whatever is typed."""

from __future__ import annotations

import csv
import io
import re
from html import unescape
from urllib.parse import parse_qs, quote_plus, unquote_plus, urlsplit

import pytest
import rdflib
from flask.testing import FlaskClient

from server.finder import maps
from tests.server.site_pages import SitePages

INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)")
SATURDAY = "/find?language=vi&day=saturday"
BROWSER = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.1", "Accept-Language": "en"}


def count(client: FlaskClient, url: str) -> int:
    answer = client.get(url + ("&" if "?" in url else "?") + "format=json")
    assert answer.json is not None
    return int(answer.json["count"])


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
def test_from_the_home_page_vietnamese_on_saturday_is_one_click_away(
    site_page: SitePages, client: FlaskClient, language: str
) -> None:
    home = site_page("/", language).checked
    examples = [unquote_plus(link) for link in home.links if link.startswith("/search?q=")]
    assert len(examples) == 3
    assert client.get(examples[0], headers=BROWSER).location == SATURDAY
    assert {field.get("name") for field in home.fields if field["tag"] == "select"} >= {"language", "day", "place"}
    text = site_page.text(SATURDAY, language)
    assert "/doc/service/nagano-consultation-centre" in text
    assert "/doc/organisation/association-of-nagano-prefecture-for-promoting-internationalization" in text
    assert re.search(r'<a class="origin" href="/evidence/[0-9a-f,]+"', text), "where it is known from"
    assert "/doc/service/funabashi-counter" not in text, "closed on Saturdays"


def test_what_is_typed_becomes_the_url_of_what_it_means(client: FlaskClient) -> None:
    answer = client.get("/find", query_string={"q": "ベトナム語の土曜日"}, headers=BROWSER)
    assert (answer.status_code, answer.location) == (303, SATURDAY)
    more = client.get("/find?kind=counter&q=Sapporo+SAKURA&view=map", headers=BROWSER)
    assert parse_qs(urlsplit(more.location).query) == {
        "kind": ["counter"], "place": ["01100"], "text": ["SAKURA"], "view": ["map"],
    }  # fmt: skip


def test_empty_menus_are_left_out_of_the_url(client: FlaskClient) -> None:
    answer = client.get("/find?language=vi&day=&place=", headers=BROWSER)
    assert (answer.status_code, answer.location) == (302, "/find?language=vi")
    assert client.get("/find?language=vi&day=", headers={"Accept": "text/csv"}).status_code == 302


def test_every_value_leads_to_as_many_as_it_says(client: FlaskClient) -> None:
    answer = client.get("/find.json?kind=counter&language=vi&language=pt")
    assert answer.json is not None
    for facet in answer.json["facets"]:
        others = [(name, key) for name, keys in answer.json["state"].items() if name != facet["name"] for key in keys]
        for value in facet["values"]:
            arguments = "&".join(f"{name}={key}" for name, key in [*others, (facet["name"], value["key"])])
            assert count(client, f"/find?{arguments}") == value["count"], arguments


def test_every_link_of_a_page_of_results_works(client: FlaskClient, site_page: SitePages) -> None:
    shown = site_page("/find?kind=counter&kind=publication&place=13000", "en").checked
    links = {link for link in shown.links if link.startswith("/find")}
    assert len(links) > 10
    for link in links:
        assert client.get(link, headers=BROWSER).status_code in (200, 302), link


def test_pages_of_results_hold_each_item_once(client: FlaskClient, site_page: SitePages) -> None:
    total, seen = count(client, "/find?kind=counter"), []
    for number in range(1, -(-total // 20) + 1):
        text = site_page.text(f"/find?kind=counter&page={number}", "en")
        seen += [part.split('"')[0] for part in text.split('<h3><a href="')[1:]]
    assert len(seen) == len(set(seen)) == total
    text = site_page.text("/find?kind=counter&page=99999", "en")
    assert f'<h3><a href="{seen[-1]}"' in text, "beyond the last page is the last page"


def test_the_same_results_in_every_format(client: FlaskClient) -> None:
    document = client.get("/find.json?language=vi&day=saturday").json
    assert document is not None
    items = {result["id"] for result in document["results"]}
    assert len(items) == document["count"] == count(client, SATURDAY) > 2
    rows = list(csv.DictReader(io.StringIO(client.get("/find.csv?language=vi&day=saturday").text)))
    assert {row["item"] for row in rows} == items
    assert all("vi" in row["language"].split() and "saturday" in row["day"].split() for row in rows)
    graph = rdflib.Graph().parse(data=client.get("/find.ttl?language=vi&day=saturday").text, format="turtle")
    assert items <= {str(subject) for subject in graph.subjects()}
    provision = rdflib.URIRef("http://localhost:8000/id/language-provision/nagano-consultation-centre-staff-vi")
    assert (provision, None, None) in graph, "the description of an item holds how it is offered"
    query = client.get("/find.rq?language=vi&day=saturday")
    assert query.mimetype == "application/sparql-query"
    answer = client.get("/sparql", query_string={"query": query.text, "format": "json"}).json
    assert answer is not None
    assert {row["item"]["value"] for row in answer["results"]["bindings"]} == items
    assert all(row["label"]["xml:lang"] in ("ja", "en") for row in answer["results"]["bindings"])


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/csv", "text/csv"),
        ("application/json", "application/json"),
        ("text/turtle", "text/turtle"),
        ("application/sparql-query", "application/sparql-query"),
        ("text/html", "text/html"),
        ("*/*", "text/html"),
    ],
)
def test_formats_are_negotiated(client: FlaskClient, accept: str, media_type: str) -> None:
    answer = client.get("/find?language=ne", headers={"Accept": accept})
    assert answer.mimetype == media_type
    assert "Accept" in answer.headers["Vary"]


def test_a_format_that_there_is_not_is_refused(client: FlaskClient) -> None:
    assert client.get("/find?format=xls").status_code == 406
    assert client.get("/find", headers={"Accept": "image/png"}).status_code == 406
    assert client.get("/find.xls").status_code == 404


def test_an_unknown_value_is_refused_and_one_that_nothing_has_finds_nothing(
    client: FlaskClient, site_page: SitePages
) -> None:
    answer = client.get("/find.json?language=klingon", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert "language=klingon" in answer.json["detail"]
    assert count(client, "/find?language=ne&day=public-holiday") == 0
    text = site_page.text("/find?language=ne&day=public-holiday", "en")
    assert "That does not mean that there is nothing" in unescape(text)
    assert client.get("/find.json?langauge=vi").status_code == 400, "data must not be unfiltered by a slip"
    assert client.get("/find?utm_source=x", headers=BROWSER).status_code == 200


@pytest.mark.parametrize(
    "text", ['"><script>alert(1)</script>', "'; DROP", "{{7*7}}", "%(num)s", "\\u0022", "} UNION { ?s ?p ?o"]
)
def test_what_is_typed_is_shown_as_text_and_stays_text_in_the_query(
    client: FlaskClient, site_page: SitePages, text: str
) -> None:
    page = site_page("/find?text=" + quote_plus(text), "en")
    assert "<script>alert" not in page.text
    assert not INLINE_SCRIPT.search(page.text)
    assert unescape(page.text).count(text.split()[0]) >= 2
    query = client.get("/find.rq?text=" + quote_plus(text)).text
    answer = client.get("/sparql", query_string={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text


def test_a_page_needs_no_script_and_has_none_of_its_own(site_page: SitePages) -> None:
    page = site_page("/find", "en")
    assert not INLINE_SCRIPT.search(page.text)
    assert not page.checked.faults, "no style of its own either"
    assert page.text.count('method="get"') >= 2
    boxes = [field for field in page.checked.fields if field.get("type") == "checkbox"]
    assert {"language", "day", "kind", "place", "mode"} <= {str(box["name"]) for box in boxes}
    assert any(box["value"] == "not-stated" for box in boxes)


def test_what_is_not_stated_is_shown_as_not_stated(site_page: SitePages) -> None:
    text = site_page.text("/find?kind=counter&place=01000", "en")
    assert "not stated in the sources" in text
    text = site_page.text("/find?kind=counter&place=12000&language=vi", "en")
    week = text.split('<ul class="week">')[1].split("</ul>")[0]
    assert "Sunday: closed" in week
    text = site_page.text("/find?kind=counter&text=苫小牧", "en")
    assert "Monday: not stated" in text.split('<ul class="week">')[1].split("</ul>")[0]


@pytest.mark.parametrize(
    ("language", "advice"),
    [
        ("ja", "自治体にお問い合わせください"),
        ("ja-simple", "<ruby>聞<rp>（</rp><rt>き</rt><rp>）</rp></ruby>いて ください"),
        ("en", "ask the local government"),
    ],
)
def test_where_nothing_fits_the_page_says_what_to_do(site_page: SitePages, language: str, advice: str) -> None:
    assert advice in site_page.text("/find?text=zzzz", language)


def test_labels_say_their_language(site_page: SitePages) -> None:
    assert {"ja", "en"} <= site_page("/find?kind=page", "en").checked.languages
    assert "<ruby" in site_page.text("/find?kind=counter", "ja-simple")


def test_weeks_of_the_month_are_told(site_page: SitePages) -> None:
    text = site_page.text("/find?kind=counter&place=20000&day=saturday", "en")
    assert "Saturday: open only in weeks 1, 3 of the month" in text
    assert "Wednesday: closed in weeks 1, 3 of the month" in text


def test_the_map_leads_to_places(site_page: SitePages) -> None:
    page = site_page("/find?kind=counter&view=map", "en")
    assert "/find?kind=counter&place=13000" in page.checked.links
    assert page.text.count("<svg") >= 2
    assert "<table" in page.text, "the same as a table"
    assert any(link.startswith("/find?kind=counter&government=") for link in page.checked.links)


def test_results_can_be_kept_and_come_again_unchanged(client: FlaskClient) -> None:
    answer = client.get("/find.csv?kind=counter")
    again = client.get("/find.csv?kind=counter", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert "public" in answer.headers["Cache-Control"]


def test_a_map_has_the_places_with_the_most_and_says_how_many_there_are(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def found_at_places(text: str) -> list[int]:
        table = text[text.index("The map as a table") :]
        return [int(number) for number in re.findall(r"<td[^>]*>(?:<[^>]+>)*(\d+)<", table[: table.index("</table>")])]

    whole = client.get("/find?kind=counter&view=map&lang=en", headers=BROWSER).text
    assert "places the map has" not in whole
    monkeypatch.setattr(maps, "_MOST_PLACES", 5)
    few = client.get("/find?kind=counter&view=map&page=1&lang=en", headers=BROWSER).text
    every = found_at_places(whole)
    assert f"Of {len(every)} places the map has the 5 with the most." in few
    assert sorted(found_at_places(few)) == sorted(every)[-5:]
    assert "not on the map" not in whole
    everything = client.get("/find?view=map&lang=en", headers=BROWSER).text
    assert "1 thing is not on the map: where it is, is not known." in everything


@pytest.mark.parametrize("topic", ["marriage-and-family", "waste"])
def test_a_card_of_many_topics_shows_the_chosen_one_first(site_page: SitePages, topic: str) -> None:
    cards = site_page.text(f"/find?topic={topic}", "en").split('<article class="card">')[1:]
    shown = [re.findall(r'<a class="(topic[^"]*)" href="/doc/topic/([\w-]+)"', card) for card in cards]
    assert max(map(len, shown)) == 6, "a card has at most six, though its item has more"
    assert {topics[0] for topics in shown} == {("topic chosen", topic)}
    assert all(style == "topic" for topics in shown for style, _ in topics[1:])


@pytest.mark.parametrize(
    ("state", "way"),
    [
        ("topic=marriage-and-family", "/find?kind=counter"),
        ("topic=marriage-and-family&language=vi", "/find?kind=counter&language=vi"),
        ("language=vi&place=01204&topic=marriage-and-family", "/find?kind=counter&language=vi"),
        ("kind=counter&place=01100", ""),
        ("language=vi", ""),
    ],
)
def test_where_few_things_fit_and_no_counter_a_counter_can_be_asked(
    site_page: SitePages, client: FlaskClient, state: str, way: str
) -> None:
    """Two web pages are about marriage and family. Many things are in Vietnamese; Sapporo has a counter."""
    ask = re.findall(r'<p class="ask"><a class="button" href="([^"]*)">', site_page.text(f"/find?{state}", "en"))
    assert [unescape(href) for href in ask] == [way] * bool(way)
    if way:
        assert count(client, way) > count(client, f"/find?{state}")
