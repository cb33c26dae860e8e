"""Words that people type are read as places, languages, days, topics and kinds, in any order, script and spelling."""

from __future__ import annotations

import pytest
from flask import Flask

from server.finder.finder import Finder
from server.finder.intent import intent_of, is_clear


def values(finder: Finder, text: str) -> list[str]:
    """What *text* chooses, as ``facet=key``, and its words left over."""
    reading = finder.suggestions.read(text)
    return [f"{meaning.facet}={meaning.key}" for meaning in reading.meanings] + list(reading.rest)


VIETNAMESE, SATURDAY = "language=vi", "day=saturday"
WEEKDAYS = [f"day={day}day" for day in ("mon", "tues", "wednes", "thurs", "fri")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # language and day, in the languages of the interface
        ("Vietnamese Saturday", [VIETNAMESE, SATURDAY]),
        ("saturday vietnamese", [SATURDAY, VIETNAMESE]),
        ("ベトナム語 土曜日", [VIETNAMESE, SATURDAY]),
        ("土曜日のベトナム語", [SATURDAY, VIETNAMESE]),
        ("べとなむご　どようび", [VIETNAMESE, SATURDAY]),
        ("Tiếng Việt Thứ Bảy", [VIETNAMESE, SATURDAY]),
        ("tieng viet thu bay", [VIETNAMESE, SATURDAY]),
        ("베트남어 토요일", [VIETNAMESE, SATURDAY]),
        ("越南语 星期六", [VIETNAMESE, SATURDAY]),
        ("português sábado", ["language=pt", SATURDAY]),
        ("नेपाली शनिबार", ["language=ne", SATURDAY]),
        ("ภาษาเวียดนาม วันเสาร์", [VIETNAMESE, SATURDAY]),
        ("saturday", [SATURDAY]),
        ("português no sábado", ["language=pt", SATURDAY]),
        ("weekdays", WEEKDAYS),
        ("平日", WEEKDAYS),
        # values in order, from the first to the last
        *(
            (text, WEEKDAYS)
            for text in (
                "Monday to Friday",
                "mon-fri",
                "Monday – Friday",
                "Monday until Friday",
                "月曜日から金曜日まで",
                "月曜〜金曜",
                "thứ hai đến thứ sáu",
                "segunda-feira a sexta-feira",
                "월요일 부터 금요일",
            )
        ),
        ("Saturday to Sunday Vietnamese", [SATURDAY, "day=sunday", VIETNAMESE]),
        ("火曜日から木曜日のベトナム語", ["day=tuesday", "day=wednesday", "day=thursday", VIETNAMESE]),
        ("Friday to Monday", ["day=friday", "day=monday"]),
        ("Saturday or Sunday", [SATURDAY, "day=sunday"]),
        ("Sapporo to Osaka", ["place=01100", "place=27000"]),
        # what is not wanted is not chosen silently
        ("no Saturday", [SATURDAY, "no"]),
        ("Vietnamese -Saturday", [VIETNAMESE, "-Saturday"]),
        ("weekend English", [SATURDAY, "day=sunday", "language=en"]),
        # a place by each of its names, whole and shortened
        *((text, ["place=01100"]) for text in ("Sapporo", "さっぽろ", "ｻｯﾎﾟﾛ", "札幌", "01100")),
        *((text, ["place=01100"]) for text in ("sapporo city", "Sapporo-shi", "札幌 市")),
        *((text, ["place=27000"]) for text in ("osaka-fu", "osakafu", "Osaka Prefecture", "大阪府")),
        *((text, ["place=27100"]) for text in ("osaka-shi", "Osaka city", "大阪市")),
        # nearly
        *((text, ["place=01100"]) for text in ("Saporo", "Sappolo", "さぽろ", "Saporo city")),
        *((text, ["place=27000"]) for text in ("Ohsaka", "Oosaka", "Osakka")),
        *((text, ["place=22130"]) for text in ("Hamamatu", "Hamamatsuu", "Hammamatsu")),
        ("Vietnamse Saterday", [VIETNAMESE, SATURDAY]),
        # places of which the data has nothing
        ("札幌市中央区", ["place=01101"]),
        ("札幌の中央区", ["place=01100", "place=01101"]),
        ("Sapporo Chuo-ku", ["place=01100", "place=01101"]),
        ("中野区", ["place=13114"]),
        ("Nakano ward", ["place=13114"]),
        ("Nakano Tokyo", ["place=13114", "place=13000"]),
        ("Nakano", ["place=20211"]),
        ("Kyoto Uji", ["place=26000", "place=26204"]),
        ("Uji, Kyoto", ["place=26204", "place=26000"]),
        ("宇治", ["place=26204"]),
        ("京都府宇治市", ["place=26000", "place=26204"]),
        ("Osaka Sakai", ["place=27000", "place=27140"]),
        # everyday words
        ("visa", ["topic=residence-procedures"]),
        ("ビザ", ["topic=residence-procedures"]),
        ("thẻ cư trú", ["topic=residence-procedures"]),
        *((text, ["topic=waste"]) for text in ("trash", "garbage", "rubbish", "ゴミ", "lixo", "垃圾", "쓰레기")),
        *((text, ["topic=health"]) for text in ("hospital", "病院", "びょういん", "bệnh viện", "rumah sakit")),
        *((text, ["topic=employment"]) for text in ("job", "仕事", "trabajo", "việc làm")),
        ("emergency", ["topic=emergencies"]),
        ("divorce", ["topic=marriage-and-family"]),
        ("school", ["topic=education"]),
        ("kindergarden", ["topic=education"]),
        ("Myanmar", ["language=my"]),
        ("フィリピン", ["language=fil", "language=tl"]),
        # in romaji
        ("betonamugo doyoubi", [VIETNAMESE, SATURDAY]),
        ("porutogarugo nichiyobi", ["language=pt", "day=sunday"]),
        *((text, ["topic=waste"]) for text in ("gomi", "GOMI")),
        *((text, ["topic=health"]) for text in ("byouin", "byoin")),
        *((text, ["topic=employment"]) for text in ("shigoto", "sigoto", "arubaito")),
        ("bosai Sapporo", ["topic=disaster-prevention", "place=01100"]),
        ("kekkon", ["topic=marriage-and-family"]),
        # all of it
        ("help with visa in Portuguese in Hamamatsu", ["topic=residence-procedures", "language=pt", "place=22130"]),
        ("ポルトガル語で相談できる浜松の窓口", ["language=pt", "kind=counter", "place=22130"]),
        ("qwertyuiop", ["qwertyuiop"]),
    ],
)
def test_a_text_is_read_as_what_it_names(finder: Finder, text: str, expected: list[str]) -> None:
    assert values(finder, text) == expected


def test_words_of_names_and_texts_are_not_corrected(finder: Finder) -> None:
    assert finder.suggestions.read("国際交流プラザ").rest == ("国際交流プラザ",)
    assert not finder.suggestions.read("ingester").is_corrected
    assert finder.suggestions.read("Saporo").is_corrected
    for language in ("Polish", "ポーランド語", "Tiếng Ba Lan", "Swahili", "Dutch"):
        assert not finder.suggestions.read(language).is_corrected, "a language that nothing is offered in"
    assert finder.suggestions.read("Vietnamse").is_corrected


def test_a_long_text_that_means_nothing_is_left_as_it_is(finder: Finder) -> None:
    words = "saporo vietnamse " * 60
    assert finder.suggestions.read(words).rest == tuple(words.split())
    assert finder.suggestions.read("ば" * 200).choices == ()


def test_a_name_of_several_places_keeps_the_others(finder: Finder) -> None:
    (choice,) = finder.suggestions.read("北区").choices
    assert len(choice.others) == 10
    assert not finder.suggestions.read("札幌 北区").choices[1].others, "the one of Sapporo is meant"


@pytest.mark.parametrize(
    ("text", "is_all"),
    [
        ("Vietnamese Saturday", True),
        ("visa", True),
        ("visa Sapporo", True),
        ("Sapporo", False),
        ("Vietnamese Uji", False),
        ("Vietnamse", False),
        ("Monday to Friday", True),
        ("Saturday or Sunday", True),
        ("Saturday or English", False),
        ("土曜日 または 英語", False),
        ("Vietnamese qwertyuiop", False),
        ("", False),
    ],
)
def test_the_finder_answers_what_is_wholly_a_wish(app: Flask, finder: Finder, text: str, is_all: bool) -> None:
    reading = finder.suggestions.read(text)
    assert is_clear(finder, reading, intent_of(finder, reading)) == is_all


def test_an_absent_place_stands_for_the_smallest_around_it_that_has_something(finder: Finder) -> None:
    intent = intent_of(finder, finder.suggestions.read("Chinese 札幌市中央区"))
    assert [place.key for place in intent.absent] == ["01101"]
    assert dict(intent.state.chosen) == {"language": ("zh",), "place": ("01100",)}
    uji = intent_of(finder, finder.suggestions.read("宇治"))
    assert dict(uji.state.chosen) == {"place": ("26000",)}


def test_every_everyday_word_means_a_value_that_there_is(finder: Finder) -> None:
    words = finder.suggestions.vocabulary.everyday.words
    values = {(word.facet, word.key) for word in words}
    assert {value for value in values if not finder.index.exists(*value)} == set()
    languages = finder.knowledge.release.site.interface.readable
    assert {word.language for word in words} == set(languages)
    assert len({word.word for word in words if word.language == "en"}) > 200
