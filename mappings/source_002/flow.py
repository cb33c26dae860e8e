"""A section of the document as one running text that remembers the lines it came from.

The document breaks every paragraph, and many words, over lines with blank lines between. In a flow the lines of a
section stand end to end, so that a pattern can match the text as a reader sees it; a match gives back its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from mappings.layout.outline import Part
from mappings.read.document import ReaderError

Line = tuple[int, str]
"""The number of a line, counted from 1, and its text without the white space at both ends."""

Span = tuple[int, int]
"""Offsets in the text of a flow: the first character, and the one after the last."""

ELLIPSIS = "…"
LOOKUPS = Path(__file__).parent / "lookups"


@dataclass(frozen=True)
class RunningText:
    """The non-blank *lines* of a section and their text, end to end. ``starts[i]`` is where line *i* begins in it."""

    document: str
    key: str
    lines: tuple[Line, ...]
    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, document: str, key: str, lines: Iterable[Line]) -> RunningText:
        """The flow of *lines*; runs of white space inside a line count as one space."""
        numbered = tuple((number, " ".join(text.split())) for number, text in lines if text.strip())
        starts, length = [], 0
        for _, text in numbered:
            starts.append(length)
            length += len(text)
        return cls(document, key, numbered, "".join(text for _, text in numbered), tuple(starts))

    @property
    def first_line(self) -> int:
        """The number of the first line, for errors about the whole section."""
        return self.lines[0][0] if self.lines else 0

    def error(self, message: str, offset: int = 0) -> ReaderError:
        """A ReaderError at the line that *offset* is in."""
        line = self.lines[self.index(offset)][0] if self.lines else 0
        return ReaderError(self.document, line, f"section {self.key}: {message}")

    def index(self, offset: int) -> int:
        """The index in ``lines`` of the line that holds the character at *offset*."""
        return max(bisect_right(self.starts, offset) - 1, 0)

    def numbers(self, span: Span) -> set[int]:
        """The numbers of the lines that the *span* touches."""
        first, last = self.index(span[0]), self.index(max(span[1] - 1, span[0]))
        return {number for number, _ in self.lines[first : last + 1]}

    def only(self, pattern: str) -> re.Match[str]:
        """The one match of *pattern*. Raises ReaderError when there is no match, or more than one."""
        matches = list(re.finditer(pattern, self.text))
        if len(matches) != 1:
            raise self.error(
                f"/{pattern}/ should match once, not {len(matches)} times", matches[1].start() if matches else 0
            )
        return matches[0]


def running_text(part: Part) -> RunningText:
    """The text of a section end to end."""
    return RunningText.of(part.whole.key, part.key, zip(part.whole.numbers, part.whole.lines, strict=True))
