"""Document 001, the chapters that a cursor walks through: every line is read, and an unknown shape stops the reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.reader import first_walked_line, read
from mappings.source_001.walked_chapters import read_walked_chapters
from ontology.lines import ranges_of


@cache
def document(folder: Path) -> Document:
    (path,) = folder.glob("001_*.txt")
    return Document.from_text("001", path.read_text(encoding="utf-8"))


def read_walked(document: Document, keys: Keys) -> Reading:
    return read_walked_chapters(document, keys, first_walked_line(document))


@cache
def reading(folder: Path) -> Reading:
    return read_walked(document(folder), Keys())


def test_every_line_is_cited_or_has_a_reason(documents_dir: Path) -> None:
    text, read = document(documents_dir), reading(documents_dir)
    accounted = {note.line for note in read.notes if note.reason}
    for table in read.tables.values():
        for row in table:
            accounted |= {n for lines in ranges_of("001", row["lines"]) for n in lines.numbers}
    numbers = range(first_walked_line(text), len(text.lines) + 1)
    assert [n for n in numbers if text.line(n).strip() and n not in accounted] == []


def test_a_row_cites_no_line_that_stands_in_the_chapters_before(documents_dir: Path) -> None:
    start = first_walked_line(document(documents_dir))
    rows = [row for table in reading(documents_dir).tables.values() for row in table]
    assert len(rows) > 1000
    assert not [row["key"] for row in rows if ranges_of("001", row["lines"])[0].first < start]


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
    read = read_walked(document(documents_dir), keys)
    assert [row["municipality"] for row in read.tables["good_practices"] if row["key"] == "kept"] == ["18000"]


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
        read_walked(Document("001", tuple(lines)), Keys())


def test_a_document_without_the_heading_at_which_the_cursor_begins_is_refused() -> None:
    with pytest.raises(ReaderError, match="is missing"):
        read(Document.from_text("001", "令和５年度\n"), Keys())
