"""An index of the positions of statements in the dump of lineage: a page looks up a hundred without any store.

``lineage.index`` of a release has 4,097 numbers of four bytes, then an entry of 16 bytes for each statement, in order:
its key (ten bytes, see :mod:`graph.lineage`) and the byte of the dump at which its records begin. The numbers tell
which entries have keys with the same first twelve bits: those from one number up to the next. The high byte is first.
"""

from __future__ import annotations

import mmap
import os
import struct
from array import array
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from weakref import finalize

from graph.dumps import Dump
from graph.release import Release
from ontology.errors import ReportedError
from ontology.vocabulary import PROV

FILE = "lineage.index"
_KEY, _ENTRY = 10, 16
_PREFIXES = 1 << 12
_NUMBERS = struct.Struct(">2I")
_ENTRIES = (_PREFIXES + 1) * 4
_AT_ONCE = 1024
"""Bytes of the dump that are read first: the records of most statements fit."""
_TOGETHER = 10_000
"""Entries that are written at once."""


class LineageIndexError(ReportedError):
    """The index does not fit the dump."""


def lineage_entry(key: str, position: int) -> str:
    """The entry of the statement *key*, whose records begin at the byte *position* of the dump, in hexadecimal."""
    return f"{key}{position:012x}"


def write_lineage_index(folder: Path, entries: Iterable[str]) -> int:
    """Write the index of *entries*, which are in order (:func:`lineage_entry`), into the release in *folder*.

    Gives the number of different keys.
    """
    counts = array("Q", bytes(8 * _PREFIXES))
    keys, before, rest = 0, "", iter(entries)
    with (folder / FILE).open("wb") as file:
        file.write(bytes(_ENTRIES))
        while part := list(islice(rest, _TOGETHER)):
            file.write(bytes.fromhex("".join(part)))
            for entry in part:
                key = entry[: 2 * _KEY]
                keys += key != before
                before = key
                counts[int(key[:3], 16)] += 1
        file.seek(0)
        number = 0
        for count in (0, *counts):
            number += count
            file.write(number.to_bytes(4))
    return keys


class LineageIndex:
    """The records of each statement of *release*, from its dump of lineage. Processes may share it, threads too.

    Raises LineageIndexError where its files cannot be read.
    """

    def __init__(self, release: Release, dump: Dump) -> None:
        self._home = f"<{release.namespace.home('statement')}"
        self._derived = f"> {PROV.wasDerivedFrom} <"
        self._path = release.dump_folder / dump.name
        try:
            with (release.path / FILE).open("rb") as file:
                self._index = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            # The file is read and not mapped, since mapped pages would count as memory of this process.
            self._dump = os.open(self._path, os.O_RDONLY | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise LineageIndexError(f"{release.path / FILE} cannot be read ({error}); run `tabunka build`") from error
        finalize(self, os.close, self._dump)

    @classmethod
    def of(cls, release: Release) -> LineageIndex | None:
        """That of *release*; None where it has none, or lacks the dump: an older release, or one that is not served."""
        for dump in release.dumps:
            if dump.content == "provenance" and not dump.compressed:
                is_there = (release.path / FILE).is_file() and (release.dump_folder / dump.name).is_file()
                return cls(release, dump) if is_there else None
        return None

    def records(self, key: str) -> Iterator[str]:
        """The IRIs of the records of the statement *key*, in order; none for one that has no lineage.

        Raises LineageIndexError.
        """
        position = self._position(key)
        if position is None:
            return
        start = f"{self._home}{key}{self._derived}".encode()
        end = len(start)
        lines = self._lines(position, start)
        if not lines:
            raise LineageIndexError(f"{FILE} does not fit {self._path.name}; run `tabunka build`")
        for line in lines:
            yield line[end : line.index(b">", end)].decode()

    def _position(self, key: str) -> int | None:
        """Where the records of the statement *key* begin in the dump; None for one that has no lineage."""
        first, after = _NUMBERS.unpack_from(self._index, int(key[:3], 16) * 4)
        packed = bytes.fromhex(key)
        at, end = _ENTRIES + first * _ENTRY, _ENTRIES + after * _ENTRY
        while (at := self._index.find(packed, at, end)) >= 0:
            if (at - _ENTRIES) % _ENTRY == 0:
                return int.from_bytes(self._index[at + _KEY : at + _ENTRY])
            at += 1  # ten bytes of two entries
        return None

    def _lines(self, position: int, start: bytes) -> list[bytes]:
        """The lines from *position* on that begin with *start*."""
        size = _AT_ONCE
        while True:
            data = os.pread(self._dump, size, position)
            lines = data.split(b"\n")
            for number, line in enumerate(lines[:-1]):
                if not line.startswith(start):
                    return lines[:number]
            if len(data) < size:
                return [line for line in lines if line.startswith(start)]
            size *= 8
