"""Stores of other projects, as real servers with the release loaded."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from graph.release import Release

OXIGRAPH = Path(sys.executable).parent / "oxigraph"
ROOT = Path(__file__).parents[2]
OPERATIONS = ROOT / "docs" / "operations.md"
VIRTUOSO_MAX_ROWS = 20_000
_QUERY_SECONDS = 5
"""The store stops a query after so many seconds, even after our server has given it up, which it does before."""
_SECONDS = 60

_VIRTUOSO_INI = """\
[Database]
DatabaseFile = v.db
ErrorLogFile = v.log
LockFile = v.lck
TransactionFile = v.trx
xa_persistent_file = v.pxa
[TempDatabase]
DatabaseFile = temporary.db
TransactionFile = temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
DisableUnixSocket = 1
NumberOfBuffers = 20000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{http}
ServerThreads = 12
[SPARQL]
ResultSetMaxRows = {rows}
MaxQueryExecutionTime = {seconds}
"""


def documented(language: str, beginning: str) -> str:
    """The block of docs/operations.md in *language* that begins so: what it tells people to do is what is done here."""
    text = OPERATIONS.read_text(encoding="utf-8").partition("## A store elsewhere\n")[2].partition("\n## ")[0]
    (block,) = (b for b in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL) if b.startswith(beginning))
    return block


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass
class OtherStore:
    """A server of another kind: its endpoint, and the options that ``tabunka serve`` needs for it."""

    name: str
    folder: Path
    endpoint: str
    command: list[str]
    options: list[str] = field(default_factory=list)
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.process = subprocess.Popen(
            self.command, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        give_up = time.monotonic() + _SECONDS
        while True:
            assert self.process.poll() is None, f"{self.name} ended"
            try:
                urllib.request.urlopen(f"{self.endpoint}?query=ASK%7B%7D", timeout=5).close()
                return
            except (urllib.error.URLError, OSError):
                assert time.monotonic() < give_up, f"{self.name} does not answer"
                time.sleep(0.1)

    def throw_away(self) -> None:
        """End the store at once, whatever it computes: its data is no longer needed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(timeout=_SECONDS)

    def stop(self) -> None:
        """Stop it, so that it can be started again with what it holds."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(timeout=_SECONDS)


def oxigraph(folder: Path, release: Release | None) -> OtherStore:
    """The native server of PyPI's ``oxigraph``, with *release* or nothing in it."""
    port = free_port()
    if release is not None:
        load = documented("sh", "oxigraph load").splitlines()[0]
        environment = {"PATH": str(OXIGRAPH.parent), "RELEASE": str(release.path)}
        subprocess.run(["/bin/sh", "-c", load], cwd=folder, env=environment, check=True, capture_output=True)
    serve = [str(OXIGRAPH), "serve", "--location", str(folder / "store"), "--bind", f"127.0.0.1:{port}"]
    serve += ["--timeout-s", str(_QUERY_SECONDS)]
    store = OtherStore("oxigraph", folder, f"http://127.0.0.1:{port}/query", serve)
    store.start()
    return store


def has_virtuoso() -> bool:
    """Is Debian's Virtuoso here?"""
    return shutil.which("virtuoso-t") is not None


def virtuoso(folder: Path, release: Release) -> OtherStore:
    """Virtuoso with *release*, which was pushed there: its default graph in a graph of its own, lineage of RDF 1.1."""
    sql, http = free_port(), free_port()
    settings = {"sql": sql, "http": http, "rows": VIRTUOSO_MAX_ROWS, "seconds": _QUERY_SECONDS}
    (folder / "virtuoso.ini").write_text(_VIRTUOSO_INI.format(**settings), encoding="ascii")
    store = OtherStore(
        "virtuoso",
        folder,
        f"http://127.0.0.1:{http}/sparql",
        ["virtuoso-t", "+configfile", "virtuoso.ini", "+foreground"],
        ["--store-default-graph", f"{release.base}/graph/default"],
    )
    store.start()
    push = documented("sh", "TABUNKA_PUSH_USER").replace("http://127.0.0.1:8890", f"http://127.0.0.1:{http}")
    push = push.replace("tabunka", f"{sys.executable} -m server.cli").strip()
    result = subprocess.run(
        ["/bin/sh", "-c", f"{push} --release {release.path}"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert " ".join(store.options) in result.stdout, "it says how to serve from there"
    return store
