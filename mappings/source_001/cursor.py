"""A cursor that walks down the document: every line that isn't blank is taken exactly once, so that none is missed."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings.helpers.numbers import NumberProblem, read_number
from mappings.layout.flow import Cell, Flow, Match
from mappings.read.document import ReaderError
from mappings.source_001.builder import Builder
from mappings.source_001.dates import PrintedPeriod, read_period

FISCAL_YEAR = 2023
"""The fiscal year that the document reports on: April 2023 to March 2024."""


class Cursor:
    """The next line to read, and the builder that collects the rows."""

    def __init__(self, builder: Builder, first: int) -> None:
        self.document = builder.document
        self.line = first
        self.builder = builder

    # ------------------------------------------------------------------ walking

    def peek(self) -> str:
        """The next line that isn't blank, without its margins; empty at the end. Moves to that line."""
        while self.line <= len(self.document.lines) and not self.document.line(self.line).strip():
            self.line += 1
        return self.document.line(self.line).strip() if self.line <= len(self.document.lines) else ""

    def take(self, pattern: str) -> int:
        """The number of the next line that isn't blank, which must match *pattern* as a whole. Raises ReaderError."""
        if not re.fullmatch(pattern, self.peek()):
            raise ReaderError("001", min(self.line, len(self.document.lines)), f"expected a line like {pattern!r}")
        self.line += 1
        return self.line - 1

    def until(self, pattern: str) -> Flow:
        """The lines up to the next one that matches *pattern* as a whole, which isn't taken. Raises ReaderError."""
        self.peek()
        for number in range(self.line, len(self.document.lines) + 1):
            text = self.document.line(number).strip()
            if text and re.fullmatch(pattern, text):
                first, self.line = self.line, number
                return Flow.of(self.document, first, number - 1)
        raise ReaderError("001", self.line, f"no line from here on matches {pattern!r}")

    def rest(self) -> Flow:
        """The lines up to the end of the document."""
        first, self.line = self.line, len(self.document.lines) + 1
        return Flow.of(self.document, first, len(self.document.lines))

    # ------------------------------------------------------------------ lines that are no rows

    def section(self, pattern: str) -> int:
        """A heading that begins a section of the ledger; gives its line."""
        number = self.heading(pattern, "heading of a section")
        self.builder.section(number, self.document.line(number).strip())
        return number

    def heading(self, pattern: str, reason: str = "heading") -> int:
        """A heading on one line; gives its number."""
        number = self.take(pattern)
        self.builder.note([number], "heading", reason)
        return number

    def columns(self, *patterns: str) -> None:
        """The headings of a table's columns, a pattern a line."""
        for pattern in patterns:
            self.builder.note([self.take(pattern)], "heading", "headings of the table's columns")

    def page_number(self) -> None:
        """A page number, where the flattening left one."""
        self.builder.note([self.take(r"\d{1,3}")], "furniture", "page number")

    def prose(self, flow: Flow, reason: str = "describes the programme; its facts are in the tables") -> Flow:
        """Note that *flow* is prose; for a line that a row cites the row counts, not the note."""
        self.builder.note(flow.numbers, "prose", reason)
        return flow

    def withhold(self, lines: Iterable[int], reason: str) -> None:
        """Note that a person's name on *lines* is left out."""
        self.builder.note(lines, "withheld", reason)


def tile(flow: Flow, pattern: str, table: str) -> list[Match]:
    """Matches of *pattern* that follow one another and together are all of *flow*, white space apart.

    Raises ReaderError naming the first line that isn't a row of *table*.
    """
    compiled = re.compile(pattern, re.MULTILINE)
    text, position = flow.text, 0
    matches = []
    while position < len(text):
        if text[position].isspace():
            position += 1
            continue
        match = compiled.match(text, position)
        if match is None or match.end() == position:
            raise flow.error(f"not a row of {table}: {text[position : position + 30]!r}", position)
        matches.append(Match(flow, match))
        position = match.end()
    return matches


def number_of(cell: Cell) -> str:
    """The number in a cell such as ``１,942 名``, as ASCII digits. Raises ReaderError when there isn't exactly one."""
    try:
        return str(read_number(cell.text))
    except NumberProblem as error:
        raise ReaderError("001", min(cell.lines, default=0), str(error)) from error


def period_of(cell: Cell) -> PrintedPeriod:
    """The days or months of a cell. Raises ReaderError."""
    return read_period(cell.text, min(cell.lines, default=0))


def fiscal_period(cell: Cell) -> PrintedPeriod:
    """The day or month of a cell that leaves its year to the fiscal year of the report. Raises ReaderError."""
    return read_period(cell.text, min(cell.lines, default=0), fiscal_year=FISCAL_YEAR)


def lines_of(*cells: Cell) -> frozenset[int]:
    """The lines of all *cells*."""
    return frozenset().union(*(cell.lines for cell in cells))
