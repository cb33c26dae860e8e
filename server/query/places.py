"""The places that queries take: how many may run at once, and which of them waits.

A query begins in a *quick* place: most are done there. One that takes longer moves to a *long* place. While all of
those are taken it stays in a *held* place, where its process is stopped. So quick places are soon free again, and
queries that need milliseconds never wait for those that need seconds. This module counts; it knows no processes.
"""

from __future__ import annotations

import threading
from collections import deque
from enum import Enum


class PlaceKind(Enum):
    """The kinds of places."""

    QUICK = "quick"
    LONG = "long"
    HELD = "held"
    NONE = "none"


class Places:
    """A fixed number of places of each kind. Threads may share them."""

    def __init__(self, *, quick: int, long: int, held: int) -> None:
        self.lock = threading.Lock()
        self.free = {PlaceKind.QUICK: quick, PlaceKind.LONG: long, PlaceKind.HELD: held}
        self.held: deque[Place] = deque()
        """The held places, the oldest first."""
        self._waiting: deque[threading.Event] = deque()
        """An event for each thread that waits for a quick place, the oldest first; set when the place is free."""

    @property
    def waiting(self) -> int:
        """The number of threads that wait for a quick place."""
        return len(self._waiting)

    def admit(self, seconds: float) -> Place | None:
        """A quick place, as soon as one is free; None if none is free within *seconds* (0: now).

        The thread that has waited longest gets the next place; no later one can take it.
        """
        with self.lock:
            if self.free[PlaceKind.QUICK]:
                self.free[PlaceKind.QUICK] -= 1
                return Place(self)
            if seconds <= 0:
                return None
            is_mine = threading.Event()
            self._waiting.append(is_mine)
        is_mine.wait(seconds)
        with self.lock:
            if is_mine.is_set():
                return Place(self)
            self._waiting.remove(is_mine)
            return None

    def release(self, kind: PlaceKind) -> None:
        """A place of *kind* is free again; the caller holds the lock."""
        if kind is PlaceKind.QUICK and self._waiting:
            self._waiting.popleft().set()
        elif kind is not PlaceKind.NONE:
            self.free[kind] += 1


class Place:
    """The place of one query, which only its own thread moves."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.kind = PlaceKind.QUICK

    def lengthen(self) -> bool:
        """Move to a long place, if one is free and no query has been held for longer. Says whether it did."""
        places = self._places
        with places.lock:
            is_next = places.held[0] is self if self.kind is PlaceKind.HELD else not places.held
            if not is_next or not places.free[PlaceKind.LONG]:
                return False
            self._move(PlaceKind.LONG)
            return True

    def hold(self) -> bool:
        """Move to a held place, if one is free. Says whether it did."""
        with self._places.lock:
            if not self._places.free[PlaceKind.HELD]:
                return False
            self._move(PlaceKind.HELD)
            self._places.held.append(self)
            return True

    def leave(self) -> None:
        """Take no place any more. To leave twice does no harm."""
        with self._places.lock:
            self._move(PlaceKind.NONE)

    def _move(self, kind: PlaceKind) -> None:
        if self.kind is PlaceKind.HELD:
            self._places.held.remove(self)
        if kind is not PlaceKind.NONE:
            self._places.free[kind] -= 1
        self._places.release(self.kind)
        self.kind = kind
