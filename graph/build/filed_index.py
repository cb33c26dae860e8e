"""An index of statements that are too many for memory: two sorted files; memory holds every sixty-fourth key of them.

One file has the statements by predicate, subject and object, the other by predicate, object and subject. What belongs
to a term is contiguous in each file: a look-up reads one block, and a pass in order reads each block once.
"""

from __future__ import annotations

import heapq
import os
import tempfile
from array import array
from bisect import bisect_right
from collections.abc import Collection, ItemsView, Iterable, Iterator, Mapping, Sequence, Set, ValuesView
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import IO

from graph.build.sortable_statements import Statements
from graph.build.statement_index import Index, StatementIndex, terms_of
from graph.write.sorting import Sorter, merged
from ontology.vocabulary import RDF

_TYPE = str(RDF.type)
_LINES = 64
"""Lines of a block before it may end."""
_KEPT = 1024
"""Blocks that are kept as they were read."""
_SMALL = 1 << 17
"""Bytes up to which a block is kept."""
_BREAK = "\x01"


class FiledIndex(Index):
    """An index in files of *folder*, or of the folder of temporary files. They are removed with the index.

    *forwards* are texts ``<p> <s> <o>``, *backwards* ``<p> <o>U+0001<s>``, both in order.
    """

    def __init__(self, forwards: Iterable[str], backwards: Iterable[str], folder: Path | None = None) -> None:
        self._folder = folder
        self._forwards = _Order(forwards, " ", folder)
        self._backwards = _Order(backwards, _BREAK, folder)

    @classmethod
    def of_lines(cls, lines: Iterable[str], folder: Path | None = None, as_is: bool = False) -> FiledIndex:
        """An index of *lines*. Raises TermError, unless the data is *as_is*."""
        forwards, backwards = Sorter(folder), Sorter(folder)
        for line in lines:
            subject, predicate, value = line.split(" ", 2) if as_is else terms_of(line)
            forwards.add(f"{predicate} {subject} {value}")
            backwards.add(f"{predicate} {value}{_BREAK}{subject}")
        return cls(forwards.sorted(), backwards.sorted(), folder)

    def predicates(self) -> Collection[str]:
        """Every predicate."""
        return self._forwards.regions.keys()

    def of(self, predicate: str) -> Mapping[str, Sequence[str]]:
        """The values of *predicate* by subject."""
        return self._forwards.regions.get(predicate, {})

    def backwards(self, predicate: str) -> Mapping[str, Sequence[str]]:
        """The subjects of *predicate* by value."""
        return self._backwards.regions.get(predicate, {})

    def instances(self, cls: str) -> Set[str]:
        """The things of *cls* and of the classes that are stated to be below it."""
        return _Instances(self, frozenset(self.classes_below(cls)))

    def in_order(self, terms: Iterable[str]) -> Iterable[str]:
        """*terms*, which are in order."""
        return terms

    def subject_counts(self) -> Iterator[tuple[str, int]]:
        """Every subject with the number of its statements."""
        return self._forwards.counts()

    def object_counts(self) -> Iterator[tuple[str, int]]:
        """Every object with the number of its statements."""
        return self._backwards.counts()

    def objects_among(self, values: Set[str]) -> set[str]:
        """Those of *values* that are objects."""
        return {value for value, _ in self.object_counts() if value in values}

    def and_more(self, lines: Sequence[str]) -> FiledIndex:
        """An index of these statements and the few further *lines*. Do not use this index afterwards."""
        triples = [terms_of(line) for line in lines]
        forwards = sorted(f"{predicate} {subject} {value}" for subject, predicate, value in triples)
        backwards = sorted(f"{predicate} {value}{_BREAK}{subject}" for subject, predicate, value in triples)
        return FiledIndex(
            merged((self._forwards.texts(), forwards)), merged((self._backwards.texts(), backwards)), self._folder
        )


class _Order:
    """The statements in one order: a line each without its predicate, a region for each predicate."""

    def __init__(self, texts: Iterable[str], separator: str, folder: Path | None) -> None:
        self.separator = separator
        self.regions: dict[str, _Region] = {}
        self.kept: dict[tuple[str, int], dict[str, list[str]]] = {}
        with tempfile.TemporaryFile(prefix=".index-", dir=folder) as file:
            self._write(texts, file)
            # The file is read and not mapped, since mapped pages count as memory of the process.
            self._descriptor = os.dup(file.fileno())

    def __del__(self) -> None:
        if hasattr(self, "_descriptor"):
            os.close(self._descriptor)

    def read(self, start: int, end: int) -> bytes:
        """The bytes from *start* up to *end*."""
        data = os.pread(self._descriptor, end - start, start)
        while len(data) < end - start:  # one call gives at most 2 GiB
            data += os.pread(self._descriptor, end - start - len(data), start + len(data))
        return data

    def _write(self, texts: Iterable[str], file: IO[bytes]) -> None:
        """Write the lines of *texts* into *file*, and note where blocks begin."""
        end = 0
        for predicate, of_predicate in groupby(texts, _predicate):
            region = self.regions[predicate] = _Region(self, predicate)
            start, before, lines = len(predicate) + 1, None, 0
            for text in of_predicate:
                rest = text[start:]
                key = rest.partition(self.separator)[0]
                if key != before:
                    region.length += 1
                    if not region.firsts or lines >= _LINES:
                        region.firsts.append(key)
                        region.starts.append(end)
                        lines = 0
                    before = key
                lines += 1
                end += file.write(f"{rest}\n".encode())
            region.starts.append(end)
        file.flush()

    def counts(self) -> Iterator[tuple[str, int]]:
        """Every key with the number of its lines in all regions."""
        parts = (region.counts() for region in self.regions.values())
        for key, of_key in groupby(heapq.merge(*parts), itemgetter(0)):
            yield key, sum(count for _, count in of_key)

    def texts(self) -> Iterator[str]:
        """The texts that this was made of."""
        for predicate, region in self.regions.items():
            for block in range(len(region.firsts)):
                for line in region.lines(block):
                    yield f"{predicate} {line}"


class _Region(Mapping[str, Sequence[str]]):
    """The lines of one predicate: from a key (subject or object) to the terms beside it."""

    def __init__(self, order: _Order, predicate: str) -> None:
        self._order = order
        self._predicate = predicate
        self.firsts: list[str] = []
        """The first key of each block."""
        self.starts = array("Q")
        """Where each block begins, and where the last ends."""
        self.length = 0

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[str]:
        return (key for key, _ in self._pairs())

    def __getitem__(self, key: str) -> Sequence[str]:
        block = bisect_right(self.firsts, key) - 1
        if block < 0:
            raise KeyError(key)
        return self._block(block)[key]

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (block := bisect_right(self.firsts, key) - 1) >= 0 and key in self._block(block)

    def items(self) -> ItemsView[str, Sequence[str]]:
        """Each key with the terms beside it."""
        return _Items(self)

    def values(self) -> ValuesView[Sequence[str]]:
        """The terms beside each key."""
        return _Values(self)

    def lines(self, block: int) -> list[str]:
        """The lines of the block with that number."""
        return self._order.read(self.starts[block], self.starts[block + 1] - 1).decode().split("\n")

    def counts(self) -> Iterator[tuple[str, int]]:
        """Each key with the number of its lines."""
        separator = self._order.separator
        for block in range(len(self.firsts)):
            keys = (line.partition(separator)[0] for line in self.lines(block))
            for key, lines in groupby(keys):
                yield key, sum(1 for _ in lines)

    def _pairs(self) -> Iterator[tuple[str, Sequence[str]]]:
        for block in range(len(self.firsts)):
            yield from self._parsed(block).items()

    def _block(self, block: int) -> dict[str, list[str]]:
        kept = self._order.kept
        key = self._predicate, block
        parsed = kept.get(key)
        if parsed is None:
            parsed = self._parsed(block)
            if self.starts[block + 1] - self.starts[block] <= _SMALL:
                if len(kept) >= _KEPT:
                    kept.clear()
                kept[key] = parsed
        return parsed

    def _parsed(self, block: int) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        separator = self._order.separator
        for line in self.lines(block):
            key, _, value = line.partition(separator)
            if key in values:
                values[key].append(value)
            else:
                values[key] = [value]
        return values


class _Items(ItemsView[str, Sequence[str]]):
    """The keys of a region with their values, read once in order."""

    _mapping: _Region

    def __iter__(self) -> Iterator[tuple[str, Sequence[str]]]:
        return self._mapping._pairs()


class _Values(ValuesView[Sequence[str]]):
    """The terms beside each key of a region, read once in order."""

    _mapping: _Region

    def __iter__(self) -> Iterator[Sequence[str]]:
        return (values for _, values in self._mapping._pairs())


class _Instances(Set[str]):
    """The things that have one of *classes*."""

    def __init__(self, index: FiledIndex, classes: frozenset[str]) -> None:
        self._types = index.of(_TYPE)
        self._classes = classes
        self._by_class = index.backwards(_TYPE)

    def __contains__(self, thing: object) -> bool:
        return isinstance(thing, str) and not self._classes.isdisjoint(self._types.get(thing, ()))

    def __iter__(self) -> Iterator[str]:
        return merged(self._by_class.get(cls, ()) for cls in sorted(self._classes))

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _predicate(text: str) -> str:
    return text.partition(" ")[0]


def index_of(lines: Statements, folder: Path | None = None, as_is: bool = False) -> Index:
    """An index of *lines*: in files of *folder* where these are. Raises TermError, unless the data is *as_is*."""
    return FiledIndex.of_lines(lines, folder, as_is) if lines.are_filed else StatementIndex(lines, as_is)
