"""The result of a reader: rows of its tables, and notes on the lines that hold no fact."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from mappings.csv_files import Row

Status = Literal["heading", "furniture", "prose", "withheld", "rejected"]
STATUSES = ("rejected", "withheld", "mapped", "heading", "furniture", "prose")
"""Every status of a line, the one that comes first in precedence first; a line is mapped where a record cites it."""


@dataclass(frozen=True)
class Note:
    """The reason why a line holds no fact, in our words, never in those of the document."""

    line: int
    status: Status
    reason: str
    section: str = ""


@dataclass(frozen=True)
class Section:
    """A part of a document that begins at *first_line* and ends before the next section."""

    first_line: int
    title: str


@dataclass
class Reading:
    """The result of reading one document. Rows keep the order of the document."""

    tables: dict[str, list[Row]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
