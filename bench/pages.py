"""Processor time of pages that no cache has.

Each page is requested once, in one process and without a network: the cost is that for its first reader. Everything
that is made once for a release is made before, by pages that are not counted.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask
from rich.table import Table
from werkzeug.test import EnvironBuilder, run_wsgi_app

from bench.plan import Plan, Section
from graph.ask.question import load_questions
from graph.loading import LoadingStore
from graph.release import Release
from server.app import create_app
from server.garbage import collect_young, settle
from server.pages.preparation import prepare
from server.settings import Settings

THINGS = 50
"""How many municipalities are asked for, and how many things of all other kinds together in each format."""
_HTML = {"Accept": "text/html", "Accept-Language": "ja", "Accept-Encoding": "gzip, deflate, br, zstd"}
TITLE = "pages that no cache has, milliseconds of processor"
TYPED = ("s", "さっ", "sapporo", "01100", "国際", "Tiếng", "tokyo gaikokujin", "ん")
SEARCHED = ("札幌", "Sapporo city", "Ohsaka", "外国人相談", "zzzzzz")


@dataclass(frozen=True)
class Group:
    """Pages of one sort: their *paths*, and the processor milliseconds that a page may cost (0: no limit)."""

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
    compared = "&".join(place.replace("/", "=") for place in chosen[:2])
    before = ["/", "/find", "/compare", "/questions", "/doc/municipality.html", "/suggest?q=a", "/search?q=a"]
    yield Group("", 0, [f"/doc/{first}.html", *before])
    yield Group("municipality", 6, [f"/doc/{place}.html" for place in chosen])
    yield Group("other things", 0, [f"/doc/{thing}.html" for thing in others])
    yield Group("things as Turtle", 0, [f"/doc/{thing}.ttl" for thing in others])
    yield Group("things as JSON-LD", 0, [f"/doc/{thing}.jsonld" for thing in others])
    yield Group("lists of a kind", 0, [f"/doc/{kind}.html" for kind in kinds if f"{kind}/" in "\n".join(others)])
    yield Group("home", 6, [f"/?lang={language}" for language in release.site.interface.readable])
    yield Group("find, by language", 12, [f"/find?language={language}" for language in languages])
    yield Group("find, other ways", 15, ["/find?kind=counter&view=map", "/find.csv", "/find.json?language=vi"])
    yield Group("suggestions", 15, [f"/suggest?q={text}" for text in TYPED])
    yield Group("searches", 15, [f"/search?q={text}" for text in SEARCHED])
    yield Group("language, topic", 0, [f"/doc/{t}.html" for t in things if t.startswith(("language/", "topic/"))])
    yield Group("compare", 15, ["/compare", f"/compare?{compared}"])
    yield Group("questions", 15, ["/questions", *(f"/questions/{q.key}" for q in load_questions(release.site))])
    yield Group("ledgers", 0, [f"/source/{document}" for document in documents])
    yield Group("lines of a document", 0, [f"/source/{document}?line=11" for document in documents])
    yield Group("single pages", 0, ["/pictures", "/sparql", "/quality", "/ontology", "/dataset", "/openapi.json"])


def cost(app: Flask, path: str) -> tuple[float, int]:
    """The milliseconds of processor that the page at *path* takes, and its status. The request is made before."""
    environ: dict[str, Any] = EnvironBuilder(path, headers=list(_HTML.items())).get_environ()
    begun = time.process_time()
    _body, status, _headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return (time.process_time() - begun) * 1000, int(status[:3])


def measure(plan: Plan) -> Section:
    """Seconds of processor of the preparation; of each group milliseconds of its pages, and the one that takes most."""
    store = LoadingStore(plan.release)  # as the server reads it
    store.complete()
    app = create_app(plan.release, store=store, settings=Settings(access_log="off"))
    try:
        begun = time.process_time()
        prepare(app)
        figures: Section = {"prepared": time.process_time() - begun, "pages": {}}
        gc.collect()
        settle()  # as the server does before it forks its workers
        for group in groups(plan.release):
            plan.tell(group.name)
            costs = []
            for path in group.paths:
                costs.append((*cost(app, path), path))
                collect_young()  # as the server does once an answer was sent
            there = sorted((milliseconds, path) for milliseconds, status, path in costs if status == 200)
            assert there, f"no page of {group.paths} is there"
            if group.name:
                figures["pages"][group.name] = _summary(group, there)
    finally:
        gc.unfreeze()
        app.extensions["tabunka"].runner.close()
    return figures


def _summary(group: Group, costs: Sequence[tuple[float, str]]) -> dict[str, Any]:
    """The figures of *group*, whose pages cost *costs*, the least first."""
    times = [milliseconds for milliseconds, _ in costs]
    return {
        "number": len(times),
        "median": statistics.median(times),
        "95 %": times[min(len(times) - 1, int(0.95 * len(times)))],
        "most": times[-1],
        "reach": group.reach,
        "page": costs[-1][1],
    }


def table(section: Section) -> Table:
    """The figures as a table for a terminal."""
    grid = Table("pages", "number", "median", "95 %", "most", "reach", "the page that takes most", title=TITLE)
    for name, figures in section["pages"].items():
        reach = f"{figures['reach']:.0f}" if figures["reach"] else ""
        times = (f"{figures[key]:.1f}" for key in ("median", "95 %", "most"))
        grid.add_row(name, str(figures["number"]), *times, reach, figures["page"])
    return grid
