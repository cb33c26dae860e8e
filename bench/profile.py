"""Where the time of a request goes: by process while a real server answers, and by room of the code.

By process: what the kernel counts for master, supervisor, workers, zygotes and evaluators. By room: Python's profiler
in this process, on processor time; its shares are applied to the cost of the same requests without it, as it makes
every call slower. The time of a function in C counts as its caller's.
"""

from __future__ import annotations

import cProfile
import gc
import http.client
import importlib
import io
import pstats
import re
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from rich.table import Table

from bench.peers import ours
from bench.plan import Plan, Section
from bench.processes import Spent, spent
from graph.release import Release
from server.app import create_app
from server.garbage import settle
from server.metrics import children_by_parent
from server.pages.preparation import prepare
from server.settings import Settings
from tests.http.stores import free_port

TITLE = "where the time of a request goes, microseconds of processor"
ROLES = ("master", "supervisor", "worker", "zygote", "evaluator")
ROOT = Path(__file__).parent.parent
_PACKAGE = re.compile(r"site-packages/([^/]+)")
_ROOM = re.compile(r"(?:server|graph|mappings|ontology)(?:/[a-z]+(?=/))?")
_MOST = 8
"""How many rooms are named; the others are shown together."""


def kinds(release: Release) -> dict[str, tuple[str, Sequence[str]]]:
    """For each kind of request the media type and the paths, none of which was asked before."""
    things = (release.path / "things.txt").read_text(encoding="utf-8").split()
    places = [thing for thing in things if thing.startswith("municipality/")]
    query = "SELECT ?p ?o WHERE {{ <{}/id/{}> ?p ?o FILTER(?o != <urn:n:{}>) }}"
    queries = [query.format(release.base, places[number % len(places)], number) for number in range(2000)]
    records = [thing for thing in things if thing.startswith(("service/", "organisation/", "event/"))]
    return {
        "look-up, its text new": (
            "application/sparql-results+json",
            [f"/sparql?query={quote(text, safe='')}" for text in queries],
        ),
        "page that is kept": ("text/html", [f"/doc/{places[0]}.html"] * 2000),
        "page that is not": ("text/html", [f"/doc/{thing}.html" for thing in records[:: len(records) // 300][:300]]),
    }


def measure(plan: Plan) -> Section:
    """Microseconds a request, by kind: by process and by room."""
    requests = kinds(plan.release)
    plan.tell("a real server")
    by_process = _by_process(plan.release, requests)
    plan.tell("the profiler")
    return {"by process": by_process, "by room": _by_room(plan.release, requests)}


def _by_process(release: Release, requests: dict[str, tuple[str, Sequence[str]]]) -> Section:
    figures: Section = {}
    port = free_port()
    with ours(release, port) as server:
        client = http.client.HTTPConnection("127.0.0.1", port)

        def get(path: str, accept: str) -> None:
            client.request("GET", path, headers={"Accept": accept})
            response = client.getresponse()
            body = response.read()
            assert response.status == 200, (path, response.status)
            assert body, path

        for name, (accept, paths) in requests.items():
            for path in paths[:50]:  # warm up, so that things made once are not counted
                get(path, accept)
            time.sleep(3)  # until nobody prepares anything
            before = _by_role(server.pid)
            for path in paths:
                get(path, accept)
            after = _by_role(server.pid)
            figures[name] = {
                role: {
                    "program": (after[role] - before[role]).program * 1e6 / len(paths),
                    "kernel": (after[role] - before[role]).kernel * 1e6 / len(paths),
                }
                for role in ROLES
            }
    return figures


def _by_role(master: int) -> dict[str, Spent]:
    """What the processes of each role have taken."""
    children = children_by_parent()
    level, taken = [master], {}
    for role in ROLES:
        taken[role] = spent(level)
        level = [child for pid in level for child in children.get(pid, [])]
    return taken


def _by_room(release: Release, requests: dict[str, tuple[str, Sequence[str]]]) -> Section:
    figures: Section = {}
    app = create_app(release, settings=Settings(access_log="off"))
    try:
        prepare(app)
        gc.collect()
        settle()
        for name, (accept, paths) in requests.items():
            half = len(paths) // 2
            _ask(app, paths[:20], accept)
            begun = time.thread_time()
            _ask(app, paths[20:half], accept)
            whole = (time.thread_time() - begun) / (half - 20)
            profiler = cProfile.Profile(time.thread_time)
            profiler.enable()
            _ask(app, paths[half:], accept)
            profiler.disable()
            figures[name] = _shares(profiler, whole * 1e6)
    finally:
        gc.unfreeze()
        app.extensions["tabunka"].runner.close()
    return figures


def _ask(app: Flask, paths: Sequence[str], accept: str) -> None:
    """Ask *app* for *paths* as its server does."""
    for path in paths:
        before, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET",
            "SCRIPT_NAME": "",
            "PATH_INFO": before,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "HTTP_HOST": "localhost:8000",
            "HTTP_ACCEPT": accept,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr,
        }
        statuses: list[str] = []
        b"".join(app.wsgi_app(environ, lambda status, *_, to=statuses: to.append(status)))
        assert statuses[0].startswith("200"), (path, statuses)


def _shares(profiler: cProfile.Profile, whole: float) -> dict[str, float]:
    """*whole* divided among the rooms as the profile has it, the largest first."""
    rooms: dict[str, float] = defaultdict(float)
    for (file, _, name), (_, _, taken, _, callers) in pstats.Stats(profiler).stats.items():
        if file != "~":
            rooms[_room(file, name)] += taken
            continue
        for (caller, _, caller_name), (_, _, of_caller, _) in callers.items():
            rooms["pyoxigraph" if "pyoxigraph" in name else _room(caller, caller_name)] += of_caller
    total = sum(rooms.values())
    largest = dict(sorted(rooms.items(), key=lambda room: -room[1])[:_MOST])
    largest["others"] = max(0.0, total - sum(largest.values()))
    return {room: taken * whole / total for room, taken in largest.items()}


def _room(file: str, name: str) -> str:
    """What the function *name* of *file* belongs to: a room of ours, a package, Python."""
    if file.endswith(".html") or file.startswith("<template"):
        return "templates"
    if package := _PACKAGE.search(file):
        return package[1].removesuffix(".py")
    if Path(file).is_relative_to(ROOT) and (room := _ROOM.match(str(Path(file).relative_to(ROOT)))):
        return room[0]
    return "Python"


def purpose(room: str) -> str:
    """The purpose of one of our rooms: the first sentence of its docstring."""
    if not (ROOT / room / "__init__.py").exists():
        return ""
    text = importlib.import_module(room.replace("/", ".")).__doc__ or ""
    return re.split(r"[.:](?:\s|$)", text, maxsplit=1)[0].replace("\n", " ")


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    names = list(section["by process"])
    grid = Table("", *names, title=TITLE)
    for role in ROLES:
        cells = (section["by process"][name][role] for name in names)
        grid.add_row(role, *(f"{cell['program']:.0f} + {cell['kernel']:.0f} kernel" for cell in cells))
    grid.add_section()
    for room in dict.fromkeys(room for name in names for room in section["by room"][name]):
        cells = (section["by room"][name].get(room) for name in names)
        grid.add_row(room, *("" if cell is None else f"{cell:.0f}" for cell in cells))
    return grid
