from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.helpers.text import join_lines, join_pair, narrow, squeeze, tidy


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ("マレー", "シア語", "マレーシア語"),
        ("外国人総合相", "談窓口", "外国人総合相談窓口"),
        ("日本", "Facebook", "日本Facebook"),
        ("Japan", "Festival 2023", "Japan Festival 2023"),
        ("JETAA UK 帰国者向けキャリアフェ", "ア 2023", "JETAA UK 帰国者向けキャリアフェア 2023"),
        ("Department,", "International Affairs Division", "Department, International Affairs Division"),
        ("11 月", "16 日", "11 月16 日"),
        ("", "１行だけ", "１行だけ"),
    ],
)
def test_japanese_goes_on_without_a_space_and_latin_words_keep_theirs(first: str, second: str, joined: str) -> None:
    assert join_pair(first, second) == joined


def test_empty_lines_of_a_cell_are_passed_over() -> None:
    assert (
        join_lines([" 令和５年 12 月 26 日 ", "", "～ ", "", "令和６年２月２日 "])
        == "令和５年 12 月 26 日～令和６年２月２日"
    )


def test_narrow_leaves_every_character_at_its_place() -> None:
    text = "ＮＰＯ法人（①）２，０００～㈱ー、　"
    assert narrow(text) == "NPO法人(①)2,000~㈱ー、 "
    assert len(narrow(text)) == len(text)


@given(st.text())
def test_narrowing_twice_changes_nothing_more(text: str) -> None:
    assert narrow(narrow(text)) == narrow(text)
    assert len(narrow(text)) == len(text)


@given(st.lists(st.text(alphabet="日本語ラオabcXYZ 、\n")))
def test_joining_loses_and_adds_nothing_but_white_space(lines: list[str]) -> None:
    assert squeeze(join_lines(lines)) == squeeze("".join(lines))


def test_tidy_makes_one_space_of_many() -> None:
    assert tidy("　国際課\t  課長 ") == "国際課 課長"
