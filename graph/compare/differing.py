"""The lines that only one of two ordered sets of statements has, be they iterators or files that share most of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO

from graph.compare.terms import order

_WINDOW = 1 << 16
"""Bytes of a file that are held at once, unless a line is longer."""
_END = b" .\n"


def differing(old: Iterable[str], new: Iterable[str]) -> Iterator[tuple[bool, str]]:
    """The lines that only one of *old* and *new* has, in order: whether it is *new*, and the line.

    Both are in the order of :func:`order`, so that neither is held in memory.
    """
    olds, news = iter(old), iter(new)
    before, after = next(olds, None), next(news, None)
    while before is not None and after is not None:
        if before == after:
            before, after = next(olds, None), next(news, None)
        elif order(before) < order(after):
            yield False, before
            before = next(olds, None)
        else:
            yield True, after
            after = next(news, None)
    while before is not None:
        yield False, before
        before = next(olds, None)
    while after is not None:
        yield True, after
        after = next(news, None)


def differing_files(old: Path, new: Path) -> Iterator[tuple[bool, str]]:
    """:func:`differing` of the lines of two files of N-Quads, without their full stops.

    What both files have at the same place is compared as bytes, a window at a time: no line of it is read.
    """
    with old.open("rb") as old_file, new.open("rb") as new_file:
        olds, news = _Window(old_file), _Window(new_file)
        while True:
            olds.fill()
            news.fill()
            shared = _shared(olds, news)
            if shared:
                olds.start += shared
                news.start += shared
                continue
            before, after = olds.line(), news.line()
            if not before and not after:
                return
            if before and (not after or order(_text(before)) < order(_text(after))):
                yield False, _text(before)
                olds.start += len(before)
            else:
                yield True, _text(after)
                news.start += len(after)


class _Window:
    """Some whole lines of *file*, of which those before *start* are done with."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.data = b""
        self.start = 0

    def fill(self) -> None:
        """Read on where less than half a window is left."""
        if len(self.data) - self.start < _WINDOW // 2:
            self.data = self.data[self.start :] + self._file.read(_WINDOW) + self._file.readline()
            self.start = 0

    def line(self) -> bytes:
        """The first line, with its end; empty at the end of the file."""
        return self.data[self.start : self.data.find(b"\n", self.start) + 1]


def _shared(one: _Window, other: _Window) -> int:
    """The length of the lines that *one* and *other* both begin with."""
    most = min(len(one.data) - one.start, len(other.data) - other.start)
    low, high = 0, min(most, 256)
    # Bytes that differ are near the start where the first line differs, else far: go in growing steps.
    while one.data[one.start + low : one.start + high] == other.data[other.start + low : other.start + high]:
        if high == most:
            low = high
            break
        low, high = high, min(most, 4 * high)
    while low < high:
        middle = (low + high + 1) // 2
        if one.data[one.start + low : one.start + middle] == other.data[other.start + low : other.start + middle]:
            low = middle
        else:
            high = middle - 1
    return max(one.data.rfind(b"\n", one.start, one.start + low) + 1 - one.start, 0)


def _text(line: bytes) -> str:
    return line[: -len(_END)].decode()
