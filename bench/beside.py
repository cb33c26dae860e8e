"""``python -m bench.beside``: our server beside others on the same statements, in one run.

The peers: the native Oxigraph server in memory, Debian's Virtuoso, rdflib-endpoint, and twenty lines of Flask. They
take turns, so that a machine whose speed drifts treats them alike: quote the ratios, and the processor time of a
request. A sample of the answers is compared with Oxigraph's before anything is counted. Needs a release and ``wrk``; a
peer that is not installed is named and left out.
"""

from __future__ import annotations

import contextlib
import json
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import click
from rich.console import Console
from rich.table import Table

from bench.load import COUNTER, Asked, Measured, burst, fetch, is_there
from graph.release import Release, current
from tests.http.stores import OXIGRAPH, free_port, has_virtuoso, virtuoso

JSON, TURTLE, PAGE = "application/sparql-results+json", "text/turtle", "text/html"
PREFIXES = (
    "PREFIX rdfs:<http://www.w3.org/2000/01/rdf-schema#> PREFIX skos:<http://www.w3.org/2004/02/skos/core#> "
    "PREFIX dct:<http://purl.org/dc/terms/> "
)
RDFLIB_ENDPOINT = Path("build/peers/bin/rdflib-endpoint")
_SECONDS_TO_START = 120


@dataclass
class Peer:
    """A server that answers queries at *base* + *path*; *pid* is its first process."""

    name: str
    base: str
    path: str
    pid: int


@dataclass
class Workload:
    """A kind of request: what is asked of our server, and of the others where they have it."""

    name: str
    ours: list[Asked]
    queries: list[tuple[str, str]] = field(default_factory=list)
    """Queries with the media types of their answers, for the peers."""


def queries(things: list[str]) -> dict[str, list[tuple[str, str]]]:
    """Queries about *things* by kind. Each has a place for a running number, so that its text is one of its own."""
    unique = f"<urn:n:{COUNTER}>"
    light = [f"{PREFIXES}SELECT ?p ?o WHERE {{ <{iri}> ?p ?o FILTER(?o != {unique}) }}" for iri in things]
    light += [
        f"{PREFIXES}SELECT ?s ?l WHERE {{ <{iri}> dct:spatial ?a . ?s dct:spatial ?a ; skos:prefLabel ?l "
        f"FILTER(?s != {unique}) }} LIMIT 20"
        for iri in things
    ]
    light += [f"{PREFIXES}ASK {{ ?s ?p <{iri}> FILTER(?s != {unique}) }}" for iri in things]
    heavy = [
        f"{PREFIXES}SELECT ?c (COUNT(?s) AS ?n) WHERE {{ ?s a ?c FILTER(?s != {unique}) }} GROUP BY ?c",
        f"{PREFIXES}SELECT (COUNT(?s) AS ?n) WHERE {{ ?s skos:prefLabel ?l "
        f"FILTER(CONTAINS(?l, 'a') && ?s != {unique}) }}",
    ]
    random.Random(7).shuffle(light)
    mixed: list[str] = []
    for index, text in enumerate(light):
        mixed.append(text)
        if index % 4 == 3:
            mixed.append(heavy[index // 4 % len(heavy)])
    return {
        "look-ups, each text once": [(text, JSON) for text in light],
        "mixed 4:1, each text once": [(text, JSON) for text in mixed],
        "mixed, eight repeated": [(text.replace(COUNTER, "1"), JSON) for text in mixed[:8]],
        "DESCRIBE, each text once": [(f"DESCRIBE <{iri}> {unique}", TURTLE) for iri in things],
    }


def work_on(release: Release) -> list[Workload]:
    """Everything that is measured."""
    text = (release.dump_folder / f"{release.name}.nt").read_text(encoding="utf-8")
    things = sorted(set(re.findall(rf"^<({re.escape(release.base)}/id/municipality/\d+)>", text, re.MULTILINE)))
    kinds = queries(things)
    work = [Workload(name, [_query("/sparql", *query) for query in texts], texts) for name, texts in kinds.items()]
    paths = [iri.removeprefix(release.base) for iri in things]
    documents = [path.replace("/id/", "/doc/") for path in paths]
    describe = kinds["DESCRIBE, each text once"]
    work += [
        Workload("Turtle document (peers: DESCRIBE)", [Asked(f"{path}.ttl", TURTLE) for path in documents], describe),
        Workload("page of a thing", [Asked(path, PAGE, "gzip") for path in documents]),
        Workload("303 to the document", [Asked(path, PAGE, "gzip") for path in paths]),
        Workload("home page", [Asked("/", PAGE, "gzip")]),
        Workload(
            "finder", [Asked(f"/find?language={tag}", PAGE, "gzip") for tag in ("vi", "pt", "en", "zh", "ko", "ne")]
        ),
        Workload(
            "suggestions",
            [Asked(f"/suggest?q={quote(q)}", "application/json") for q in ("さっぽろ", "Sapporo", "kob", "横")],
        ),
    ]
    return work


def _query(path: str, text: str, accept: str) -> Asked:
    return Asked(f"{path}?query={quote(text, safe='')}", accept)


@contextlib.contextmanager
def started(name: str, command: list[str], base: str, path: str, folder: Path) -> Iterator[Peer]:
    """The server of *command*, from when it answers a query at *base* + *path*."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(name, base + path)
        yield Peer(name, base, path, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(name: str, endpoint: str) -> None:
    give_up = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}?query=ASK%7B%7D", timeout=5).close()
            return
        except (urllib.error.URLError, OSError) as error:
            if time.monotonic() > give_up:
                raise click.ClickException(f"{name} does not answer at {endpoint} ({error})") from error
            time.sleep(0.1)


@contextlib.contextmanager
def peers(release: Release, folder: Path, console: Console) -> Iterator[list[Peer]]:
    """Our server and all others that are installed, with the default graph of *release*."""
    statements = release.dump_folder / f"{release.name}.nt"
    with contextlib.ExitStack() as stack:
        port = free_port()
        command = [sys.executable, "-m", "server.cli", "serve", "--release", str(release.path), "--port", str(port)]
        servers = [stack.enter_context(started("ours", command, f"http://127.0.0.1:{port}", "/sparql", Path()))]
        port = free_port()
        native = [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"]
        peer = stack.enter_context(started("Oxigraph", native, f"http://127.0.0.1:{port}", "/query", folder))
        put = urllib.request.Request(
            f"{peer.base}/store?default",
            statements.read_bytes(),
            {"Content-Type": "application/n-triples"},
            method="POST",
        )
        urllib.request.urlopen(put, timeout=120).close()
        servers.append(peer)
        port = free_port()
        script = str(Path(__file__).with_name("twenty_lines.py").absolute())
        twenty = [sys.executable, script, str(statements.absolute()), str(port)]
        servers.append(stack.enter_context(started("Flask", twenty, f"http://127.0.0.1:{port}", "/query", folder)))
        if has_virtuoso():
            (folder / "virtuoso").mkdir()
            store = virtuoso(folder / "virtuoso", release)
            stack.callback(store.stop)
            base, _, path = store.endpoint.partition("/sparql")
            assert store.process is not None
            default = quote(f"{release.base}/graph/default", safe="")
            servers.append(Peer("Virtuoso", base, f"/sparql{path}?default-graph-uri={default}", store.process.pid))
        else:
            console.print("Virtuoso is not installed (Debian: virtuoso-opensource-7) and is left out")
        if RDFLIB_ENDPOINT.exists():
            port = free_port()
            command = [str(RDFLIB_ENDPOINT.absolute()), "serve", "--port", str(port), str(statements.absolute())]
            servers.append(
                stack.enter_context(started("rdflib-endpoint", command, f"http://127.0.0.1:{port}", "/", folder))
            )
        else:
            console.print(f"rdflib-endpoint is not installed in {RDFLIB_ENDPOINT.parents[1]} and is left out")
        yield servers


def asked_of(peer: Peer, work: Workload) -> list[Asked]:
    """What *peer* is asked for *work*; nothing where it has no such thing."""
    if peer.name == "ours":
        return work.ours
    if "?" in peer.path:
        return [Asked(f"{peer.path}&query={quote(text, safe='')}", accept) for text, accept in work.queries]
    return [_query(peer.path, *query) for query in work.queries]


def rows(body: bytes) -> object:
    """What a JSON answer says, without an order: its truth, or its solutions."""
    answer = json.loads(body)
    if "boolean" in answer:
        return answer["boolean"]
    return sorted(
        json.dumps({name: (term["type"].removeprefix("typed-"), term["value"]) for name, term in solution.items()})
        for solution in answer["results"]["bindings"]
    )


def differing(servers: list[Peer], work: Workload) -> list[str]:
    """The peers whose answers are not those of Oxigraph, in a sample of the queries."""
    if not work.queries or work.queries[0][1] != JSON:
        return []
    different = []
    whole = [index for index, (text, _) in enumerate(work.queries) if "LIMIT" not in text]
    sample = random.Random(1).sample(whole, min(5, len(whole)))
    native = next(peer for peer in servers if peer.name == "Oxigraph")
    right = {index: rows(fetch(native.base, asked_of(native, work)[index])) for index in sample}
    for peer in servers:
        if peer is not native:
            requests = asked_of(peer, work)
            if any(rows(fetch(peer.base, requests[index])) != right[index] for index in sample):
                different.append(peer.name)
    return different


@click.command()
@click.option("--seconds", default=3, show_default=True, help="How long each burst takes.")
@click.option("--rounds", default=3, show_default=True, help="How often the peers take turns; medians count.")
@click.option("--clients", default=16, show_default=True, help="Clients at once.")
@click.option("--out", type=click.Path(path_type=Path), help="JSON file for the figures.")
def main(seconds: int, rounds: int, clients: int, out: Path | None) -> None:
    """Measure our server beside others and print a table."""
    console = Console()
    if not is_there() or not shutil.which(str(OXIGRAPH)):
        raise click.ClickException("this needs wrk (Debian) and PyPI's oxigraph; install both")
    release = current()
    figures: dict[str, dict[str, list[Measured]]] = {}
    with tempfile.TemporaryDirectory() as name, peers(release, Path(name), console) as servers:
        work = work_on(release)
        for work_item in work:
            for peer in differing(servers, work_item):
                console.print(f"{peer} answers {work_item.name} otherwise than Oxigraph")
        for work_item in work:
            if not work_item.queries or "once" not in work_item.name:
                for asked in work_item.ours:  # what comes now is warm, as it is for all but the first reader
                    fetch(servers[0].base, asked)
        for _ in range(rounds):
            for work_item in work:
                for peer in servers:
                    if asked := asked_of(peer, work_item):
                        with console.status(f"{work_item.name}: {peer.name}"):
                            measured = burst(peer.base, asked, clients=clients, seconds=seconds, pid=peer.pid)
                        figures.setdefault(work_item.name, {}).setdefault(peer.name, []).append(measured)
    grid = Table("work", *(f"{peer.name}/s" for peer in servers), "of Oxigraph", "ms processor", "p99 ms", "failed")
    for one_name, by_peer in figures.items():
        rate = {peer: statistics.median(m.rate for m in measured) for peer, measured in by_peer.items()}
        ours = by_peer["ours"]
        grid.add_row(
            one_name,
            *(f"{rate[peer.name]:,.0f}" if peer.name in rate else "–" for peer in servers),
            f"{rate['ours'] / rate['Oxigraph']:.2f}" if rate.get("Oxigraph") else "–",
            f"{statistics.median(m.processor or 0 for m in ours):.2f}",
            f"{statistics.median(m.p99 for m in ours):.0f}",
            str(sum(m.failed for m in ours)),
        )
    console.print(grid)
    if out:
        plain = {n: {p: [vars(m) for m in ms] for p, ms in by.items()} for n, by in figures.items()}
        out.write_text(json.dumps(plain, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
