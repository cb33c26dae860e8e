"""Processor time of pages that no cache has: ``python -m bench.pages [RELEASE]``.

Each page is asked for once, in one process and without a network, and costs what its first reader waits for. What is
made once for a release is made before, by pages that are not counted.
"""

from __future__ import annotations

import gc
import io
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from graph.ask.question import load_questions
from graph.release import Release, current
from server.app import create_app
from server.garbage import settle
from server.pages.preparation import prepare

THINGS = 50
"""How many municipalities are asked for, and how many things of all other kinds together in each format."""
_HTML = {"Accept": "text/html", "Accept-Language": "ja", "Accept-Encoding": "gzip, deflate, br, zstd"}
_COLUMNS = f"{'pages':22}{'number':>7}{'median':>8}{'95 %':>8}{'most':>8}{'reach':>7}  the page that takes most"


@dataclass(frozen=True)
class Group:
    """Pages of one sort: their *paths*, and the milliseconds of processor that each may cost (0: it is not said)."""

    name: str
    reach: float
    paths: Sequence[str]


def groups(release: Release) -> Iterator[Group]:
    """The pages that are asked for, in their order; the first group is not counted."""
    things = (release.path / "things.txt").read_text(encoding="utf-8").split()
    places = [thing for thing in things if thing.startswith("municipality/")]
    others = [thing for thing in things if not thing.startswith(("municipality/", "document/"))]
    others = others[:: len(others) // THINGS]
    languages = [thing.removeprefix("language/") for thing in things if thing.startswith("language/")]
    first, *chosen = places[:: len(places) // (THINGS + 1)][: THINGS + 1]
    kinds = sorted({thing.partition("/")[0] for thing in things})
    documents = sorted(release.manifest["documents"])
    compared = urlencode([tuple(place.split("/")) for place in chosen[:2]])
    yield Group("", 0, [f"/doc/{first}.html", "/", "/find", "/compare", "/questions", "/doc/municipality.html"])
    yield Group("municipality", 6, [f"/doc/{place}.html" for place in chosen])
    yield Group("other things", 0, [f"/doc/{thing}.html" for thing in others])
    yield Group("things as Turtle", 0, [f"/doc/{thing}.ttl" for thing in others])
    yield Group("things as JSON-LD", 0, [f"/doc/{thing}.jsonld" for thing in others])
    yield Group("lists of a kind", 0, [f"/doc/{kind}.html" for kind in kinds if f"{kind}/" in "\n".join(others)])
    yield Group("home", 6, [f"/?lang={language}" for language in release.site.interface.readable])
    yield Group("find, by language", 12, [f"/find?language={language}" for language in languages])
    yield Group("language, topic", 0, [f"/doc/{t}.html" for t in things if t.startswith(("language/", "topic/"))])
    yield Group("compare", 15, ["/compare", f"/compare?{compared}"])
    yield Group("questions", 15, ["/questions", *(f"/questions/{q.key}" for q in load_questions(release.site))])
    yield Group("ledgers", 0, [f"/source/{document}" for document in documents])
    yield Group("lines of a document", 0, [f"/source/{document}?line=11" for document in documents])
    yield Group("single pages", 0, ["/pictures", "/sparql", "/quality", "/ontology", "/dataset", "/openapi.json"])


def cost(app: Flask, path: str) -> tuple[float, int]:
    """The milliseconds of processor that the page at *path* takes, and its status. The request is made before."""
    environ: dict[str, Any] = EnvironBuilder(path, headers=_HTML).get_environ()
    begun = time.process_time()
    _body, status, _headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return (time.process_time() - begun) * 1000, int(status[:3])


def main(folder: str | None = None) -> None:
    """Print the figures of the release in *folder*, or of the current one."""
    release = Release.open(Path(folder)) if folder else current()
    app = create_app(release)
    try:
        begun = time.process_time()
        prepare(app)
        print(f"prepared in {time.process_time() - begun:.2f} s of processor")
        gc.collect()
        settle()  # as the server does before it forks its workers
        print(f"release {release.version}, milliseconds of processor for a page that no cache has")
        print(_COLUMNS)
        for group in groups(release):
            with redirect_stderr(io.StringIO()):  # requests are logged there
                taken = [(*cost(app, path), path) for path in group.paths]
            there = sorted((milliseconds, path) for milliseconds, status, path in taken if status == 200)
            assert there, f"no page of {group.paths} is there"
            if group.name:
                print(row(group, there))
    finally:
        app.extensions["tabunka"].runner.close()


def row(group: Group, taken: Sequence[tuple[float, str]]) -> str:
    """The line of *group*, whose pages took *taken*, the least first."""
    times = [milliseconds for milliseconds, _ in taken]
    late = times[min(len(times) - 1, int(0.95 * len(times)))]
    reach = f"{group.reach:.0f}" if group.reach else ""
    return (
        f"{group.name:22}{len(times):7}{statistics.median(times):8.1f}{late:8.1f}{times[-1]:8.1f}{reach:>7}"
        f"  {taken[-1][1]}"
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
