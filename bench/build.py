"""``python -m bench.build``: what a whole build costs, with all its processes.

Wall time depends on what else the machine does; processor seconds much less. Memory is read from ``/proc`` (Linux): the
largest resident set of one process, and the greatest sum of proportional set sizes, in which a page that several
processes share is counted once.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.05
"""Seconds between two looks at the memory."""


@dataclass(frozen=True)
class Cost:
    """Seconds and bytes of one build."""

    wall: float
    processor: float
    largest_process: int
    all_processes: int

    def __str__(self) -> str:
        return (
            f"{self.wall:.1f} s wall, {self.processor:.1f} s of processor, "
            f"{self.largest_process / 1e6:,.0f} MB the largest process, {self.all_processes / 1e6:,.0f} MB all together"
        )


def build_cost(arguments: list[str], folder: Path) -> Cost:
    """The cost of ``tabunka build`` with *arguments* into *folder*. Raises CalledProcessError when it fails."""
    before = _processor_seconds()
    begin = time.monotonic()
    command = [sys.executable, "-m", "server.cli", "build", "--out", str(folder), *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    largest = together = 0
    while process.poll() is None:
        sizes = [_memory(pid) for pid in _tree(process.pid)]
        largest = max(largest, *(resident for resident, _ in sizes), 0)
        together = max(together, sum(share for _, share in sizes))
        time.sleep(INTERVAL)
    wall = time.monotonic() - begin
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, _processor_seconds() - before, largest, together)


def _processor_seconds() -> float:
    """Of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def _tree(pid: int) -> Iterator[int]:
    """*pid* and the processes below it."""
    yield pid
    for task in _read(f"/proc/{pid}/task/{pid}/children").split():
        yield from _tree(int(task))


def _memory(pid: int) -> tuple[int, int]:
    """The resident and the proportional set size of *pid* in bytes; none when it has just ended."""
    sizes = {}
    for line in _read(f"/proc/{pid}/smaps_rollup").splitlines()[1:]:
        name, value, *_ = line.split()
        sizes[name] = int(value) * 1024
    return sizes.get("Rss:", 0), sizes.get("Pss:", 0)


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""


def main() -> None:
    """Print what a build costs, with *arguments* of ``tabunka build``."""
    with tempfile.TemporaryDirectory() as folder:
        cost = build_cost(sys.argv[1:], Path(folder))
    print(f"build with {os.cpu_count()} processors: {cost}")


if __name__ == "__main__":
    main()
