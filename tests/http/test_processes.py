"""Queries, workers and clients may die; the server goes on, and stops when it is told to."""

from __future__ import annotations

import http.client
import os
import re
import select
import signal
import socket
import subprocess
import sys
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from graph.release import Release
from server.cli import run
from server.metrics import proportional_size
from tests.conftest import linked_release
from tests.http_client import COUNT_OF_TYPES, ENDLESS, SECONDS, anew, ask, get, in_background
from tests.serving import ROOT, RunningServer, start, start_command, wait_until

LOOK_UP = "SELECT ?p ?o WHERE { <http://localhost:8000/id/lamp/north> ?p ?o } LIMIT 10"
PERMITS = 2
"""Long queries that run at once in each of the two workers of a server whose permits are all taken."""


def running_query(server: RunningServer) -> int:
    """The evaluator that computes, as soon as there is one and no other."""
    seen: list[int] = []

    def is_one() -> bool:
        seen[:] = server.queries
        return len(seen) == 1

    assert wait_until(is_one)
    return seen[0]


def begin(server: RunningServer, query: str) -> socket.socket:
    """Ask *query* and do not wait for the answer. Whoever closes the connection leaves."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    connection = socket.create_connection((host, int(port)), timeout=60)
    path = "/sparql?" + urllib.parse.urlencode({"query": query})
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
    return connection


def answered(connections: list[socket.socket]) -> list[bytes]:
    """The status lines that have come on *connections*."""
    readable = select.select(connections, [], [], 0)[0]
    return [connection.recv(4096, socket.MSG_PEEK).partition(b"\r\n")[0] for connection in readable]


def outcomes(server: RunningServer, outcome: str) -> int:
    """How many queries have ended with *outcome*."""
    numbers = get(f"{server.url}/metrics").text
    match = re.search(rf'^tabunka_queries_total{{outcome="{outcome}"}} ([0-9.]+)', numbers, re.MULTILINE)
    return int(float(match[1])) if match else 0


def test_a_runaway_query_is_cut_off_and_others_are_answered(sturdy_server: RunningServer) -> None:
    url = sturdy_server.url
    started = [in_background(lambda: ask(url, ENDLESS)) for _ in range(2)]
    assert wait_until(lambda: len(sturdy_server.queries) >= 2)
    for _ in range(3):
        assert ask(url, anew(COUNT_OF_TYPES)).number > 0
    assert get(f"{url}/doc/municipality/14100").status == 200
    for thread, answers in started:
        thread.join()
        assert (answers[0].status, answers[0].json["limit"]) == (400, "seconds")
    assert wait_until(lambda: not sturdy_server.queries)


@pytest.fixture(scope="module")
def two_workers(small_release: Release) -> Iterator[RunningServer]:
    """A server of a few things with two workers, whose queries may run for ten minutes."""
    running = start(
        small_release,
        # A query may be quick for several times as long as those compute that must not wait.
        *("--workers", "2", "--queries", str(PERMITS), "--quick-seconds", "0.2"),
        *("--query-seconds", "600", "--queue-seconds", "0.2"),
    )
    yield running
    assert running.stop() == 0


def test_at_full_concurrency_simple_queries_and_pages_do_not_wait_for_runaways(two_workers: RunningServer) -> None:
    """Runaways hold every permit for long queries and further ones are refused; simple requests are not slowed."""
    running = two_workers
    runaways: list[socket.socket] = []

    def ask_for_little() -> None:
        for _ in range(20):  # enough requests for both workers to fill their caches
            assert ask(running.url, anew(COUNT_OF_TYPES)).status == 200
            assert get(f"{running.url}/doc/lamp/north").status == 200

    def all_permits_are_taken() -> bool:
        """Queries with a long permit run at a lower priority, further ones are refused.

        Which worker gets a query is chance.
        """
        waiting, long = len(runaways) - len(answered(runaways)), list(filter(is_slowed, running.queries))
        if waiting <= 2 * PERMITS and len(running.queries) < 2 * PERMITS:
            runaways.append(begin(running, ENDLESS))
        return waiting == len(long) == 2 * PERMITS

    try:
        ask_for_little()
        before = memory(running)
        runaways += [begin(running, ENDLESS) for _ in range(4 * PERMITS)]
        assert wait_until(all_permits_are_taken, 60)
        refused = len(answered(runaways))
        ask_for_little()
        with ThreadPoolExecutor(200) as threads:
            answers = threads.map(lambda _: ask(running.url, anew(LOOK_UP)), range(200))
            assert {answer.status for answer in answers} == {200}
        statuses = answered(runaways)
        assert len(statuses) >= refused > 0
        assert {status.split()[1] for status in statuses} == {b"503"}
        assert len(runaways) - len(statuses) >= 2 * PERMITS, "these go on"
        for connection in runaways:
            connection.close()
        assert wait_until(lambda: not running.queries)
        assert wait_until(lambda: memory(running) < 1.2 * before)
    finally:
        for connection in runaways:
            connection.close()


def is_slowed(pid: int) -> bool:
    """Has the process the priority of a long query?"""
    try:
        return os.getpriority(os.PRIO_PROCESS, pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 12)
    except ProcessLookupError:
        return False


def memory(running: RunningServer) -> int:
    """Of all processes in bytes, shared pages divided among them."""
    return sum(proportional_size(pid) or 0 for _, pid in running.processes())


def test_a_query_that_eats_memory_is_cut_off(sturdy_server: RunningServer) -> None:
    cut = ask(sturdy_server.url, "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a")
    assert cut.status == 400
    assert cut.json["limit"] in ("memory", "seconds")
    assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200


def test_a_service_call_reaches_nothing(sturdy_server: RunningServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.settimeout(0.3)
        address = f"<http://127.0.0.1:{canary.getsockname()[1]}/>"
        for call in (f"SERVICE {address}", f"SERVICESILENT{address}", f"S\\u0045RVICE {address}"):
            assert ask(sturdy_server.url, f"SELECT * WHERE {{ {call} {{ ?s ?p ?o }} }}").status in (400, 403)
        with pytest.raises(TimeoutError):
            canary.accept()


def test_a_client_that_leaves_frees_its_query(two_workers: RunningServer) -> None:
    before = outcomes(two_workers, "client_gone")
    with begin(two_workers, ENDLESS):
        query = running_query(two_workers)
    assert wait_until(lambda: query not in two_workers.evaluators)
    assert wait_until(lambda: outcomes(two_workers, "client_gone") == before + 1), "not cut off because its time was up"


def test_an_evaluator_that_is_killed_fails_one_request_only(sturdy_server: RunningServer) -> None:
    thread, answers = in_background(lambda: ask(sturdy_server.url, ENDLESS))
    os.kill(running_query(sturdy_server), signal.SIGKILL)
    thread.join()
    assert answers[0].status == 503
    assert "stopped before it answered" in answers[0].text
    assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200
    assert sturdy_server.workers


def test_an_evaluator_answers_one_query_after_another_and_is_not_missed_when_it_is_killed(
    sturdy_server: RunningServer,
) -> None:
    assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200
    before = sturdy_server.evaluators
    for _ in range(10):
        assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200
    assert sturdy_server.evaluators == before
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    assert wait_until(lambda: not set(before) & set(sturdy_server.evaluators))
    assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200


def test_a_worker_that_dies_is_replaced(sturdy_server: RunningServer) -> None:
    (worker,) = sturdy_server.workers
    os.kill(worker, signal.SIGKILL)
    assert wait_until(lambda: sturdy_server.workers not in ([], [worker]))
    assert wait_until(lambda: ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200)


def test_a_worker_whose_query_process_dies_starts_anew(sturdy_server: RunningServer) -> None:
    (worker,) = sturdy_server.workers
    os.kill(sturdy_server.zygotes[0], signal.SIGKILL)
    assert wait_until(lambda: sturdy_server.workers not in ([], [worker]))
    assert wait_until(lambda: ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200)


def test_stopping_lets_a_running_request_finish_waits_for_no_idle_connection_and_leaves_nothing(
    own_server: RunningServer,
) -> None:
    host, _, port = own_server.url.removeprefix("http://").partition(":")
    idle = http.client.HTTPConnection(host, int(port), timeout=5)
    idle.request("GET", "/robots.txt")
    idle.getresponse().read()
    processes = [pid for _, pid in own_server.processes()]
    thread, answers = in_background(lambda: ask(own_server.url, ENDLESS))
    running_query(own_server)
    assert own_server.stop() == 0
    thread.join()
    assert answers[0].status == 400
    assert not [line for line in own_server.output if "Traceback" in line]
    idle.close()
    assert wait_until(lambda: not any(is_running(pid) for pid in processes))
    with socket.socket() as free:
        free.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        free.bind((host, int(port)))


HANDING_OVER_FOR_EVER = """
from server.cli import main
from server.processes import worker
worker._HANDOVER_SECONDS = 600
main()
"""


def test_a_server_that_has_nothing_to_do_hands_over_to_nobody_when_it_stops(small_release: Release) -> None:
    command = [sys.executable, "-c", HANDING_OVER_FOR_EVER, "serve", "--release", str(small_release.path)]
    running = start_command([*command, "--port", "0", "--stop-seconds", "600"], ROOT, ROOT)
    host = running.url.removeprefix("http://")
    idle = http.client.HTTPConnection(host, timeout=5)
    idle.request("GET", "/robots.txt")
    idle.getresponse().read()
    assert running.stop() == 0
    idle.close()


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_without_its_supervisor_a_worker_stops_too(own_server: RunningServer) -> None:
    processes = [pid for _, pid in own_server.processes()]
    own_server.process.kill()
    own_server.process.wait()
    assert wait_until(lambda: not any(is_running(pid) for pid in processes))


def serve(*arguments: str) -> subprocess.CompletedProcess[str]:
    """The output of a ``tabunka serve`` that ends at once."""
    command = [sys.executable, "-m", "server.cli", "serve", *arguments]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, timeout=SECONDS, check=False)


def test_a_port_in_use_is_one_clear_line(sturdy_server: RunningServer, release: Release) -> None:
    port = sturdy_server.url.rpartition(":")[2]
    result = serve("--release", str(release.path), "--port", port)
    assert result.returncode == 1
    assert result.stderr.splitlines() == [
        f"tabunka: port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port"
    ]
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--release", "/nowhere"], "/nowhere is not a release"),
        (["--release", "{with_citations}", "--port", "0", "--documents", "/nowhere"], "/nowhere does not exist"),
        (["--release", "{release}", "--port", "0", "--host", "no.such.host.invalid"], "is unknown"),
    ],
)
def test_what_cannot_be_served_is_one_line_and_no_traceback(
    small_release: Release, release: Release, arguments: list[str], says: str
) -> None:
    paths = {"release": small_release.path, "with_citations": release.path}
    result = serve(*(argument.format(**paths) for argument in arguments))
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("tabunka: ")
    assert says in line


@pytest.mark.parametrize("part", ["", "-provenance"])
def test_a_release_that_lacks_statements_is_one_line_and_no_traceback(
    small_release: Release, tmp_path: Path, part: str
) -> None:
    damaged = linked_release(small_release, tmp_path, small_release.version)
    (damaged / "dump" / f"{small_release.name}{part}.nq").unlink()
    result = serve("--release", str(damaged), "--port", "0")
    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"tabunka: release {small_release.version}: its store cannot be opened")
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["serve", "--port", "99999"], "99999"),
        (["serve", "--workers", "-1"], "-1"),
        (["swerve"], "swerve"),
        (["serve", "--realease", "x"], "--realease"),
    ],
)
def test_wrong_arguments_are_one_line_and_no_traceback(
    capfd: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert run(arguments) == 2
    (line,) = capfd.readouterr().err.splitlines()
    assert line.startswith("tabunka: ")
    assert says in line


@pytest.mark.parametrize("command", ["", "serve", "build", "query", "extract", "validate", "table", "trace"])
def test_every_command_explains_itself(capfd: pytest.CaptureFixture[str], command: str) -> None:
    assert run([*filter(None, [command]), "--help"]) == 0
    text = capfd.readouterr().out
    assert text.startswith("Usage: tabunka")
    assert "--help" in text


def test_without_a_command_the_help_is_shown(capfd: pytest.CaptureFixture[str]) -> None:
    run([])
    written = capfd.readouterr()
    assert "serve" in written.out + written.err


def test_workers_share_connections(two_workers: RunningServer) -> None:
    host, _, port = two_workers.url.removeprefix("http://").partition(":")
    connections = [http.client.HTTPConnection(host, int(port), timeout=SECONDS) for _ in range(32)]
    try:
        for connection in connections:
            connection.request("GET", "/health/live")
            assert connection.getresponse().read()
        counts = [connections_of(worker) for worker in two_workers.workers]
    finally:
        for connection in connections:
            connection.close()
    assert sum(counts) == 32
    # By chance alone one worker has fewer than four in one run of 800,000.
    assert min(counts) >= 4, counts


def connections_of(pid: int) -> int:
    """How many TCP connections the process *pid* holds."""
    names = {descriptor.readlink().name for descriptor in Path(f"/proc/{pid}/fd").iterdir()}
    sockets = {name.removeprefix("socket:[").removesuffix("]") for name in names}
    lines = Path(f"/proc/{pid}/net/tcp").read_text(encoding="ascii").splitlines()[1:]
    return sum(1 for line in lines if line.split()[9] in sockets and line.split()[3] == "01")
