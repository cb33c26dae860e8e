"""Document 000: what its reader makes of made-up rows and notes, and which it refuses."""

from __future__ import annotations

import pytest

from mappings.helpers.lookups import LookupProblem
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_000 import entries
from mappings.source_000.grid import cell_text, parse_rows
from mappings.source_000.notes import read_note
from mappings.source_000.provisions import find_provisions
from mappings.source_000.reader import read

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
    error = refusal(*HEAD, *lines, *TAIL)
    assert error.startswith(f"document 000, line {FIRST + offset}: ")
    assert message in error


def test_a_truncated_document_is_refused() -> None:
    assert "the footnote on the figures is missing" in refusal(*HEAD, ROW)
    assert "the heading of the designated cities is missing" in refusal(*HEAD, ROW, TAIL[0])
    assert refusal().startswith("document 000, line 1: the title")


def test_a_line_between_the_parts_that_nobody_knows_is_refused() -> None:
    error = refusal(*HEAD, ROW, TAIL[0], "中核市は次回に調査する", *TAIL[1:])
    assert error.startswith(f"document 000, line {FIRST + 2}: the heading of the designated cities was expected")


def test_an_organisation_nobody_knows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    # The lookup knows where to find the name in a note, but the register has no such organisation.
    def unknown(printed: str) -> str:
        raise LookupProblem(f"{printed!r} is not a known organisation")

    monkeypatch.setattr(entries, "organisation_of", unknown)
    assert "'法務省入国管理局' is not a known organisation" in refusal(*HEAD, MIE + "JICAについて。", *TAIL)


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
