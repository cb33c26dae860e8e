"""Statements about things in a compressed dump, without reading all of it and without a store.

A dump is sorted by subject, and its compressed form consists of blocks, each compressed by itself
(:mod:`graph.write.blocks`). Each block ends with the marker of a full flush of DEFLATE (RFC 1951, section 3.2.4), so
the first subject of every block is read fast, and a thing is found by inflating one block or two.
"""

from __future__ import annotations

import mmap
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pyoxigraph import Quad, parse

from graph.formats import RdfFormat
from ontology.errors import ReportedError

_HEAD, _HEAD_SIZE = b"\x1f\x8b\x08\x00", 10
"""How a gzip header without a name begins, and how many bytes it has (RFC 1952, section 2.3)."""
_MARKER = b"\0\0\xff\xff"
_LONGEST = 1 << 20
"""Bytes of the longest first line that is read."""
_GRAPH = re.compile(rb"(<[^<>]*>) \.\Z")


class PackedDumpError(ReportedError):
    """A compressed dump is missing or damaged."""


@dataclass(frozen=True)
class _Block:
    """A block: where it begins, and the graph and subject of its first statement, as N-Quads writes them."""

    start: int
    graph: bytes
    subject: bytes


class PackedDump:
    """The compressed dump *path* in N-Triples or N-Quads, *form*. Threads may share it; it holds no file open."""

    def __init__(self, path: Path, form: RdfFormat) -> None:
        self._path = path
        self._form = form

    def about(self, subjects: Iterable[str]) -> Iterator[Quad]:
        """The statements about *subjects* (IRIs), in the order of the file for each graph.

        The dump is read once for all of them at most. Raises PackedDumpError.
        """
        wanted: dict[int, dict[bytes, None]] = {}
        for subject in sorted(f"<{subject}>".encode() for subject in set(subjects)):
            for number in self._positions(subject):
                wanted.setdefault(number, {})[subject] = None
        try:
            with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                for number in sorted(wanted):
                    lines = b"".join(_lines(self._inflated(data, number), wanted[number]))
                    yield from parse(lines, format=self._form.rdf)
        except (OSError, ValueError, zlib.error) as error:
            raise PackedDumpError(f"{self._path.name} cannot be read") from error

    @cached_property
    def _blocks(self) -> Sequence[_Block]:
        try:
            with self._path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                if data[: len(_HEAD)] != _HEAD:
                    raise ValueError("it is not compressed")
                return [block for start in _starts(data) if (block := self._block(data, start))]
        except (OSError, ValueError) as error:
            raise PackedDumpError(f"{self._path.name} cannot be read") from error

    def _block(self, data: mmap.mmap, start: int) -> _Block | None:
        """The block that begins at *start*; None where none does, since compressed bytes may look like a marker."""
        line, size = b"", 1024
        while b"\n" not in line:
            if size > _LONGEST:
                return None
            try:
                line = zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start : start + size], size)
            except zlib.error:
                return None
            if not line:
                return None
            size *= 4
        line = line.partition(b"\n")[0]
        if not line.startswith(b"<"):
            return None
        graph = _GRAPH.search(line) if self._form.names_graphs else None
        return _Block(start, graph[1] if graph and line.count(b" ") > 3 else b"", line.partition(b" ")[0])

    @cached_property
    def _runs(self) -> Sequence[tuple[int, Sequence[bytes]]]:
        """Blocks in a row that begin with statements of one graph: the number of the first, and all first subjects."""
        runs: list[tuple[int, list[bytes]]] = []
        before: bytes | None = None
        for number, block in enumerate(self._blocks):
            if block.graph != before:
                runs.append((number, []))
            before = block.graph
            runs[-1][1].append(block.subject)
        return runs

    def _positions(self, subject: bytes) -> Iterator[int]:
        """The numbers of the blocks that may have statements about *subject*.

        In each run these are the block before the first that begins after it, back to where it may begin; and the last
        of the run, behind whose statements other graphs may begin.
        """
        for first, subjects in self._runs:
            position = max(0, bisect_left(subjects, subject) - 1)
            while position < len(subjects) and (subjects[position] <= subject):
                yield first + position
                position += 1
            if self._form.names_graphs:
                yield first + len(subjects) - 1

    def _inflated(self, data: mmap.mmap, number: int) -> bytes:
        start = self._blocks[number].start
        end = self._blocks[number + 1].start if number + 1 < len(self._blocks) else len(data)
        return zlib.decompressobj(-zlib.MAX_WBITS).decompress(data[start:end])


def _starts(data: mmap.mmap) -> Iterator[int]:
    """Where blocks may begin."""
    yield _HEAD_SIZE
    position = data.find(_MARKER)
    while position >= 0:
        yield position + len(_MARKER)
        position = data.find(_MARKER, position + 1)


def _lines(text: bytes, subjects: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of *text* about *subjects*."""
    for subject in subjects:
        start = subject + b" "
        position = 0 if text.startswith(start) else text.find(b"\n" + start) + 1
        if position == 0 and not text.startswith(start):
            continue
        while position >= 0:
            end = text.find(b"\n", position) + 1
            yield text[position:end]
            position = end if text.startswith(start, end) else text.find(b"\n" + start, end - 1) + 1 or -1
