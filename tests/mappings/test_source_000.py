"""Document 000: what its reader makes of real rows, of made-up ones, and of rows it must refuse."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Quad, Store

import ontology
from graph.ask.readback import read_back
from mappings.csv_files import Row
from mappings.helpers.lookups import LookupProblem
from mappings.map.corrections import load_corrections
from mappings.map.interpreter import Interpreter
from mappings.map.sources import Source, load_source
from mappings.map.tables import line_ranges, load_table
from mappings.read.document import Document, ReaderError, find_document
from mappings.read.extract import Extraction, compare, read_source
from mappings.read.keys import Keys
from mappings.read.ledger import load_exclusions, make_ledger
from mappings.read.reading import Reading
from mappings.source_000 import entries
from mappings.source_000.grid import cell_text, parse_rows
from mappings.source_000.notes import read_note
from mappings.source_000.provisions import find_provisions
from mappings.source_000.reader import read
from ontology.namespaces import Namespace

FOLDER = Path(ontology.__file__).parent.parent / "mappings" / "source_000"


@cache
def source() -> Source:
    return load_source(FOLDER)


@cache
def rows(table: str) -> dict[str, Row]:
    schema = next(schema for schema in source().schemas if schema.name == table)
    return {row["key"]: row for row in load_table(schema).rows}


def languages(**thing: str) -> list[str]:
    """The languages of a page, publication or service, as far as the other columns given here agree."""
    return [
        row["language"]
        for row in rows("page_languages").values()
        if all(row[column] == value for column, value in thing.items())
    ]


@pytest.fixture(scope="module")
def extraction(documents_dir: Path) -> Extraction:
    return read_source(source(), documents_dir)


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    return find_document(documents_dir, "000", "000_*.txt").read_text(encoding="utf-8")


# ---------------------------------------------------------------------- the document and the committed tables


def test_the_committed_tables_are_what_the_document_says(extraction: Extraction) -> None:
    assert compare(source(), extraction.tables) == []


def test_every_line_has_a_status_and_every_token_a_record(extraction: Extraction) -> None:
    ledger, lost = make_ledger(extraction.document, extraction.reading, extraction.tables, load_exclusions())
    assert lost == []
    assert {entry.line: entry.status for entry in ledger if entry.status != "mapped"} == {
        5: "withheld",
        43: "prose",
        120: "furniture",
    }


def test_no_name_of_a_person_who_made_the_survey_is_kept(text: str) -> None:
    surveyors = re.search(r"現在。(.+)による調査", text)
    assert surveyors is not None
    names = surveyors[1].split("、")
    kept = "".join(path.read_text(encoding="utf-8") for path in FOLDER.rglob("*.*") if path.suffix in (".csv", ".yaml"))
    assert len(names) == 2
    assert not [name for name in names if name in kept]


def test_no_sentence_of_the_document_is_in_the_folder_or_here(text: str) -> None:
    sentences = {part for part in re.findall(r"[^。\s<>]*。", text) if len(part) >= 24}
    assert len(sentences) > 100
    for path in (*FOLDER.rglob("*.*"), Path(__file__)):
        if path.suffix in (".py", ".csv", ".yaml", ".json", ".rq"):
            kept = path.read_text(encoding="utf-8")
            assert not [sentence for sentence in sentences if sentence in kept], path.name


@pytest.mark.parametrize("table", [schema.name for schema in source().schemas])
def test_a_table_comes_back_from_the_graph_cell_by_cell(table: str) -> None:
    namespace = Namespace()
    interpreter = Interpreter(source().rules, namespace, "000")
    store = Store()
    for schema in source().schemas:
        for statement in interpreter.table(load_table(schema)):
            store.add(Quad(*statement.triple, statement.graph))
    schema = next(schema for schema in source().schemas if schema.name == table)
    assert read_back(store, schema, namespace) == sorted(rows(table).values(), key=lambda row: row["key"])


# ---------------------------------------------------------------------- cells read by hand


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("page_survey", "000", "as_of", "2014-07-15"),
        ("page_survey", "000", "title", "自治体の国際化・多文化共生情報（都道府県・政令指定都市）"),
        ("resident_figure_sets", "registered-foreign-residents-2012", "as_of", "2012-12-31"),
        ("resident_figure_sets", "registered-foreign-residents-2012", "source", "immigration-bureau"),
        ("registered_residents", "registered-foreign-residents-2012-01000", "persons", "22027"),
        ("registered_residents", "registered-foreign-residents-2012-13000", "persons", "393585"),
        ("registered_residents", "registered-foreign-residents-2012-13000", "rank", "1"),
        # Broken over a page: the figure stands on line 68, the name on line 66.
        ("registered_residents", "registered-foreign-residents-2012-24000", "persons", "42879"),
        ("registered_residents", "registered-foreign-residents-2012-24000", "lines", "66 68 116"),
        # Only the rank stands on the next page.
        ("registered_residents", "registered-foreign-residents-2012-42000", "rank", "35"),
        # From Yamaguchi on without a space after the comma.
        ("registered_residents", "registered-foreign-residents-2012-35000", "persons", "13495"),
        ("registered_residents", "registered-foreign-residents-2012-39000", "rank", "47"),
        ("surveyed_municipalities", "14130", "stated_type", "designated-city"),
        ("pages", "hokkaido-living-guide", "title_en", "Hokkaido Government Living Guide"),
        ("pages", "hokkaido-living-guide", "title_ja", ""),
        ("pages", "hokkaido-living-guide", "lines", "10 13"),
        ("pages", "mie-multicultural", "title_ja", "三重県環境生活部多文化共生課"),
        ("pages", "mie-multicultural", "url", "http://www.pref.mie.lg.jp/TABUNKA/HP/"),
        ("pages", "osaka-information-corner", "title_ja", "大阪府外国人情報コーナー"),
        ("pages", "fukui-living-information", "url", "http://info.pref.fukui.jp/kokusai/tagengo/"),
        ("pages", "tottori-international-exchange", "url", "http://www.pref.tottori.lg.jp/dd.aspx?menuid=6140"),
        ("pages", "osaka-multicultural", "condition_en", "the number of languages differs with the information"),
        ("pages", "kumamoto-shi-tourism-and-exchange", "url", "http://www.city.kumamoto.jp/html/yokoushu/k020.html#102"),
        ("named_publications", "okayama-shi-agura", "frequency", "QUARTERLY"),
        ("named_publications", "okayama-shi-agura", "frequency_printed", "年4回"),
        ("named_publications", "kobe-shi-living-guide", "maker", "kobe-international-community-center"),
        ("named_publications", "fukuoka-living-guide", "maker", "fukuoka-international-exchange-foundation"),
        ("named_publications", "clair-multilingual-living-information", "maker", "clair"),
        ("named_publications", "kagawa-disaster-guidebook", "made_by_municipality", "37000"),
        ("named_publications", "sakai-city-information", "broadcaster", "fm-cocolo"),
        ("named_publications", "nagoya-shi-living-guide", "page", "nagoya-living-guide"),
        ("named_publications", "yokohama-shi-living-guide", "page", "yokohama-living-guide"),
        ("named_services", "osaka-triophone-interpreting", "kind", "telephone-interpreting"),
        ("named_services", "saga-legal-consultation", "municipality", "41000"),
        ("page_languages", "nagoya-living-guide.ko", "printed", "ハンガール語"),
        ("page_languages", "nagoya-living-guide.ko", "language", "ko"),
        ("page_languages", "tottori-disaster-manual.zh-Hant", "printed", "繁体字中文"),
        ("page_languages", "miyagi-international-affairs.whole-site.zh", "mode", "machine"),
        ("page_languages", "yamaguchi-international-affairs.section.ko", "count", "4"),
        ("page_languages", "okayama-living-information.some-content.pt", "condition_ja", "情報による"),
        ("page_languages", "kochi-guidebook.ko", "applies_to", "publication"),
        ("page_languages", "ibaraki-disaster-manual.9-languages", "count", "9"),
        ("page_languages", "ibaraki-disaster-manual.9-languages", "language", ""),
        ("page_languages", "saitama-mother-tongue-living-information.6-languages", "applies_to", "page"),
        ("page_organisations", "chiba-shi-international-exchange.chiba-shi-foreign-citizens-meeting", "lines", "128"),
        ("page_topics", "mie-multicultural.disaster-prevention", "printed", "平成23年台風12号の関連情報"),
        ("page_units", "kumamoto-shi-kokusaika", "name", "国際課（シティプロモーション課）"),
    ],
)  # fmt: skip
def test_a_cell_holds_what_was_read_by_hand(table: str, key: str, column: str, value: str) -> None:
    assert rows(table)[key][column] == value


@pytest.mark.parametrize(
    ("thing", "expected"),
    [
        ({"page": "ibaraki-international-affairs"}, ["ja", "en", "zh", "pt", "th", "tl", "es", "ko", "id"]),
        ({"page": "hokkaido-welcome"}, ["en", "ko", "ru", "zh-Hans", "zh-Hant"]),
        ({"page": "shizuoka-multicultural"}, ["en", "pt"]),
        (
            {"page": "kanagawa-living-information"},
            ["ja", "en", "zh", "ko", "es", "pt", "tl", "th", "vi", "lo", "km"],
        ),
        (
            {"service": "miyagi-foreign-resident-consultation-centre"},
            ["ja", "en", "zh", "ko", "pt", "tl"],
        ),
        (
            {"service": "yamagata-foreign-resident-consultation", "mode": "telephone"},
            ["en", "zh", "ko", "pt", "tl"],
        ),
        ({"publication": "aichi-career-guidebook"}, ["pt", "es", "fil", "zh-Hant", "zh-Hans"]),
        ({"publication": "niigata-disaster-pamphlet"}, ["ja-simple", "en", "zh", "ru", "ko", "tl", "pt"]),
        ({"publication": "mie-multilingual-information-site", "applies_to": "linked-site"}, ["pt", "es", "en"]),
        ({"publication": "yokohama-shi-living-guide"}, ["en", "zh-Hans", "zh-Hant", "ko", "es", "pt", "ja-simple"]),
        ({"page": "yokohama-living-guide"}, ["ja"]),
        ({"publication": "kyoto-shi-living-map"}, ["en"]),
        ({"publication": "sakai-shi-chinese-newsletter"}, ["zh"]),
        ({"publication": "okayama-shi-agura"}, ["ja", "en", "zh", "ko", "es", "pt"]),
        # About Easy Japanese, and not said to be in any language.
        ({"publication": "aichi-easy-japanese-manual"}, []),
        # Its topics are told, its languages are not.
        ({"page": "gifu-international-strategy"}, []),
    ],
)
def test_languages_are_those_the_note_lists_for_exactly_that_thing(thing: dict[str, str], expected: list[str]) -> None:
    assert languages(**thing) == expected


def test_pages_offered_in_vietnamese_are_these() -> None:
    assert sorted(
        row["page"] for row in rows("page_languages").values() if row["language"] == "vi" and row["page"]
    ) == [
        "kanagawa-disaster-support",
        "kanagawa-living-information",
        "kanagawa-multilingual-list",
        "nagoya-living-guide",
    ]


def test_a_language_is_plainly_a_things_own_only_without_qualification() -> None:
    plain = [row for row in rows("page_languages").values() if row["unqualified_language"]]
    assert len(plain) > 200
    assert {row["applies_to"] for row in plain} == {"page", "publication", "counselling"}
    assert not [row for row in plain if row["condition_ja"]]
    assert not languages(page="osaka-multicultural")


def test_stated_counts_agree_with_the_languages_listed() -> None:
    listed = Counter(
        (row["page"], row["publication"], row["service"], row["applies_to"], row["mode"], row["count"])
        for row in rows("page_languages").values()
        if row["count"] and row["language"]
    )
    assert len(listed) == 25
    assert [said for said, number in listed.items() if int(said[-1]) != number] == []


def test_ranks_are_those_of_the_figures() -> None:
    figures = sorted(rows("registered_residents").values(), key=lambda row: -int(row["persons"]))
    assert [int(row["rank"]) for row in figures] == list(range(1, 48))


def test_there_are_47_prefectures_and_20_designated_cities() -> None:
    assert Counter(row["stated_type"] for row in rows("surveyed_municipalities").values()) == {
        "prefecture": 47,
        "designated-city": 20,
    }
    assert {row["municipality"] for row in rows("pages").values()} == set(rows("surveyed_municipalities"))


def test_every_topic_applies_to_kind_and_mode_is_a_concept_of_the_ontology() -> None:
    schemes = "".join(path.read_text(encoding="utf-8") for path in ontology.turtle_files())
    concepts = set(re.findall(r"<id/([a-z-]+/[a-z-]+)> a skos:Concept", schemes))
    used = {f"topic/{row['topic']}" for row in rows("page_topics").values()}
    used |= {f"applies-to/{row['applies_to']}" for row in rows("page_languages").values()}
    used |= {f"mode/{row['mode']}" for row in rows("page_languages").values()}
    used |= {f"service-kind/{row['kind']}" for row in rows("named_services").values()}
    used |= {f"service-kind/{row['kind']}" for row in rows("named_publications").values() if row["kind"]}
    assert used - concepts == set()


def test_an_organisation_told_by_the_page_it_stands_on_says_so() -> None:
    told = {row["printed"]: row["organisation"] for row in rows("page_organisations").values() if row["inferred"]}
    assert told["国際交流協会"] == "kyoto-city-international-association"
    assert "財団法人自治体国際化協会（CLAIR）" not in told
    assert {row["inferred"] for row in rows("page_organisations").values()} == {"", "organisation"}


def test_who_runs_a_service_is_kept_where_the_note_says_it() -> None:
    run = {key: row["operator"] for key, row in rows("named_services").items() if row["operator"]}
    assert run == dict.fromkeys(
        ("saga-living-consultation", "saga-legal-consultation"), "saga-prefecture-international-relations-association"
    )


def test_every_page_has_a_topic() -> None:
    assert set(rows("pages")) == {row["page"] for row in rows("page_topics").values()}


# ---------------------------------------------------------------------- corrections


@pytest.mark.parametrize(
    ("row", "line", "corrected"),
    [
        ("fukushima-multicultural", "24 26", "http://www.pref.fukushima.jp/kokusai/contents/tabunka/index.html"),
        ("osaka-information-corner", "76 78", "http://www.pref.osaka.jp/kokusai/soudan/index.html"),
        ("nagasaki-international-affairs", "106 108", "http://www.pref.nagasaki.jp/section/kokusai/index.html"),
        (
            "nagano-living-guidebook",
            "60",
            "http://www.pref.nagano.lg.jp/kokusai/sangyo/kokusai/tabunka/tabunka/guide.html",
        ),
        ("hiroshima-international-affairs", "93", "http://www.pref.hiroshima.lg.jp/soshiki/38/"),
    ],
)
def test_a_broken_address_stays_as_printed_and_is_corrected(row: str, line: str, corrected: str) -> None:
    found = [c for c in load_corrections() if (c.table, c.row, c.column) == ("pages", row, "url")]
    assert [(c.corrected, c.line) for c in found] == [(corrected, line)]
    assert rows("pages")[row]["url"] == found[0].printed != corrected


def test_a_misspelt_language_stays_as_printed_and_is_corrected() -> None:
    found = [c for c in load_corrections() if c.table == "page_languages"]
    misspelt = {key for key, row in rows("page_languages").items() if row["printed"] == "ハンガール語"}
    assert {c.row for c in found if c.printed == "ハンガール語" and c.corrected == "ハングル"} == misspelt
    assert len(misspelt) == 4


# ---------------------------------------------------------------------- made-up documents of the same layout

HEAD = [
    "",
    "～まちのページ（都道府県・政令指定都市）～",
    "2014年7月15日現在。甲野、乙山による調査",
    "",
    "【1】都道府県",
    "都道府県 (外国人登録者数)* 【順位】*\tページ名\tアドレス\tメモ",
]
TAIL = [
    "*表中の外国人登録者数及びその順位は、平成24年12月末現在、法務省入国管理局の資料に基づく",
    "",
    "【2】政令指定都市編",
    "都市\tページ名\tアドレス\tメモ",
    "仙台市\t国際交流\thttp://city.example.jp/\t国際交流の情報を扱う。",
]
FIRST = len(HEAD) + 1
MIE = "三重県 (1,234) 【2】\t国際課\thttp://a.example.jp/\t"
ROW = MIE + "国際交流の情報を扱う。"


def made_up(*prefecture_lines: str) -> Reading:
    return read(Document("000", (*HEAD, *prefecture_lines, *TAIL)), Keys())


def refusal(*lines: str) -> str:
    """The message with which the reader refuses a whole document."""
    with pytest.raises(ReaderError) as caught:
        read(Document("000", lines), Keys())
    return str(caught.value)


def test_a_row_and_its_address_go_on_after_a_page_break() -> None:
    reading = made_up(
        "三重県\t環境部\thttp://www.pref.e\t国際協力と英語・中",
        "",
        "(1, 234) 【2】\t国際課\txample.jp/a.html\t国語の2言語がある。多文化共生の情報を扱う。",
    )
    page = reading.tables["pages"][0]
    assert (page["title_ja"], page["url"]) == ("環境部国際課", "http://www.pref.example.jp/a.html")
    assert page["lines"] == f"{FIRST} {FIRST + 2}"
    figure = reading.tables["registered_residents"][0]
    assert (figure["persons"], figure["rank"], figure["as_of"]) == ("1234", "2", "2012-12-31")
    assert [row["language"] for row in reading.tables["page_languages"]] == ["en", "zh"]
    assert {row["topic"]: row["lines"] for row in reading.tables["page_topics"]}["international-cooperation"] == str(
        FIRST
    )


def test_a_new_row_after_a_page_break_is_no_continuation() -> None:
    reading = made_up(
        ROW,
        "",
        "\t多文化共生\thttp://b.example.jp/\t多文化共生の情報を扱う。",
    )
    assert [(row["municipality"], row["lines"]) for row in reading.tables["pages"]][:2] == [
        ("24000", str(FIRST)),
        ("24000", f"{FIRST} {FIRST + 2}"),
    ]


def test_cells_in_paragraphs_are_read_without_them() -> None:
    reading = made_up(
        "<p>三重県 (1, 234) 【2】</p>\t<p>くらし&amp;国際</p>\t<p>http://a.example.jp/</p>\t<p>医療の情報を扱う。</p>"
    )
    assert reading.tables["pages"][0]["title_ja"] == "くらし&国際"


def test_the_end_of_a_note_that_names_nothing_is_prose() -> None:
    reading = made_up(MIE + "国際交流の情報を", "", "\t\t\t扱う。")
    assert [note.line for note in reading.notes if note.status == "prose"] == [FIRST + 2]


def test_names_of_persons_are_withheld_and_not_read() -> None:
    reading = made_up(ROW)
    assert [note.line for note in reading.notes if note.status == "withheld"] == [3]
    assert "甲野" not in str(reading.tables)


@pytest.mark.parametrize(
    ("lines", "offset", "message"),
    [
        (["三重県 (1,234) 【2】\t国際課\thttp://a.example.jp/"], 0, "3 cells instead of 4"),
        (["三重県 1,234人\t国際課\thttp://a.example.jp/\t国際交流の情報を扱う。"], 0, "is not a prefecture with"),
        ([ROW.replace("三重", "仙薹")], 0, "is not the name of a local government"),
        (["\t国際課\thttp://a.example.jp/\t国際交流の情報を扱う。"], 0, "before the first local government"),
        ([MIE + "<b>国際交流</b>の情報を扱う。"], 0, "markup '<b>'"),
        ([MIE + "国際交流の情報を扱う"], 0, "a part of it may be missing"),
        ([MIE + "宇宙旅行の情報を扱う。"], 0, "宇宙旅行"),
        ([MIE + "国際交流と英語について。"], 0, "nothing says what is offered in '英語'"),
        ([MIE + "エスペラント語で閲覧できる。"], 0, "エスペラント語"),
        (
            [
                ROW,
                "\t多文化共生\tb.example.jp/x\t多文化共生の情報を扱う。",
            ],
            1,
            "doesn't follow a page break",
        ),
        (
            [
                ROW,
                "三重県 (1,234) 【2】\t国際課\thttp://b.example.jp/\t国際交流の情報を扱う。",
            ],
            1,
            "三重県 has been listed before",
        ),
    ],
)  # fmt: skip
def test_a_shape_that_is_not_known_is_refused_with_its_line(lines: list[str], offset: int, message: str) -> None:
    said = refusal(*HEAD, *lines, *TAIL)
    assert said.startswith(f"document 000, line {FIRST + offset}: ")
    assert message in said


def test_a_truncated_document_is_refused() -> None:
    assert "the footnote on the figures is missing" in refusal(*HEAD, ROW)
    assert "the heading of the designated cities is missing" in refusal(*HEAD, ROW, TAIL[0])
    assert refusal().startswith("document 000, line 1: the title")


def test_a_line_between_the_parts_that_nobody_knows_is_refused() -> None:
    said = refusal(*HEAD, ROW, TAIL[0], "中核市は次回に調査する", *TAIL[1:])
    assert said.startswith(f"document 000, line {FIRST + 2}: the heading of the designated cities was expected")


def test_an_organisation_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # The lookup knows where to find the name in a note, but the register has no such organisation.
    def unknown(printed: str) -> str:
        raise LookupProblem(f"{printed!r} is not a known organisation")

    monkeypatch.setattr(entries, "organisation_of", unknown)
    assert "'法務省入国管理局' is not a known organisation" in refusal(*HEAD, MIE + "JICAについて。", *TAIL)


# ---------------------------------------------------------------------- notes


@pytest.mark.parametrize(
    ("note", "expected"),
    [
        ("情報を英語と中国語で提供している。", [("page", "page", "page", "en"), ("page", "page", "page", "zh")]),
        ("ホームページ全体がタイ語での閲覧可。", [("page", "whole-site", "site", "th")]),
        ("防災マニュアルがベトナム語で提供されている。", [("publication", "publication", "publication", "vi")]),
        ("情報によっては、ロシア語で提供されている。", [("page", "some-content", "page", "ru")]),
        ("在住外国人向けの項目では、医療を英語で提供している。", [("page", "section", "page", "en")]),
        ("9言語による防災マニュアルなど。", [("publication", "publication", "publication", "")]),
        ("日本語教室、やさしい日本語の情報を扱う。", None),
        ("日本語教室の情報を扱う。", []),
    ],
)
def test_what_a_note_says_of_languages(note: str, expected: list[tuple[str, str, str, str]] | None) -> None:
    if expected is None:
        with pytest.raises(ValueError, match="nothing says what is offered in 'やさしい日本語'"):
            find_provisions(read_note(note, "31000"))
        return
    assert [
        (offer.thing, offer.applies_to, offer.mode, language)
        for provision in find_provisions(read_note(note, "31000"))
        for offer in provision.offers
        for language in [tag for _, tag in provision.languages.named] or [""]
    ] == expected


def test_a_name_means_what_it_means_for_that_local_government() -> None:
    assert read_note("外国人相談センター。", "05000").expressions[0].values("service") != []
    assert read_note("外国人相談センター。", "31000").expressions[0].values("service") == []


def test_lines_of_a_joined_cell_are_known_for_each_part_of_it() -> None:
    document = Document("000", ("\t題\thttp://a.example.jp/\t国際交", "", "\t\t\t流の情報"))
    note = parse_rows(document, "prefecture", range(1, 4))[0].note
    assert note.text == "国際交流の情報"
    assert (note.lines_of(0, 2), note.lines_of(0, 4), note.lines_of(4, 7)) == ({1}, {1, 3}, {3})


def test_cell_text_refuses_markup_it_does_not_know() -> None:
    assert cell_text(" <p> 国際課 </p>") == "国際課"
    with pytest.raises(ValueError, match="markup"):
        cell_text("国際<br>課")


def test_every_row_cites_lines_of_the_document() -> None:
    for schema in source().schemas:
        for row in rows(schema.name).values():
            assert all(3 <= first <= last <= 161 for first, last in line_ranges(row["lines"])), row["key"]
