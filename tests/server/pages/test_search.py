"""The one box of every page: a wish goes to the finder, a name to its things, and nothing ends at nought."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

BROWSER = {"Accept": "text/html"}


def text_of(client: FlaskClient, text: str, language: str = "en") -> str:
    """What a reader sees of the answer to *text*: the words of the page, one space between."""
    answer = client.get("/search", query_string={"q": text, "lang": language}, headers=BROWSER)
    assert answer.status_code == 200
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<rt>.*?</rt>|<[^>]*>", " ", main)).split())


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Vietnamese Saturday", "language=vi&day=saturday"),
        ("Tiếng Việt Thứ Bảy", "language=vi&day=saturday"),
        ("ベトナム語 土曜日", "language=vi&day=saturday"),
        ("saturday", "day=saturday"),
        ("visa", "topic=residence-procedures"),
        ("ゴミ Sapporo", "place=01100&topic=waste"),
        ("pension", "topic=pension"),
    ],
)
def test_a_wish_goes_to_the_finder(client: FlaskClient, text: str, state: str) -> None:
    answer = client.get("/search", query_string={"q": text}, headers=BROWSER)
    assert (answer.status_code, answer.location) == (303, f"/find?{state}")


def test_a_place_of_which_the_documents_say_nothing_leads_to_the_one_around_it(client: FlaskClient) -> None:
    page = text_of(client, "Uji")
    assert "Uji city in Kyoto Prefecture The documents say nothing of it. Kyoto Prefecture offers" in page
    assert "Fujimino" not in page, "a name that holds the text in the middle of a word"
    assert "things found." in page
    assert "Chuo, Sapporo ward in Sapporo, Hokkaido" in text_of(client, "札幌市中央区").replace(" ,", ",")
    assert "宇治市 京都府 の市 この場所については、文書に何も書かれていません。" in text_of(client, "宇治", "ja")


def test_homonyms_are_told_apart_and_a_place_comes_once(client: FlaskClient) -> None:
    page = text_of(client, "Nakano")
    assert "Nakano (Nagano) city in Nagano Prefecture" in page
    assert "Nakano (Tokyo) ward in Tokyo" in page
    assert "Area" not in page
    osaka = text_of(client, "Osaka")
    assert osaka.index("Osaka Prefecture prefecture") < osaka.index("Osaka (city) city in Osaka Prefecture")


def test_a_misspelt_name_says_what_it_was_read_as(client: FlaskClient) -> None:
    page = text_of(client, "Saporo")
    assert "Nothing is called “Saporo”. This is what there is for “Sapporo”. Or did you mean: Nanporo" in page
    assert "Sapporo city in Hokkaido" in page
    japanese = text_of(client, "さぽろ", "ja")
    assert "「さぽろ」という名前のものはありません。「札幌市」について表示しています。" in japanese
    assert client.get("/find?q=Saporo", headers=BROWSER).location == "/search?q=Saporo"


def test_where_nothing_fits_there_are_ways_on(client: FlaskClient) -> None:
    def ways(url: str) -> list[str]:
        page = client.get(url, headers={**BROWSER, "Accept-Language": "en"}).text
        listed = page.partition('<ul class="chips ways-on"')[2].partition("</ul>")[0]
        return [" ".join(re.sub(r"<[^>]*>", " ", way).split()) for way in re.findall(r"<li>(.*?)</li>", listed, re.S)]

    assert ways("/find?language=ur&day=sunday") == ["without Urdu 3", "without Sunday 1"]
    assert ways("/find?topic=pension") == ["daily life instead of pension 48"]
    assert ways("/find?language=ur&day=sunday&text=zzzz") == ["without Urdu + “zzzz” 3", "without Sunday + “zzzz” 1"]
    of_sapporo = ["without Sapporo 15", "without Vietnamese 6", "Hokkaido instead of Sapporo 1"]
    assert ways("/search?q=Saporo+Vietnamese") == of_sapporo


def test_what_is_found_by_name_is_what_people_look_for(client: FlaskClient) -> None:
    page = text_of(client, "Sapporo")
    for kind in ("Language offer", "Contact channel", "Record"):
        assert kind not in page
    assert "Sapporo International Student Center Organisation" in page


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/municipality/14100", "/doc/municipality/14100"),
        ("/municipality/14100?lang=vi", "/doc/municipality/14100?lang=vi"),
        ("/language/vi", "/doc/language/vi"),
        ("/municipality", "/doc/municipality"),
    ],
)
def test_an_address_without_doc_leads_to_its_thing(client: FlaskClient, path: str, location: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.location) == (303, location)
    posted = client.post(path)
    assert (posted.status_code, posted.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")


@pytest.mark.parametrize(
    ("path", "words"), [("/doc/municipality/26204", "Uji"), ("/no-such/living-guide", "living guide"), ("/x", "x")]
)
def test_an_address_at_which_nothing_is_offers_a_search_for_its_words(
    client: FlaskClient, path: str, words: str
) -> None:
    answer = client.get(path, headers={**BROWSER, "Accept-Language": "en"})
    assert answer.status_code == 404
    assert re.findall(r'name="q" type="search" value="([^"]*)"', answer.text) == [words]


def test_either_of_two_wishes_is_shown_by_itself_and_never_taken_for_both(client: FlaskClient) -> None:
    for address in ("/search?q=Saturday or English", "/find?q=Saturday or English"):
        answer = client.get(address, headers={**BROWSER, "Accept-Language": "en"}, follow_redirects=True)
        assert "These have all of it at once. By itself:" in answer.text
        alone = answer.text.partition('class="either"')[2].partition("</ul>")[0]
        assert re.findall(r'href="([^"]*)"', alone) == ["/find?language=en", "/find?day=saturday"]
    both = client.get("/search?q=Saturday English")
    assert (both.status_code, both.location) == (303, "/find?language=en&day=saturday")


def test_a_keyword_of_a_figure_shows_the_figure_before_the_things_of_its_topic(client: FlaskClient) -> None:
    for word, language in (("grants", "en"), ("助成金", "ja")):
        page = client.get(f"/search?q={word}", headers={**BROWSER, "Accept-Language": language})
        assert page.status_code == 200
        assert 0 < page.text.index('href="/figures/grants-by-prefecture"') < page.text.index('class="answered"')
    for word in ("visa", "counters", "saturday"):
        assert client.get(f"/search?q={word}").status_code == 303, "a wish that the finder has much for"
