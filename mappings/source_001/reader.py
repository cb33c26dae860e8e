"""Reads document 001, the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

The two halves are read by modules of their own; both put rows into the same tables, in the order of the document.
"""

from __future__ import annotations

from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading, Row
from mappings.source_001.first_half import read_first_half
from mappings.source_001.second_half import read_second_half


def read(document: Document, keys: Keys) -> Reading:
    """The rows, notes and sections of the whole document.

    Raises ReaderError, naming the line, for a shape that is not known; nothing is guessed.
    """
    whole = Reading()
    for half in (read_first_half(document, keys), read_second_half(document, keys)):
        for name, rows in half.tables.items():
            table = whole.tables.setdefault(name, [])
            for row in rows:
                _add(table, row)
        whole.notes += half.notes
        whole.sections += half.sections
    whole.notes.sort(key=lambda note: note.line)
    whole.sections.sort(key=lambda section: section.first_line)
    return whole


def _add(table: list[Row], row: Row) -> None:
    """Append *row*, unless the first half has said the same: then that row cites these lines as well."""
    for other in table:
        if other["key"] == row["key"] and {**other, "lines": ""} == {**row, "lines": ""}:
            other["lines"] += f" {row['lines']}"
            return
    table.append(row)
