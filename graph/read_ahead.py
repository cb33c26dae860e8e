"""Groups of things that a page reads together, so that one request to a remote store reads many of them.

A page that reads one value of a thing reads the other values next, and a page that reads the first of the things that
link to another reads the second next. So things that one answer names form a group, and are read with its first.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from itertools import islice

from pyoxigraph import NamedNode


class ReadAhead:
    """Groups of things that one answer named; the groups of the last *kept* things are remembered."""

    def __init__(self, kept: int) -> None:
        self._groups: dict[NamedNode, tuple[NamedNode, ...]] = {}
        self._kept = kept
        self._lock = threading.Lock()

    def add(self, things: Iterable[NamedNode]) -> None:
        """Remember that *things* are asked about together, in this order; a thing belongs to its last group."""
        group = tuple(dict.fromkeys(things))
        if len(group) < 2:
            return
        with self._lock:
            for thing in group:
                # A thing that was there already moves to the end: the oldest entries are dropped first.
                self._groups.pop(thing, None)
                self._groups[thing] = group
            for oldest in list(islice(self._groups, max(0, len(self._groups) - self._kept))):
                del self._groups[oldest]

    def beside(self, thing: NamedNode) -> Iterator[NamedNode]:
        """*thing*, those that come after it in its group, and then those before it."""
        group = self._groups.get(thing, (thing,))
        position = group.index(thing)
        yield from group[position:]
        yield from group[:position]
