from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mappings.source_001.first_half import END, read_first_half

from graph.store import EmbeddedStore
from mappings.csv_files import Row
from mappings.map.corrections import load_corrections
from mappings.map.sources import ROOT, Source, load_source
from mappings.map.tables import load_table
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.dates import Period, read_period, span
from mappings.source_001.flow import Flow, cite
from mappings.source_001.speakers import parse_speakers

SECOND_HALF = 2905
"""The line of the heading at which the other half begins."""


@cache
def source() -> Source:
    return load_source(ROOT / "source_001")


@cache
def rows(table: str) -> dict[str, Row]:
    schema = next(schema for schema in source().schemas if schema.name == table)
    return {row["key"]: row for row in load_table(schema).rows}


def first_half(table: str) -> list[Row]:
    return [row for row in rows(table).values() if int(re.split("[ -]", row["lines"])[0]) < SECOND_HALF]


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    (path,) = documents_dir.glob(source().metadata["file"])
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return read_first_half(Document.from_text("001", text), Keys())


# ---------------------------------------------------------------- rows read from the document by hand

HAND_READ = [
    (
        "events",
        "london-seminar-34",
        {"number": "34", "start": "2024-02-29", "mode": "online", "organiser": "clair-london"},
    ),
    ("events", "ny-seminar-2023-12-26", {"start": "2023-12-26", "end": "2024-02-02", "mode": "video"}),
    (
        "events",
        "singapore-seminar-2023-11-02",
        {"title": "海外経済セミナー2023", "mode": "hybrid", "place": "東京", "municipality": "13000"},
    ),
    ("events", "ny-fair-2023-11-03", {"title": "Salon International Tourisme Voyages", "place": "モントリオール"}),
    ("events", "ny-fair-2023-04-15", {"place": "ワシントン D.C.", "end": "2023-04-16", "lines": "1229-1236"}),
    ("events", "london-fair-2023-10-01", {"title": "ジャパン祭り 2023", "place": "ロンドン", "lines": "1282"}),
    ("events", "paris-fair-2023-06-30", {"place": "トゥール", "title": "トゥールジャパンフェスティバル"}),
    ("events", "sydney-fair-2023-05-21", {"place": "ホワイトホース", "title": "Japan Festival 2023"}),
    ("events", "sydney-fair-2024-02-25", {"place": "オークランド", "country": "nz", "organiser": ""}),
    ("events", "seoul-fair-2023-12-02", {"title": "AGF2023(Anime × Game Festival Korea2023)", "place": "京畿道"}),
    ("events", "paris-exhibition-11", {"number": "11", "theme": "衣・食・住", "country": "fr", "end": "2023-11-25"}),
    ("events", "booth-2023-09-17", {"municipality": "14100", "place": "横浜市", "end": "2023-09-18"}),
    (
        "events",
        "jet-training-2023-08",
        {"start": "", "start_month": "2023-08", "end_month": "2024-02", "mode": "hybrid"},
    ),
    (
        "events",
        "jet-training-2023-08-07",
        {"title": "来日直後オリエンテーション", "place": "京王プラザホテル", "inferred": "audience place title"},
    ),
    ("events", "jet-training-boats", {"date_printed": "来日後の都度開催", "start": "", "mode": "online"}),
    ("event_sessions", "paris-reception-2024-02-13-4", {"start": "2024-03-06", "place": "モナコ", "country": "mc"}),
    ("event_sessions", "seoul-reception-2024-02-14-2", {"start": "2024-02-20", "place": "釜山広域市"}),
    ("event_sessions", "leaders-training-2023-10-16-2", {"mode": "on-site", "municipality": "40100"}),
    (
        "event_sessions",
        "leaders-project-2023-10-22-1",
        {"part_printed": "①", "content": "災害多言語支援センター設置・運営訓練"},
    ),
    ("event_figures", "leaders-project-2023-10-22-2-attendees", {"value": "12", "unit": "person", "lines": "2108"}),
    ("event_figures", "paris-exhibition-11-visitors", {"value": "33757", "note": "延べ", "session": ""}),
    ("event_figures", "council-2023-05-22-attendees-organisations", {"value": "51", "unit": "organisation"}),
    ("event_figures", "booth-2024-01-21-visitors", {"value": "2600", "approximate": "true"}),
    ("event_figures", "australia-exchange-programme-2023-11-27-attendees", {"value": "13", "lines": "2239 2259"}),
    ("event_parties", "food-tour-2023-07-24-fukushima", {"municipality": "01332", "printed": "福島町"}),
    ("event_parties", "leaders-project-2023-10-22-nakano", {"municipality": "20211", "printed": "中野市"}),
    ("event_parties", "singapore-cooking-2023-10-09-fukuoka", {"municipality": "40130", "role": "implementer"}),
    ("event_menus", "singapore-cooking-2023-10-09-ingredient-4", {"name": "青パパイヤ", "substituted": "true"}),
    ("event_menus", "singapore-cooking-2023-10-09-dish-2", {"name": "青パパイヤサラダ（もずくドレッシングがけ）"}),
    (
        "talks",
        "hq-seminar-2023-06-08-talk-2",
        {"label": "講演２", "title": "現地スーパーの商品トレンドと PR時のポイント"},
    ),
    ("speakers", "london-seminar-26-speaker-2", {"organisation": "roskilde-university", "post": "准教授"}),
    ("speakers", "singapore-seminar-2023-11-02-speaker-5", {"post": "シニアマネージャー", "lines": "380-382"}),
    ("speakers", "paris-seminar-2-speaker-1", {"organisation": "", "post": "美術史家・フランス政府公認ガイド"}),
    ("grants", "inbound-support-2023-hokuto", {"municipality": "19209", "recipient_printed": "山梨県北杜市"}),
    ("grants", "community-building-2023-okuma", {"status": "withdrawn", "municipality": "07545", "title": ""}),
    (
        "grants",
        "community-building-2023-kumamoto-international-foundation",
        {"recipient_printed": "(一財)熊本市国際交流振興事業団"},
    ),
    ("grant_parties", "community-building-2023-china-partner-1", {"municipality": "46533", "role": "partner"}),
    (
        "dispatches",
        "promotion-adviser-izumi-2023-12-14",
        {"destination_printed": "鹿児島県出水市", "end": "2023-12-15"},
    ),
    ("dispatch_dates", "promotion-adviser-aichi-prefecture-2023-06-08-2", {"start": "2023-07-27", "end": "2023-07-28"}),
    ("dispatch_experts", "promotion-adviser-okayama-prefecture-2024-02-05-expert-2", {"organisation": "arukikata"}),
    ("dispatch_experts", "regional-adviser-tahara-expert-1", {"post": "代表理事", "lines": "2313-2315"}),
    ("adviser_dispatch_counts", "total-other", {"count": "34", "online": "7"}),
    ("media_publicity_municipalities", "seoul-3-tarumi-kobe", {"municipality": "28108", "printed": "神戸市垂水区"}),
    ("media_publicity_dates", "paris-1-1", {"place": "地方展（ディジョン）", "end": "2023-10-22"}),
    ("articles", "flash-inbound-4", {"place_printed": "独・デュッセルドルフ", "country": "de"}),
    ("articles", "forum-sales-1", {"issue_month": "2023-07", "channel": "forum"}),
    (
        "figures",
        "jet-participants-2023-07-01-kumamoto-prefecture",
        {"rank": "17", "value": "120", "municipality": "43000"},
    ),
    ("figures", "jet-participants-sea-2022", {"value": "9", "fiscal_year": "2022", "date": ""}),
    ("figures", "x-followers-2024-03", {"value": "870", "date": "2024-03-31"}),
    ("figures", "managers-total-2023", {"value": "715", "lines": "1999"}),
    ("publications", "disaster-support-guide-2023", {"replaces": "disaster-support-guide-2018"}),
    # what the reading of November 28 added
    ("events", "hq-seminar-2023-08-04", {"title": "インバウンド誘致を成功に導く３つの広報戦略", "lines": "29 66 69"}),
    (
        "events",
        "hq-seminar-2023-11-16",
        {"title": "地域の可能性を最大化する「アドベンチャートラベル」徹底攻略セミナー", "theme": "", "number": ""},
    ),
    ("events", "hq-seminar-2023-06-08", {"title": "", "theme": "アメリカ市場の実情と越境 EC活用へのヒント"}),
    ("events", "paris-fair-2023-10-07", {"place": "バルビゾン", "country": "fr", "inferred": "country"}),
    ("events", "london-fair-2023-04-22", {"place": "コペンハーゲン", "country": "dk", "inferred": ""}),
    ("events", "beijing-cooking-2024-03-09", {"place": "杭州市", "country": "cn", "inferred": "country"}),
    ("events", "singapore-cooking-2023-11-04", {"place": "タイ", "country": "th", "inferred": ""}),
    ("events", "disaster-drill-2023-12-01", {"organiser": "clair", "municipality": "34100"}),
    ("events", "opinion-exchange-2024-01-22", {"series": "opinion-exchange", "mode": "online"}),
    ("events", "uk-exchange-programme-2023-07-03", {"number": "1", "inferred": "number"}),
    (
        "event_sessions",
        "paris-reception-2024-02-13-5",
        {"place": "ストラスブール", "country": "fr", "inferred": "country"},
    ),
    ("event_sessions", "paris-reception-2024-02-13-2", {"place": "ベルン", "country": "ch", "inferred": ""}),
    (
        "event_parties",
        "disaster-drill-2023-12-01-regional-international-associations-chugoku-shikoku",
        {"role": "implementer", "lines": "1744"},
    ),
    (
        "grants",
        "leaders-joint-project-2023-association-of-nagano-prefecture-for-promoting-internationalization",
        {
            "recipient_printed": "（公財）長野県国際化協会・長野県・中野市ほか",
            "content": "災害多言語支援センター設置・運営訓練、外国人向け防災講座",
            "start": "2023-10-22",
        },
    ),
    (
        "grant_parties",
        "leaders-joint-project-2023-wakayama-international-exchange-association-implementer-2",
        {"organisation": "jica-kansai", "role": "implementer"},
    ),
    (
        "grant_events",
        "leaders-joint-project-2023-wakayama-international-exchange-association",
        {"event": "leaders-project-2023-11-30"},
    ),
    ("event_parties", "booth-2024-01-21-clair", {"role": "exhibitor", "organisation": "clair", "lines": "1777-1779"}),
    ("publications", "ijamp", {"publisher": "jiji-press", "lines": "524"}),
    ("publications", "ichiban-nihongo", {"publisher": "dalian-university-of-technology-press", "kind": "magazine"}),
    ("channels", "clair-facebook", {"office": "clair", "platform": "facebook", "lines": "1698 4397"}),
    ("channels", "clair-x", {"office": "clair", "platform": "x", "printed": "X（旧 Twitter）", "lines": "1704"}),
    ("article_municipalities", "forum-inbound-3-24000", {"municipality": "24000", "printed": "三重"}),
    ("articles", "flash-inbound-8", {"place_printed": "南仏オクシタニー州", "country": "fr"}),
    ("media_publicity", "seoul-1", {"content": "韓国人インフルエンサーによる短編動画", "lines": "750-762"}),
    ("media_publicity", "beijing-1", {"content": "日中両言語による日本語学習誌"}),
    ("media_publicity_outlets", "seoul-1-2", {"outlet": "SNS", "lines": "764"}),
    ("media_publicity_outlets", "paris-1-3", {"outlet": "ウェブサイト", "lines": "697"}),
    ("programmes", "economic-activities", {"name_ja": "経済活動助成事業", "lines": "855"}),
    ("programmes", "sales-expansion", {"part_of": "economic-activities"}),
    ("figures", "council-blocks-2023", {"value": "6", "lines": "2388"}),
    ("figures", "jet-deferred-term-35", {"value": "35", "item": "第35期", "lines": "2678"}),
]


@pytest.mark.parametrize(
    ("table", "key", "cells"), HAND_READ, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_row_is_what_the_document_says(table: str, key: str, cells: dict[str, str]) -> None:
    row = rows(table)[key]
    assert {column: row[column] for column in cells} == cells


# ---------------------------------------------------------------- numbers the document states about its own tables


def figure(key: str) -> int:
    return int(rows("figures")[key]["value"])


def in_series(series: str) -> list[Row]:
    return [row for row in rows("events").values() if row["series"] == series]


def granted(programme: str) -> list[Row]:
    return [row for row in rows("grants").values() if row["programme"] == programme]


def test_there_are_as_many_economic_exchange_events_as_stated() -> None:
    own = in_series("craft-exhibition") + in_series("food-exhibition")
    assert len(own) == figure("economic-events-hosted-2023")
    joined = in_series("economic-exchange-event")
    assert len(joined) + len(own) == figure("economic-events-2023")
    events = {row["key"] for row in joined}
    parts = [row for row in rows("event_sessions").values() if row["event"] in events]
    countries = {row["country"] for row in [*joined, *own, *parts]} - {""}
    assert len(countries) == figure("economic-event-countries-2023") == 21


def test_there_are_as_many_supported_projects_as_stated() -> None:
    assert len(granted("sales-expansion")) == figure("sales-expansion-projects-2023")
    assert len(granted("inbound-support")) == figure("inbound-support-projects-2023")
    assert len(granted("leaders-joint-project")) == figure("leaders-projects-2023")
    assert len(in_series("block-meeting")) == figure("council-blocks-2023")
    community = granted("community-building")
    assert len(community) == figure("community-building-adopted-2023")
    assert sum(not row["status"] for row in community) == figure("community-building-projects-2023")


def test_there_are_as_many_dispatches_of_promotion_advisers_as_stated() -> None:
    dispatches = [row for row in rows("dispatches").values() if row["programme"] == "promotion-adviser"]
    assert len({row["municipality"] for row in dispatches}) == figure("promotion-adviser-destinations-2023")
    dates = [row for row in rows("dispatch_dates").values() if row["dispatch"].startswith("promotion-adviser")]
    assert len(dates) == figure("promotion-adviser-dispatches-2023")


def test_there_are_as_many_articles_seminars_and_visits_as_stated() -> None:
    assert sum(row["channel"] == "clair-website" for row in rows("articles").values()) == figure("site-articles-2023")
    assert len(in_series("hq-seminar")) == figure("hq-seminars-held-2023")
    assert len(in_series("study-visit")) == figure("study-visits-2023")
    assert len(in_series("leaders-project")) == figure("leaders-projects-2023")


def test_participants_of_the_trainings_with_jiam_add_up() -> None:
    trainings = {row["key"] for row in in_series("jiam-training")}
    counts = [int(row["value"]) for row in rows("event_figures").values() if row["event"] in trainings]
    assert sum(counts) == figure("jiam-participants-2023") == 279


def test_dispatches_of_regional_advisers_add_up() -> None:
    counts = rows("adviser_dispatch_counts")
    destinations = {row["destination"] for row in counts.values()} - {"total"}
    for category in {row["category"] for row in counts.values()}:
        parts = sum(int(counts[f"{destination}-{category}"]["count"]) for destination in destinations)
        assert parts == int(counts[f"total-{category}"]["count"])
    assert int(counts["total-total"]["count"]) == figure("adviser-dispatches-2023")
    assert int(counts["total-total"]["online"]) == figure("adviser-dispatches-online-2023")


def test_the_ranking_goes_from_1_to_20_with_one_tie() -> None:
    ranks = sorted(int(row["rank"]) for row in rows("figures").values() if row["rank"])
    assert ranks == [*range(1, 18), 17, 19, 20]


def test_what_is_printed_twice_is_an_event_once() -> None:
    assert len({(r["title"], r["theme"], r["start"], r["place"], r["series"]) for r in first_half("events")}) == len(
        first_half("events")
    )


# ---------------------------------------------------------------- names of persons


def test_no_name_of_a_person_is_in_a_table(text: str) -> None:
    lines = text.split("\n")[: SECOND_HALF - 1]
    names = set()
    for line in lines:
        for found in re.finditer(r"(\S+) (\S+) 氏|(\S{2,5})氏", line.strip()):
            names |= {name for name in found.groups() if name and not re.search(r"理事|代表|長$", name)}
            names.add("".join(name for name in found.groups()[:2] if name))
    names = {name for name in names if len(name) > 2}
    assert len(names) > 30
    held = "\n".join(schema.path.read_text(encoding="utf-8") for schema in source().schemas)
    assert not [name for name in sorted(names) if name in held.replace(" ", "")]


def test_a_line_with_a_name_is_marked_as_withheld(text: str, reading: Reading) -> None:
    withheld = {note.line for note in reading.notes if note.status == "withheld"}
    with_names = {
        n
        for n, line in enumerate(text.split("\n")[: SECOND_HALF - 1], 1)
        if re.search(r"\S氏(を|$)| 氏\s*$", line.strip())
    }
    assert with_names <= withheld


# ---------------------------------------------------------------- the reader


def test_reading_gives_the_committed_rows(reading: Reading) -> None:
    for table in ("events", "event_figures", "event_menus", "grants", "adviser_dispatch_counts"):
        assert [row["lines"] for row in reading.tables[table]] == [row["lines"] for row in first_half(table)], table


def test_every_line_is_cited_or_has_a_reason(text: str, reading: Reading) -> None:
    noted = {note.line for note in reading.notes}
    cited: set[int] = set()
    for table in reading.tables.values():
        for row in table:
            for span_ in row["lines"].split(" "):
                first, _, last = span_.partition("-")
                cited.update(range(int(first), int(last or first) + 1))
    lines = text.split("\n")
    end = next(n for n, line in enumerate(lines, 1) if line.strip() == END)
    assert not [n for n in range(1, end) if lines[n - 1].strip() and n not in noted and n not in cited]


def test_lines_may_move_without_changing_a_fact(text: str, reading: Reading) -> None:
    moved = read_first_half(Document.from_text("001", "\n\n\n" + text), Keys())
    for table, expected in reading.tables.items():
        without = [{c: v for c, v in row.items() if c != "lines"} for row in expected]
        assert [{c: v for c, v in row.items() if c != "lines"} for row in moved.tables[table]] == without


def _swap(old: str, new: str, nth: int = 1) -> Callable[[str], str]:
    def change(text: str) -> str:
        parts = text.split(old)
        assert len(parts) > nth, f"{old!r} is not in the document"
        return old.join(parts[:nth]) + new + old.join(parts[nth:])

    return change


DAMAGE = [
    ("a number without its unit", _swap("237 名", "237"), 147),
    ("a total that is not the sum", _swap("計 279 名", "計 280 名"), 2035),
    ("a speaker of an unknown organisation", _swap("株式会社クリップ 代表", "株式会社ナニカ 代表"), 69),
    ("an adviser of an unknown organisation", _swap("株式会社コングレ", "株式会社ナニカ"), 1024),
    ("a town that does not exist", _swap("岐阜県恵那市", "岐阜県恵那々市"), 976),
    ("an unknown place for a block", _swap("（広島市内）", "（某市内）"), 1744),
    ("a month that is not in the calendar", _swap("令和５年６月 21 日", "令和５年16月 21 日"), 175),
    ("an exhibitor too few", _swap("、福岡県福智町", ""), 1154),
    (
        "a place abroad of no known country",
        _swap("バルビゾン バルビゾン日本祭", "アトランティス バルビゾン日本祭"),
        1298,
    ),
    ("a supported project of an unknown body", _swap("（公財）和歌山県", "（公財）和歌浦県"), 2112),
    ("a headquarters' channel too few", _swap("② X（旧 Twitter）", "② 別の媒体"), 1694),
    ("an unknown country", _swap("(アイルランド)", "(アトランティス)"), 1264),
    ("a JET kind that does not add up", _swap("CIR:468 名", "CIR:469 名"), 2440),
    ("a rank that the number does not give", _swap("11 秋田県 143", "11 秋田県 103"), 2508),
    ("a missing heading", _swap("＜体験塾＞", "体験塾のこと"), 2179),
    ("a dispatch count that does not add up", _swap("市区町村 35 17 52", "市区町村 35 18 52"), 2338),
    ("a number of participants told in two ways", _swap("13名が参", "14名が参"), 2255),
    ("a figure that is no longer in the text", _swap("総掲載数 310 件", "総掲載数 多数"), 1678),
]


@pytest.mark.parametrize(("what", "damage", "line"), DAMAGE, ids=[what for what, _, _ in DAMAGE])
def test_damage_is_an_error_that_names_the_line(text: str, what: str, damage: Callable[[str], str], line: int) -> None:
    with pytest.raises(ReaderError) as caught:
        read_first_half(Document.from_text("001", damage(text)), Keys())
    assert str(caught.value).startswith("document 001, line ")
    assert caught.value.line_number == line, str(caught.value)


# ---------------------------------------------------------------- dates


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和５年 11 月 16\n日", ("2023-11-16", "", "", "")),
        ("令和５年 12 月 26 日\n～\n令和６年２月２日", ("2023-12-26", "2024-02-02", "", "")),
        ("令和５年 11 月７日〜\n令和６年３月 31 日", ("2023-11-07", "2024-03-31", "", "")),
        ("令和５年６月 30 日～\n７月２日", ("2023-06-30", "2023-07-02", "", "")),
        ("令和６年２月 22 日～25日", ("2024-02-22", "2024-02-25", "", "")),
        ("令和５年８月～\n令和６年２月", ("", "", "2023-08", "2024-02")),
        ("平成30年４月１日", ("2018-04-01", "", "", "")),
        ("令和元年５月１日", ("2019-05-01", "", "", "")),
    ],
)
def test_a_printed_date_is_read(printed: str, expected: tuple[str, str, str, str]) -> None:
    period = read_period(printed, 1)
    assert (period.start, period.end, period.start_month, period.end_month) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "令和５年 13 月１日",
        "令和５年２月 30 日",
        "６月８日",
        "令和５年６月８日～７日",
        "令和５年６月～８日",
        "随時",
        "令和５年",
    ],
)
def test_a_date_that_is_none_is_an_error_with_its_line(printed: str) -> None:
    with pytest.raises(ReaderError, match="line 77"):
        read_period(printed, 77)


@given(st.dates(min_value=date(2019, 5, 1), max_value=date(2040, 12, 31)))
def test_any_day_of_the_era_is_read_back(day: date) -> None:
    printed = f"令和{day.year - 2018}年 {day.month} 月{day.day}\n日"
    assert read_period(printed, 1).start == day.isoformat()


def test_an_event_in_several_parts_lasts_from_the_first_to_the_last() -> None:
    whole = span([Period("b", "2024-02-05", "2024-02-09"), Period("a", "2023-09-04", "2023-09-08")])
    assert (whole["start"], whole["end"]) == ("2023-09-04", "2024-02-09")


# ---------------------------------------------------------------- text that remembers its lines

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


def test_blank_lines_do_not_break_a_range_of_cited_lines() -> None:
    assert cite(PAGE, {2, 4}, {7}) == "2-4 7"
    assert cite(PAGE, {4, 5, 7}) == "4-7"
    assert cite(PAGE, {2}) == "2"


def test_speakers_are_told_from_a_title_by_known_organisations() -> None:
    listed = Flow("001", ("株式会社クリップ 代表取締役 某山 某子 氏", "Simply Native 某田 某 氏"), (1, 2))
    speakers = parse_speakers(listed)
    assert speakers is not None
    assert [(s.organisation, s.post.text) for s in speakers] == [("clip", "代表取締役"), ("simply-native", "")]
    assert parse_speakers(Flow("001", ("ナニカ商会 代表 某山 某子 氏",), (1,))) is None
    assert parse_speakers(Flow("001", ("伝統工芸品の輸出について",), (1,))) is None


# ---------------------------------------------------------------- in the graph

PREFIXES = """
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX schema: <http://schema.org/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX sdmx-measure: <http://purl.org/linked-data/sdmx/2009/measure#>
PREFIX tbk: <http://localhost:8000/ontology#>
PREFIX id: <http://localhost:8000/id/>
"""


def ask(store: EmbeddedStore, query: str) -> list[tuple[str, ...]]:
    found = store.store.query(PREFIXES + query, use_default_graph_as_union=True)
    return sorted({tuple("" if value is None else value.value for value in solution) for solution in found})  # type: ignore[union-attr]


def test_an_event_is_found_by_its_office_and_date(store: EmbeddedStore) -> None:
    query = """SELECT ?theme ?people WHERE {
      ?event schema:organizer <http://localhost:8000/id/organisation/clair-london> ; tbk:theme ?theme ;
        schema:startDate "2024-03-13"^^<http://www.w3.org/2001/XMLSchema#date> .
      ?figure tbk:refEvent ?event ; sdmx-measure:obsValue ?people }"""
    assert ask(store, query) == [("フィンランドのワークライフバランス", "243")]


def test_a_run_of_dates_and_places_is_one_event_with_a_session_each(store: EmbeddedStore) -> None:
    query = """SELECT ?place ?date WHERE {
      ?session schema:superEvent <http://localhost:8000/id/event/singapore-reception-2024-02-19> ;
        schema:location ?place ; schema:startDate ?date }"""
    places = {place for place, _ in ask(store, query)}
    assert {"シンガポール", "バンダルスリブガワン"} <= places


def test_who_received_a_grant_is_linked_to_the_register(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE {
      ?grant dct:isPartOf <http://localhost:8000/id/programme/sales-expansion> ; tbk:recipient/skos:prefLabel ?name
      FILTER(LANG(?name) = "ja") }"""
    assert len(ask(store, query)) == 8
    assert ("八戸市",) in ask(store, query)


def test_an_organisation_has_the_names_the_document_prints(store: EmbeddedStore) -> None:
    query = """SELECT ?name WHERE {
      <http://localhost:8000/id/organisation/kumamoto-international-foundation> skos:altLabel ?name }"""
    assert ("(一財)熊本市国際交流振興事業団",) in ask(store, query)


def test_evident_errors_of_the_first_half_are_corrected_beside_what_is_printed() -> None:
    corrected = {(c.table, c.row, c.column): c.corrected for c in load_corrections()}
    assert corrected["event_sessions", "singapore-reception-2024-02-19-2", "place"] == "バンダルスリブガワン"
    for event in ("jet-training-2023-12-13", "jet-training-2024-03-04"):
        assert "研究所" in rows("events")[event]["place"]
        assert "研修所" in corrected["events", event, "place"]
