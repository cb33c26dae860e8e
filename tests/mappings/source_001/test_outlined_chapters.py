"""Document 001, the chapters whose parts are cut at their headings: every line is read, and damage stops the reader."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.outlined_chapters import read_outlined_chapters
from mappings.source_001.reader import first_walked_line
from ontology.lines import ranges_of


def boundary(text: str) -> int:
    return first_walked_line(Document.from_text("001", text))


def read_outlined(text: str) -> Reading:
    return read_outlined_chapters(Document.from_text("001", text), Keys(), boundary(text))


@pytest.fixture(scope="module")
def text(documents_dir: Path) -> str:
    (path,) = documents_dir.glob("001_*.txt")
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def reading(text: str) -> Reading:
    return read_outlined(text)


def test_a_line_with_a_name_is_marked_as_withheld(text: str, reading: Reading) -> None:
    withheld = {note.line for note in reading.notes if note.status == "withheld"}
    with_names = {
        n
        for n, line in enumerate(text.split("\n")[: boundary(text) - 1], 1)
        if re.search(r"\S氏(を|$)| 氏\s*$", line.strip())
    }
    assert with_names <= withheld


def test_every_line_is_cited_or_has_a_reason(text: str, reading: Reading) -> None:
    noted = {note.line for note in reading.notes}
    assert noted
    cited: set[int] = set()
    for table in reading.tables.values():
        for row in table:
            cited |= {n for lines in ranges_of("001", row["lines"]) for n in lines.numbers}
    lines = text.split("\n")
    assert not [n for n in range(1, boundary(text)) if lines[n - 1].strip() and n not in noted and n not in cited]


def test_lines_may_move_without_changing_a_fact(text: str, reading: Reading) -> None:
    moved = read_outlined("\n\n\n" + text)
    assert sum(map(len, reading.tables.values())) > 800
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


@pytest.mark.parametrize(("kind", "damage", "line"), DAMAGE, ids=[kind for kind, _, _ in DAMAGE])
def test_damage_is_an_error_that_names_the_line(text: str, kind: str, damage: Callable[[str], str], line: int) -> None:
    with pytest.raises(ReaderError) as caught:
        read_outlined(damage(text))
    assert str(caught.value).startswith("document 001, line ")
    assert caught.value.line_number == line, str(caught.value)
