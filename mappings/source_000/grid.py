"""The table of document 000: physical lines to logical rows, whose cells remember their lines.

A row has four cells, separated by tabs: local government (only in its first row), page title, address, note. A cell may
be wrapped in ``<p>…</p>``. A page break is a blank line; the row it interrupts goes on after it, cell by cell, so a
line after a blank line whose address cell doesn't begin with ``http`` continues the row before.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from mappings.read.document import Document, ReaderError

CELLS = 4
_PARAGRAPH = re.compile(r"<p>(.*)</p>\Z", re.DOTALL)
_MARKUP = re.compile(r"</?[A-Za-z][^>]*>")


@dataclass
class GridCell:
    """The text of a cell, joined over its lines. ``starts`` holds (offset in the text, document line)."""

    text: str = ""
    starts: list[tuple[int, int]] = field(default_factory=list)

    def append(self, text: str, line: int) -> None:
        """Add what *line* prints of this cell; an empty part adds nothing."""
        if text:
            self.starts.append((len(self.text), line))
            self.text += text

    @property
    def lines(self) -> set[int]:
        """The document lines that print a part of the cell."""
        return {line for _, line in self.starts}

    def lines_of(self, start: int, end: int) -> set[int]:
        """The document lines that print ``text[start:end]``."""
        ends = [offset for offset, _ in self.starts[1:]] + [len(self.text)]
        return {line for (first, line), last in zip(self.starts, ends, strict=True) if first < end and start < last}


@dataclass
class GridRow:
    """One logical row: the table of which section it is in, and its four cells."""

    section: str
    first_line: int
    label: GridCell
    title: GridCell
    address: GridCell
    note: GridCell

    @property
    def cells(self) -> tuple[GridCell, GridCell, GridCell, GridCell]:
        """The cells in their printed order."""
        return self.label, self.title, self.address, self.note

    @property
    def lines(self) -> set[int]:
        """Every document line of the row."""
        return set().union(*(cell.lines for cell in self.cells))


def cell_text(raw: str) -> str:
    """The text of a printed cell: ``<p>`` removed, character references resolved, outer spaces removed.

    Raises ValueError for any other markup.
    """
    text = raw.strip()
    if match := _PARAGRAPH.match(text):
        text = match[1].strip()
    if markup := _MARKUP.search(text):
        raise ValueError(f"markup {markup[0]!r} in a cell")
    return html.unescape(text)


def parse_rows(document: Document, section: str, numbers: Iterable[int]) -> list[GridRow]:
    """The rows on the lines *numbers* of one table (blank lines among them are page breaks).

    Raises ReaderError for a line that is neither a row nor the rest of one.
    """
    rows: list[GridRow] = []
    after_break = False
    for number in numbers:
        line = document.line(number)
        if not line.strip():
            after_break = True
            continue
        parts = line.split("\t")
        if len(parts) != CELLS:
            raise ReaderError(document.key, number, f"{len(parts)} cells instead of {CELLS}; a row is parted by 3 tabs")
        try:
            label, title, address, note = (cell_text(part) for part in parts)
        except ValueError as error:
            raise ReaderError(document.key, number, str(error)) from error
        if address.startswith(("http://", "https://")):
            if not title:
                raise ReaderError(document.key, number, "a row with an address but no page title")
            rows.append(GridRow(section, number, GridCell(), GridCell(), GridCell(), GridCell()))
        elif not (after_break and rows):
            raise ReaderError(
                document.key, number, "an address that isn't http(s), on a line that doesn't follow a page break"
            )
        for cell, text in zip(rows[-1].cells, (label, title, address, note), strict=True):
            cell.append(text, number)
        after_break = False
    return rows
