"""Document 001: text that remembers its lines, the cursor, and cells with several values."""

from __future__ import annotations

import pytest
from mappings.source_001.chapters.organisation import split_division
from mappings.source_001.cursor import Cursor, number_of, tile

from mappings.layout.flow import Cell, Flow
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.source_001.speakers import parse_speakers

PAGE = Document("001", ("", "  海外 ", "", "事務所", "令和５年 12 月７日", " ", "第 32 回"))


def test_a_flow_knows_the_line_of_each_character() -> None:
    flow = Flow.of(PAGE, 1, 7)
    assert flow.text == "海外\n事務所\n令和５年 12 月７日\n第 32 回"
    assert flow.lines_of(0, 3) == {2}
    assert flow.lines_of(1, 5) == {2, 4}
    cell = flow.match(r"(?P<head>海外\n事務所)\n(?P<rest>(?:.|\n)+)").cell("head")
    assert (cell.text, sorted(cell.lines)) == ("海外事務所", [2, 4])


def test_a_shape_that_is_not_known_is_an_error_at_its_first_line() -> None:
    with pytest.raises(ReaderError, match="line 4: unknown shape"):
        Flow.of(PAGE, 3, 7).match("第.+")


def test_text_before_the_first_row_is_an_error() -> None:
    with pytest.raises(ReaderError, match="line 2: a row should begin here"):
        Flow.of(PAGE, 1, 7).split("^令和")


def test_speakers_are_told_from_a_title_by_known_organisations() -> None:
    listed = Flow("001", ("株式会社クリップ 代表取締役 某山 某子 氏", "Simply Native 某田 某 氏"), (1, 2))
    speakers = parse_speakers(listed)
    assert speakers is not None
    assert [(s.organisation, s.post.text) for s in speakers] == [("clip", "代表取締役"), ("simply-native", "")]
    assert parse_speakers(Flow("001", ("ナニカ商会 代表 某山 某子 氏",), (1,))) is None
    assert parse_speakers(Flow("001", ("伝統工芸品の輸出について",), (1,))) is None


DIVISIONS = [
    ("総合政策部 国際局 国際課長", ["総合政策部", "国際局", "国際課"], "課長"),
    ("総合企画局 国際交流・共生推進室長", ["総合企画局", "国際交流・共生推進室"], "室長"),
    ("営業戦略部 国際渉外チーム チームリーダー", ["営業戦略部", "国際渉外チーム"], "チームリーダー"),
    ("文化観光局 交流推進担当課長", ["文化観光局"], "交流推進担当課長"),
    ("環境生活部 ダイバーシティ社会推進課 副課長兼班長", ["環境生活部", "ダイバーシティ社会推進課"], "副課長兼班長"),
    ("地域交流部 多文化共生さが推進課副課長", ["地域交流部", "多文化共生さが推進課"], "副課長"),
    ("文化生活部 文化国際課企画監（国際交流担当）", ["文化生活部", "文化国際課"], "企画監（国際交流担当）"),
]


@pytest.mark.parametrize(("printed", "levels", "post"), DIVISIONS)
def test_a_division_is_cut_from_the_post(printed: str, levels: list[str], post: str) -> None:
    assert split_division(Cell(printed, frozenset({1}))) == (levels, post)


def test_a_number_is_read_in_wide_digits_and_with_commas() -> None:
    assert number_of(Cell("約 ６,100 名", frozenset({7}))) == "6100"
    with pytest.raises(ReaderError, match="line 7"):
        number_of(Cell("５自治体、２地域", frozenset({7})))


def test_what_is_left_between_rows_is_an_error_at_its_line() -> None:
    flow = Flow("001", ("１ 東京都", "※注", "２ 京都府"), (11, 13, 15))
    assert len(tile(flow.without([13]), r"\d (?P<who>\S+)", "visits")) == 2
    with pytest.raises(ReaderError, match="line 13: not a row of visits"):
        tile(flow, r"\d (?P<who>\S+)", "visits")


def test_a_cursor_takes_each_line_once_and_only_as_expected() -> None:
    cursor = Cursor(Document.from_text("001", "＜一覧＞\n\n実施日 名称\n29\n"), Keys(), 1)
    assert cursor.heading(r"＜.*＞") == 1
    with pytest.raises(ReaderError, match="line 3"):
        cursor.page_number()
    cursor.columns(r"実施日 名称")
    cursor.page_number()
    assert cursor.peek() == ""
    assert [note.status for note in cursor.builder.reading.notes] == ["heading", "heading", "furniture"]
