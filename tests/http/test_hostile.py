"""Requests that are meant to do harm, byte by byte: the server answers soundly or hangs up, and serves others."""

from __future__ import annotations

import re
import select
import socket
import urllib.parse
from pathlib import Path

import pytest

from tests.http_client import COUNT_OF_TYPES, SECONDS, anew, ask, get, send
from tests.serving import RunningServer, wait_until

HUGE = b"x" * 200_000


def address(server: RunningServer) -> tuple[str, int]:
    host, _, port = server.url.removeprefix("http://").partition(":")
    return host, int(port)


def send_bytes(server: RunningServer, data: bytes, *, leaves: bool = True) -> bytes:
    """What comes back for raw bytes, up to the end.

    A client that *leaves* says that it will send no more. The server takes that as leaving (it must see who does, to
    stop their queries), and need not answer what it has not begun to.
    """
    with socket.create_connection(address(server), timeout=SECONDS) as connection:
        try:
            connection.sendall(data)
            if leaves:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # the server hung up while we were sending: that is an answer too
        received = b""
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except OSError:
            pass
        return received


def is_up(server: RunningServer) -> bool:
    return get(f"{server.url}/doc/municipality/14100").status == 200


def begun(connections: list[socket.socket]) -> list[socket.socket]:
    """Those of *connections* to which the server has sent something, or which it has closed."""
    return select.select(connections, [], [], 0)[0]


@pytest.mark.parametrize(
    "data",
    [
        b"GARBAGE\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET\r\n\r\n",
        b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
        b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\rb\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n Folded: y\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost : x\r\n\r\n",
        b"GET / HTTP/1.1\r\nNo colon\r\n\r\n",
        b"GET /" + HUGE + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + HUGE + b"\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"".join(b"X-%d: y\r\n" % n for n in range(20_000)) + b"\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\nx",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZZ\r\nx\r\n0\r\n\r\n",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    ],
)
def test_malformed_requests_are_refused_and_others_are_served(sturdy_server: RunningServer, data: bytes) -> None:
    answer = send_bytes(sturdy_server, data)
    status = answer.partition(b"\r\n")[0]
    assert not answer or status.startswith(b"HTTP/1."), answer[:100]
    assert b" 500 " not in status
    assert b"Traceback" not in answer
    assert is_up(sturdy_server)


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n",
        b"Transfer-Encoding: chunked\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding : chunked\r\nContent-Length: 6\r\n",
        b"Transfer-Encoding: identity, chunked\r\nContent-Length: 6\r\n",
    ],
)
def test_nothing_can_be_smuggled_behind_a_body(sturdy_server: RunningServer, headers: bytes) -> None:
    """The request has two lengths: the server must not answer a second request that the other length would reveal."""
    hidden = b"GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
    body = b"0\r\n\r\n" + hidden
    answer = send_bytes(
        sturdy_server, b"POST /sparql HTTP/1.1\r\nHost: x\r\n" + headers + b"Connection: close\r\n\r\n" + body
    )
    assert b"/smuggled" not in answer
    assert is_up(sturdy_server)


def test_pipelined_requests_are_answered_in_order(sturdy_server: RunningServer) -> None:
    first = b"GET /robots.txt HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = send_bytes(sturdy_server, first + first + last, leaves=False)
    assert answer.count(b"HTTP/1.1 200 OK") == 3
    assert answer.rindex(b"Sitemap:") < answer.rindex(b'"live"')


def test_many_slow_clients_stop_nobody(sturdy_server: RunningServer) -> None:
    """Two hundred connections that never finish their request (slowloris)."""
    slow = []
    try:
        for _ in range(200):
            connection = socket.create_connection(address(sturdy_server), timeout=SECONDS)
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")
            slow.append(connection)
        for _ in range(5):
            assert is_up(sturdy_server)
            assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200
            assert not begun(slow), "all of them were there all the while"
            for connection in slow[::10]:
                connection.sendall(b"y")
    finally:
        for connection in slow:
            connection.close()


def test_a_client_that_reads_slowly_stops_nobody(sturdy_server: RunningServer) -> None:
    query = urllib.parse.urlencode({"query": "SELECT * WHERE { ?s ?p ?o } LIMIT 40000"})
    buffered = int(Path("/proc/sys/net/ipv4/tcp_wmem").read_text(encoding="ascii").split()[2])
    slow = []
    try:
        for _ in range(6):
            connection = socket.create_connection(address(sturdy_server), timeout=SECONDS)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(f"GET /sparql?{query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            slow.append(connection)
            # One after the other: a busy machine cannot make so many large answers at once within their time.
            assert wait_until(lambda: len(begun(slow)) == len(slow), SECONDS)
        assert is_up(sturdy_server)
        assert ask(sturdy_server.url, anew(COUNT_OF_TYPES)).status == 200
        for connection in slow:
            (length,) = re.findall(rb"(?i)content-length: ([0-9]+)", connection.recv(4096, socket.MSG_PEEK))
            assert int(length) > 2 * buffered, "the server cannot have been rid of it"
    finally:
        for connection in slow:
            connection.close()


@pytest.mark.parametrize(
    "path",
    [
        "/dump/..%2f..%2fmanifest.json/x",
        "/dump/{version}/..%2f..%2fmanifest.json",
        "/dump/{version}/%2e%2e/manifest.json",
        "/dump/%2e%2e/{version}",
        "/dump/{version}/tabunka.ttl%00.gz",
        "/release/..%2f{version}",
        "/release/.draft",
        "/static/..%2fapp.py",
        "/static/%2e%2e/app.py",
    ],
)
def test_no_path_leads_out_of_its_folder(sturdy_server: RunningServer, path: str) -> None:
    version = get(f"{sturdy_server.url}/health").json["release"]
    assert send(sturdy_server.url + path.format(version=version)).status in (400, 404)


LONG = 'SELECT (STRLEN(?x8) AS ?n) { BIND("%s" AS ?x0) %s }'
DOUBLED = " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 20)}) AS ?x{n + 1})" for n in range(8))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?a",
        "SELECT (GROUP_CONCAT(?x) AS ?y) { ?a ?b ?x . ?d ?e ?f }",
        LONG % ("x" * 100, DOUBLED),
        "SELECT * { ?a (<x:a>|!<x:a>)* ?b . ?b (<x:a>|!<x:a>)* ?c . ?c (<x:a>|!<x:a>)* ?d }",
        "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(REGEX(STR(?c), '(a+)+$') && ?a != ?f) }",
        "SELECT DISTINCT ?a ?d { ?a ?b ?c . ?d ?e ?f }",
        "SELECT * { VALUES ?x { " + " ".join(str(n) for n in range(20_000)) + " } ?a ?b ?c }",
        "ASK " + "{" * 5000 + "}" * 5000,
        "SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}",
        "CONSTRUCT { ?a ?b ?f } WHERE { ?a ?b ?c . ?d ?e ?f }",
    ],
    ids=["sort", "group", "doubling", "paths", "regex", "distinct", "values", "braces", "brackets", "construct"],
)
def test_a_query_beyond_a_limit_is_one_clear_error(sturdy_server: RunningServer, query: str) -> None:
    data = urllib.parse.urlencode({"query": query}).encode()
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    cut = send(f"{sturdy_server.url}/sparql", "POST", headers, data)
    assert cut.status == 400, cut.text
    assert cut.json.get("limit") in ("seconds", "memory", "rows", "bytes") or "nested" in cut.text
    assert is_up(sturdy_server)
