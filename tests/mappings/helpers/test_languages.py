from __future__ import annotations

import pytest

from mappings.helpers.languages import find_languages, language_of, languages_of
from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows
from mappings.helpers.text import join_lines


@pytest.mark.parametrize(
    ("printed", "tag"),
    [
        ("タガログ語", "tl"),
        ("フィリピン語", "fil"),
        ("フィリピノ語", "fil"),
        ("ハングル", "ko"),
        ("ハンガール語", "ko"),
        ("韓国・朝鮮語", "ko"),
        ("中国語", "zh"),
        ("中国語（簡体字）", "zh-Hans"),
        ("繁体中国語", "zh-Hant"),
        ("繁体字中文", "zh-Hant"),
        ("やさしい日本語", "ja-simple"),
        ("やさしいにほんご", "ja-simple"),
        ("カンボジア語", "km"),
        ("クメール語", "km"),
        ("ミャンマー語", "my"),
        ("マレーシア語", "ms"),
        ("tagalog", "tl"),
    ],
)
def test_a_printed_name_has_its_tag(printed: str, tag: str) -> None:
    assert language_of(printed) == tag


def test_white_space_and_width_of_a_name_do_not_matter() -> None:
    assert language_of("中国語(簡体字)") == language_of("中国語 （簡体字）") == "zh-Hans"


@pytest.mark.parametrize("printed", ["ハンガリー語", "多言語", "外国語", "母国語", "言語", ""])
def test_an_unknown_language_name_is_refused(printed: str) -> None:
    with pytest.raises(LookupProblem, match="not a known name of a language"):
        language_of(printed)


def test_one_form_may_name_two_languages_but_never_silently() -> None:
    assert languages_of("中国語（簡体字・繁体字）") == ("zh-Hans", "zh-Hant")
    with pytest.raises(LookupProblem, match="names 2 languages"):
        language_of("中国語（簡体字・繁体字）")


def test_the_longest_name_is_found_at_each_place() -> None:
    text = "英語、繁体字中文、韓国・朝鮮語、やさしい日本語、中国語（簡体字）・中国語（繁体字）"
    mentions = find_languages(text)
    assert [mention.language for mention in mentions] == ["en", "zh-Hant", "ko", "ja-simple", "zh-Hans", "zh-Hant"]
    assert all(text[mention.start : mention.end] == mention.printed for mention in mentions)


def test_a_list_with_two_scripts_in_one_bracket_gives_both() -> None:
    text = "英語、中国語（簡体字・繁体字）、ハングル、スペイン語、ポルトガル語、やさしいにほんご版"
    assert [m.language for m in find_languages(text)] == ["en", "zh-Hans", "zh-Hant", "ko", "es", "pt", "ja-simple"]


def test_names_broken_over_lines_are_found_once_joined() -> None:
    lines = ["８言語（日本語・英語・中国語・ベトナム語・インドネシア語・フ", "", "ィリピノ語・タイ語・ポルトガル語）"]
    tags = [mention.language for mention in find_languages(join_lines(lines))]
    assert tags == ["ja", "en", "zh", "vi", "id", "fil", "th", "pt"]


def test_seventeen_languages_of_a_video_interpreting_service() -> None:
    text = (
        "ポルトガル語・英語・中国語・インドネシア語・スペイン語・ベトナム語・フィリピノ語・韓国語・タイ語・ネパール語・"
        "ロシア語・フランス語・ヒンディー語・クメール語・ミャンマー語・マレーシア語・ウクライナ語"
    )
    assert len({mention.language for mention in find_languages(text)}) == 17


def test_words_for_no_language_in_particular_are_not_found() -> None:
    assert find_languages("多言語による外国語の母国語情報、何語でも15言語、プログラミング言語") == []


def test_a_katakana_name_inside_another_word_is_not_found() -> None:
    assert find_languages("ムルタイ語") == []


def test_every_printed_name_leads_to_a_language_of_the_register() -> None:
    languages = {row["key"] for row in register_rows("languages", ("key",))}
    named = {row["language"] for row in lookup_rows("language_names", ("printed", "language", "note"))}
    assert named <= languages
    assert named >= {"ja", "ja-simple", "zh", "zh-Hans", "zh-Hant", "tl", "fil"}
