"""Readers of other languages: key phrases, names by CLDR, and a mark on texts that are still in English."""

from __future__ import annotations

import re

import pytest
import yaml
from babel import Locale
from flask.testing import FlaskClient

from server.display.knowledge import Knowledge
from server.display.translations import WEEKDAYS, language_name, locale_of
from tests.server.site_pages import SitePages
from tests.this_site import PHRASE_LANGUAGES, SITE, WORDS

UNREVIEWED = (
    "Only the most important words of this page are in this language, and no native speaker has reviewed them yet. "
    "The rest is in English."
)
NAMED = {"Find", "Language", "Day", "Place", "open", "closed", "not stated"}


def key_phrases(language: str) -> dict[str, str | tuple[str, ...]]:
    catalogue = WORDS.catalogue(language)
    assert catalogue.key_phrases is not None
    return {message: catalogue.messages[message] for message in catalogue.key_phrases}


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_every_key_phrase_is_there_in_every_language(language: str) -> None:
    phrases = key_phrases(language)
    assert set(phrases) >= NAMED
    assert set(phrases) == set(key_phrases("vi"))
    assert all(phrases.values())


def test_every_key_phrase_is_one_that_the_site_says() -> None:
    messages = set(WORDS.catalogue("en").messages)
    raw = yaml.safe_load((SITE.data / "facets.yaml").read_text(encoding="utf-8"))
    for facet in (*raw["facets"].values(), *raw["kinds"].values()):
        messages |= {facet["label"]["en"], facet.get("question", facet["label"])["en"]}
    for texts in raw["maps"].values():
        messages |= {texts["title"]["en"], texts.get("about", texts["title"])["en"]}
    assert set(key_phrases("vi")) <= messages


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("vi-VN,vi;q=0.9,en;q=0.5", "vi"),
        ("zh-TW,zh;q=0.9", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN,zh;q=0.9", "zh-Hans"),
        ("zh", "zh-Hans"),
        ("tl-PH", "fil"),
        ("in", "id"),
        ("pt-BR,pt;q=0.9", "pt"),
        ("es-419", "es"),
        ("fr,ne;q=0.8", "ne"),
        ("fr", "en"),
        ("vi,ja;q=0.9", "ja"),
        ("vi,en;q=0.9,ja;q=0.5", "vi"),
        ("ja-simple, ja;q=0.5", "ja-simple"),
        ("ja-JP", "ja"),
        ("!!, vi;q=0.1", "vi"),
        ("*", "ja"),
        ("", "ja"),
    ],
)
def test_the_browser_says_which_language(client: FlaskClient, header: str, language: str) -> None:
    text = client.get("/find", headers={"Accept": "text/html", "Accept-Language": header}).text
    (current,) = re.findall(r'<a lang="([^"]+)"[^>]* aria-current="true">', text[: text.index("</header>")])
    assert current == language


def test_url_before_cookie_before_browser(client: FlaskClient) -> None:
    headers = {"Accept": "text/html", "Accept-Language": "ko", "Cookie": "lang=th"}
    assert language_name("th") in client.get("/", headers=headers).text
    assert '<html lang="th">' in client.get("/", headers=headers).text
    by_url = client.get("/?lang=vi", headers=headers)
    assert '<html lang="vi">' in by_url.text
    assert '<p class="unreviewed">' in by_url.text
    assert by_url.headers["Set-Cookie"].startswith("lang=vi;")
    assert '<p class="unreviewed">' not in client.get("/?lang=ja", headers=headers).text


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
@pytest.mark.parametrize(
    "url",
    ["/", "/find?language=vi&day=saturday", "/doc/municipality/28100", "/doc/language/vi", "/questions", "/dataset",
     "/source/000?status=prose", "/search?q=Kobe", "/doc/municipality", "/sparql", "/ontology", "/nothing-here"],
)  # fmt: skip
def test_pages_are_sound_and_say_what_is_not_reviewed(site_page: SitePages, url: str, language: str) -> None:
    page = site_page(url, language)
    assert page.status == (404 if "nothing" in url else 200)
    assert not page.checked.faults
    assert f'<html lang="{language}">' in page.text
    assert f'<p class="unreviewed">{key_phrases(language)[UNREVIEWED]}</p>' in page.text


def test_names_of_languages_days_and_countries_are_those_of_cldr(site_page: SitePages) -> None:
    text = site_page.text("/find", "vi")
    assert re.search(r'<option value="saturday"[^>]*>Thứ Bảy \(', text)
    assert re.search(r'<option value="ko"[^>]*>Tiếng Hàn', text)
    country = site_page.text("/doc/country/br", "th")
    assert f">{Locale.parse('th').territories['BR']}</h1>" in country


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_weekdays_are_named_as_cldr_names_them(knowledge: Knowledge, language: str) -> None:
    for number, day in enumerate(WEEKDAYS):
        label = knowledge.labels.best(knowledge.namespace.thing("weekday", day), language)
        assert (label.text, label.language) == (
            locale_of(language).days["stand-alone"]["wide"][number],
            language.lower(),
        )


def test_ways_to_get_advice_are_named_in_every_language(knowledge: Knowledge) -> None:
    for kind, names in {"mode": ("telephone", "staffed-counter"), "channel-type": ("telephone", "in-person")}.items():
        for name in names:
            for language in PHRASE_LANGUAGES:
                label = knowledge.labels.best(knowledge.namespace.thing(kind, name), language)
                assert (label.language, bool(label.text)) == (language.lower(), True)
    assert knowledge.labels.best(knowledge.namespace.thing("mode", "telephone"), "ko").text == "전화"


def test_who_reads_vietnamese_is_offered_help_in_vietnamese(site_page: SitePages) -> None:
    home = site_page.text("/", "vi")
    assert re.search(r'<option value="vi" selected[ >]', home)
    assert " selected" not in site_page.text("/", "ja")


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_the_way_from_the_home_page_to_a_counter_is_in_the_language_of_the_reader(
    site_page: SitePages, language: str
) -> None:
    assert re.search(r"<h1>[^<]", site_page.text("/", language)), "not marked as of another language"
    results = site_page.text("/find?language=vi&day=saturday", language)
    assert '<p class="weeks">' in results
    for words in (
        "of the month",
        "at most",
        "at least",
        "Skip to the content",
        "These results as data",
        "No suggestions",
    ):
        assert words not in results, words
    sheet = site_page.text("/doc/municipality/22130", language)
    for words in ("How to reach somebody", "What is not known", "Print", "In the same prefecture"):
        assert f">{words}<" not in sheet, words
