"""Document 002: what its reader makes of made-up text."""

from __future__ import annotations

import pytest

from mappings.layout.declaration import Layout, make_layout
from mappings.layout.templates import LayoutProblem
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.source_002.charts import read_charts
from mappings.source_002.flow import RunningText
from mappings.source_002.introductions import check_introductions
from mappings.source_002.library import date_of_kind, hour_after_noon, month, telephone, tenths
from mappings.source_002.overview import Dates, read_overview
from mappings.source_002.reader import read
from mappings.source_002.timeline import read_events


def flow(text: str, key: str = "part") -> RunningText:
    return RunningText.of("002", key, enumerate(text.split("\n"), 1))


def test_a_flow_gives_back_the_lines_of_a_match_over_line_breaks() -> None:
    made = flow("外国人の相\n\n 談窓口を置く \n終わり")
    match = made.only("相談(?P<what>窓口)")
    assert (made.numbers(match.span()), made.numbers(match.span("what"))) == ({1, 3}, {3})


def test_a_pattern_that_matches_twice_or_never_is_an_error_with_its_line() -> None:
    made = flow("一度\n二度")
    with pytest.raises(ReaderError, match=r"document 002, line 2: .*not 2 times"):
        made.only("度")
    with pytest.raises(ReaderError, match="not 0 times"):
        made.only("三度")


OVERVIEW = """自治体情報
人口 うち外国人 外国人割合 国籍ＴＯＰ３ 在留資格ＴＯＰ３
1,000人 25 人 2.50%
①中国
②ブラジル
③ペルー
①永住者
②留学
③定住者
窓口の概要
■運営形態 委託（だれか）
■対応言語 ２言語（日本語・ポル
トガル語）
■相談対応日程表
月 火 水 木 金 土 日
開設日 ○ － ○ ○ ○ ○ ―"""

DATES = Dates("2024-01-01", "統計", frozenset({90}), "2023-12-31", "別の統計", frozenset({91}), "2024", frozenset({92}))


def test_a_made_up_overview_is_read_whole() -> None:
    overview = read_overview(flow(OVERVIEW), (), "counter", "22130", DATES)
    (profile, lines), *_ = overview.profiles
    assert (profile["population"], profile["foreign_share_percent"], lines) == ("1000", "2.5", {3, 90})
    assert [row["nationality"] for row, _ in overview.nationalities] == ["cn", "br", "pe"]
    assert [(row["residence_status"], row["rank"]) for row, _ in overview.statuses][1] == ("student", "2")
    assert [(row.get("language", ""), lines) for row, lines in overview.languages] == [
        ("", {12, 92}),
        ("ja", {12, 92}),
        ("pt", {12, 13, 92}),
    ]
    assert [row["open"] for row, _ in overview.days] == ["true", "false", "true", "true", "true", "true", "false"]


def test_an_overview_that_begins_otherwise_is_refused() -> None:
    with pytest.raises(ReaderError, match="自治体情報"):
        read_overview(flow("何か\n" + OVERVIEW), (), "counter", "22130", DATES)


TIMELINE = """前書き
時期 イベント
R2.8 ●他都市行政視察
●予算協議
・ここは内容
R3.5 ●外国人総合相談センター開
設"""

CASE = {"key": "amagasaki", "municipality": "28202", "counter": "c"}


def test_a_made_up_timeline_keeps_a_date_for_all_events_of_its_row() -> None:
    events = read_events(flow(TIMELINE), CASE)
    assert [(row["event_ja"], row["month"], lines) for _, row, lines in events] == [
        ("他都市行政視察", "2020-08", {3}),
        ("予算協議", "2020-08", {3, 4}),
        ("外国人総合相談センター開設", "2021-05", {6, 7}),
    ]


def test_an_event_before_any_date_is_refused() -> None:
    with pytest.raises(ReaderError, match="no date before it"):
        list(read_events(flow("時期 イベント\n●予算協議"), CASE))


def test_charts_pair_values_with_names_in_order() -> None:
    bars, pie, scale = read_charts(flow("17\n21\n0 20 40\n人員\n経費\n305\n535\nはい いいえ\n1% 5%\n94%\n1 2 3"))
    assert [value for _, value in bars.values] == ["17", "21"]
    assert [name for _, name in bars.names] == ["人員", "経費"]
    assert pie.names == ((8, "はい"), (8, "いいえ"))
    assert [value for _, value in scale.values] == ["1%", "5%", "94%"]


def test_a_chart_without_names_is_refused() -> None:
    with pytest.raises(ReaderError, match="no names"):
        read_charts(flow("305\n535"))


def test_a_document_without_the_first_heading_is_refused() -> None:
    with pytest.raises(ReaderError, match="line 1: the heading '第 3章 .*' should follow"):
        read(Document("002", ("何か", "第 4章 一元的相談窓口の設置・運営")), Keys())


def test_malformed_months_hours_and_telephone_numbers_are_refused() -> None:
    for reader, printed in ((month, "13月"), (hour_after_noon, "12"), (telephone, "110")):
        with pytest.raises(ValueError, match="is not"):
            reader(printed)
    assert (month("７月"), hour_after_noon("１０"), tenths("７")) == ("07", "22:00:00", "70")


def test_a_date_of_another_precision_than_its_column_is_refused() -> None:
    assert date_of_kind("fiscal-year")("令和元年度") == "2019"
    with pytest.raises(ValueError, match="is a month, not a date"):
        date_of_kind("date")("令和３年４月")


def with_date_of_the_examples(part: str) -> Layout:
    """Two chapters with an introduction, the second with a box; a row of *part* has the date of the examples."""
    kinds = {"setup": "part", "minamisoma": "setup", "examples": "part", "nagano": "counter", "box": "column"}
    heads = [{kind: key, "key": key} for key, kind in kinds.items()]
    date = {"in": "examples", "one": "{year:令和６年度}", "as": "written"}
    row = {"in": part, "one": "{n:２}名", "facts": {"key": "k", "value": "{n}", "fiscal_year": "{written.year}"}}
    return make_layout({"heads": dict.fromkeys(kinds.values())}, {"made-up": [*heads, date, row]}, ["facts"])


def test_the_date_of_an_introduction_is_that_of_its_chapter() -> None:
    check_introductions(with_date_of_the_examples("nagano"))


@pytest.mark.parametrize("part", ["setup", "minamisoma", "box"])
def test_the_date_of_an_introduction_is_that_of_no_other_chapter_and_no_box(part: str) -> None:
    with pytest.raises(LayoutProblem, match="made-up.yaml step 7: .* leave its date out"):
        check_introductions(with_date_of_the_examples(part))
