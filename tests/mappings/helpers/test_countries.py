from __future__ import annotations

import pytest

from mappings.helpers.cldr import CldrProblem, country_names
from mappings.helpers.countries import country_of
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


def test_every_printed_name_leads_to_a_country_of_the_register() -> None:
    countries = {row["key"] for row in register_rows("countries", ("key",))}
    named = {row["country"] for row in lookup_rows("country_names", ("printed", "country", "note"))}
    assert named
    assert named <= countries


def test_a_code_that_is_no_country_is_an_error() -> None:
    assert country_names("np")["ne"] == "नेपाल"
    with pytest.raises(CldrProblem, match="'xq'"):
        country_names("xq")
