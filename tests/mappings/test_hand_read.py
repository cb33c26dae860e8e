"""Cells that a person read from the documents: ``hand_read/{document}.csv`` says what the tables must hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.csv_files import Row, read_csv
from tests.mappings.committed import rows

FILES = sorted((Path(__file__).parent / "hand_read").glob("*.csv"))
CELLS = [(path.stem, cell) for path in FILES for cell in read_csv(path, ("table", "key", "column", "value", "note"))]


@pytest.mark.parametrize(
    ("document", "cell"),
    CELLS,
    ids=[f"{document} {cell['table']}/{cell['key']} {cell['column']}" for document, cell in CELLS],
)
def test_a_cell_holds_what_was_read_by_hand(document: str, cell: Row) -> None:
    assert rows(document, cell["table"])[cell["key"]][cell["column"]] == cell["value"]


def test_cells_of_every_document_were_read_by_hand() -> None:
    assert {document for document, _ in CELLS} == {"000", "001", "002", "003"}
    assert len(CELLS) > 600
