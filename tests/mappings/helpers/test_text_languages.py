"""Texts of a Japanese document that are not Japanese stand in the column of their language."""

import pytest

from mappings.helpers.lookups import LookupProblem
from mappings.helpers.text_languages import in_their_language

COLUMNS = ("key", "title", "title_en", "title_fr", "title_ja_latn", "post", "post_zh_hans")


@pytest.mark.parametrize(
    ("title", "column"),
    [
        ("Japan Parade", "title_en"),
        ("SMASH!", "title_en"),
        ("Salon International Tourisme Voyages", "title_fr"),
        ("SAKURA MATSURI", "title_ja_latn"),
        ("BOATS for JETs（新規来日 ALT 向け指導力向上ｅラーニングシステム）", "title"),
        ("iJAMP", "title"),
    ],
)
def test_a_title_stands_in_the_column_of_its_language(title: str, column: str) -> None:
    assert in_their_language({"key": "a", "title": title}, COLUMNS) == {"key": "a", column: title}


def test_a_column_without_one_for_the_language_keeps_the_text() -> None:
    assert in_their_language({"post": "General Manager"}, COLUMNS) == {"post": "General Manager"}
    assert in_their_language({"post": "北京京和资材商贸有限公司"}, COLUMNS) == {
        "post_zh_hans": "北京京和资材商贸有限公司"
    }


def test_words_of_no_known_language_name_the_file_that_must_know_them() -> None:
    with pytest.raises(LookupProblem, match=r"'Harvest Fair' is not Japanese; .*lookups/text_languages\.csv"):
        in_their_language({"title": "Harvest Fair"}, COLUMNS)
