"""Texts in order, each once, however many there are: what is too much for memory is sorted in runs on disk.

A text holds no line feed. Texts are compared by code point, which is also the order of their UTF-8.
"""

from __future__ import annotations

import heapq
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from pathlib import Path
from typing import IO

MOST = 200_000
"""Texts that are held in memory: about 70 MB of statements."""
_AT_ONCE = 10_000
"""Texts that are added at once."""
_BUFFER = 1 << 20
_TOGETHER = 64
"""Runs that are merged at once."""


def are_too_many(number: int) -> bool:
    """Whether so many texts are too many for memory."""
    return number > MOST


class Sorted:
    """Texts that are in order and different. *texts* are these, or the file *path* has one a line.

    The file is removed with the last reference to it in the process that made it; its forks leave it alone.
    """

    def __init__(self, texts: list[str] | None = None, path: Path | None = None, length: int = 0) -> None:
        self._process = os.getpid()
        self._texts = texts
        self._path = path
        self._length = length if texts is None else len(texts)

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts) if self._texts is not None else self._lines()

    def _lines(self) -> Iterator[str]:
        # The iterator refers to this object until the last line is read, as the file is removed with the object.
        if self._path is not None:
            with _opened(self._path, "r") as file:
                for line in file:
                    yield line[:-1]

    @property
    def is_filed(self) -> bool:
        """Whether the texts lie in a file."""
        return self._path is not None

    def __del__(self) -> None:
        if self._path is not None and self._process == os.getpid():
            with suppress(OSError):
                self._path.unlink()


class SortedWriter:
    """Takes texts that are in order and different: in memory up to :data:`MOST`, beyond it, or *on_disk*, in a file."""

    def __init__(self, folder: Path | None = None, on_disk: bool = False) -> None:
        self._folder = folder
        self._texts: list[str] = []
        self._path: Path | None = None
        self._file: IO[str] | None = None
        self._length = 0
        if on_disk:
            self._open()

    def add(self, text: str) -> None:
        """Add *text*, which comes after all that were added."""
        if self._file is not None:
            self._file.write(text + "\n")
            self._length += 1
            return
        self._texts.append(text)
        if are_too_many(len(self._texts)):
            self._open()

    def update(self, texts: Iterable[str]) -> None:
        """Add *texts*, which come in order after all that were added."""
        rest = iter(texts)
        while self._file is None:
            before = len(self._texts)
            self._texts.extend(islice(rest, _AT_ONCE))
            if are_too_many(len(self._texts)):
                self._open()
            elif len(self._texts) == before:
                return
        for text in rest:
            self.add(text)

    def finish(self) -> Sorted:
        """All texts. None can be added after that."""
        if self._file is None:
            return Sorted(self._texts)
        self._file.close()
        return Sorted(path=self._path, length=self._length)

    def _open(self) -> None:
        self._path = _new_file(self._folder)
        self._file = _opened(self._path, "w")
        self._file.writelines(text + "\n" for text in self._texts)
        self._length, self._texts = len(self._texts), []


def filed(texts: Iterable[str], folder: Path | None = None, on_disk: bool = False) -> Sorted:
    """*texts*, which are in order and different, as a :class:`SortedWriter` keeps them."""
    writer = SortedWriter(folder, on_disk)
    writer.update(texts)
    return writer.finish()


class Sorter:
    """Collects texts and gives them in order, each once. Runs lie in *folder*, or where temporary files do."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._texts: list[str] = []
        self._runs: list[Sorted] = []

    def add(self, text: str) -> None:
        """Add *text*."""
        self._texts.append(text)
        if len(self._texts) >= MOST:
            self._spill()

    def update(self, texts: Iterable[str]) -> None:
        """Add *texts*."""
        iterator = iter(texts)
        while True:
            self._texts.extend(islice(iterator, MOST - len(self._texts)))
            if len(self._texts) < MOST:
                return
            self._spill()

    def sorted(self, unite: Callable[[Iterator[str]], Iterator[str]] | None = None) -> Sorted:
        """All texts; with *unite*, what it makes of them in order. The sorter is empty then."""
        rest = self._ordered()
        if not self._runs:
            return Sorted(rest) if unite is None else Sorted(list(unite(iter(rest))))
        runs, self._runs = self._runs, []
        while len(runs) > _TOGETHER:
            runs = [*runs[_TOGETHER:], filed(merged(runs[:_TOGETHER]), self._folder, True)]
        texts = merged([*runs, rest])
        return filed(texts if unite is None else unite(texts), self._folder, True)

    def _ordered(self) -> list[str]:
        texts = sorted(set(self._texts))
        self._texts = []
        return texts

    def _spill(self) -> None:
        self._runs.append(filed(self._ordered(), self._folder, True))


def merged(parts: Iterable[Iterable[str]]) -> Iterator[str]:
    """The texts of *parts*, each of which is in order, in order and each once."""
    parts = list(parts)
    if all(isinstance(part, list) or (isinstance(part, Sorted) and not part.is_filed) for part in parts):
        # Texts in memory are merged by Python's sort in a tenth of the time.
        yield from dict.fromkeys(sorted(chain.from_iterable(parts)))
        return
    before = None
    for text in heapq.merge(*parts):
        if text != before:
            yield text
            before = text


def _opened(path: Path, mode: str) -> IO[str]:
    return path.open(mode, _BUFFER, encoding="utf-8", newline="\n")


def _new_file(folder: Path | None) -> Path:
    number, name = tempfile.mkstemp(prefix=".sorted-", dir=folder)
    os.close(number)
    return Path(name)
