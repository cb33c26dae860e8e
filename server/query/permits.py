"""The permits that queries take: how many may run at once, and which of them waits.

A query begins with a *quick* permit: most are done with it. One that takes longer exchanges it for a *long* permit.
While all of those are taken it has a *held* permit, and its process is stopped. So quick permits are soon free, and
queries that need milliseconds never wait for those that need seconds. This module counts; it knows no processes.
"""

from __future__ import annotations

import threading
from collections import deque
from enum import Enum


class PermitKind(Enum):
    """The kinds of permits."""

    QUICK = "quick"
    LONG = "long"
    HELD = "held"
    NONE = "none"


class Permits:
    """A fixed number of permits of each kind. Threads may share them."""

    def __init__(self, *, quick: int, long: int, held: int) -> None:
        self.lock = threading.Lock()
        self.free = {PermitKind.QUICK: quick, PermitKind.LONG: long, PermitKind.HELD: held}
        self.held: deque[Permit] = deque()
        """The held permits, the oldest first."""
        self._waiting: deque[threading.Event] = deque()
        """An event for each thread that waits for a quick permit, the oldest first; set when the permit is free."""

    @property
    def waiting(self) -> int:
        """The number of threads that wait for a quick permit."""
        return len(self._waiting)

    def admit(self, seconds: float) -> Permit | None:
        """A quick permit, as soon as one is free; None if none is free within *seconds* (0: now).

        The thread that has waited longest gets the next permit; no later one can take it.
        """
        with self.lock:
            if self.free[PermitKind.QUICK]:
                self.free[PermitKind.QUICK] -= 1
                return Permit(self)
            if seconds <= 0:
                return None
            is_mine = threading.Event()
            self._waiting.append(is_mine)
        is_mine.wait(seconds)
        with self.lock:
            if is_mine.is_set():
                return Permit(self)
            self._waiting.remove(is_mine)
            return None

    def release(self, kind: PermitKind) -> None:
        """A permit of *kind* is free again; the caller holds the lock."""
        if kind is PermitKind.QUICK and self._waiting:
            self._waiting.popleft().set()
        elif kind is not PermitKind.NONE:
            self.free[kind] += 1


class Permit:
    """The permit of one query, which only its own thread exchanges."""

    def __init__(self, permits: Permits) -> None:
        self._permits = permits
        self.kind = PermitKind.QUICK

    def lengthen(self) -> bool:
        """Exchange it for a long permit, if one is free and no query has been held for longer. Says whether it did."""
        permits = self._permits
        with permits.lock:
            is_next = permits.held[0] is self if self.kind is PermitKind.HELD else not permits.held
            if not is_next or not permits.free[PermitKind.LONG]:
                return False
            self._exchange(PermitKind.LONG)
            return True

    def hold(self) -> bool:
        """Exchange it for a held permit, if one is free. Says whether it did."""
        with self._permits.lock:
            if not self._permits.free[PermitKind.HELD]:
                return False
            self._exchange(PermitKind.HELD)
            self._permits.held.append(self)
            return True

    def leave(self) -> None:
        """Give it back. To do so twice does no harm."""
        with self._permits.lock:
            self._exchange(PermitKind.NONE)

    def _exchange(self, kind: PermitKind) -> None:
        if self.kind is PermitKind.HELD:
            self._permits.held.remove(self)
        if kind is not PermitKind.NONE:
            self._permits.free[kind] -= 1
        self._permits.release(self.kind)
        self.kind = kind
