"""Suggestions match typed text in any script, and the best match comes first."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from server.finder.finder import Finder


def first(finder: Finder, text: str) -> str:
    """The best suggestion, as ``kind/key``."""
    suggestions = finder.suggestions.find(text, 1)
    return "/".join(suggestions[0].entry.iri.value.rsplit("/", 2)[1:]) if suggestions else ""


SAPPORO = """さっぽろ サッポロ ｻｯﾎﾟﾛ さっぽろし さっぽ さっp 札幌 札幌市 Sapporo sapporo SAPPORO ＳＡＰＰＯＲＯ
Sapporo-shi sappo 01100 ０１１００ 011002"""


@pytest.mark.parametrize("text", [*SAPPORO.split(), "sapporo city", " 札幌 "])
def test_a_city_is_found_in_whatever_form_it_is_typed(finder: Finder, text: str) -> None:
    assert first(finder, text) == "municipality/01100"


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("Ōsaka", "municipality/27000"),
        ("oosaka", "municipality/27000"),
        ("Ohsaka", "municipality/27000"),
        ("Tiba", "municipality/12000"),
        ("hukuoka", "municipality/40000"),
        ("Osaka city", "municipality/27100"),
        ("大阪市", "municipality/27100"),
        ("べとなむ", "language/vi"),
        ("tieng viet", "language/vi"),
        ("Tiếng Việt", "language/vi"),
        ("베트남어", "language/vi"),
        ("越南语", "language/vi"),
        ("नेपाली", "language/ne"),
        ("pt", "language/pt"),
        ("やさしいにほんご", "language/ja-simple"),
        ("土曜", "weekday/saturday"),
        ("どようび", "weekday/saturday"),
        ("Saturday", "weekday/saturday"),
        ("防災", "topic/disaster-prevention"),
        ("びょういんの つうやく", "topic/medical-interpreting"),
    ],
)
def test_places_languages_days_and_topics_are_found(finder: Finder, text: str, thing: str) -> None:
    assert first(finder, text) == thing


def test_a_whole_name_comes_before_beginnings_words_and_parts(finder: Finder) -> None:
    fits = [suggestion.fit for suggestion in finder.suggestions.find("interpreting", 20)]
    assert fits == sorted(fits)
    assert {0, 1, 2} <= set(fits)


def test_organisations_and_services_are_suggested_too(finder: Finder) -> None:
    kinds = {suggestion.entry.kind for suggestion in finder.suggestions.find("国際", 200)}
    assert {"organisation", "topic"} <= kinds
    assert first(finder, "長野県多文化共生相談センター") == "service/nagano-consultation-centre"
    assert {suggestion.entry.kind for suggestion in finder.suggestions.find("国際", 200, ["organisation"])} == {
        "organisation"
    }


@pytest.mark.parametrize("text", ["", " ", "・", "%", "zzzzzz", "\x00", "\x00\x00", "'"])
def test_nothing_is_suggested_for_what_names_nothing(finder: Finder, text: str) -> None:
    assert finder.suggestions.find(text, 10) == []


@pytest.mark.parametrize(
    ("text", "values", "rest"),
    [
        ("Vietnamese Saturday", [("language", "vi"), ("day", "saturday")], []),
        ("ベトナム語の土曜日", [("language", "vi"), ("day", "saturday")], []),
        ("ベトナム語　土曜", [("language", "vi"), ("day", "saturday")], []),
        ("札幌 ガイド", [("place", "01100"), ("service", "guide")], []),
        ("Easy Japanese in Osaka", [("language", "ja-simple"), ("place", "27000")], []),
        ("窓口 英語", [("kind", "counter"), ("language", "en")], []),
        ("qwertyuiop", [], ["qwertyuiop"]),
    ],
)
def test_a_search_is_understood_as_what_it_names(
    finder: Finder, text: str, values: list[tuple[str, str]], rest: list[str]
) -> None:
    reading = finder.suggestions.read(text)
    assert [(meaning.facet, meaning.key) for meaning in reading.meanings] == values
    assert list(reading.rest) == rest


def test_suggestions_are_json_in_the_readers_language(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=viet&limit=3", headers={"Accept-Language": "en"})
    assert answer.mimetype == "application/json"
    assert answer.json is not None
    best = answer.json["suggestions"][0]
    assert (best["label"], best["lang"], best["kindLabel"]) == ("Vietnamese", "en", "Language")
    assert (best["find"], best["facet"], best["key"]) == ("/find?language=vi", "language", "vi")
    assert best["page"] == "/doc/language/vi"
    assert len(answer.json["suggestions"]) <= 3
    japanese = client.get("/suggest?q=viet&limit=3", headers={"Accept-Language": "ja"})
    assert japanese.json is not None
    assert japanese.json["suggestions"][0]["label"] == "ベトナム語"
    assert japanese.headers["ETag"] != answer.headers["ETag"]
    assert "Accept-Language" in answer.headers["Vary"]


def test_what_is_suggested_leads_somewhere_with_as_many_as_it_says(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=国際&limit=50")
    assert answer.json is not None
    for suggestion in answer.json["suggestions"]:
        assert client.get(suggestion["page"]).status_code == 200
        if "find" in suggestion:
            results = client.get(suggestion["find"] + "&format=json").json
            assert results is not None
            assert results["count"] == suggestion["count"] > 0


def test_an_unknown_kind_is_refused_with_those_that_there_are(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=a&kind=planet", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json is not None
    assert "municipality" in answer.json["detail"]


@pytest.mark.parametrize(
    ("text", "label", "find"),
    [
        ("Vietnamese Sat", "Vietnamese + Saturday", "/find?language=vi&day=saturday"),
        ("tieng viet chu nh", "Vietnamese + Sunday", "/find?language=vi&day=sunday"),
        ("doyoubi betonam", "Saturday + Vietnamese", "/find?language=vi&day=saturday"),
        ("ベトナム語 土曜", "Vietnamese + Saturday", "/find?language=vi&day=saturday"),
        ("visa", "visa → residence status and registration", "/find?topic=residence-procedures"),
        ("trash", "trash → waste collection", "/find?topic=waste"),
    ],
)
def test_wishes_and_everyday_words_are_suggested_first(client: FlaskClient, text: str, label: str, find: str) -> None:
    answer = client.get("/suggest", query_string={"q": text, "lang": "en"}).json
    assert answer is not None
    first = answer["suggestions"][0]
    assert (first["label"], first["go"], first["find"]) == (label, find, find)


def test_places_of_one_name_are_suggested_apart_and_once(client: FlaskClient) -> None:
    def labels(text: str) -> list[str]:
        answer = client.get("/suggest", query_string={"q": text, "lang": "en"}).json
        assert answer is not None
        return [suggestion["label"] for suggestion in answer["suggestions"]]

    assert labels("中野") == ["Nakano (Nagano)", "Nakano (Tokyo)"]
    assert labels("Osaka")[:2] == ["Osaka Prefecture", "Osaka (city)"]
    assert labels("Saporo")[0] == "Sapporo"
    for begun in ("Sapo", "sap", "Sapp", "saporo shi"):
        assert labels(begun)[0] == "Sapporo", begun
    assert labels("Sapo")[-1].startswith("Maisapo"), "a name that only holds the text comes after"
    assert labels("Tottor")[0] == labels("Totor")[0] == "Tottori Prefecture"
    assert labels("宇治市") == ["Uji"]


def test_an_unfinished_place_is_completed_among_places_too(client: FlaskClient) -> None:
    answer = client.get("/suggest?q=Sapo&kind=municipality&lang=en").json
    assert answer is not None
    assert answer["suggestions"][0]["label"] == "Sapporo"
