"""What commands and the server cost to start, and the memory of a server at work.

Processor time is what counts where other programs run as well; the wall clock is beside it. A start ends with a right
answer, not with a socket that listens.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from pyoxigraph import DefaultGraph, NamedNode
from rich.table import Table

from bench.plan import Plan, Section
from bench.processes import memory, spent, tree
from graph.release import Release
from graph.store import open_store
from ontology.vocabulary import RDF
from tests.serving import RunningServer, start

TITLE = "start and memory"
RUNS = 5
PAGES, LOOK_UPS = 200, 2000
COMMANDS = (
    ("--help",),
    ("query", "ASK { ?s ?p ?o }"),
    ("table", "listings"),
    ("trace", "municipality/28100"),
    ("ledger",),
)
_ACCEPT = "text/html, application/sparql-results+json;q=0.9"


def measure(plan: Plan) -> Section:
    """Seconds of processor and of the clock of each start, the best of some; megabytes of the server at work."""
    runs = 2 if plan.is_quick else RUNS
    starts = {}
    for arguments in COMMANDS:
        plan.tell(f"tabunka {arguments[0]}")
        starts[f"tabunka {arguments[0]}"] = _best([_command_cost(arguments) for _ in range(runs)])
    paths = list(_pages(plan.release))
    thing = f"{plan.release.base}/id/{paths[0].removeprefix('/doc/')}"
    for name, path, text in (
        ("home page", "/", "</html>"),
        ("page of a thing", paths[0], thing),
        ("look-up", "/sparql?" + urlencode({"query": f"SELECT ?p ?o {{ <{thing}> ?p ?o }}"}), RDF.type.value),
    ):
        plan.tell(f"server until it has answered: {name}")
        starts[f"server until a right answer: {name}"] = _best(
            [_server_cost(plan.release, path, text) for _ in range(runs)]
        )
    plan.tell("memory of a server at work")
    return {"starts": starts, "memory": _memory(plan.release, paths)}


def _best(costs: Sequence[tuple[float, float]]) -> dict[str, float]:
    processor, wall = zip(*costs, strict=True)
    return {"processor": min(processor), "wall": min(wall)}


def _command_cost(arguments: Sequence[str]) -> tuple[float, float]:
    """Seconds of processor and of wall clock that ``tabunka`` with *arguments* takes."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    command = [sys.executable, "-m", "server.cli", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    after, ended = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, ended - began


def _started(release: Release) -> RunningServer:
    return start(release, "--workers", "2", "--access-log", "off")


def _server_cost(release: Release, path: str, text: str) -> tuple[float, float]:
    """Seconds of processor and of wall clock until a server has answered *path* with something that holds *text*."""
    began = time.perf_counter()
    server = _started(release)
    try:
        answer = _get(server, path)
        wall = time.perf_counter() - began
        processor = spent(tree(server.process.pid)).total
    finally:
        server.stop()
    assert text in answer, f"{path} is not right"
    return processor, wall


def _get(server: RunningServer, path: str) -> str:
    with urlopen(Request(server.url + path, headers={"Accept": _ACCEPT}), timeout=60) as answer:
        return str(answer.read().decode())


def _memory(release: Release, paths: Sequence[str]) -> dict[str, list[float]]:
    """For each moment the megabytes of each process, the master first."""
    server = _started(release)
    moments = {}
    try:
        _get(server, "/health")
        moments["started"] = memory(tree(server.process.pid))
        for number in range(LOOK_UPS):
            thing = f"{release.base}/id/{paths[number % len(paths)].removeprefix('/doc/')}"
            _get(server, "/sparql?" + urlencode({"query": f"SELECT ?p ?o {{ <{thing}> ?p ?o }} #{number}"}))
        moments[f"after {LOOK_UPS:,} look-ups"] = memory(tree(server.process.pid))
        for path in paths:
            _get(server, path)
        moments[f"and {len(paths)} pages"] = memory(tree(server.process.pid))
    finally:
        server.stop()
    return moments


def _pages(release: Release) -> Iterator[str]:
    """Paths of :data:`PAGES` different things, of all classes."""
    store = open_store(release, in_memory=False)
    begin = f"{release.base}/id/"
    iris = sorted(
        {
            quad.subject.value
            for quad in store.statements(None, RDF.type, None, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(begin)
        }
    )
    for iri in iris[:: max(1, len(iris) // PAGES)][:PAGES]:
        yield f"/doc/{iri.removeprefix(begin)}"


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("", "processor, s", "clock, s", title=TITLE)
    for name, cost in section["starts"].items():
        grid.add_row(name, f"{cost['processor']:.2f}", f"{cost['wall']:.2f}")
    for moment, sizes in section["memory"].items():
        sizes = " ".join(f"{size:.0f}" for size in sizes)
        grid.add_row(f"memory of the server {moment}", f"{sum(section['memory'][moment]):,.0f} MB", sizes)
    return grid
