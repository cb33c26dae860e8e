"""Document 002: which changes of its text the reader refuses, and what of it must not be in the repository."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from mappings.csv_files import Row
from mappings.map.sources import ROOT
from mappings.read.document import Document, ReaderError
from mappings.read.extract import read_source
from mappings.read.keys import Keys
from mappings.read.ledger import load_exclusions, make_ledger
from mappings.read.reading import Reading
from mappings.source_002.reader import read
from tests.mappings import committed
from tests.mappings.committed import source


def rows(table: str) -> dict[str, Row]:
    return committed.rows("002", table)


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
    extraction = read_source(source("002"), documents_dir)
    assert len(extraction.tables) == len(source("002").schemas)
    for name, table in extraction.tables.items():
        assert table.rows == list(rows(name).values()), name


def test_every_line_is_accounted_for_and_none_rejected(documents_dir: Path) -> None:
    extraction = read_source(source("002"), documents_dir)
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
    assert (error.line_number, "section nagano-1: nothing reads" in str(error)) == (546, True)


def test_a_chart_with_a_value_too_many_is_refused(document: Document) -> None:
    assert "names" in str(refused(document, 3121, "99"))


def sentences(document: Document) -> set[str]:
    """Every run of the text up to a 。 that has 24 characters or more without white space, lines joined or not."""
    whole = "".join(line.strip() for line in document.lines)
    parts = re.findall(r"[^。]*。", whole) + [s for line in document.lines for s in re.findall(r"[^。]*。", line)]
    return {squeezed for part in parts if len(squeezed := re.sub(r"\s", "", part)) >= 24}


def files() -> Iterable[Path]:
    yield from (path for path in (ROOT / "source_002").rglob("*") if path.suffix in (".csv", ".json", ".yaml", ".py"))
    yield from (ROOT / "derive").rglob("*.rq")
    yield from (path for path in Path(__file__).parents[1].rglob("*") if path.suffix in (".csv", ".py"))


def test_no_sentence_of_the_document_is_in_its_folder(document: Document) -> None:
    prose = sentences(document)
    assert len(prose) > 200
    for path in files():
        text = re.sub(r"\s", "", path.read_text(encoding="utf-8"))
        assert not [sentence for sentence in prose if sentence in text], path
