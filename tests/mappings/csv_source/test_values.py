from __future__ import annotations

import pytest

from mappings.csv_source.municipalities import check_digit, municipalities
from mappings.csv_source.values import TYPES, ValueProblem, read_value


@pytest.mark.parametrize(
    ("type_name", "printed", "value"),
    [
        ("date", "2026/4/1", "2026-04-01"),
        ("date", "令和8年4月1日", "2026-04-01"),
        ("date", "Ｒ８．４．１", "2026-04-01"),
        ("date", "20260401", "2026-04-01"),
        ("time", "9:00", "09:00:00"),
        ("time", "９時３０分", "09:30:00"),
        ("time", "24:00", "23:59:00"),
        ("integer", "１，２００", "1200"),
        ("number", "139.477500", "139.4775"),
        ("yes-no", "有", "true"),
        ("yes-no", "×", "false"),
        ("telephone", "０４２－３４１－１２１１", "042-341-1211"),
        ("postal-code", "〒187ー0032", "187-0032"),
        ("municipality", "132110", "13211"),
        ("municipality", "11002", "01100"),
        ("municipality", "東京都小平市", "13211"),
        ("language", "Vietnamese", "vi"),
        ("language", "やさしい日本語", "ja-simple"),
        ("weekday", "水曜日", "wednesday"),
        ("url", "https://www.city.example.jp/x?y=1", "https://www.city.example.jp/x?y=1"),
    ],
)
def test_a_cell_is_read_as_cities_print_it(type_name: str, printed: str, value: str) -> None:
    assert read_value(type_name, printed) == value


@pytest.mark.parametrize(
    ("type_name", "printed", "expected", "suggestion"),
    [
        ("time", "25:00", "a time hh:mm", ""),
        ("time", "9.30", "a time hh:mm", "09:30"),
        ("date", "2026/4/31", "a date that exists", ""),
        ("latitude", "N35.72856", "degrees as a decimal number", "35.72856"),
        ("latitude", "351.7", "degrees from -90 to 90", "35.17"),
        ("municipality", "132119", "the code of a local government, with its check digit", "132110 (東京都小平市)"),
        ("municipality", "小平氏", "a local government", "小平町"),
        ("weekday", "mondy", "a day of the week", "monday"),
        ("language", "ベトナム後", "one language", "ベトナム語"),
        ("url", "www.city.example.jp", "an address that begins with https://", "https://www.city.example.jp"),
        ("url", "https://a.example/b c", "an address of a page", "https://a.example/b%20c"),
        ("email", "office[at]city.example.jp", "an e-mail address", "office@city.example.jp"),
        ("yes-no", "有る", "有 or 無", "有"),
        ("integer", "many", "a whole number", ""),
    ],
)
def test_a_cell_of_another_type_is_told_what_is_right(
    type_name: str, printed: str, expected: str, suggestion: str
) -> None:
    with pytest.raises(ValueProblem) as caught:
        read_value(type_name, printed)
    assert caught.value.expected.startswith(expected)
    assert caught.value.suggestion == suggestion


@pytest.mark.parametrize(
    ("type_name", "cell", "values"),
    [
        ("weekday", "月火水木金", ["monday", "tuesday", "wednesday", "thursday", "friday"]),
        ("weekday", "土～月", ["saturday", "sunday", "monday"]),
        ("weekday", "月曜日;祝日", ["monday", "public-holiday"]),
        ("language", "英語、中国語（簡体字・繁体字）;ベトナム語", ["en", "zh-Hans", "zh-Hant", "vi"]),
    ],
)
def test_a_cell_of_several_values_is_parted(type_name: str, cell: str, values: list[str]) -> None:
    split = TYPES[type_name].split
    assert split is not None
    assert [read_value(type_name, part) for part in split(cell)] == values


def test_every_local_government_is_known_with_its_check_digit() -> None:
    rows = municipalities()
    assert len(rows) > 1900
    assert [code for code, row in rows.items() if row["code6"] != code + check_digit(code)] == []
    assert all(row["part_of"] in rows for row in rows.values() if row["part_of"])
