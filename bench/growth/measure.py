"""What a server costs at each size: processor time and memory of its start, of pages that no cache has, of answers."""

from __future__ import annotations

import gc
import resource
import statistics
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Flask
from pyoxigraph import DefaultGraph, NamedNode

from graph.loading import loaded
from graph.release import Release
from ontology.vocabulary import DCT
from server.app import create_app
from server.display.knowledge import Knowledge
from server.garbage import collect_young, settle
from server.pages.preparation import prepare
from server.settings import Settings

SAMPLE = 12
"""How many things of a kind are asked for."""
_QUIET = Settings(access_log="off")
TYPED = ("s", "さっ", "sapporo", "01100", "国際", "Tiếng", "tokyo gaikokujin", "ん")
SEARCHED = ("札幌", "Sapporo city", "Ohsaka", "外国人相談", "zzzzzz")
FOUND = (
    "language=vi&day=saturday",
    "kind=counter",
    "kind=page&topic=education&place=13000",
    "text=ガイド",
    "kind=counter&view=map",
)


@dataclass
class Figures:
    """The figures of one release: processor seconds and megabytes by step of start, milliseconds by kind of request."""

    statements: int
    start: dict[str, tuple[float, float]] = field(default_factory=dict)
    requests: dict[str, list[float]] = field(default_factory=dict)
    bytes: dict[str, int] = field(default_factory=dict)
    """The size of the largest answer of each kind, in bytes."""


def measured(release: Release) -> Figures:
    """Start what a server of *release* starts in this process, and ask it for pages that it has not made before."""
    figures = Figures(int(release.manifest["statements"]["default"]))
    made: dict[str, Any] = {}

    def step(name: str, work: Callable[[], object]) -> None:
        begun = time.process_time()
        made[name] = work()
        figures.start[name] = time.process_time() - begun, _megabytes()

    def things_and_names() -> Knowledge:
        knowledge = Knowledge(release, made["store"])
        assert knowledge.names
        return knowledge

    step("store", lambda: loaded(release))
    step("things and names", things_and_names)
    step("application", lambda: create_app(release, knowledge=made["things and names"], settings=_QUIET))
    app: Flask = made["application"]
    try:
        step("home page and templates", lambda: prepare(app))
        made["store"].open_files()  # as a worker does
        first = made["things and names"].index.kinds["municipality"][0].key
        pages = ("/find", "/compare", "/questions", "/doc/municipality.html", f"/doc/municipality/{first}.html")
        _ask(app, "", [*pages, "/suggest?q=a", "/search?q=a"])
        figures.start["what the first readers wait for"] = _LAST.processor, _megabytes()
        gc.collect()
        settle()  # as the server does before it forks its workers
        for name, paths in requests(made["things and names"]):
            figures.requests[name] = _ask(app, name, paths)
            figures.bytes[name] = _LAST.largest
    finally:
        gc.unfreeze()
        app.extensions["tabunka"].runner.close()
    return figures


def requests(knowledge: Knowledge) -> Iterator[tuple[str, list[str]]]:
    """Paths by the kind of page."""
    kinds = knowledge.index.kinds
    for kind in ("municipality", "organisation", "service", "event", "record"):
        things = kinds.get(kind, [])
        chosen = things[1 :: max(1, len(things) // SAMPLE)][:SAMPLE]
        yield f"page of one {kind}", [f"/doc/{thing.kind}/{thing.key}.html" for thing in chosen]
    chosen = kinds["municipality"][:: max(1, len(kinds["municipality"]) // SAMPLE)][:SAMPLE]
    yield "Turtle of one municipality", [f"/doc/municipality/{thing.key}.ttl" for thing in chosen]
    most = _most_referred(knowledge)
    yield "page of what most refer to", [f"/doc/{most}.html"]
    yield "a page of its links", [f"/doc/{most}.html?by=dct:isPartOf&page=2"]
    yield "Turtle of it", [f"/doc/{most}.ttl"]
    yield "list of a kind", [f"/doc/{kind}.html?page=3" for kind in ("municipality", "event", "service", "record")]
    yield "suggestions", [f"/suggest?q={text}" for text in TYPED]
    yield "search", [f"/search?q={text}" for text in SEARCHED]
    yield "finder", [f"/find?{state}" for state in FOUND]
    yield "finder as data", ["/find.csv?kind=counter", "/find.json?language=vi", "/find.rq?language=vi"]
    yield "comparison", ["/compare", "/compare?municipality=01100&municipality=13000"]
    yield "source", [f"/source/{key}" for key in knowledge.release.manifest["documents"]]
    yield "100 lines of a source", [f"/source/{key}?page=2" for key in knowledge.release.manifest["documents"]]
    yield "other pages", ["/dataset", "/ontology", "/quality", "/", "/sitemap.xml", "/sitemap-1.xml"]


def _most_referred(knowledge: Knowledge) -> str:
    """The path of a local government, a table or a document that most things are part of, or that most units are of."""
    counts: dict[str, int] = {}
    for predicate in (DCT.isPartOf, NamedNode("http://www.w3.org/ns/org#unitOf")):
        for quad in knowledge.store.statements(None, predicate, None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                counts[quad.object.value] = counts.get(quad.object.value, 0) + 1
    start = f"{knowledge.namespace.base}/id/"
    return max((iri for iri in counts if iri.startswith(start)), key=counts.__getitem__).removeprefix(start)


@dataclass
class _Last:
    """The last requests: processor seconds of all, bytes of the largest answer."""

    processor: float = 0
    largest: int = 0


_LAST = _Last()


def _ask(app: Flask, name: str, paths: list[str]) -> list[float]:
    """Milliseconds of processor of each of *paths*, which must be there."""
    client = app.test_client(use_cookies=False)
    taken = []
    _LAST.largest = 0
    for path in paths:
        begun = time.process_time()
        response = client.get(path, headers={"Accept": "text/html, */*;q=0.5", "Accept-Language": "ja"})
        taken.append((time.process_time() - begun) * 1000)
        # A search with one answer leads to it.
        assert response.status_code in (200, 303), (name, path, response.status)
        _LAST.largest = max(_LAST.largest, len(response.data))
        collect_young()  # as the server does once an answer was sent
    _LAST.processor = sum(taken) / 1000
    return taken


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def rows_of(sizes: Mapping[str, Figures]) -> Iterator[tuple[str, list[str]]]:
    """Rows of text with a cell for each of *sizes*."""
    every = list(sizes.values())
    yield "statements of the default graph", [f"{figures.statements:,}" for figures in every]
    for name in every[0].start:
        cells = (figures.start[name] for figures in every)
        yield f"{name}: s; MB so far", [f"{seconds:.1f}; {megabytes:,.0f}" for seconds, megabytes in cells]
    for name in every[0].requests:
        taken = (figures.requests[name] for figures in every)
        largest = (figures.bytes[name] for figures in every)
        cells = (
            f"{statistics.median(ms):.1f} {max(ms):.1f}; {size / 1000:,.0f}"
            for ms, size in zip(taken, largest, strict=True)
        )
        yield f"{name}: ms, median and most; kB at most", list(cells)
