"""A thing is found by any of its names, in any of the places where one can type, and comes first in all of them."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from pyoxigraph import Literal

from mappings.declared import DeclarationError
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.names import Fit, Shortenings, Texts, load_shortenings
from tests.server.pages.hits import hits
from tests.this_site import LAYOUT, SITE, with_file

SPELLINGS = {
    "01100": "さっぽろ サッポロ ｻｯﾎﾟﾛ さっぽろし 札幌 札幌市 Sapporo Ｓａｐｐｏｒｏ Sapporo-shi sapporoshi 01100",
    "27000": "おおさか オオサカ ｵｵｻｶ 大阪 大阪府 Osaka Ōsaka Ohsaka Oosaka Ousaka Osaka-fu",
    "40000": "ふくおか フクオカ 福岡県 Fukuoka hukuoka Fukuoka-ken hukuokaken",
    "14100": "よこはま ﾖｺﾊﾏ 横浜 横浜市 Yokohama Yokohama-shi",
    "12000": "ちば チバ 千葉 千葉県 Chiba Tiba Chiba-ken tibaken",
}
PHRASES = {
    "01100": ["Sapporo city", "SAPPORO CITY", "Sapporo City"],
    "27000": ["Osaka prefecture", "Ohsaka Prefecture"],
    "27100": ["Osaka city", "大阪市", "Oosaka-shi", "ohsaka city"],
    "22130": ["Hamamatsu city", "hamamatu-shi", "浜松", "はままつ", "はままつs", "ハママツ"],
    "13000": ["Tokyo metropolis", "toukyou", "Tōkyō-to"],
}
TYPED = [
    *((text, code) for code, texts in SPELLINGS.items() for text in texts.split()),
    *((text, code) for code, texts in PHRASES.items() for text in texts),
]


@pytest.mark.parametrize(("text", "code"), TYPED)
def test_a_local_government_comes_first_wherever_it_is_typed(client: FlaskClient, text: str, code: str) -> None:
    assert hits(client, text)[0] == f"/doc/municipality/{code}"
    suggestions = client.get("/suggest", query_string={"q": text}).json
    assert suggestions is not None
    assert suggestions["suggestions"][0]["page"] == f"/doc/municipality/{code}"
    understood = client.get("/find", query_string={"q": text}, headers={"Accept": "text/html"})
    assert parse_qs(urlsplit(understood.location).query) == {"place": [code]}


@pytest.mark.parametrize("text", ["さっp", "よこh", "おおs"])
def test_an_unfinished_syllable_does_not_hide_what_is_meant(client: FlaskClient, text: str) -> None:
    suggestions = client.get("/suggest", query_string={"q": text}).json
    assert suggestions is not None
    assert suggestions["suggestions"][0]["page"] == hits(client, text)[0]


def test_whole_names_come_before_beginnings_words_and_parts(knowledge: Knowledge) -> None:
    matches = knowledge.names.find("interpreting", LAYOUT.searched_kinds)
    fits = [match.fit for match in matches]
    assert fits == sorted(fits)
    assert {Fit.WHOLE_NAME, Fit.BEGINNING, Fit.WORD} <= set(fits)
    assert len({match.thing for match in matches}) == len(matches), "each thing is found once"


def test_a_limit_keeps_the_best(knowledge: Knowledge) -> None:
    every = knowledge.names.find("国際", LAYOUT.searched_kinds)
    assert len(every) > 100
    assert knowledge.names.find("国際", LAYOUT.searched_kinds, 7) == every[:7]


def test_what_fits_equally_well_comes_in_the_order_of_kinds_then_by_weight(knowledge: Knowledge) -> None:
    heavy = Thing("municipality", "28100")
    matches = knowledge.names.find("k", ["municipality", "organisation"], weight=lambda thing: int(thing == heavy))
    beginnings = [match.thing.kind for match in matches if match.fit == Fit.BEGINNING]
    assert set(beginnings) == {"municipality", "organisation"}
    assert beginnings == sorted(beginnings)
    assert matches[0].thing == heavy


def test_words_may_stand_anywhere_in_the_names(knowledge: Knowledge) -> None:
    matches = knowledge.names.find("living hokkaido", ["page"])
    assert Thing("page", "hokkaido-living-guide") in [match.thing for match in matches]
    assert {match.fit for match in matches} == {Fit.ALL_WORDS}
    assert knowledge.names.find("living 札幌 zzzz", ["page"]) == []


@pytest.mark.parametrize("text", ["", " ", "・", "%", "\x00", "\x00\x00", "'", "zzzzzz"])
def test_what_names_nothing_finds_nothing(knowledge: Knowledge, text: str) -> None:
    assert knowledge.names.find(text, LAYOUT.searched_kinds) == []


def test_kinds_that_are_not_searched_have_no_names(knowledge: Knowledge) -> None:
    assert "record" in knowledge.index.kinds
    assert knowledge.names.find("hokkaido", ["record"]) == []


def test_texts_are_found_by_their_parts_and_never_across_two() -> None:
    texts = Texts(["ab", "", "bc", "abab"])
    assert list(texts.with_part("ab")) == [0, 3]
    assert list(texts.with_part("b")) == [0, 2, 3]
    assert [texts.text(number) for number in range(4)] == ["ab", "", "bc", "abab"]
    assert texts.holds(3, "ba")
    assert not texts.holds(0, "abb")
    assert list(Texts([]).with_part("a")) == []


def test_names_are_shortened_and_lengthened_as_declared() -> None:
    of_places = load_shortenings(SITE)["municipality"]
    names = [Literal("津市", language="ja"), Literal("つし", language="ja-Hira"), Literal("Tsu", language="en")]
    assert list(of_places.variants(names)) == ["津市", "津", "つし", "Tsu", "Tsu city"]
    assert list(Shortenings().variants(names)) == ["津市", "つし", "Tsu"]


def test_a_site_may_declare_no_names_but_not_half_of_them(tmp_path: Path) -> None:
    assert load_shortenings(with_file(tmp_path / "none", "other.yaml", "")) == {}
    half = with_file(tmp_path / "half", "names.yaml", "place: {with: {language: en}}")
    with pytest.raises(DeclarationError, match="names.yaml: 'by' is missing"):
        load_shortenings(half)
