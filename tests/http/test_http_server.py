"""The HTTP server between clients and the application, and what we use of it that is not public."""

from __future__ import annotations

import asyncio
import http.client
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from granian import _granian as granian

from graph.release import Release
from server.http.gateway import Gateway, RefusedRequestError, environ_of
from server.processes.http_server import BACKLOG, HttpServer
from tests.serving import ROOT, RunningServer, start, wait_until

LARGE = urllib.parse.urlencode({"query": "SELECT ?s ?p ?c WHERE { ?s ?p ?o . ?a ?b ?c } LIMIT 60000"})


def test_granian_is_as_we_use_it() -> None:
    """A new version may change these: look at server/processes/http_server.py and at granian's server/mp.py."""
    module: Any = granian
    arguments = module.RSGIWorker.__text_signature__
    for name in ("worker_id", "sock", "ipc", "threads", "backpressure", "http_mode", "http1_opts", "metrics"):
        assert name in arguments, f"RSGIWorker has no {name}: {arguments}"
    assert module.SocketHolder.__text_signature__ == "(fd, uds, backlog)"
    assert {"set", "add_cb"} <= set(dir(module.WorkerSignal))
    assert hasattr(module.RSGIWorker, "serve_mtr")
    assert {"client_disconnect", "response_bytes", "response_stream"} <= set(dir(module.RSGIHTTPProtocol))
    assert {"_schedule_fn"} <= set(dir(module.CallbackScheduler))


def echo(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    names = ("REQUEST_METHOD", "PATH_INFO", "QUERY_STRING", "HTTP_X", "CONTENT_LENGTH")
    return ["|".join(environ.get(name, "") for name in names).encode("latin-1"), environ["wsgi.input"].read()]


def test_requests_come_whole_and_no_connection_is_lost_when_another_takes_over() -> None:
    async def run() -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.setblocking(False)
            loop = asyncio.get_running_loop()
            gateway = Gateway(echo, threads=2, max_header=8192, max_body=100)
            server = HttpServer(listener, gateway, loop, 8192)
            server.start()
            assert backlog(listener) == min(BACKLOG, int(Path("/proc/sys/net/core/somaxconn").read_text("ascii")))
            url = f"http://127.0.0.1:{listener.getsockname()[1]}"

            def ask(body: bytes | None) -> bytes:
                wanted = urllib.request.Request(f"{url}/%E6%97%A5?a=%20b", body, {"X": "y"})
                with urllib.request.urlopen(wanted, timeout=5) as response:
                    return bytes(response.read())

            assert (await loop.run_in_executor(None, ask, None)).decode() == "GET|/日|a=%20b|y|"
            assert (await loop.run_in_executor(None, ask, b"body")).decode() == "POST|/日|a=%20b|y|4body"
            server.accept_no_more()
            listener.setblocking(True)
            listener.settimeout(5)
            with socket.create_connection(listener.getsockname()), listener.accept()[0]:
                pass
            await asyncio.wait_for(server.stop(), 5)
            gateway.close()

    # In a thread of its own: Playwright's loop may still run in this one.
    with ThreadPoolExecutor(1) as threads:
        threads.submit(lambda: asyncio.run(run())).result()


def backlog(listener: socket.socket) -> int:
    """How many connections may wait to be accepted: tcpi_sacked of struct tcp_info, where a socket listens."""
    return int(struct.unpack_from("=I", listener.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 104), 28)[0])


def scope(*headers: tuple[str, str], **more: str) -> SimpleNamespace:
    defaults = {
        "method": "GET",
        "path": "/",
        "query_string": "",
        "client": "127.0.0.1:5000",
        "server": "127.0.0.1:8000",
        "scheme": "http",
        "http_version": "1.1",
        "authority": None,
    }
    return SimpleNamespace(**{**defaults, **more}, headers=SimpleNamespace(items=lambda: list(headers)))


def test_the_environment_is_that_of_wsgi() -> None:
    environ = environ_of(
        scope(
            ("host", "a.example"),
            ("accept", "text/html"),
            ("accept", "text/turtle"),
            ("cookie", "a=1"),
            ("cookie", "b=2"),
            ("content-type", "text/plain"),
            ("x_forwarded_for", "6.6.6.6"),
            ("x-" + "y" * 200, "a name that would be remembered"),
            path="/日",
            client="[::1]:5000",
        ),
        1000,
    )
    assert environ["PATH_INFO"].encode("latin-1").decode() == "/日"
    assert (environ["REMOTE_ADDR"], environ["SERVER_PORT"], environ["HTTP_HOST"]) == ("::1", "8000", "a.example")
    assert (environ["HTTP_ACCEPT"], environ["HTTP_COOKIE"]) == ("text/html,text/turtle", "a=1; b=2")
    assert (environ["CONTENT_TYPE"], "HTTP_CONTENT_TYPE" in environ) == ("text/plain", False)
    assert not [name for name in environ if "FORWARDED" in name], "_ would be read as -"
    assert not [name for name in environ if len(name) > 200]


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (scope(), 400),
        (scope(("host", "a"), ("host", "b")), 400),
        (scope(("host", "a"), ("x", "y" * 1000)), 431),
        (scope(("host", "a"), path="/" + "y" * 1000), 431),
    ],
    ids=["no host", "two hosts", "long header", "long path"],
)
def test_a_request_without_one_host_or_with_a_long_header_is_refused(asked: SimpleNamespace, status: int) -> None:
    with pytest.raises(RefusedRequestError) as caught:
        environ_of(asked, 1000)
    assert caught.value.status == status


# -- slow clients


@pytest.fixture(scope="module")
def narrow_server(small_release: Release) -> Iterator[RunningServer]:
    """A server that answers with two threads."""
    running = start(small_release, "--workers", "1", "--threads", "2", "--max-request-body", "1")
    yield running
    running.stop()


def connect(server: RunningServer) -> socket.socket:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return socket.create_connection((host, int(port)), timeout=30)


def fetch(url: str, **headers: str) -> bytes:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=10) as response:
        return bytes(response.read())


def test_clients_that_send_or_read_slowly_hold_no_thread(narrow_server: RunningServer) -> None:
    slow = []
    try:
        for _ in range(4):  # twice as many as there are threads
            reader = connect(narrow_server)
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.sendall(f"GET /sparql?{LARGE} HTTP/1.1\r\nHost: x\r\nAccept: text/csv\r\n\r\n".encode())
            sender = connect(narrow_server)
            sender.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nquery=")
            slow += [reader, sender]
        # Each reader has the beginning of its answer: all four answers are on the way at once.
        for reader in slow[::2]:
            assert reader.recv(12) == b"HTTP/1.1 200"
        assert b"Sitemap" in fetch(f"{narrow_server.url}/robots.txt")
        before = time.monotonic()
        assert b"true" in fetch(f"{narrow_server.url}/sparql?query=ASK%7B%7D", Accept="application/json")
        assert time.monotonic() - before < 3
    finally:
        for connection in slow:
            connection.close()


def test_threads_of_a_worker_take_turns_and_a_query_does_not_wait_for_them(narrow_server: RunningServer) -> None:
    (worker, *_), (zygote, *_) = narrow_server.workers, narrow_server.zygotes
    threads = [int(folder.name) for folder in Path(f"/proc/{worker}/task").iterdir()]
    assert len(threads) > 2
    assert {os.sched_getscheduler(thread) for thread in threads} == {os.SCHED_BATCH}
    assert {os.sched_getscheduler(process) for process in (zygote, *narrow_server.evaluators)} == {os.SCHED_OTHER}


def test_a_large_answer_comes_whole(narrow_server: RunningServer) -> None:
    lines = fetch(f"{narrow_server.url}/sparql?{LARGE}", Accept="text/tab-separated-values").count(b"\n")
    assert lines == 60_001


def test_an_announced_body_is_asked_for_only_if_it_is_not_too_large(narrow_server: RunningServer) -> None:
    for length, status in ((16, b"HTTP/1.1 100"), (2 * 1024 * 1024, b"HTTP/1.1 413")):
        with connect(narrow_server) as connection:
            head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: {length}\r\n\r\n"
            connection.sendall(head.encode())
            assert connection.recv(12) == status


def test_a_body_that_grows_too_large_on_the_way_is_refused(narrow_server: RunningServer) -> None:
    with connect(narrow_server) as connection:
        connection.sendall(b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
        try:
            for _ in range(40):
                connection.sendall(b"10000\r\n" + b"x" * 0x10000 + b"\r\n")
        except OSError:
            pass  # it hung up after its answer
        assert connection.recv(12) == b"HTTP/1.1 413"


def test_head_is_the_head_of_get(narrow_server: RunningServer) -> None:
    host = narrow_server.url.removeprefix("http://")
    lengths = []
    for method in ("GET", "HEAD", "HEAD"):
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request(method, "/doc/lamp/north.ttl")
        response = connection.getresponse()
        lengths.append((response.headers["Content-Length"], response.headers["Server"], len(response.read()) > 0))
        connection.close()
    assert lengths[0][2]
    assert lengths[1:] == [(*lengths[0][:2], False)] * 2
    assert lengths[0][1] == "tabunka"


# -- the end of a worker


def test_a_worker_that_ends_answers_and_asks_for_another_connection(narrow_server: RunningServer) -> None:
    connection = http.client.HTTPConnection(narrow_server.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/robots.txt")
    response = connection.getresponse()
    response.read()
    assert response.headers["Connection"] is None
    (worker,) = narrow_server.workers
    os.kill(worker, signal.SIGTERM)
    answers = []

    def is_told() -> bool:
        connection.request("GET", "/robots.txt")
        response = connection.getresponse()
        answers.append((response.status, response.headers["Connection"]))
        response.read()
        return answers[-1][1] is not None

    assert wait_until(is_told, 5)
    assert answers[-1] == (200, "close")
    assert wait_until(lambda: narrow_server.workers not in ([], [worker])), "another takes its place"


DYING = """
import sys
from pathlib import Path
from server.cli import main
from server.processes import supervisor
flag, run_worker = Path(sys.argv.pop()), supervisor.run_worker
def die_or_run(work, listener, **more):
    if flag.exists():
        raise RuntimeError("no worker today")
    run_worker(work, listener, **more)
supervisor.run_worker = die_or_run
supervisor._PAUSE_SECONDS = 0.05
main()
"""
"""A server whose workers die at their start while the file that is its last argument exists. It waits a moment only
before it starts another."""


def command(release: Release, flag: Path) -> list[str]:
    options = ["serve", "--release", str(release.path), "--port", "0", "--workers", "2"]
    return [sys.executable, "-c", DYING, *options, str(flag)]


def test_where_no_worker_starts_the_server_ends_with_one_line(small_release: Release, tmp_path: Path) -> None:
    flag = tmp_path / "flag"
    flag.touch()
    done = subprocess.run(
        command(small_release, flag), cwd=ROOT, text=True, capture_output=True, timeout=60, check=False
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert "no worker today" in done.stderr
    assert [line for line in done.stderr.splitlines() if line.startswith("tabunka: ")] == [
        "tabunka: a worker ended before it was ready; the log above says why"
    ]


def test_a_generation_whose_workers_die_at_their_start_changes_nothing_until_none_is_left(
    small_release: Release, tmp_path: Path
) -> None:
    flag = tmp_path / "flag"
    process = subprocess.Popen(
        command(small_release, flag), cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    lines: list[str] = []
    assert process.stdout is not None
    try:
        url = process.stdout.readline().split(" on ")[1].strip().rstrip("/")
        output = process.stdout
        listener = threading.Thread(target=lambda: lines.extend(output), daemon=True)
        listener.start()
        running = RunningServer(process, url, lines, listener)
        generations, workers = running.generations, running.workers
        flag.touch()
        process.send_signal(signal.SIGHUP)
        assert wait_until(lambda: any("the one before stays" in line for line in lines), 60)
        assert wait_until(lambda: (running.generations, running.workers) == (generations, workers))
        assert b"Sitemap" in fetch(f"{url}/robots.txt")
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        assert process.wait(timeout=90) == 1, "it does not let clients wait for an answer that nobody gives"
        running.hear_out()
    finally:
        process.kill()
    assert lines[-1].startswith("tabunka: no generation could be started")
