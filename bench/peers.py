"""Servers that answer queries on the same statements: ours, native Oxigraph, Virtuoso, rdflib-endpoint, and Flask.

Each server is stopped by a signal while another is measured, so that unfinished work of a slow one costs the others
nothing.
"""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import click

from bench.load import Asked
from bench.plan import Plan
from bench.processes import send, wait_for_rest
from graph.release import Release
from tests.http.stores import OXIGRAPH, free_port, has_virtuoso, virtuoso

OURS, NATIVE = "Tabunka", "Oxigraph"
RDFLIB_ENDPOINT = Path("build/peers/bin/rdflib-endpoint")
_SECONDS_TO_START = 600
_SECONDS_TO_REST = 10


@dataclass(frozen=True)
class Peer:
    """A server that answers queries at *base* + *path*; *pid* is its first process."""

    name: str
    base: str
    path: str
    pid: int

    def query(self, text: str, accept: str) -> Asked:
        """The request for the answer to the query *text*."""
        return Asked(f"{self.path}{'&' if '?' in self.path else '?'}query={quote(text, safe='')}", accept)

    @contextlib.contextmanager
    def turn(self) -> Iterator[bool]:
        """Let the server run; yields whether it finished its earlier requests in the time that it gets for that."""
        send(signal.SIGCONT, self.pid)
        try:
            yield wait_for_rest(self.pid, _SECONDS_TO_REST)
        finally:
            send(signal.SIGSTOP, self.pid)


def missing() -> list[str]:
    """The missing programs that a comparison needs, each with how to get it."""
    needed = {"wrk (Debian: wrk)": shutil.which("wrk"), "oxigraph (PyPI: oxigraph)": shutil.which(OXIGRAPH)}
    return [name for name, path in needed.items() if path is None]


@contextlib.contextmanager
def peers(plan: Plan, folder: Path, *, others: bool = True) -> Iterator[list[Peer]]:
    """Our server and native Oxigraph with the default graph of the release, and all *others*.

    One that is not installed is named.
    """
    release = plan.release
    statements = release.dump_folder / f"{release.name}.nt"
    with contextlib.ExitStack() as stack:
        plan.tell(f"starting {OURS} and {NATIVE}")
        port = free_port()
        servers = [stack.enter_context(ours(release, port))]
        port = free_port()
        command = [str(OXIGRAPH), "serve", "--bind", f"127.0.0.1:{port}"]
        native = stack.enter_context(started(NATIVE, command, f"http://127.0.0.1:{port}", "/query", folder))
        _load(native, statements)
        servers.append(native)
        if others:
            for other in (_virtuoso, _rdflib_endpoint, _twenty_lines):
                if (context := other(plan, folder, statements)) is not None:
                    servers.append(stack.enter_context(context))
        for server in servers:
            send(signal.SIGSTOP, server.pid)
            stack.callback(send, signal.SIGCONT, server.pid)
        yield servers


@contextlib.contextmanager
def ours(release: Release, port: int, *options: str) -> Iterator[Peer]:
    """Our server on *port*, with two workers."""
    command = [sys.executable, "-m", "server.cli", "serve", "--release", str(release.path), "--port", str(port)]
    command += ["--workers", "2", "--access-log", "off", *options]
    with started(OURS, command, f"http://127.0.0.1:{port}", "/sparql", Path()) as peer:
        yield peer


@contextlib.contextmanager
def started(name: str, command: list[str], base: str, path: str, folder: Path) -> Iterator[Peer]:
    """The server of *command*, from when it answers a query at *base* + *path*. Raises ClickException."""
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(name, base + path, process)
        yield Peer(name, base, path, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _wait(name: str, endpoint: str, process: subprocess.Popen[bytes]) -> None:
    give_up = time.monotonic() + _SECONDS_TO_START
    while True:
        try:
            urllib.request.urlopen(f"{endpoint}?query=ASK%7B%7D", timeout=5).close()
            return
        except OSError as error:
            if process.poll() is not None:
                raise click.ClickException(f"{name} ended before it answered: {process.args!r}") from error
            if time.monotonic() > give_up:
                raise click.ClickException(f"{name} does not answer at {endpoint} ({error})") from error
            time.sleep(0.1)


def _load(native: Peer, statements: Path) -> None:
    put = urllib.request.Request(
        f"{native.base}/store?default",
        statements.read_bytes(),
        {"Content-Type": "application/n-triples"},
        method="POST",
    )
    urllib.request.urlopen(put, timeout=_SECONDS_TO_START).close()


def _virtuoso(plan: Plan, folder: Path, _: Path) -> AbstractContextManager[Peer] | None:
    if not has_virtuoso():
        plan.tell("Virtuoso is missing (Debian: virtuoso-opensource-7)")
        return None
    return _running_virtuoso(plan, folder / "virtuoso")


@contextlib.contextmanager
def _running_virtuoso(plan: Plan, folder: Path) -> Iterator[Peer]:
    plan.tell("starting Virtuoso")
    folder.mkdir()
    store = virtuoso(folder, plan.release)
    try:
        default = quote(f"{plan.release.base}/graph/default", safe="")
        assert store.process is not None
        base, _, _ = store.endpoint.partition("/sparql")
        yield Peer("Virtuoso", base, f"/sparql?default-graph-uri={default}", store.process.pid)
    finally:
        store.stop()


def _rdflib_endpoint(plan: Plan, folder: Path, statements: Path) -> AbstractContextManager[Peer] | None:
    if not RDFLIB_ENDPOINT.exists():
        plan.tell("rdflib-endpoint is missing (`make build/peers/.installed`)")
        return None
    plan.tell("starting rdflib-endpoint")
    port = free_port()
    command = [str(RDFLIB_ENDPOINT.absolute()), "serve", "--host", "127.0.0.1", "--port", str(port), str(statements)]
    return started("rdflib-endpoint", command, f"http://127.0.0.1:{port}", "/", folder)


def _twenty_lines(plan: Plan, folder: Path, statements: Path) -> AbstractContextManager[Peer]:
    plan.tell("starting twenty lines of Flask")
    port = free_port()
    script = str(Path(__file__).with_name("twenty_lines.py").absolute())
    command = [sys.executable, script, str(statements), str(port)]
    return started("20 lines of Flask", command, f"http://127.0.0.1:{port}", "/query", folder)
