"""Reads document 001, the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

The document is laid out in two ways. Up to the support of JET participants its headings tell one table from the next,
so its parts are cut there first; from there on captions and tables are interleaved, so a cursor walks down the lines.
"""

from __future__ import annotations

from mappings.csv_files import Row
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.outlined_chapters import read_outlined_chapters
from mappings.source_001.walked_chapters import read_walked_chapters

WALKED_FROM = "○ 積極的なサポートによる JET プログラムの円滑な運営"
"""The heading from which on the cursor reads."""


def first_walked_line(document: Document) -> int:
    """The line of the heading ``WALKED_FROM``. Raises ReaderError when the document does not have it."""
    for number, line in enumerate(document.lines, 1):
        if line.strip() == WALKED_FROM:
            return number
    raise ReaderError(document.key, max(len(document.lines), 1), f"the heading {WALKED_FROM!r} is missing")


def read(document: Document, keys: Keys) -> Reading:
    """The rows, notes and sections of the whole document.

    Raises ReaderError, naming the line, for an unknown shape; nothing is guessed.
    """
    boundary = first_walked_line(document)
    whole = Reading()
    for reading in (
        read_outlined_chapters(document, keys, boundary),
        read_walked_chapters(document, keys, boundary),
    ):
        for name, rows in reading.tables.items():
            table = whole.tables.setdefault(name, [])
            for row in rows:
                _add(table, row)
        whole.notes += reading.notes
        whole.sections += reading.sections
    whole.notes.sort(key=lambda note: note.line)
    whole.sections.sort(key=lambda section: section.first_line)
    return whole


def _add(table: list[Row], row: Row) -> None:
    """Append *row*; when *table* has an equal row from other lines, let that one cite the lines of *row* as well."""
    for other in table:
        if other["key"] == row["key"] and {**other, "lines": ""} == {**row, "lines": ""}:
            other["lines"] += f" {row['lines']}"
            return
    table.append(row)
