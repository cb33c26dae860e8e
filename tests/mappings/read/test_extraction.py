from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from mappings.map.checking import all_tables
from mappings.map.corrections import CorrectionError, corrected_rows, load_corrections
from mappings.map.sources import Source, sources
from mappings.map.tables import Table, load_table
from mappings.read.document import Document, DocumentError, load_document
from mappings.read.extract import Extraction, compare, differences, read_source
from mappings.read.ledger import LedgerError, load_ledger, make_ledger
from mappings.read.reading import STATUSES, Note, Reading, Section

DOCUMENTS = [source for source in sources() if source.is_document]
IDS = [source.key for source in DOCUMENTS]


@pytest.fixture(scope="module")
def extractions(documents_dir: Path) -> dict[str, Extraction]:
    return {source.key: read_source(source, documents_dir) for source in DOCUMENTS}


@pytest.mark.parametrize("source", DOCUMENTS, ids=IDS)
def test_the_committed_tables_are_what_the_document_says(source: Source, extractions: dict[str, Extraction]) -> None:
    assert compare(source, extractions[source.key].tables) == []


@pytest.mark.parametrize("source", DOCUMENTS, ids=IDS)
def test_the_committed_ledger_accounts_for_every_line(source: Source, extractions: dict[str, Extraction]) -> None:
    extraction = extractions[source.key]
    ledger = load_ledger(source)
    assert ledger == extraction.ledger()
    text = [number for number, line in enumerate(extraction.document.lines, 1) if line.strip()]
    assert [entry.line for entry in ledger] == text


@pytest.mark.parametrize("source", DOCUMENTS, ids=IDS)
def test_fewer_than_one_line_in_a_hundred_is_rejected_and_every_token_is_accounted_for(source: Source) -> None:
    ledger = load_ledger(source)
    assert sum(entry.status == "rejected" for entry in ledger) < len(ledger) / 100
    assert {entry.status for entry in ledger} <= set(STATUSES)
    assert all(entry.tokens == entry.mapped + entry.excluded for entry in ledger)
    assert all(entry.reason for entry in ledger if entry.status != "mapped")


def test_one_changed_character_is_reported_with_row_and_line() -> None:
    source = DOCUMENTS[0]
    schema, rows = next((s, rows) for s in source.schemas if len(rows := load_table(s).rows) > 5)
    column = schema.column_names[1]
    changed = [dict(row) for row in rows]
    changed[4][column] += "x"
    (line,) = differences(schema, changed, rows)
    assert line.startswith(f"{schema.path.name} row 6 ({rows[4]['key']}): {column} is ")
    assert f"(document {source.key}, line {rows[4]['lines']})" in line
    missing = list(differences(schema, rows[:-1], rows))
    assert missing == [
        f"{schema.path.name}: row {rows[-1]['key']} is missing (document {source.key}, line {rows[-1]['lines']})"
    ]
    (extra,) = differences(schema, rows, rows[1:])
    assert "the document has no such row" in extra


def test_a_missing_folder_a_missing_document_and_a_truncated_one_are_named(documents_dir: Path, tmp_path: Path) -> None:
    source = DOCUMENTS[0]
    with pytest.raises(DocumentError, match=r"documents folder .* does not exist"):
        read_source(source, tmp_path / "nowhere")
    with pytest.raises(DocumentError, match="no file matches"):
        read_source(source, tmp_path)
    for path in documents_dir.glob(source.metadata["file"]):
        shutil.copy(path, tmp_path)
        copy = tmp_path / path.name
        copy.write_bytes(copy.read_bytes()[:-100])
    with pytest.raises(DocumentError, match="truncated or edited"):
        read_source(source, tmp_path)


def test_lines_are_counted_as_editors_count_them(tmp_path: Path) -> None:
    document = Document.from_text("000", "a\n\x0cb\r\n\nlast without newline")
    assert document.lines == ("a", "\x0cb", "", "last without newline")
    assert document.line(4) == "last without newline"
    with pytest.raises(IndexError, match="lines 1 to 4"):
        document.line(5)
    (tmp_path / "x.txt").write_bytes(b"\xff")
    digest = "a8100ae6aa1940d0b663bb31cd466142ebbdbd5187131b92d93818987832eb89"
    with pytest.raises(DocumentError, match="not UTF-8"):
        load_document(tmp_path, "000", "*.txt", digest)


def test_every_correction_names_a_cell_that_holds_the_printed_value() -> None:
    corrections = load_corrections()
    assert corrections
    tables = all_tables(sources())
    assert sum(len(applied) for _, applied in corrected_rows(corrections, tables).values()) == len(corrections)
    with pytest.raises(CorrectionError, match="not the value"):
        corrected_rows([replace(corrections[0], printed="something else")], tables)
    with pytest.raises(CorrectionError, match="is not a cell"):
        corrected_rows([replace(corrections[0], row="nobody")], tables)
    with pytest.raises(CorrectionError, match="needs a value that differs"):
        corrected_rows([replace(corrections[0], corrected=corrections[0].printed)], tables)


def test_a_status_goes_by_precedence_and_a_line_without_one_stops_the_ledger() -> None:
    document = Document.from_text("000", "heading\nfact 12\n\nname of a person\nprose")
    reading = Reading(
        notes=[
            Note(1, "heading", "a heading"),
            Note(2, "prose", "never seen: the line is cited"),
            Note(4, "withheld", "a person's name"),
            Note(4, "prose", "comes after withheld"),
        ],
        sections=[Section(1, "only")],
    )
    schema = DOCUMENTS[0].schemas[0]
    tables = {"t": Table(schema, [{"key": "a", "value": "12", "lines": "2"}, {"key": "b", "value": "x", "lines": "4"}])}
    with pytest.raises(LedgerError, match="document 000, line 5: no record cites it"):
        make_ledger(document, reading, tables, [])
    reading.notes.append(Note(5, "prose", "an opinion"))
    entries, lost = make_ledger(document, reading, tables, [])
    assert [(entry.line, entry.status) for entry in entries] == [
        (1, "heading"),
        (2, "mapped"),
        (4, "withheld"),
        (5, "prose"),
    ]
    assert entries[1].tokens == entries[1].mapped == 1
    assert lost == []
    tables["t"].rows[0]["value"] = "13"
    _, lost = make_ledger(document, reading, tables, [])
    assert [(line, token.printed) for line, token in lost] == [(2, "12")]
