"""Tidy tables: one value a row, with its measure, unit and date, and the document and lines that it was read from."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal

from graph.ask.trace import Origin
from ontology.lines import LineRange
from ontology.vocabulary import DCT
from server.display.index import Thing
from server.display.knowledge import Knowledge

COLUMNS = ("code", "measure", "value", "unit", "date", "document", "line")
"""The columns after the name of what a row is about."""
_SEPARATOR = " "
"""Between documents, and between lines, in a cell."""


@dataclass(frozen=True)
class TidyRow:
    """A value of the thing *name* with the key *code*; *date* is as the data has it, empty where none is stated."""

    name: str
    code: str
    measure: str
    value: Decimal | str
    unit: str
    date: str
    origins: tuple[Origin, ...]

    @property
    def documents(self) -> tuple[str, ...]:
        """The keys of the documents that the value was read from, in order."""
        return documents_of(self.origins)

    @property
    def cells(self) -> tuple[str, ...]:
        """The row as texts; a number is written so that a spreadsheet can add it up."""
        value = f"{self.value:f}" if isinstance(self.value, Decimal) else self.value
        where = _SEPARATOR.join(self.documents), _SEPARATOR.join(lines_of(self.origins))
        return (self.name, self.code, self.measure, value, self.unit, self.date, *where)


def csv_text(first: str, rows: Iterable[TidyRow]) -> str:
    """*rows* as CSV (RFC 4180); the first column is called *first*, the others are :data:`COLUMNS`."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([first, *COLUMNS])
    writer.writerows(row.cells for row in rows)
    return out.getvalue()


def documents_of(origins: Iterable[Origin]) -> tuple[str, ...]:
    """The keys of the documents of *origins*, each once, in order."""
    return tuple(sorted({lines.document for origin in origins for lines in origin.lines}))


def date_of_documents(origins: Iterable[Origin], knowledge: Knowledge) -> str:
    """The date of the documents of *origins*, or the oldest and the newest with a slash between (ISO 8601).

    Empty where one of them has no date.
    """
    dates: set[str] = set()
    for key in documents_of(origins):
        stated = knowledge.values(knowledge.iri(Thing("document", key)), DCT.date)
        if not stated:
            return ""
        dates |= {quad.object.value for quad in stated if isinstance(quad.object, Literal)}
    return "/".join(sorted({min(dates), max(dates)})) if dates else ""


def lines_of(origins: Sequence[Origin]) -> list[str]:
    """The lines of *origins*, each once, in order: L12-L14; with the document before them where there are several."""
    ranges = sorted({line for origin in origins for line in origin.lines})
    several = len({line.document for line in ranges}) > 1
    return [f"{line.document}:{_numbers(line)}" if several else _numbers(line) for line in ranges]


def _numbers(line: LineRange) -> str:
    """With letters, for a spreadsheet takes 10-12 for a day."""
    return f"L{line.first}" if line.first == line.last else f"L{line.first}-L{line.last}"
