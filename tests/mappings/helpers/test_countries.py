from __future__ import annotations

import pytest

from mappings.helpers.cldr import INTERFACE_LANGUAGES, CldrProblem, autonym, country_names, weekday_names
from mappings.helpers.countries import country_of, find_countries
from mappings.helpers.lookups import LookupProblem, lookup_rows, register_rows


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("英国", "gb"),
        ("イギリス", "gb"),
        ("仏", "fr"),
        ("豪", "au"),
        ("韓国・朝鮮", "kr-kp"),
        ("台湾", "tw"),
        ("インドネシア共和国", "id"),
    ],
)
def test_a_printed_country_has_its_code(printed: str, key: str) -> None:
    assert country_of(printed) == key


def test_an_unknown_country_is_an_error() -> None:
    with pytest.raises(LookupProblem, match=r"countries\.csv"):
        country_of("ユネスコ創造都市ネットワーク")


def test_countries_are_found_but_not_inside_languages_or_regions() -> None:
    text = "①韓国・朝鮮 ②中国 ③ベトナム、タイ語、中国・四国ブロック、インドネシア、タイトル"
    assert [key for key, *_ in find_countries(text)] == ["kr-kp", "cn", "vn", "id"]


def test_every_printed_name_leads_to_a_country_of_the_register() -> None:
    known = {row["key"] for row in register_rows("countries", ("key",))}
    assert {row["country"] for row in lookup_rows("country_names", ("printed", "country", "note"))} <= known


def test_days_have_names_in_every_language_of_the_pages() -> None:
    assert set(weekday_names(0)) == set(INTERFACE_LANGUAGES)
    assert weekday_names(6)["ja"] == "日曜日"
    with pytest.raises(CldrProblem, match="0 is Monday"):
        weekday_names(7)


def test_a_code_that_is_no_country_is_an_error() -> None:
    assert country_names("np")["ne"] == "नेपाल"
    with pytest.raises(CldrProblem, match="'xq'"):
        country_names("xq")


def test_a_language_without_locale_has_no_autonym() -> None:
    assert autonym("ko") == "한국어"
    assert autonym("ja-simple") == ""
