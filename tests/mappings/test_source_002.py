"""Document 002: what is read from it, what its reader refuses, and what the graph answers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from mappings.map.sources import ROOT, Source, load_source
from mappings.map.tables import load_table
from mappings.read.document import Document, ReaderError
from mappings.read.extract import read_source
from mappings.read.keys import Keys
from mappings.read.ledger import load_exclusions, make_ledger
from mappings.read.reading import Reading
from mappings.source_002.charts import read_charts
from mappings.source_002.flow import Flow, cite
from mappings.source_002.layout import LayoutProblem, date_of_kind, hour_after_noon, month, number, telephone, tenths
from mappings.source_002.outline import Outline, Part, read_outline
from mappings.source_002.overview import Dates, read_overview
from mappings.source_002.reader import read
from mappings.source_002.timeline import read_events


@cache
def source() -> Source:
    return load_source(ROOT / "source_002")


@cache
def rows(table: str) -> dict[str, Row]:
    schema = next(schema for schema in source().schemas if schema.name == table)
    return {row["key"]: row for row in load_table(schema).rows}


# ---------------------------------------------------------------- cells read from the document by hand

HAND_READ: list[tuple[str, str, dict[str, str]]] = [
    ("setup_events", "minamisoma-2019-05", {"month": "2019-05", "date_qualifier": "until", "lines": "24-27"}),
    ("setup_events", "minamisoma-2021-06", {"date_printed": "R3.6上旬～中旬", "date_qualifier": "early-to-mid-month"}),
    ("setup_events", "minamisoma-2021-06-28", {"day": "2021-06-28", "month": "", "kind": "opening"}),
    ("setup_events", "amagasaki-2021-03-advisers", {"event_ja": "多言語相談員の調整", "month": "2021-03"}),
    ("setup_events", "usa-2021-06", {"event_ja": "宇佐市外国人総合相談センター開設", "lines": "388"}),
    ("setup_parties", "minamisoma-member-fukushima-university", {"organisation": "fukushima-university"}),
    ("setup_parties", "minamisoma-visit-oizumi", {"party_municipality": "10524", "role": "visited"}),
    ("profiles", "20000-2024-01-01", {"population": "2028135", "foreign_residents": "41557"}),
    ("profiles", "34309-2024-01-01", {"printed": "安芸郡坂町", "foreign_residents": "219"}),
    ("profiles", "hiroshima-aki-counter-total", {"municipality": "", "population": "1298477"}),
    ("top_nationalities", "40100-2024-01-01-nationality-1", {"nationality": "kr-kp", "date": "2023-12-31"}),
    ("top_nationalities", "34304-2024-01-01-nationality-2", {"printed": "ペルー", "nationality": "pe"}),
    ("top_residence_statuses", "12204-2024-01-01-status-2", {"printed": "技術・人文知識・国際業務"}),
    ("top_residence_statuses", "04100-2024-01-01-status-1", {"residence_status": "student", "rank": "1"}),
    ("counters", "kitakyushu-counter", {"operation": "subsidised", "operator": "kitakyushu-international-association"}),
    ("counters", "hiroshima-aki-counter", {"name_ja": "広島市・安芸郡外国人相談窓口", "operation": "commissioned"}),
    ("counters", "fujimino-counter", {"operator": "ficec", "lines": "424 1048"}),
    ("counters", "oyama-counter", {"operation": "direct", "municipality": "09208"}),
    ("counters", "higashikawa-counter", {"location_ja": "せんとぴゅあⅠ", "municipality": "01458"}),
    ("counter_channels", "funabashi-counter-email", {"channel": "email", "printed": "メール"}),
    ("counter_languages", "nagano-consultation-centre-staff-fil", {"language": "fil", "lines": "424 462-464"}),
    ("counter_languages", "nagano-consultation-centre-telephone", {"language_count": "15", "minimum": "true"}),
    ("counter_languages", "sendai-multicultural-centre-remote", {"language_count": "24", "bound": "at-most"}),
    ("counter_languages", "sendai-multicultural-centre-machine", {"language_count": "74", "mode": "machine"}),
    ("counter_languages", "ota-counter-video", {"language_count": "17", "mode": "video"}),
    ("counter_languages", "hamamatsu-counter-video-uk", {"printed": "ウクライナ語", "lines": "424 2102"}),
    ("counter_language_days", "hiroshima-aki-counter-staff-fil-wednesday-3", {"weekday": "wednesday", "week": "3"}),
    ("counter_days", "sendai-multicultural-centre-sunday", {"open": "true", "lines": "1212-1214"}),
    ("counter_days", "funabashi-counter-saturday", {"open": "false", "printed": "―"}),
    ("counter_day_exceptions", "nagano-consultation-centre-saturday-3", {"kind": "open-only", "inferred": "weekday"}),
    ("initiative_schedules", "nagano-visiting-consultations-yearly", {"times": "10", "unit": "place", "per": "year"}),
    ("initiative_schedules", "ota-hello-work-corner-tuesday", {"weekday": "tuesday", "part_of_day": "afternoon"}),
    ("initiative_schedules", "ota-hello-work-service-corner-weekly", {"start_year": "2009", "end_month": "2012-03"}),
    ("initiative_schedules", "hiroshima-aki-visiting-es", {"weekday": "thursday", "week": "3", "language": "es"}),
    ("initiative_schedules", "hiroshima-aki-meetings-yearly", {"times": "2", "times_max": "3", "bound": "about"}),
    ("initiative_schedules", "matsumoto-evening-before", {"ends_at": "22:00:00"}),
    ("initiative_partners", "sendai-expert-consultations-tax", {"printed": "東北税理士会", "lines": "1247"}),
    ("initiative_languages", "hamamatsu-online-consultation-pt", {"role": "not-offered", "language": "pt"}),
    ("joint_counters", "hiroshima-aki", {"agreement_date": "2021-04-01", "city_count": "1", "town_count": "4"}),
    ("joint_counters", "kurashiki-takahashigawa", {"members_printed": "７市３町", "lead_municipality": "33202"}),
    ("joint_counter_members", "kurashiki-takahashigawa-yakage", {"municipality": "33461", "role": "member"}),
    ("joint_meetings", "hiroshima-aki-3", {"date": "2021-01-29", "number": "3"}),
    ("theme_reports", "theme-5-noboribetsu", {"municipality": "01230", "printed": "北海道登別市"}),
    ("theme_reports", "theme-8-akitakata", {"municipality": "34214", "lines": "2195 3008 3070-3080"}),
    ("report_points", "theme-3-yokohama-9", {"label_ja": "秘密の厳守", "lines": "2307"}),
    ("counter_media", "amigo-suzuka-youtube", {"language_count": "10", "bound": "at-most", "start_month": "2021-07"}),
    ("media_languages", "kagoshima-door-sign-ko", {"language": "ko", "lines": "2195 2631-2633"}),
    ("stated_figures", "hachioji-volunteers", {"value": "371", "day": "2024-03-31", "municipality": "13201"}),
    ("stated_figures", "nerima-volunteer-languages", {"value": "25", "unit": "language", "day": "2024-04-01"}),
    ("stated_figures", "hikone-households", {"value": "2000", "printed": "２，０００世帯"}),
    ("stated_figures", "hamamatsu-online-vi", {"value": "70", "value_max": "80", "unit": "percent"}),
    ("history_events", "sendai-centre-opened", {"month": "2019-06", "date_printed": "同 6月"}),
    ("history_events", "kitakyushu-social-worker-posted", {"fiscal_year": "2019", "date_printed": "令和元年度"}),
    ("surveys", "grant-survey", {"target_count": "1788", "response_rate_printed": "４７．０％"}),
    ("surveys", "online-consultation-survey", {"period_start": "2022-08", "period_end": "2022-09"}),
    ("survey_options", "online-at-counter-yes", {"count": "34", "percent": "69", "lines": "947-958"}),
    ("survey_options", "online-reasons-against-budget", {"count": "37", "inferred": "count", "lines": "996 1005"}),
    ("survey_options", "grant-satisfaction-recipients-4", {"percent": "41", "count": ""}),
    ("inquiry_contacts", "nichibenren", {"telephone": "tel:+81-3-3580-9841", "lines": "2987-2991"}),
    ("inquiry_contacts", "houterasu-local-offices", {"url": "https://www.houterasu.or.jp/chihoujimusho/index.html"}),
    ("stated_figures", "sapporo-meetings", {"value": "3", "municipality": "01100", "lines": "393 399 424"}),
    ("setup_parties", "minamisoma-survey-prefecture", {"party_municipality": "07000", "lines": "81"}),
    ("setup_parties", "higashikawa-heard-hostels", {"printed": "学生寮の経営者", "role": "heard"}),
    ("setup_points", "higashikawa-point-3", {"label_ja": "全国唯一の公立日本語学校", "lines": "401"}),
    ("top_nationalities", "shinshiro-nationality-1", {"municipality": "23221", "nationality": "br", "profile": ""}),
    ("initiatives", "fukushima-expert-consultation", {"municipality": "07000", "kind": "expert-consultation"}),
    ("initiatives", "akitakata-promoter", {"title_ja": "多文化共生推進員", "municipality": "34214"}),
    ("initiatives", "minamisoma-job-matching", {"title_ja": "雇用マッチング", "lines": "194"}),
    ("initiative_partners", "hiroshima-general-counter-fund", {"initiative": "hiroshima-general-consultation"}),
    ("initiative_partners", "toyama-coordinator-prefecture", {"printed": "県の機関", "lines": "2733"}),
    ("initiative_schedules", "hachioji-volunteers-fixed-days", {"per": "fixed-days", "lines": "2819-2821"}),
    ("initiative_contents", "hamamatsu-training-content-7", {"content_ja": "医療通訳研修", "lines": "2319"}),
    ("report_parties", "theme-4-fukushima-police-boxes", {"printed": "交番・駐在所", "lines": "2416-2418"}),
    ("report_parties", "theme-5-kagoshima-prefectures", {"printed": "他県", "role": "visited"}),
    ("report_points", "theme-5-chiba-5", {"label_ja": "介護", "lines": "2700"}),
    ("report_points", "theme-7-kurume-2", {"label_ja": "ＤＶと思われる相談", "lines": "2947"}),
    ("column_points", "column-activities-content-2", {"label_ja": "ごみの出し方", "lines": "1590"}),
    ("column_parties", "column-visiting-himeji", {"party_municipality": "28201", "lines": "564-566"}),
    ("counter_media", "nagasaki-television", {"kind": "broadcast", "printed": "テレビ（県の広報番組）"}),
    ("counter_media", "hikone-envelope", {"kind": "envelope", "lines": "2195 2545-2547 2553"}),
    ("counter_interpreting", "chiba-counter-staff", {"printed": "各言語の担当職員", "mode": "staffed-counter"}),
    ("history_events", "ota-corner-reopened", {"year": "2019", "initiative": "ota-hello-work-corner"}),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "cells"), HAND_READ, ids=[f"{table}.{key}" for table, key, _ in HAND_READ])
def test_a_row_has_the_cells_that_the_page_shows(table: str, key: str, cells: dict[str, str]) -> None:
    row = rows(table)[key]
    assert {column: row[column] for column in cells} == cells


# ---------------------------------------------------------------- figures that the text itself lets one check


@pytest.mark.parametrize("stated", [row for row in rows("counter_languages").values() if row["key"].endswith("-staff")])
def test_as_many_languages_are_listed_as_the_text_counts(stated: Row) -> None:
    listed = [key for key in rows("counter_languages") if key.startswith(f"{stated['key']}-")]
    if stated["counter"] == "kawasaki-counter":  # says how many, not which
        assert not listed
    else:
        assert len(listed) == int(stated["language_count"])


def test_seventeen_languages_are_interpreted_by_video_in_hamamatsu() -> None:
    listed = {
        row["language"] for key, row in rows("counter_languages").items() if key.startswith("hamamatsu-counter-video-")
    }
    assert len(listed) == int(rows("counter_languages")["hamamatsu-counter-video"]["language_count"]) == 17
    assert {"km", "my", "ms", "uk"} <= listed


def test_the_members_of_the_joint_counter_add_up_to_its_total() -> None:
    joint = [row for row in rows("profiles").values() if row["counter"] == "hiroshima-aki-counter"]
    total = next(row for row in joint if row["printed"] == "計")
    for column in ("population", "foreign_residents"):
        assert sum(int(row[column]) for row in joint if row is not total) == int(total[column])


def test_each_share_is_foreign_residents_divided_by_population_but_the_one_corrected() -> None:
    corrected = {c.row: c.corrected for c in load_corrections() if c.table == "profiles"}
    for key, row in rows("profiles").items():
        share = 100 * int(row["foreign_residents"]) / int(row["population"])
        assert f"{share:.2f}" == corrected.get(key, row["foreign_share_percent"]), key
    assert set(corrected) == {"20000-2024-01-01"}


def test_answers_to_a_question_add_up_to_its_denominator() -> None:
    def total(question: str, column: str) -> int:
        return sum(int(row[column]) for row in rows("survey_options").values() if row["survey_question"] == question)

    for question, row in rows("survey_questions").items():
        if row["base_count"] and not row["multiple"]:
            assert total(question, "count") == int(row["base_count"]), question
    assert total("grant-satisfaction-all", "percent") == total("grant-satisfaction-recipients", "percent") == 100


def test_a_joint_counter_has_the_cities_and_towns_it_counts() -> None:
    for key, row in rows("joint_counters").items():
        members = [m["printed"][-1] for m in rows("joint_counter_members").values() if m["joint_counter"] == key]
        assert (members.count("市"), members.count("町")) == (int(row["city_count"]), int(row["town_count"]))


def test_every_local_government_that_reports_is_one_that_runs_a_counter() -> None:
    with_counter = {row["municipality"] for row in rows("counters").values()}
    assert {row["municipality"] for row in rows("theme_reports").values()} <= with_counter


PLACES_OF_COLUMNS = {
    "column-visiting": {"20000", "07201", "11203", "28201"},
    "column-prefecture-role": {"20000"},
    "column-cooperation": {"27203"},
    "column-activities": {"22130", "14201", "20202", "40100", "23223", "24202"},
    "column-volunteers": {"13201", "13120"},
}
MEDIA_BY_PLACE = {
    "07212": 2, "20000": 1, "12204": 2, "11245": 1, "04100": 3, "34100": 1, "07000": 5, "09208": 2,
    "10524": 1, "14203": 1, "23223": 3, "24207": 2, "26206": 3, "28202": 4, "25202": 3, "27212": 4,
    "42000": 5, "46000": 3, "04202": 2, "38202": 1, "01100": 1, "14401": 1, "": 1,
}  # fmt: skip


def test_every_local_government_that_a_column_names_is_linked_to_it() -> None:
    linked: dict[str, set[str]] = {}
    for row in rows("column_parties").values():
        if row["party_municipality"]:
            linked.setdefault(row["guide_column"], set()).add(row["party_municipality"])
    assert linked == PLACES_OF_COLUMNS


def test_as_many_media_as_counted_by_hand_for_each_local_government() -> None:
    found = [row["municipality"] for row in rows("counter_media").values()]
    assert {place: found.count(place) for place in found} == MEDIA_BY_PLACE


# ---------------------------------------------------------------- the document itself


@pytest.fixture(scope="session")
def document(documents_dir: Path) -> Document:
    return Document.from_text("002", next(documents_dir.glob("002_*.txt")).read_text(encoding="utf-8"))


def changed(document: Document, line: int, text: str) -> Document:
    lines = list(document.lines)
    lines[line - 1] = text
    return Document("002", tuple(lines))


def refused(document: Document, line: int, text: str) -> ReaderError:
    with pytest.raises(ReaderError) as caught:
        read(changed(document, line, text), Keys())
    return caught.value


def test_the_committed_tables_are_what_the_document_says(documents_dir: Path) -> None:
    extraction = read_source(source(), documents_dir)
    for name, table in extraction.tables.items():
        assert table.rows == list(rows(name).values()), name


def test_every_line_is_accounted_for_and_none_rejected(documents_dir: Path) -> None:
    extraction = read_source(source(), documents_dir)
    entries, lost = make_ledger(extraction.document, extraction.reading, extraction.tables, load_exclusions())
    assert lost == []
    assert len(entries) == sum(1 for line in extraction.document.lines if line.strip())
    assert {entry.status for entry in entries} == {"mapped", "heading", "furniture", "prose"}


def test_blank_lines_at_the_end_change_nothing(document: Document) -> None:
    reading: Reading = read(Document("002", (*document.lines, "", " ")), Keys())
    assert [row["key"] for row in reading.tables["counters"]] == list(rows("counters"))


def test_lines_pushed_down_are_read_all_the_same(document: Document) -> None:
    reading = read(Document("002", (*document.lines[:8], "", "", "", *document.lines[8:])), Keys())
    moved = {row["key"]: row for row in reading.tables["inquiry_contacts"]}
    assert moved["nichibenren"]["lines"] == "2990-2994"


def test_an_unknown_nationality_is_an_error_at_its_line(document: Document) -> None:
    error = refused(document, 438, "②アトランティス ")
    assert (error.line_number, "アトランティス" in str(error)) == (438, True)


def test_a_profile_with_a_rank_missing_is_refused(document: Document) -> None:
    assert refused(document, 438, "").line_number == 436


def test_figures_of_another_form_are_refused(document: Document) -> None:
    assert refused(document, 434, "2,028,135 人 41,557 人 二パーセント").line_number == 434


def test_an_unknown_language_is_refused(document: Document) -> None:
    assert "クリンゴン語" in str(refused(document, 1406, "■対応言語 ４言語（日本語・英語・中国語・クリンゴン語） "))


def test_six_marks_for_seven_days_are_refused(document: Document) -> None:
    assert "開設日" in str(refused(document, 717, "開設日 ○ ○ ○ ○ ○ ― "))


def test_an_event_that_is_not_known_is_refused(document: Document) -> None:
    error = refused(document, 287, "R2.8 ●他都市行政視察と懇談会 ")
    assert (error.line_number, "lookups/setup_events.csv" in str(error)) == (287, True)


def test_a_date_that_is_not_in_the_calendar_is_refused(document: Document) -> None:
    assert refused(document, 132, "R3.6.31 ●「南相馬市外国人活躍支援 ").line_number == 132


def test_a_missing_heading_is_refused(document: Document) -> None:
    assert "（４）仙台市" in str(refused(document, 1176, ""))


def test_an_unknown_operator_is_refused(document: Document) -> None:
    error = refused(document, 701, "■運営形態 委託（株式会社名無し） ")
    assert "株式会社名無し" in str(error)


def test_a_report_of_another_place_is_refused(document: Document) -> None:
    assert "theme-2" in str(refused(document, 2242, "● 地域の日本語教室の卒業生等を採用している。（宮城県気仙沼市）"))


def test_a_line_that_nothing_accounts_for_is_refused(document: Document) -> None:
    error = refused(document, 546, "これは表にも注にもない一行")
    assert (error.line_number, "layout/notes.csv" in str(error)) == (546, True)


def test_a_chart_with_a_value_too_many_is_refused(document: Document) -> None:
    assert "names" in str(refused(document, 3121, "99"))


def sentences(document: Document) -> set[str]:
    """Every run of the text up to a 。 that has 24 characters or more without white space, lines joined or not."""
    whole = "".join(line.strip() for line in document.lines)
    parts = re.findall(r"[^。]*。", whole) + [s for line in document.lines for s in re.findall(r"[^。]*。", line)]
    return {squeezed for part in parts if len(squeezed := re.sub(r"\s", "", part)) >= 24}


def files() -> Iterable[Path]:
    yield from (path for path in (ROOT / "source_002").rglob("*") if path.suffix in (".csv", ".json", ".yaml", ".py"))
    yield from (ROOT / "derive").glob("002-*.rq")
    yield Path(__file__)


def test_no_sentence_of_the_document_is_in_its_folder(document: Document) -> None:
    known = sentences(document)
    assert len(known) > 200
    for path in files():
        text = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
        assert not [sentence for sentence in known if sentence in text], path


# ---------------------------------------------------------------- made-up text, for machines without the documents


def flow(text: str, key: str = "part") -> Flow:
    return Flow.of("002", key, enumerate(text.split("\n"), 1))


def outline(key: str, text: str, **more: str) -> Outline:
    parts = {k: Part(k, "counter", k, (), flow(t, k)) for k, t in {key: text, **more}.items()}
    return Outline("002", parts, (), frozenset(), {})


def test_a_flow_gives_back_the_lines_of_a_match_over_line_breaks() -> None:
    made = flow("外国人の相\n\n 談窓口を置く \n終わり")
    match = made.only("相談(?P<what>窓口)")
    assert (made.numbers(match.span()), made.numbers(match.span("what"))) == ({1, 3}, {3})


def test_two_fragments_with_an_ellipsis_match_what_lies_between() -> None:
    made = flow("あ（い）\nう。え")
    assert made.only("（い…う。")[0] == "（い）う。"


def test_a_pattern_that_matches_twice_or_never_is_an_error_with_its_line() -> None:
    made = flow("一度\n二度")
    with pytest.raises(ReaderError, match=r"document 002, line 2: .*found 2 times"):
        made.only("度")
    with pytest.raises(ReaderError, match="found 0 times"):
        made.only("三度")


def test_cited_lines_run_on_over_blank_lines_only() -> None:
    assert cite({9, 12, 14}, frozenset({13})) == "9 12-14"
    assert cite({3, 5}) == "3 5"


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
    overview = read_overview(outline("here", OVERVIEW), "here", "counter", "22130", DATES)
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
        read_overview(outline("here", "何か\n" + OVERVIEW), "here", "counter", "22130", DATES)


TIMELINE = """前書き
時期 イベント
R2.8 ●他都市行政視察
●予算協議
・ここは内容
R3.5 ●外国人総合相談センター開
設"""
CASE = {"key": "amagasaki", "municipality": "28202", "counter": "c"}


def test_a_made_up_timeline_keeps_a_date_for_all_events_of_its_row() -> None:
    found = read_events(outline("amagasaki", TIMELINE), {"amagasaki": CASE})
    assert [(row["event_ja"], row["month"], lines) for row, lines in found] == [
        ("他都市行政視察", "2020-08", {3}),
        ("予算協議", "2020-08", {3, 4}),
        ("外国人総合相談センター開設", "2021-05", {6, 7}),
    ]


def test_an_event_before_any_date_is_refused() -> None:
    with pytest.raises(ReaderError, match="no date before it"):
        read_events(outline("amagasaki", "時期 イベント\n●予算協議"), {"amagasaki": CASE})


def test_charts_pair_values_with_names_in_order() -> None:
    bars, pie, scale = read_charts(flow("17\n21\n0 20 40\n人員\n経費\n305\n535\nはい いいえ\n1% 5%\n94%\n1 2 3"))
    assert [value for _, value in bars.values] == ["17", "21"]
    assert [name for _, name in bars.names] == ["人員", "経費"]
    assert pie.names == ((8, "はい"), (8, "いいえ"))
    assert [value for _, value in scale.values] == ["1%", "5%", "94%"]


def test_a_chart_without_names_is_refused() -> None:
    with pytest.raises(ReaderError, match="no names"):
        read_charts(flow("305\n535"))


def test_an_outline_must_begin_with_its_first_heading() -> None:
    with pytest.raises(ReaderError, match="line 1: "):
        read_outline(Document("002", ("何か", "第 3章 一元的相談窓口の設置・運営")))


@pytest.mark.parametrize(
    ("printed", "value"), [("２，０００", "2000"), ("一", "1"), ("十", "10"), ("47.0", "47"), ("６．０８", "6.08")]
)
def test_numbers_are_read_wide_or_in_kanji(printed: str, value: str) -> None:
    assert number(printed) == value


def test_what_is_no_number_month_hour_or_telephone_number_is_refused() -> None:
    for reader, printed in ((number, "多数"), (month, "13月"), (hour_after_noon, "12"), (telephone, "110")):
        with pytest.raises(ValueError, match="is not"):
            reader(printed)
    assert (month("７月"), hour_after_noon("１０"), tenths("７")) == ("07", "22:00:00", "70")


def test_a_date_of_another_precision_than_its_column_is_refused() -> None:
    assert date_of_kind("fiscal-year")("令和元年度") == "2019"
    with pytest.raises(ValueError, match="is a month, not a date"):
        date_of_kind("date")("令和３年４月")


def test_a_layout_that_names_no_group_is_a_problem_of_the_layout(monkeypatch: pytest.MonkeyPatch) -> None:
    from mappings.source_002 import layout

    monkeypatch.setattr(layout, "layout_rows", lambda table: ({"key": "k", "find": "here::窓口", "cell": "{nothing}"},))
    with pytest.raises(LayoutProblem, match="nothing captures"):
        layout.read_layout("made_up", outline("here", "窓口"))


# ---------------------------------------------------------------- what the graph answers

PREFIXES = """PREFIX cv: <http://data.europa.eu/m8g/> PREFIX dct: <http://purl.org/dc/terms/> PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#> PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX id: <http://localhost:8000/id/> """


def ask(store: EmbeddedStore, query: str) -> set[tuple[str, ...]]:
    result = store.store.query(PREFIXES + query)
    assert isinstance(result, QuerySolutions)
    return {tuple(term.value for term in solution) for solution in result}


def test_counters_open_on_sunday(store: EmbeddedStore) -> None:
    query = """SELECT ?key WHERE { ?day a schema:OpeningHoursSpecification ; tbk:isOpen true ; dct:isPartOf ?counter ;
      schema:dayOfWeek <http://localhost:8000/id/weekday/sunday> . ?counter dct:identifier ?key }"""
    assert ask(store, query) == {("sendai-multicultural-centre",), ("hamamatsu-counter",), ("tomakomai-counter",)}


def test_who_runs_the_counter_where_the_share_of_foreign_residents_is_highest(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE { ?figure tbk:foreignResidentShare ?share ; tbk:refMunicipality ?municipality .
      ?counter cv:hasCompetentAuthority ?municipality ; tbk:operator/skos:prefLabel ?name FILTER(LANG(?name) = "ja")
    } ORDER BY DESC(?share) LIMIT 1"""
    assert ask(store, query) == {("太田市国際交流協会",)}


def test_the_default_graph_has_the_corrected_share_of_nagano(store: EmbeddedStore) -> None:
    query = """SELECT ?share WHERE { ?figure tbk:foreignResidentShare ?share ;
      tbk:refMunicipality <http://localhost:8000/id/municipality/20000> }"""
    assert ask(store, query) == {("2.05",)}


def test_a_counter_without_a_printed_name_has_a_title_of_its_local_government(store: EmbeddedStore) -> None:
    query = "SELECT ?title WHERE { <http://localhost:8000/id/service/kitakyushu-counter> dct:title ?title }"
    assert ask(store, query) == {("北九州市の一元的相談窓口",), ("One-stop consultation counter of Kitakyushu",)}
