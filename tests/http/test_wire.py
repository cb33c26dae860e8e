"""The kinds of fault of tests/http/wire.py, each tried with several siblings on a server started as people start it."""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import quote, urlsplit

import pytest

from graph.release import Release
from tests.http import wire_answers, wire_protocol, wire_requests
from tests.http.protocol import Case
from tests.http.wire import KINDS, LEAST
from tests.http_client import SECONDS, get, send
from tests.serving import RunningServer

CASES: list[Case] = [*wire_requests.CASES, *wire_answers.CASES, *wire_protocol.CASES]
HOSTS = ((), ("a.example", "b.example"), ("a b",), ("a/b",), ("",), ("a.example:port",))
LONGEST_PREFIX = "/open-data-portal"


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_wire(
    sturdy_server: RunningServer, release: Release, case: Case, record_property: Callable[[str, object], None]
) -> None:
    record_property("kind of fault", f"{case.section}: {KINDS[case.section]}")
    answer = replace(case, path=case.path.format(version=release.version)).send(sturdy_server.url)
    assert case.expect(answer), (answer.status, dict(answer.headers), answer.body[:500])


def test_every_kind_has_siblings() -> None:
    siblings = Counter(case.section for case in CASES)
    elsewhere = {"O": LEAST}
    few = [kind for kind in KINDS if siblings[kind] + elsewhere.get(kind, 0) < LEAST]
    assert not few
    assert len({case.name for case in CASES}) == len(CASES)


@pytest.mark.parametrize("hosts", HOSTS, ids=[" and ".join(hosts) or str(len(hosts)) for hosts in HOSTS])
def test_a_request_names_one_host(sturdy_server: RunningServer, hosts: tuple[str, ...]) -> None:
    parts = urlsplit(sturdy_server.url)
    lines = ["GET /health HTTP/1.1", *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    with socket.create_connection((parts.hostname, parts.port), timeout=SECONDS) as connection:
        connection.sendall("\r\n".join(lines).encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 400 ")


def longest_keys(release: Release) -> list[str]:
    """The paths of the things with the longest keys, below /id/."""
    things = (release.path / "things.txt").read_text(encoding="utf-8").split()
    return sorted(things, key=len)[-LEAST:]


def test_headers_fit_through_proxies(sturdy_server: RunningServer, release: Release) -> None:
    for thing in longest_keys(release):
        for accept in ("text/turtle", "text/html"):
            headers = {"Accept": accept, "X-Forwarded-Prefix": LONGEST_PREFIX}
            answer = send(f"{sturdy_server.url}/doc/{quote(thing)}", headers=headers)
            assert answer.status == 200
            links = answer.headers.get_all("Link", [])
            assert sum(len(f"Link: {link}") + 2 for link in links) < 2048
            assert sum(len(f"{name}: {value}") + 2 for name, value in answer.headers.items()) < 3700
            (linkset,) = (link for link in links if 'rel="linkset"' in link)
            kept = {re.sub(r"<[^>]*/doc/", "<", link) for link in links}
            path = linkset[1 : linkset.index(">")].removeprefix(LONGEST_PREFIX)
            context = get(f"{sturdy_server.url}{path}").json["linkset"][0]
            assert sum(len(targets) for name, targets in context.items() if name != "anchor") >= len(kept)


def test_the_guide_has_addresses_of_this_host_and_iris_of_the_data(sturdy_server: RunningServer) -> None:
    page = get(f"{sturdy_server.url}/about/api", Accept="text/html").text
    assert f"{sturdy_server.url}/sparql" in page
    assert "DESCRIBE &lt;http://localhost:8000/id/" in page
    assert f"&lt;{sturdy_server.url}" not in page


def test_an_entity_tag_of_an_answer_is_asked_for_again(sturdy_server: RunningServer) -> None:
    for more in ("", "&format=csv"):
        for coding in ("identity", "gzip"):
            url = f"{sturdy_server.url}/sparql?query={quote('SELECT * { ?s ?p ?o } LIMIT 50')}{more}"
            first = get(url, Accept_Encoding=coding)
            again = get(url, Accept_Encoding=coding, If_None_Match=first.headers["ETag"])
            assert (first.status, again.status, again.body) == (200, 304, b"")
