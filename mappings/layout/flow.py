"""The text of a flattened page as one string that remembers the document line of every character."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate, islice, pairwise

from mappings.helpers.text import join_lines
from mappings.read.document import Document, ReaderError


@dataclass(frozen=True)
class Cell:
    """The value of one cell, its broken lines joined, and the document lines it stands on."""

    text: str
    lines: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.text)


EMPTY = Cell("", frozenset())


@dataclass(frozen=True)
class Flow:
    """The non-blank lines of a stretch of a document, stripped; ``numbers[i]`` is the line of ``lines[i]``."""

    key: str
    lines: tuple[str, ...]
    numbers: tuple[int, ...]

    @classmethod
    def of(cls, document: Document, first: int, last: int) -> Flow:
        """Lines *first* to *last* of *document*, both inside, counted from 1."""
        numbered = [(document.line(n).strip(), n) for n in range(first, last + 1) if document.line(n).strip()]
        return cls(document.key, tuple(text for text, _ in numbered), tuple(n for _, n in numbered))

    # A flow never changes, and many patterns are tried on one: its text is made once.
    @cached_property
    def text(self) -> str:
        """The lines joined by line feeds."""
        return "\n".join(self.lines)

    @cached_property
    def starts(self) -> list[int]:
        """Where each line begins in ``text``."""
        return list(accumulate((len(line) + 1 for line in self.lines[:-1]), initial=0))

    @cached_property
    def squeezed_lines(self) -> tuple[str, ...]:
        """The lines without their blanks."""
        return tuple("".join(line.split()) for line in self.lines)

    @cached_property
    def squeezed(self) -> str:
        """The text without its blanks and line ends."""
        return "".join(self.squeezed_lines)

    @cached_property
    def squeezed_starts(self) -> list[int]:
        """Where each line begins in ``squeezed``."""
        return list(accumulate(map(len, self.squeezed_lines[:-1]), initial=0))

    def place(self, index: int) -> int:
        """Where character *index* of ``squeezed`` stands in ``text``."""
        line = bisect_right(self.squeezed_starts, index) - 1
        index -= self.squeezed_starts[line]
        if len(self.squeezed_lines[line]) < len(self.lines[line]):
            places = (at for at, character in enumerate(self.lines[line]) if not character.isspace())
            index = next(islice(places, index, None))
        return self.starts[line] + index

    @property
    def first(self) -> int:
        """The document line of the first line (0 in an empty flow)."""
        return self.numbers[0] if self.numbers else 0

    def error(self, message: str, at: int = 0) -> ReaderError:
        """A ReaderError at the line of character *at*."""
        return ReaderError(self.key, min(self.lines_of(at, at + 1), default=self.first), message)

    def lines_of(self, start: int, end: int) -> frozenset[int]:
        """The document lines that characters *start* to *end* of ``text`` stand on, white space apart."""
        return frozenset(number for _, number in self._pieces(start, end))

    def part(self, start: int, end: int) -> Flow:
        """Characters *start* to *end* of ``text`` as a flow of their own."""
        pieces = list(self._pieces(start, end))
        return Flow(self.key, tuple(text for text, _ in pieces), tuple(number for _, number in pieces))

    def _pieces(self, start: int, end: int) -> Iterator[tuple[str, int]]:
        """What stands between characters *start* and *end* on each line, white space apart, and its number."""
        first = max(bisect_right(self.starts, start) - 1, 0)
        for index in range(first, bisect_left(self.starts, end)):
            position = self.starts[index]
            if piece := self.lines[index][max(start - position, 0) : end - position].strip():
                yield piece, self.numbers[index]

    def slice(self, first: int, end: int) -> Flow:
        """The lines from index *first* to before index *end*."""
        return Flow(self.key, self.lines[max(first, 0) : end], self.numbers[max(first, 0) : end])

    def without(self, numbers: Iterable[int]) -> Flow:
        """The flow without the document lines *numbers*."""
        drop = set(numbers)
        numbered = [(text, n) for text, n in zip(self.lines, self.numbers, strict=True) if n not in drop]
        return Flow(self.key, tuple(text for text, _ in numbered), tuple(n for _, n in numbered))

    def split(self, pattern: str | re.Pattern[str]) -> list[Flow]:
        """The flow, cut before every match of *pattern*; the first match must be at its beginning.

        Raises ReaderError when the flow does not begin with a match.
        """
        compiled = re.compile(pattern, re.MULTILINE) if isinstance(pattern, str) else pattern
        starts = [match.start() for match in compiled.finditer(self.text)]
        if not starts or starts[0] != 0:
            raise self.error(f"a row should begin here, with {compiled.pattern!r}")
        return [self.part(a, b) for a, b in pairwise([*starts, len(self.text)])]

    def match(self, pattern: str) -> Match:
        """The whole flow against *pattern*. Raises ReaderError when it does not fit."""
        match = re.fullmatch(pattern, self.text, re.MULTILINE)
        if match is None:
            raise self.error(f"unknown shape: {self.text[:60]!r}…")
        return Match(self, match)

    def try_match(self, pattern: str) -> Match | None:
        """The whole flow against *pattern*, or None."""
        match = re.fullmatch(pattern, self.text, re.MULTILINE)
        return None if match is None else Match(self, match)

    def all(self, pattern: str | re.Pattern[str]) -> Iterator[Match]:
        """Every match of *pattern*."""
        compiled = re.compile(pattern, re.MULTILINE) if isinstance(pattern, str) else pattern
        for match in compiled.finditer(self.text):
            yield Match(self, match)

    def all_squeezed(self, pattern: re.Pattern[str]) -> Iterator[Match]:
        """Every match of *pattern* in the text without its blanks and line ends."""
        for match in pattern.finditer(self.squeezed):
            yield Match(self, match, is_squeezed=True)

    def cell(self) -> Cell:
        """The whole flow as one cell."""
        return Cell(join_lines(self.lines), frozenset(self.numbers))

    def __bool__(self) -> bool:
        return bool(self.lines)


@dataclass(frozen=True)
class Match:
    """A match in a flow: its groups as cells or as flows."""

    flow: Flow
    matched: re.Match[str]
    is_squeezed: bool = False
    """Whether the text of the flow was matched without its blanks and line ends."""

    def span(self, group: str | int = 0) -> tuple[int, int]:
        """Where *group* begins and ends in the text of the flow; (-1, -1) when it took no part."""
        start, end = self.matched.span(group)
        if not self.is_squeezed or start < 0:
            return start, end
        if start == end:
            return (self.flow.place(start),) * 2 if start < len(self.flow.squeezed) else (-1, -1)
        return self.flow.place(start), self.flow.place(end - 1) + 1

    def has(self, group: str) -> bool:
        """Whether *group* took part and is not blank."""
        return bool((self.matched[group] or "").strip())

    def sub(self, group: str | int) -> Flow:
        """Group *group* as a flow; empty when it took no part."""
        start, end = self.span(group)
        return self.flow.part(start, end) if start >= 0 else Flow(self.flow.key, (), ())

    def cell(self, group: str | int) -> Cell:
        """Group *group* as a cell; the empty cell when it took no part."""
        return self.sub(group).cell()

    @property
    def lines(self) -> frozenset[int]:
        """The document lines of the whole match."""
        return self.flow.lines_of(*self.span())
