"""The second half of document 001: what was read by hand is read by the reader, and what it does not know stops it."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from mappings.source_001.second_half import first_line, read_second_half

from mappings.csv_files import Row
from mappings.map.tables import line_ranges
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.chapters.organisation import split_division
from mappings.source_001.cursor import Cursor, fiscal_period, number_of, tile
from mappings.source_001.flow import Cell, Flow


@cache
def document(folder: Path) -> Document:
    (path,) = folder.glob("001_*.txt")
    return Document.from_text("001", path.read_text(encoding="utf-8"))


@cache
def reading(folder: Path) -> Reading:
    return read_second_half(document(folder), Keys())


def rows(folder: Path, table: str) -> dict[str, Row]:
    return {row["key"]: row for row in reading(folder).tables[table]}


# ---------------------------------------------------------------- cells read from the document by hand

HAND_READ = [
    # career fairs, internships, training
    (
        "events",
        "jet-career-fair-2024-02-25",
        {"place": "東京流通センター", "mode": "hybrid", "municipality": "13000", "lines": "2943 2957 2967-2969"},
    ),
    ("events", "jet-career-fair-2024-02-17", {"municipality": "27000", "inferred": "municipality"}),
    ("programmes", "jet-counselling-grant", {"kind": "grant", "lines": "2931"}),
    ("programmes", "jet-mental-health-consultation", {"kind": "consultation", "lines": "2929"}),
    ("event_figures", "jet-career-fair-2024-02-17-exhibitors", {"value": "47", "unit": "organisation"}),
    ("event_figures", "jet-career-fair-kochi-prefecture-2023-09-24-jet-participants", {"value": "8", "lines": "2986"}),
    (
        "event_figures",
        "jet-career-fair-gunma-prefecture-2023-10-11-jet-participants",
        {"value": "", "note": "JET 参加者数集計せず"},
    ),
    (
        "events",
        "jet-internship-iwate-prefecture-cancelled",
        {"status": "cancelled", "municipality": "03000", "start": ""},
    ),
    ("grants", "jet-internship-iwate-prefecture-cancelled-grant", {"content": "準備業務の経費に対する助成を実施"}),
    ("events", "jet-career-training-2024-01-27", {"title": "日本式就職活動の基礎ウェビナー", "mode": "online"}),
    # projects with JETAA: lost headings, runs of dates and places
    (
        "events",
        "jetaa-us-2023-09-08",
        {"organiser": "clair-new-york", "place": "カリフォルニア州モントレー", "inferred": "organiser"},
    ),
    (
        "events",
        "jetaa-gb-2024-02-17",
        {"start": "2024-02-17", "end": "2024-02-18", "place": "リバプール", "inferred": ""},
    ),
    ("events", "jetaa-ph-2023-11-18", {"country": "ph", "place": "マニラ", "inferred": "country organiser"}),
    (
        "event_sessions",
        "jetaa-fr-2024-01-26-5",
        {"start": "2024-03-07", "municipality": "", "part_printed": "島根県出雲市"},
    ),
    ("events", "jetaa-fr-2024-01-26", {"place": "JNTO Facebook", "content": "JET 参加者による観光情報を投稿"}),
    (
        "event_parties",
        "jetaa-fr-2024-01-26-featured-5",
        {"role": "featured", "municipality": "32203", "printed": "島根県出雲市"},
    ),
    (
        "event_sessions",
        "jetaa-au-2023-06-24-6",
        {"start": "2023-07-21", "place": "パース", "part_printed": "パース管内"},
    ),
    ("event_sessions", "jetaa-kr-2024-01-26-1", {"municipality": "46216", "lines": "3412 3420-3422"}),
    ("events", "jetaa-sg-2023-11-03", {"place": "東京", "municipality": "13000", "country": "sg"}),
    ("event_sessions", "jetaa-nz-2023-06-09-2", {"start": "2023-06-09", "mode": "online", "place": ""}),
    # grants and awards
    ("grants", "international-exchange-support-okinoshima", {"municipality": "32528", "lines": "3644-3652"}),
    ("grants", "international-exchange-support-misato", {"municipality": "32448"}),
    (
        "grants",
        "international-exchange-support-hiratsuka",
        {"status": "withdrawn", "municipality": "14203", "title": ""},
    ),
    ("grant_parties", "international-exchange-support-nagawa-partner-2", {"country": "gb"}),
    (
        "grants",
        "international-exchange-award-hyogo-tamba-no-mori-kyokai",
        {"organisation": "hyogo-tamba-no-mori-kyokai"},
    ),
    (
        "grants",
        "international-cooperation-model-jinsekikogen",
        {"municipality": "34545", "recipient_printed": "広島県神石高原町"},
    ),
    ("grant_parties", "international-cooperation-model-shihoro-partner-1", {"country": "kg", "lines": "3830"}),
    ("grant_parties", "international-cooperation-model-yonago-partner-1", {"country": "in", "printed": "インド"}),
    (
        "grant_parties",
        "international-exchange-support-sapporo-partner-network",
        {"organisation": "unesco-creative-cities-network", "lines": "3590-3598"},
    ),
    (
        "trainees",
        "lgotp-kochi",
        {"municipality": "39201", "country": "id", "region": "スラバヤ市", "field": "都市計画等"},
    ),
    (
        "expert_dispatches",
        "expert-fukuoka-prefecture",
        {"former_staff": "true", "field": "公営住宅", "mode": "on-site"},
    ),
    ("expert_dispatches", "expert-tsuyama", {"municipality": "33203", "destination": "ケッドウドムサク自治区"}),
    # seminars
    ("speakers", "cooperation-seminar-2023-09-07-speaker-6", {"organisation": "lequio-wings", "post": "副理事長"}),
    (
        "event_parties",
        "japan-china-regional-exchange-seminar-19-organiser-1",
        {"role": "organiser", "organisation": "clair", "lines": "3951"},
    ),
    ("event_figures", "trilateral-local-government-conference-24-attendees-3", {"label": "韓国", "value": "55"}),
    (
        "events",
        "singapore-policy-seminar-2024-01-26",
        {"place": "バンコク", "mode": "hybrid", "organiser": "clair-singapore"},
    ),
    ("event_figures", "beijing-policy-seminar-2023-04-25-2-attendees", {"value": "124"}),
    ("events", "korea-resident-officials-seminar-3", {"number": "3", "place": "忠清南道、世宗特別自治市"}),
    (
        "events",
        "trilateral-local-government-conference-24",
        {"mode": "on-site", "mode_printed": "対面式", "content": "基調講演、主旨講演、パネルディスカッション"},
    ),
    ("events", "japan-china-regional-exchange-seminar-19", {"country": "cn", "place": "四川省成都市都江堰市"}),
    # magazines, newsletters, channels, publications
    ("magazine_issues", "clair-mail-magazine-338", {"month": "2024-02", "article_count": "2"}),
    ("magazine_issues", "clair-flash-2023-08-2", {"month_printed": "８月", "lines": "4257 4264-4267"}),
    ("magazine_issues", "jichitai-kokusaika-forum-412", {"cover": "２月号", "month": "2024-01"}),
    ("newsletters", "clair-paris-newsletter", {"title": "é-CLAIR La lettre de CLAIR Paris", "issue_count": "4"}),
    ("channels", "clair-beijing-wechat", {"printed": "微信（WeChat）", "lines": "4542-4548"}),
    ("channels", "clair-website", {"office": "clair", "platform": "website", "lines": "4391"}),
    ("publication_outlets", "clair-flash-ijamp", {"organisation": "jiji-press", "outlet": "iJAMP", "lines": "4222"}),
    ("channels", "clair-seoul-instagram-2", {"name": "トランドラン", "platform": "instagram"}),
    (
        "publications",
        "clair-report-2023-14",
        {"title": "ASEAN の青少年交流 ベトナム・タイの事例", "publisher": "clair-singapore"},
    ),
    ("good_practices", "good-practice-fukuoka", {"municipality": "40130", "category": "use-of-it"}),
    # staff
    ("staff_postings", "clair-singapore-kagoshima", {"municipality": "46201", "office": "clair-singapore"}),
    (
        "staff_postings",
        "clair-training-and-counselling-division-kuroishi",
        {"next_office": "clair-sydney", "municipality": "02204"},
    ),
    ("staff_postings", "clair-seoul-resident-nagasaki-prefecture", {"kind": "resident", "municipality": "42000"}),
    ("event_sessions", "staff-training-2024-01-25-2", {"start": "2024-01-30", "date_printed": "30日"}),
    ("event_sessions", "global-talent-training-2023-08-16-3", {"place": "インドネシア", "country": "id"}),
    ("event_parties", "staff-training-2023-04-26-janic", {"role": "named", "organisation": "janic"}),
    ("events", "staff-training-2023-04", {"start_month": "2023-04", "end_month": "2024-02"}),
    # supports and surveys
    (
        "office_supports",
        "clair-new-york-sakai",
        {"municipality": "08546", "occasion": "姉妹都市であるハワイ州ホノルル市"},
    ),
    ("office_supports", "clair-paris-appointment-interpreter", {"beneficiary": "", "lines": "5259 5265"}),
    ("office_support_kinds", "clair-singapore-oyama-event-support", {"kind": "event-support"}),
    ("office_supports", "clair-new-york-tokyo-prefecture-3", {"beneficiary": "保健医療局", "inferred": "municipality"}),
    ("figures", "overseas-support-singapore-2", {"value": "88", "item": "都道府県・政令市"}),
    # boards, officers, organisation
    ("events", "board-of-directors-82", {"start": "2024-03-19", "number": "82", "mode": "hybrid"}),
    ("member_visits", "member-visit-2023-30", {"date": "2023-11-07", "municipality": "07000", "member_role": "理事"}),
    ("member_visit_visitors", "member-visit-2023-20-2", {"post": "JET プログラム事業部長"}),
    ("officers", "officer-04", {"municipality": "34309", "post": "町長", "body_post": "副会長"}),
    ("officers", "officer-06", {"municipality": "28100", "post": "市会議長"}),
    ("officers", "officer-15", {"organisation": "jiam", "post": "学長", "lines": "5570 5589 5601"}),
    ("branches", "clair-branch-kochi-prefecture", {"post": "企画監（国際交流担当）"}),
    ("branches", "clair-branch-saitama", {"municipality": "11100", "division": "saitama-branch-division-3"}),
    ("branch_divisions", "yokohama-branch-division-3", {"name": "政策総務課", "municipality": "14100"}),
    ("staff_posts", "headquarters-post-16", {"post": "主査・主事", "count": "40"}),
    ("figures", "overseas-staff-beijing-researcher", {"value": "1", "item": "調査役", "date": "2024-04-01"}),
]


@pytest.mark.parametrize(("table", "key", "cells"), HAND_READ, ids=[f"{table}/{key}" for table, key, _ in HAND_READ])
def test_a_row_is_what_a_person_reads(documents_dir: Path, table: str, key: str, cells: Row) -> None:
    row = rows(documents_dir, table)[key]
    assert {column: row[column] for column in cells} == cells


def test_projects_with_jetaa_are_as_many_in_each_country_as_the_table_prints(documents_dir: Path) -> None:
    projects = [row for row in rows(documents_dir, "events").values() if row["series"] == "jetaa-projects"]
    counted = Counter(row["country"] for row in projects)
    assert counted.pop("kr") == 9
    assert (counted.pop("us"), counted.pop("sg"), counted.pop("gb")) == (5, 5, 4)
    assert counted == dict.fromkeys(("fr", "au", "cn"), 3) | {"ph": 2} | dict.fromkeys(
        ("ca", "id", "in", "vn", "nz"), 1
    )


def test_every_prefecture_and_designated_city_has_a_branch(documents_dir: Path) -> None:
    places = [row["municipality"] for row in rows(documents_dir, "branches").values()]
    assert len(set(places)) == len(places) == 67
    assert sum(place.endswith("000") for place in places) == 47
    names = {row["municipality"]: row["name_en"] for row in rows(documents_dir, "branches").values()}
    assert len(set(names.values())) == 67
    assert (names["15000"], names["15100"]) == ("CLAIR Niigata Prefecture branch", "CLAIR Niigata City branch")
    assert (names["01000"], names["13000"]) == ("CLAIR Hokkaido branch", "CLAIR Tokyo branch")


def test_postings_are_as_many_as_the_text_says(documents_dir: Path) -> None:
    kinds = Counter(row["kind"] for row in rows(documents_dir, "staff_postings").values())
    assert kinds == {"trainee-overseas": 50, "trainee-headquarters": 33, "resident": 4}


def test_empty_cells_of_the_staff_table_are_no_figures(documents_dir: Path) -> None:
    staff = [row for row in rows(documents_dir, "figures").values() if row["measure"] == "overseas-staff-by-post"]
    residents = {row["organisation"]: row["value"] for row in staff if row["item"] == "駐在員"}
    assert residents == {"clair-singapore": "3", "clair-seoul": "1"}
    assert sum(int(row["value"]) for row in staff if row["item"] == "計") == 97


def test_every_line_is_cited_or_has_a_reason(documents_dir: Path) -> None:
    text, read = document(documents_dir), reading(documents_dir)
    known = {note.line for note in read.notes if note.reason}
    for table in read.tables.values():
        for row in table:
            known |= {n for first, last in line_ranges(row["lines"]) for n in range(first, last + 1)}
    lines = range(first_line(text), len(text.lines) + 1)
    assert [n for n in lines if text.line(n).strip() and n not in known] == []


def test_a_row_cites_no_line_that_stands_in_the_other_half(documents_dir: Path) -> None:
    start = first_line(document(documents_dir))
    for table in reading(documents_dir).tables.values():
        for row in table:
            assert line_ranges(row["lines"])[0][0] >= start, row["key"]


def test_nobody_is_named(documents_dir: Path) -> None:
    """The names of the heads of branches and of officers stand before their posts; none is in a cell."""
    text, read = document(documents_dir), reading(documents_dir)
    withheld = {note.line for note in read.notes if note.status == "withheld"}
    heads = {int(row["lines"].split()[-1].split("-")[-1]) for row in read.tables["branches"]}
    assert heads <= withheld
    cells = {
        cell
        for name in ("branches", "branch_divisions", "officers")
        for row in read.tables[name]
        for cell in row.values()
    }
    for line in heads:
        person = "".join(text.line(line).split()[1:3])
        assert not any(person in cell.replace(" ", "") for cell in cells), line


def test_a_known_row_keeps_its_key(documents_dir: Path) -> None:
    keys = Keys()
    keys.remember(
        "good_practices",
        ("municipality", "title"),
        [{"key": "kept", "municipality": "18000", "title": "ふくい政策デザインの推進"}],
    )
    read = read_second_half(document(documents_dir), keys)
    assert [row["municipality"] for row in read.tables["good_practices"] if row["key"] == "kept"] == ["18000"]


# ---------------------------------------------------------------- shapes that are not known

BROKEN = [
    (4171, "３本", "４本", "articles"),  # the sum of the articles no longer agrees with the text
    (5033, "大分県大分市、", "", "names, not"),
    (5313, "68", "69", "do not add up"),
    (5841, "１ １ １ １ １ １ １", "１ １ １ １ １ １", "sums of the rows"),
    (5851, "14 11", "15 11", "sums of the rows"),
    (3156, "メ", "", "letters of the heading"),
    (3342, "オンライン", "ジャカルタ", "is not a place of"),
    (5523, "岡山市", "岡山町", "岡山町"),
    (5513, "参与、", "相談役、", "not a name and a post"),
    (5791, "市民局 国際課長", "", "heads of branches"),
    (4508, "JLGC ブログ", "JLGC 掲示板", "no platform"),
    (2968, "東京流通センター", "幕張メッセ", "fair_places"),
    (3619, "オーストラリア", "オーストララシア", "its table has 25 rows"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "printed", "changed", "message"), BROKEN, ids=[str(line) for line, *_ in BROKEN])
def test_an_unknown_shape_stops_the_reader(
    documents_dir: Path, line: int, printed: str, changed: str, message: str
) -> None:
    text = document(documents_dir)
    assert printed in text.line(line)
    lines = list(text.lines)
    lines[line - 1] = lines[line - 1].replace(printed, changed)
    with pytest.raises(ReaderError, match=message):
        read_second_half(Document("001", tuple(lines)), Keys())


def test_a_document_without_the_half_is_refused() -> None:
    with pytest.raises(ReaderError, match="is nowhere"):
        read_second_half(Document.from_text("001", "令和５年度\n"), Keys())


# ---------------------------------------------------------------- small pieces

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


@pytest.mark.parametrize(
    ("printed", "start"), [("４月 20 日", "2023-04-20"), ("３月 31日", "2024-03-31"), ("11 月 7 日", "2023-11-07")]
)
def test_a_day_without_a_year_is_of_the_fiscal_year(printed: str, start: str) -> None:
    assert fiscal_period(Cell(printed, frozenset({1}))).start == start


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
    assert [note.status for note in cursor.build.reading.notes] == ["heading", "heading", "furniture"]
