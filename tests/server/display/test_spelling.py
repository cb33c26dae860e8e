"""Spellings that mean the same fold to the same; texts are searched in the spellings that they may print."""

from __future__ import annotations

import doctest

import pytest

from server.display import spelling
from server.display.spelling import (
    fold,
    fold_romaji,
    fold_romaji_each,
    forms,
    romaji_of,
    spellings,
    without_unfinished,
    words_of,
    words_of_each,
)


def test_the_examples_of_the_module_hold() -> None:
    result = doctest.testmod(spelling)
    assert result.attempted >= 3
    assert result.failed == 0


def test_width_case_kana_macrons_and_punctuation_make_no_difference() -> None:
    assert fold("Ｓａｐｐｏｒｏ　ＣＩＴＹ") == "sapporocity"
    assert fold("茅ヶ崎") == fold("茅ケ崎")
    assert fold("Hachiōji") == "hachioji"
    assert fold("ｻｯﾎﾟﾛ") == fold("サッポロ") == "さっぽろ"
    assert words_of("Kita-Kyūshū, Fukuoka") == ["kita", "kyushu", "fukuoka"]
    assert words_of("नेपाली ภาษาไทย") == ["नेपाली", "ภาษาไทย"], "vowel signs are part of a word"


@pytest.mark.parametrize(
    ("spelling", "other"),
    [("shinjuku", "sinzyuku"), ("namba", "nanba"), ("osaka", "ohsaka"), ("kyoto", "kyouto"), ("chubu", "tyuubu")],
)
def test_spellings_of_romaji_fold_to_one(spelling: str, other: str) -> None:
    assert fold_romaji(spelling) == fold_romaji(other)


def test_other_scripts_are_no_romaji() -> None:
    assert fold_romaji("さっぽろ") == "さっぽろ"


def test_what_an_input_method_has_not_finished_is_left_out() -> None:
    assert without_unfinished("よこはm") == "よこは"
    assert without_unfinished("とうky") == "とう"
    assert without_unfinished("yokoham") == "yokoham"
    assert without_unfinished("申請書pdf") == "申請書pdf", "these letters are meant"


def test_nothing_is_looked_for_when_nothing_is_typed() -> None:
    assert forms("") == forms(" ・％'") == ()


def test_texts_may_print_a_word_in_other_spellings() -> None:
    assert {"ガイド", "がいど"} <= set(spellings("ｶﾞｲﾄﾞ"))
    assert {"osaka", "ōsaka"} <= set(spellings("Ohsaka"))
    assert "fukuoka" in spellings("hukuoka")
    assert "namba" in spellings("nanba")
    assert "shōtoku" in spellings("syoutoku")


@pytest.mark.parametrize("word", ["room", "too", "counter", "youth", "guidebook"])
def test_a_word_of_another_language_is_not_read_as_romaji(word: str) -> None:
    assert [spelling for spelling in spellings(word) if spelling.isascii()] == [word]


@pytest.mark.parametrize(
    ("kana", "typed"),
    [
        ("どようび", ("doyoubi", "doyobi")),
        ("とうきょう", ("Tokyo", "toukyou", "Tôkyô")),
        ("さっぽろ", ("Sapporo",)),
        ("しゅうしょく", ("shuushoku", "syusyoku")),
        ("びじねす", ("bijinesu", "bizinesu")),
        ("ぼらんてぃあ", ("borantia",)),
        ("すぺいんご", ("supeingo",)),
        ("ろーまじ", ("romaji", "roomaji")),
        ("しぇあはうす", ("sheahausu",)),
        ("ふぁっくす", ("fakkusu",)),
        ("うぇぶ", ("webu",)),
    ],
)
def test_kana_in_romaji_are_what_somebody_types(kana: str, typed: tuple[str, ...]) -> None:
    assert {fold_romaji(fold(text)) for text in typed} == {romaji_of(kana)}


def test_only_kana_become_romaji() -> None:
    assert romaji_of("札幌し") == ""
    assert romaji_of("a") == ""


def test_many_texts_are_folded_as_each_is_alone() -> None:
    """Nothing of a text reaches into the next: no mark, no digraph, no separator."""
    texts = [
        "Ōsaka",
        "",
        "\u0301a",
        "ｶ",
        "\u3099",
        "か",
        "゙",
        "Kita-Kyūshū, Fukuoka",
        "札幌市",
        "a\x00b",
        "Việt",
        "s",
        "hi",
        "' ・",
    ]
    words = words_of_each(texts)
    assert words == [words_of(text) for text in texts]
    assert words[0] == ["osaka"]
    assert words[9] == ["a", "b"]
    folded = [fold(text) for text in texts]
    assert fold_romaji_each(folded) == [fold_romaji(text) for text in folded]
    assert (words_of_each([]), fold_romaji_each([])) == ([], [])
