"""The parts of the document, cut at the printed headings that layout/outline.csv lists in their order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.read.document import Document, ReaderError
from mappings.source_002.flow import Line, RunningText

FOLDER = Path(__file__).parent
HEADING_FLOWS = {
    "headings": ("counter", "initiative"),
    "setup-headings": ("setup",),
    "headings-box": ("column",),
    "theme-headings": ("theme",),
    "survey-headings": ("survey",),
}
"""Flows made of headings: their keys, and the kinds of the parts whose headings they hold."""
_PAGE_NUMBER = re.compile(r"[０-９]{1,3} ?\|")


@dataclass(frozen=True)
class Part:
    """One part: its key, its heading as the layout has it, the lines of the heading, and the flow of what follows."""

    key: str
    kind: str
    heading: str
    heading_lines: tuple[int, ...]
    flow: RunningText


@dataclass(frozen=True)
class Outline:
    """All parts by key, with the lines that aren't in any flow: page numbers and blank lines."""

    document: str
    parts: dict[str, Part]
    page_numbers: tuple[int, ...]
    blank: frozenset[int]

    headings: dict[str, RunningText]

    def flow(self, key: str) -> RunningText:
        """The flow of the part *key*, or the headings of the parts of a kind (``headings``, ``setup-headings`` …).

        Raises ReaderError when the layout has no such part.
        """
        if key in self.headings:
            return self.headings[key]
        if key not in self.parts:
            raise ReaderError(self.document, 0, f"layout/outline.csv has no part {key!r}")
        return self.parts[key].flow

    def is_spoken_for(self, key: str, introduction: str) -> bool:
        """Whether what the *introduction* of a chapter says is said of the part *key* too.

        It is, if the part follows in the same chapter. A box (``column``) is the words of the guide itself, so that
        neither the date of the examples nor that of the answers is one of it.
        """
        if key in self.headings or key == introduction:
            return True
        chapter = ""
        for part in self.parts.values():
            chapter = part.key if part.kind == "part" else chapter
            if part.key == key:
                return chapter == introduction and part.kind != "column"
        return False


@cache
def headings() -> tuple[dict[str, str], ...]:
    """The rows of layout/outline.csv: key, kind, heading as printed without white space."""
    return read_rows(FOLDER / "layout" / "outline.csv", ("key", "kind", "heading"))


def read_outline(document: Document) -> Outline:
    """Split *document* at its headings.

    A heading fills its line (white space aside), or begins a run of lines that it fills. A part whose ``kind`` is
    ``open`` has no heading of its own: its first line is part of its text.
    Raises ReaderError when a heading is missing or stands in another order.
    """
    lines: list[Line] = []
    page_numbers = []
    for number, text in enumerate(document.lines, 1):
        if _PAGE_NUMBER.fullmatch(" ".join(text.split())):
            page_numbers.append(number)
        elif text.strip():
            lines.append((number, text))
    blank = frozenset(number for number, text in enumerate(document.lines, 1) if not text.strip())
    starts: list[tuple[dict[str, str], int, int]] = []
    position = 0
    for row in headings():
        place = _find(lines, row["heading"], position)
        if place is None:
            raise ReaderError(
                document.key,
                lines[position][0] if position < len(lines) else len(document.lines),
                f"the heading {row['heading']!r} doesn't follow here; mend layout/outline.csv",
            )
        if not starts and place[0] != 0:
            raise ReaderError(document.key, lines[0][0], "text stands before the first heading of layout/outline.csv")
        starts.append((row, *place))
        position = place[1]
    parts: dict[str, Part] = {}
    for index, (row, first, after) in enumerate(starts):
        end = starts[index + 1][1] if index + 1 < len(starts) else len(lines)
        heading = () if row["kind"] == "open" else tuple(number for number, _ in lines[first:after])
        body = lines[first if row["kind"] == "open" else after : end]
        parts[row["key"]] = Part(
            row["key"], row["kind"], row["heading"], heading, RunningText.of(document.key, row["key"], body)
        )
    numbers = {
        key: {number for part in parts.values() if part.kind in kinds for number in part.heading_lines}
        for key, kinds in HEADING_FLOWS.items()
    }
    flows = {
        key: RunningText.of(document.key, key, (line for line in lines if line[0] in chosen))
        for key, chosen in numbers.items()
    }
    return Outline(document.key, parts, tuple(page_numbers), blank, flows)


def _find(lines: list[Line], heading: str, position: int) -> tuple[int, int] | None:
    """Where *heading* stands at or after *position*: the index of its first line and the one after its last."""
    squeezed = squeeze(heading)
    for first in range(position, len(lines)):
        text = ""
        for after in range(first, min(first + 3, len(lines))):
            text += squeeze(lines[after][1])
            if text == squeezed:
                return first, after + 1
            if not squeezed.startswith(text):
                break
    return None
