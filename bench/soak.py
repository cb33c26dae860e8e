"""``make soak``: two minutes of mixed load on a server that it starts; afterwards the server must be as before.

Pages, documents, queries, dumps, hostile input, clients that leave and runaway queries, from threads of this process to
a server on loopback. At the end a crowd: two hundred connections ask light queries at once, while the runaways go on.
Exits 1 unless: no 5xx but the 503 that a runaway query gets when all permits are taken, no worker lost, memory within
1.2 times that after the warm-up, and the same number of statements.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from urllib.parse import urlencode

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from graph.release import current
from server.metrics import children_by_parent, proportional_size

SECONDS = float(os.environ.get("SOAK_SECONDS", "120"))
WARM_UP = min(15.0, SECONDS / 4)
WORKERS = 2
CROWD_SECONDS = SECONDS / 4
THREADS = {"pages": 3, "documents": 3, "queries": 3, "dumps": 1, "hostile": 2, "leaving": 1, "runaway": 4}
CROWD = {"look-ups": 200, "runaway": 4}
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
RUNAWAYS = (
    "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
    "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f }",
)
HOSTILE = (
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 100_000 + b"\r\n\r\n",
    b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nx",
    b"GET /%00%ff/../.. HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
    b"GET /sparql?query=SELECT%20*%20%7B%20SERVICE%20%3Chttp://127.0.0.1:1/%3E%20%7B%7D%7D HTTP/1.1\r\nHost: x\r\n"
    b"Connection: close\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: x\r\nX-Never-Ends: ",
)


class Load:
    """Sends requests of every kind to *host*, *port* and counts what comes back."""

    def __init__(self, host: str, port: int, paths: dict[str, list[str]]) -> None:
        self.host, self.port, self.paths = host, port, paths
        self.statuses: dict[str, Counter[str]] = {kind: Counter() for kind in THREADS | CROWD}
        self.seconds: dict[str, list[float]] = {kind: [] for kind in THREADS | CROWD}
        self.done = threading.Event()
        self.threads: list[threading.Thread] = []

    def get(self, kind: str, path: str) -> None:
        """One request, read to its end."""
        began = time.perf_counter()
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request("GET", path, headers={"Accept-Encoding": random.choice(("gzip", "zstd", ""))})
            response = connection.getresponse()
            response.read()
            self.statuses[kind][str(response.status)] += 1
        except (OSError, http.client.HTTPException) as error:
            self.statuses[kind][type(error).__name__] += 1
        finally:
            connection.close()
        self.seconds[kind].append(time.perf_counter() - began)

    def start(self, numbers: dict[str, int]) -> None:
        """Start threads, *numbers* of each kind; each sends one request at a time."""
        self.done.clear()
        kinds = [kind for kind, number in numbers.items() for _ in range(number)]
        self.threads = [threading.Thread(target=self.run, args=(kind,)) for kind in kinds]
        for thread in self.threads:
            thread.start()

    def stop(self) -> None:
        """Let every request end and begin no other."""
        self.done.set()
        for thread in self.threads:
            thread.join()

    def run(self, kind: str) -> None:
        """Send requests of *kind* until :meth:`stop` is called."""
        actions: dict[str, Callable[[], None]] = {"hostile": self.attack, "leaving": self.leave}
        while not self.done.is_set():
            if kind in actions:
                actions[kind]()
            elif kind == "runaway":
                self.get(kind, "/sparql?" + urlencode({"query": random.choice(RUNAWAYS)}))
            else:
                self.get(kind, random.choice(self.paths[kind]))

    def attack(self) -> None:
        """Send bytes that are not a request, or a request that never ends."""
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), timeout=5) as connection:
            connection.settimeout(2)
            connection.sendall(random.choice(HOSTILE))
            with contextlib.suppress(OSError):
                status = connection.recv(4096)[9:12].decode("latin-1", "replace")
                self.statuses["hostile"][status or "closed"] += 1
        time.sleep(0.05)

    def leave(self) -> None:
        """Ask a long query and disconnect."""
        with contextlib.suppress(OSError), socket.create_connection((self.host, self.port), timeout=5) as connection:
            path = "/sparql?" + urlencode({"query": RUNAWAYS[0]})
            connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            time.sleep(random.random())
        self.statuses["leaving"]["left"] += 1


def family(pid: int) -> list[int]:
    """Every process below *pid*."""
    children = children_by_parent()
    descendants, level = [], [pid]
    while level:
        level = [child for parent in level for child in children.get(parent, [])]
        descendants += level
    return descendants


def memory(pid: int) -> int:
    """Memory of *pid* and all processes below it in bytes, shared pages divided among them."""
    return sum(proportional_size(process) or 0 for process in (pid, *family(pid)))


def ask(host: str, port: int, path: str) -> str:
    """The body of an answer that must be 200."""
    connection = http.client.HTTPConnection(host, port, timeout=60)
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read().decode()
    connection.close()
    if response.status != 200:
        sys.exit(f"soak: {path} answered {response.status}")
    return body


def counted(host: str, port: int) -> int:
    """The number of statements, asked of the server by SPARQL."""
    answer = json.loads(ask(host, port, "/sparql?" + urlencode({"query": COUNT, "format": "json"})))
    return int(answer["results"]["bindings"][0]["n"]["value"])


def some_paths(version: str, base: str) -> dict[str, list[str]]:
    """The paths of requests by kind of load."""
    codes = ("01000", "01100", "13000", "14100", "23000", "27100", "28100", "40130", "47000")
    return {
        "pages": [
            "/",
            "/find?language=vi",
            "/questions",
            "/pictures",
            "/search?q=kobe",
            "/source/003",
            "/nothing",
            *(f"/doc/municipality/{code}.html" for code in codes),
        ],
        "documents": [
            f"/doc/municipality/{code}.{extension}" for code in codes for extension in ("ttl", "jsonld", "nq")
        ],
        "queries": [
            "/sparql?" + urlencode({"query": query})
            for query in (
                COUNT,
                "ASK {}",
                "SELECT * WHERE { ?s ?p ?o } LIMIT 2000",
                "SELEKT",
                "CLEAR ALL",
                "SELECT ?c (COUNT(*) AS ?n) WHERE { ?s a ?c } GROUP BY ?c ORDER BY DESC(?n)",
            )
        ],
        "look-ups": [
            "/sparql?" + urlencode({"query": f"SELECT ?p ?o {{ <{base}/id/municipality/{code}> ?p ?o }} LIMIT {limit}"})
            for code in codes
            for limit in range(10, 40)
        ],
        "dumps": [f"/dump/{version}/tabunka.ttl.gz", f"/dump/{version}/tabunka.nt"],
    }


def main() -> int:
    """Run the load, print a table, and return the exit code."""
    release = current()
    command = [
        sys.executable,
        "-m",
        "server.cli",
        "serve",
        "--port",
        "0",
        "--workers",
        str(WORKERS),
        "--query-seconds",
        "3",
        "--query-memory",
        "256",
        "--access-log",
        "off",
        "--release",
        str(release.path),
    ]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert server.stdout is not None
    first = server.stdout.readline()
    match = re.search(r"http://(\S+?):(\d+)", first)
    if match is None:
        sys.exit(f"soak: the server did not start: {first}")
    host, port = match[1], int(match[2])
    try:
        load = Load(host, port, some_paths(release.version, release.base))
        statements = counted(host, port)
        load.start(THREADS)
        began = time.monotonic()
        before = peak = 0
        with Progress() as progress:
            task = progress.add_task("soaking", total=SECONDS)
            while (passed := time.monotonic() - began) < SECONDS:
                if not before and passed > WARM_UP:
                    load.stop()
                    time.sleep(4)
                    before = memory(server.pid)
                    load.start(THREADS)
                peak = max(peak, memory(server.pid))
                progress.update(task, completed=passed)
                time.sleep(1)
        load.stop()
        load.start(CROWD)
        time.sleep(CROWD_SECONDS)
        load.stop()
        time.sleep(5)
        after = memory(server.pid)
        restarts = re.search(r"^tabunka_worker_restarts_total ([\d.]+)", ask(host, port, "/metrics"), re.MULTILINE)
        lost = int(float(restarts[1])) if restarts else 0
        return report(load, before, peak, after, lost, statements == counted(host, port))
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)


def report(load: Load, before: int, peak: int, after: int, lost: int, is_unchanged: bool) -> int:
    """Print the counts; 0 when the server passed, else 1."""
    table = Table("load", "requests", "median", "slowest", "answers")
    wrong = 0
    for kind, statuses in load.statuses.items():
        taken = sorted(load.seconds[kind]) or [0.0]
        answers = ", ".join(f"{status} × {count}" for status, count in sorted(statuses.items()))
        table.add_row(
            kind, str(statuses.total()), f"{taken[len(taken) // 2] * 1000:.0f} ms", f"{taken[-1]:.2f} s", answers
        )
        wrong += sum(count for status, count in statuses.items() if status.startswith("5") and status != "503")
        if kind not in ("hostile", "leaving"):
            wrong += sum(count for status, count in statuses.items() if not status.isdigit())
        if kind not in ("runaway", "hostile", "leaving"):
            wrong += statuses["503"]
    console = Console()
    console.print(table)
    console.print(
        f"memory {before / 1e6:.0f} MB after the warm-up, {peak / 1e6:.0f} MB at most, {after / 1e6:.0f} MB afterwards "
        f"(× {after / before:.2f}); workers lost: {lost}; statements unchanged: {'yes' if is_unchanged else 'no'}; "
        f"answers that should not be: {wrong}"
    )
    return 0 if not wrong and not lost and is_unchanged and after <= 1.2 * before else 1


if __name__ == "__main__":
    sys.exit(main())
