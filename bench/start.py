"""``python -m bench.start``: what commands and the server cost to start, and the memory of a server at work.

Processor time is what counts where other programs run as well; the wall clock is beside it.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pyoxigraph import DefaultGraph, NamedNode
from rich.console import Console
from rich.table import Table

from graph.release import Release, current
from graph.store import open_store
from ontology.vocabulary import RDF
from server.metrics import proportional_size

RUNS = 3
PAGES, LOOK_UPS = 200, 2000
COMMANDS = (
    ("--help",),
    ("query", "ASK { ?s ?p ?o }"),
    ("table", "listings"),
    ("trace", "municipality/28100"),
    ("ledger",),
)
TABUNKA = (sys.executable, "-m", "server.cli")


def command_cost(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor and of wall clock that ``tabunka`` with *arguments* takes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([*TABUNKA, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - began


def tree(root: int) -> list[int]:
    """The process *root* and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    pids = [root]
    for pid in pids:
        pids += parents.get(pid, [])
    return pids


def computed(pids: Iterable[int]) -> float:
    """Seconds of processor that *pids*, and those of their children that have ended, have taken."""
    ticks = 0
    for pid in pids:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
        ticks += sum(map(int, status.rpartition(")")[2].split()[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


class TimedServer:
    """A server with two workers, which is told to stop at the end."""

    def __init__(self) -> None:
        self._began = time.perf_counter()
        self._process = subprocess.Popen(
            [*TABUNKA, "serve", "--port", "0", "--workers", "2", "--access-log", "off"],
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> TimedServer:
        assert self._process.stdout
        address = re.search(r"http://\S+?:\d+", self._process.stdout.readline())
        assert address, "the server does not start"
        self.url = address.group()
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        self._process.wait(timeout=60)

    def get(self, path: str) -> None:
        """Ask for *path* and read the answer."""
        request = Request(self.url + path, headers={"Accept": "text/html, application/sparql-results+json"})
        with urlopen(request, timeout=60) as answer:
            answer.read()

    def cost(self) -> tuple[float, float]:
        """Seconds of processor and of wall clock since the server was started."""
        return computed(tree(self._process.pid)), time.perf_counter() - self._began

    def sizes(self) -> list[tuple[str, float]]:
        """For each process its part of the memory in MB: pages that processes share are counted in shares."""
        return [(str(pid), (proportional_size(pid) or 0) / 1e6) for pid in tree(self._process.pid)]


def pages(release: Release) -> Iterator[str]:
    """Paths of :data:`PAGES` different things, of all classes."""
    store = open_store(release, in_memory=False)
    start = f"{release.base}/id/"
    iris = sorted(
        {
            quad.subject.value
            for quad in store.statements(None, RDF.type, None, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
        }
    )
    for iri in iris[:: max(1, len(iris) // PAGES)][:PAGES]:
        yield f"/doc/{iri.removeprefix(start)}"


def main() -> None:
    """Print both tables."""
    release = current()
    starts = Table("start", "processor, s", "wall clock, s", title=f"the best of {RUNS}")
    for arguments in COMMANDS:
        processor, wall = zip(*(command_cost(arguments) for _ in range(RUNS)), strict=True)
        starts.add_row(f"tabunka {arguments[0]}", f"{min(processor):.2f}", f"{min(wall):.2f}")
    for path in ("/health", "/", "/sparql?" + urlencode({"query": "ASK { ?s ?p ?o }"})):
        costs = []
        for _ in range(RUNS):
            with TimedServer() as server:
                server.get(path)
                costs.append(server.cost())
        processor, wall = zip(*costs, strict=True)
        starts.add_row(f"server until it has answered {path}", f"{min(processor):.2f}", f"{min(wall):.2f}")
    memory = Table("memory, MB (PSS)", "whole server", "its processes")
    paths = list(pages(release))
    with TimedServer() as server:

        def row(name: str) -> None:
            sizes = server.sizes()
            memory.add_row(name, f"{sum(size for _, size in sizes):,.0f}", " ".join(f"{size:.0f}" for _, size in sizes))

        server.get("/health")
        row("started")
        for number in range(LOOK_UPS):
            query = f"SELECT ?p ?o {{ <{release.base}/id/{paths[number % PAGES].removeprefix('/doc/')}> ?p ?o }}"
            server.get("/sparql?" + urlencode({"query": f"{query} #{number}"}))
        row(f"after {LOOK_UPS:,} look-ups")
        for path in paths:
            server.get(path)
        row(f"and {len(paths)} pages")
    console = Console()
    console.print(starts)
    console.print(memory)


if __name__ == "__main__":
    main()
