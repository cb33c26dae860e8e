"""Document 001: every line is read, and damage stops the reader at its line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.reader import read
from ontology.lines import ranges_of


def read_text(text: str) -> Reading:
    return read(Document.from_text("001", text), Keys())


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    (path,) = documents_dir.glob("001_*.txt")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return read_text(text)


def test_a_line_with_a_name_is_marked_as_withheld(text: str, reading: Reading) -> None:
    withheld = {note.line for note in reading.notes if note.status == "withheld"}
    with_names = {n for n, line in enumerate(text.split("\n"), 1) if re.search(r"\S氏(を|$)| 氏\s*$", line.strip())}
    assert with_names <= withheld


def test_every_line_is_cited_or_has_a_reason(text: str, reading: Reading) -> None:
    noted = {note.line for note in reading.notes}
    assert noted
    cited: set[int] = set()
    for table in reading.tables.values():
        for row in table:
            cited |= {n for lines in ranges_of("001", row["lines"]) for n in lines.numbers}
    lines = text.split("\n")
    assert not [n for n in range(1, len(lines) + 1) if lines[n - 1].strip() and n not in noted and n not in cited]


def test_lines_may_move_without_changing_a_fact(text: str, reading: Reading) -> None:
    moved = read_text("\n\n\n" + text)
    assert sum(map(len, reading.tables.values())) > 1800
    for table, expected in reading.tables.items():
        without = [{c: v for c, v in row.items() if c != "lines"} for row in expected]
        assert [{c: v for c, v in row.items() if c != "lines"} for row in moved.tables[table]] == without


def _swap(old: str, new: str, nth: int = 1) -> Callable[[str], str]:
    def change(text: str) -> str:
        parts = text.split(old)
        assert len(parts) > nth, f"{old!r} is not in the document"
        return old.join(parts[:nth]) + new + old.join(parts[nth:])

    return change


def test_nobody_is_named(text: str, reading: Reading) -> None:
    """The names of the heads of branches and of officers stand before their posts; none is in a cell."""
    withheld = {note.line for note in reading.notes if note.status == "withheld"}
    heads = {int(row["lines"].split()[-1].split("-")[-1]) for row in reading.tables["branches"]}
    assert heads <= withheld
    cells = {
        cell
        for name in ("branches", "branch_divisions", "officers")
        for row in reading.tables[name]
        for cell in row.values()
    }
    for line in heads:
        person = "".join(text.split("\n")[line - 1].split()[1:3])
        assert not any(person in cell.replace(" ", "") for cell in cells), line


def test_a_known_row_keeps_its_key(text: str) -> None:
    keys = Keys()
    keys.remember(
        "good_practices",
        ("municipality", "title"),
        [{"key": "kept", "municipality": "18000", "title": "ふくい政策デザインの推進"}],
    )
    known = read(Document.from_text("001", text), keys)
    assert [row["municipality"] for row in known.tables["good_practices"] if row["key"] == "kept"] == ["18000"]


DAMAGE = [
    ("a number without its unit", _swap("237 名", "237"), 147),
    ("a total that is not the sum", _swap("計 279 名", "計 280 名"), 2035),
    ("a speaker of an unknown organisation", _swap("株式会社クリップ 代表", "株式会社ナニカ 代表"), 69),
    ("an adviser of an unknown organisation", _swap("株式会社コングレ", "株式会社ナニカ"), 1024),
    ("a town that does not exist", _swap("岐阜県恵那市", "岐阜県恵那々市"), 976),
    ("an unknown place for a block", _swap("（広島市内）", "（某市内）"), 1744),
    ("a month that is not in the calendar", _swap("令和５年６月 21 日", "令和５年16月 21 日"), 175),
    ("an exhibitor too few", _swap("、福岡県福智町", ""), 1182),
    (
        "a place abroad of no known country",
        _swap("バルビゾン バルビゾン日本祭", "アトランティス バルビゾン日本祭"),
        1298,
    ),
    ("a supported project of an unknown body", _swap("（公財）和歌山県", "（公財）和歌浦県"), 2112),
    ("a headquarters' channel too few", _swap("② X（旧 Twitter）", "② 別の媒体"), 1694),
    ("an unknown country", _swap("(アイルランド)", "(アトランティス)"), 1264),
    ("a JET kind that does not add up", _swap("CIR:468 名", "CIR:469 名"), 2444),
    ("a rank that the number does not give", _swap("11 秋田県 143", "11 秋田県 103"), 2512),
    ("a missing heading", _swap("＜体験塾＞", "体験塾のこと"), 2180),
    ("a dispatch count that does not add up", _swap("市区町村 35 17 52", "市区町村 35 18 52"), 2338),
    ("a number of participants told in two ways", _swap("13名が参", "14名が参"), 2259),
    ("a figure that is no longer in the text", _swap("総掲載数 310 件", "総掲載数 多数"), 1680),
]


@pytest.mark.parametrize(("kind", "damage", "line"), DAMAGE, ids=[kind for kind, _, _ in DAMAGE])
def test_damage_is_an_error_that_names_the_line(text: str, kind: str, damage: Callable[[str], str], line: int) -> None:
    with pytest.raises(ReaderError) as caught:
        read_text(damage(text))
    assert str(caught.value).startswith("document 001, line ")
    assert caught.value.line_number == line, str(caught.value)


BROKEN = [
    (4171, "３本", "４本", "the text says 157, but .* 158"),  # the sum of the articles
    (5033, "大分県大分市、", "", "the text says 6, but the rows are 5"),
    (5313, "68", "69", "the text says 69, but .* is 68"),
    (5841, "１ １ １ １ １ １ １", "１ １ １ １ １ １", "sums of the rows"),
    (5851, "14 11", "15 11", "sums of the rows"),
    (3156, "メ", "", "letters of the heading"),
    (3342, "オンライン", "ジャカルタ", "is not a place of"),
    (5523, "岡山市", "岡山町", "岡山町"),
    (5513, "参与、", "相談役、", "line 5513: .*post:POST"),
    (5791, "市民局 国際課長", "", "the text says 67, but the rows are 66"),
    (4508, "JLGC ブログ", "JLGC 掲示板", "line 4508: .*nothing reads"),
    (2968, "東京流通センター", "幕張メッセ", "fair_places"),
    (3619, "オーストラリア", "オーストララシア", "the text says 26, but the rows are 25"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "printed", "changed", "message"), BROKEN, ids=[str(line) for line, *_ in BROKEN])
def test_an_unknown_shape_stops_the_reader(text: str, line: int, printed: str, changed: str, message: str) -> None:
    lines = text.split("\n")
    assert printed in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(printed, changed)
    with pytest.raises(ReaderError, match=message):
        read_text("\n".join(lines))


def test_a_document_without_the_first_heading_is_refused() -> None:
    with pytest.raises(ReaderError, match="line 1: the heading '１ 自治体の海外における経済活動を支援' should follow"):
        read_text("令和５年度\n")
