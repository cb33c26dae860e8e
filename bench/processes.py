"""Processes in ``/proc`` of Linux: their descendants, processor time and memory."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from server.metrics import children_by_parent, proportional_size

_TICKS = os.sysconf("SC_CLK_TCK")
_LOOK_SECONDS = 0.2
_AT_REST = 0.1
"""The share of one processor below which a process counts as idle."""


@dataclass(frozen=True)
class Spent:
    """Seconds of processor, in the program and in the kernel, with those of children that have ended."""

    program: float = 0.0
    kernel: float = 0.0

    @property
    def total(self) -> float:
        """Both together."""
        return self.program + self.kernel

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.program + other.program, self.kernel + other.kernel)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.program - other.program, self.kernel - other.kernel)


def tree(root: int) -> list[int]:
    """The process *root* and all that descend from it, parents first."""
    children = children_by_parent()
    pids = [root]
    for pid in pids:
        pids += children.get(pid, [])
    return pids


def spent(pids: Iterable[int]) -> Spent:
    """The processor time of *pids*. Processes that have ended count as zero."""
    total = Spent()
    for pid in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
            program, kernel, of_children, of_children_kernel = (int(ticks) / _TICKS for ticks in fields[11:15])
            total += Spent(program + of_children, kernel + of_children_kernel)
    return total


def memory(pids: Iterable[int]) -> list[float]:
    """The memory of each of *pids* in MB: pages that processes share are counted in shares."""
    return [(proportional_size(pid) or 0) / 1e6 for pid in pids]


def send(number: signal.Signals, root: int) -> None:
    """Send a signal to *root* and all that descend from it."""
    for pid in tree(root):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_for_rest(root: int, seconds: float) -> bool:
    """Wait until *root* and all that descend from it compute no more, at most *seconds*. Do they rest?"""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        before = spent(tree(root))
        time.sleep(_LOOK_SECONDS)
        if (spent(tree(root)) - before).total < _AT_REST * _LOOK_SECONDS:
            return True
    return False
