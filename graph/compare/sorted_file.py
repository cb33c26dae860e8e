"""Statements about things in a file of N-Quads whose lines are in order: found by halving it, not by reading it."""

from __future__ import annotations

import mmap
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from graph.compare.terms import parts

_END = b" .\n"


def lines_about(path: Path, subjects: Collection[str]) -> dict[str, list[str]]:
    """The lines of the default graph about each of *subjects*, which are terms, without their full stops.

    The file *path* is in the order of :func:`graph.compare.terms.order`.
    """
    lines: dict[str, list[str]] = {subject: [] for subject in subjects}
    if not lines or not path.stat().st_size:
        return lines
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        end = _first(data, len(data), lambda line: bool(parts(line.decode()).graph))
        for subject, of_subject in lines.items():
            start = f"{subject} ".encode()
            at = _first(data, end, partial(_is_from, start))
            while at < end and data[at : at + len(start)] == start:
                stop = data.find(b"\n", at) + 1
                of_subject.append(data[at : stop - len(_END)].decode())
                at = stop
    return lines


def _is_from(start: bytes, line: bytes) -> bool:
    """Does *line* begin with *start*, or come after all that do?"""
    return line[: len(start)] >= start


def _first(data: mmap.mmap, end: int, holds: Callable[[bytes], bool]) -> int:
    """Where the first line before *end* begins of which *holds* is true; it is true of all lines after that one."""
    low, high = 0, end
    while low < high:
        middle = (low + high) // 2
        begin = data.rfind(b"\n", low, middle) + 1 or low
        after = data.find(b"\n", middle, high) + 1 or high
        if holds(data[begin : after - len(_END)]):
            high = begin
        else:
            low = after
    return low
