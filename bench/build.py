"""What a whole build costs, with all its processes.

Wall time depends on what else the machine does; processor seconds much less. Memory is read from ``/proc`` (Linux): the
largest resident set of one process, and the greatest sum of proportional set sizes, in which a page that several
processes share is counted once.
"""

from __future__ import annotations

import resource
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.table import Table

from bench.plan import Plan, Section
from bench.processes import tree

TITLE = "build"
ROOT = Path(__file__).parent.parent
SITE = ("site.toml", "site", "mappings", "ontology", "shapes")
"""What a build reads."""
CHANGED = "mappings/*/tables/page_topics.csv"
"""A table whose last row no other refers to."""
INTERVAL = 0.05
"""Seconds between two looks at the memory, at least."""
REST = 20
"""The wait until the next look, as a multiple of the time of a look: frequent looks at gigabytes would slow the
build."""


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
        looked = time.monotonic()
        sizes = [_memory(pid) for pid in tree(process.pid)]
        largest = max(largest, *(resident for resident, _ in sizes), 0)
        together = max(together, sum(share for _, share in sizes))
        time.sleep(max(INTERVAL, REST * (time.monotonic() - looked)))
    wall = time.monotonic() - begin
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return Cost(wall, _processor_seconds() - before, largest, together)


def _processor_seconds() -> float:
    """Processor seconds of all child processes that have ended."""
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


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


def measure(plan: Plan) -> Section:
    """The cost of a full build, and of the next build after one row of a table was removed."""
    with tempfile.TemporaryDirectory() as name:
        site = Path(name) / "site"
        for part in SITE:
            source = ROOT / part
            copy = shutil.copytree if source.is_dir() else shutil.copy
            site.mkdir(exist_ok=True)
            copy(source, site / part)
        arguments = ["--site", str(site)]
        plan.tell("a build from nothing")
        first = build_cost(arguments, Path(name) / "var")
        table = next(site.glob(CHANGED))
        rows = table.read_text(encoding="utf-8").splitlines(keepends=True)
        table.write_text("".join(rows[:-1]), encoding="utf-8")
        plan.tell("a build after a change of one table")
        second = build_cost(arguments, Path(name) / "var")
    return {"from nothing": asdict(first), "after a change of one table": asdict(second)}


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("", "clock, s", "processor, s", "the largest process, MB", "all together, MB", title=TITLE)
    for name, cost in section.items():
        sizes = (f"{cost[key] / 1e6:,.0f}" for key in ("largest_process", "all_processes"))
        grid.add_row(name, f"{cost['wall']:.1f}", f"{cost['processor']:.1f}", *sizes)
    return grid
