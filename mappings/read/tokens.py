"""The tokens of a line, which could be facts: addresses, numbers, dates, languages, local governments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from mappings.csv_files import Row
from mappings.helpers.eras import find_dates
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.languages import find_languages
from mappings.helpers.numbers import find_numbers
from mappings.helpers.text import squeeze
from mappings.helpers.urls import find_emails, find_urls

Kind = Literal["url", "email", "date", "number", "language", "municipality"]
_DIGITS = re.compile(r"\d+(?:\.\d+)?")
_CIRCLED = {chr(0x2460 + i): str(i + 1) for i in range(20)}


@dataclass(frozen=True)
class LineToken:
    """A piece of a line that could be a fact. A record may hold it as printed or as one of ``values``."""

    kind: Kind
    printed: str
    values: tuple[str, ...]


def find_tokens(text: str) -> list[LineToken]:
    """Every token of one line, by kind. Numbers inside dates and addresses are not counted twice."""
    tokens: list[LineToken] = []
    taken: list[tuple[int, int]] = []

    def free(start: int, end: int) -> bool:
        return all(end <= first or start >= last for first, last in taken)

    for url in find_urls(text):
        tokens.append(LineToken("url", url.value, (squeeze(url.value),)))
        taken.append((url.start, url.end))
    for email in find_emails(text):
        if free(email.start, email.end):
            tokens.append(LineToken("email", email.value, (squeeze(email.value),)))
            taken.append((email.start, email.end))
    for stamp in find_dates(text):
        if free(stamp.start, stamp.end):
            values = (stamp.value,) if stamp.value else ()
            tokens.append(LineToken("date", stamp.printed, values))
            taken.append((stamp.start, stamp.end))
    for mention in find_languages(text):
        if free(mention.start, mention.end):
            tokens.append(LineToken("language", mention.printed, (mention.language,)))
    for match in gazetteer().find(text):
        if free(match.start, match.end):
            tokens.append(LineToken("municipality", match.printed, (match.code,) if match.code else match.candidates))
            taken.append((match.start, match.end))
    for number in find_numbers(text):
        if free(number.start, number.end):
            tokens.append(LineToken("number", number.printed, (str(number.value),)))
    return tokens


@dataclass
class Held:
    """The cells of some records, prepared for look-ups of tokens."""

    text: list[str] = field(default_factory=list)
    cells: set[str] = field(default_factory=set)
    numbers: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, row: Row) -> Held:
        """The cells of *row*, except its lines."""
        held = cls()
        for column, value in row.items():
            if not value or column == "lines":
                continue
            plain = squeeze(value)
            held.text.append(plain)
            held.cells.update((value, *value.split(" ")))
            for digits in _DIGITS.findall(plain.replace(",", "")):
                held.numbers.update((digits, digits.lstrip("0") or "0"))
            held.numbers.update(_CIRCLED[c] for c in value if c in _CIRCLED)
        return held

    def add(self, other: Held) -> None:
        """Add the cells of *other*."""
        self.text += other.text
        self.cells |= other.cells
        self.numbers |= other.numbers

    def has(self, token: LineToken) -> bool:
        """Whether a record holds *token*, printed or in one of its normalised forms."""
        printed = squeeze(token.printed)
        if any(printed in text for text in self.text):
            return True
        if token.kind in ("url", "email"):
            return any(value in text for value in token.values for text in self.text)
        if token.kind == "number":
            return any(value in self.numbers for value in token.values)
        if token.kind == "date":
            return any(
                cell.startswith(value) or value.startswith(cell) for value in token.values for cell in self.dates()
            )
        return any(value in self.cells for value in token.values)

    def dates(self) -> Iterator[str]:
        """The cells that look like ISO dates, at least a year long."""
        return (cell for cell in self.cells if len(cell) >= 4 and cell[:4].isdigit() and cell[4:5] in ("", "-"))


def held_by_line(
    tables: Iterable[tuple[str, Iterable[Row]]], cited: Mapping[int, Iterable[tuple[str, str]]]
) -> dict[int, Held]:
    """The cells of the records that cite a line, by line. *cited* has the table and key of those records."""
    # A row may cite many lines: its cells are prepared once.
    records = {(name, row["key"]): Held.of(row) for name, table in tables for row in table}
    by_line: dict[int, Held] = {}
    for line, cited_here in cited.items():
        cells = by_line.setdefault(line, Held())
        for record in cited_here:
            cells.add(records[record])
    return by_line
