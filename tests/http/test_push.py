"""``tabunka push``: into a real store, and into one that refuses, fails, forgets and asks who is there."""

from __future__ import annotations

import gzip
import hashlib
import re
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from urllib.request import parse_http_list, parse_keqv_list

import pytest

from graph.push.client import GraphStore
from graph.push.credentials import Credentials
from graph.push.pushing import Pushed, push
from graph.push.target import PushError, target_of
from graph.release import Release
from graph.remote import open_remote
from server import cli
from tests.http.stores import OtherStore, oxigraph
from tests.http_client import send

ENVIRONMENT = ("TABUNKA_PUSH_USER", "TABUNKA_PUSH_PASSWORD", "TABUNKA_PUSH_TOKEN")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OtherStore]:
    store = oxigraph(tmp_path_factory.mktemp("empty-oxigraph"), None)
    yield store
    store.throw_away()


@pytest.fixture
def empty(running: OtherStore) -> OtherStore:
    """A real store with nothing in it."""
    assert send(running.endpoint.replace("/query", "/store"), "DELETE").status == 204
    return running


def pushed(release: Release, url: str, *options: str) -> int:
    return cli.run(["push", url, "--release", str(release.path), *options])


def put(store: OtherStore, graph: str) -> None:
    """Put a statement of somebody else into *graph* of *store*."""
    body = b"<urn:a> <urn:b> <urn:c> ."
    url = store.endpoint.replace("/query", f"/store?{graph}")
    assert send(url, "PUT", {"Content-Type": "application/n-triples"}, body).status in (201, 204)


def test_a_server_answers_from_the_store_that_a_release_was_pushed_into(
    small_release: Release, empty: OtherStore, capsys: pytest.CaptureFixture[str]
) -> None:
    assert pushed(small_release, empty.endpoint.replace("/query", "/store")) == 0
    output = capsys.readouterr()
    assert output.out == f"tabunka serve --store {empty.endpoint}\n"
    counts = small_release.manifest["statements"]
    assert f"{sum(counts.values()):,} statements in {len(counts)} graphs, counted" in output.err
    store = open_remote(small_release, empty.endpoint)
    assert store.size() == counts["default"]
    assert len(list(store.statements(graph=small_release.namespace.graph("provenance")))) == counts["provenance"]
    # Graphs are replaced, so that once more changes nothing; the address of the queries says as much.
    assert pushed(small_release, empty.endpoint) == 0


def test_a_graph_of_a_former_push_is_named_and_removed_when_told_to(
    small_release: Release, empty: OtherStore, capsys: pytest.CaptureFixture[str]
) -> None:
    old = f"{small_release.base}/graph/old"
    put(empty, f"graph={old}")
    put(empty, "graph=http://example.org/graph/of-others")
    assert pushed(small_release, empty.endpoint) == 0
    assert f"{old} is of an earlier release; remove it with --replace" in capsys.readouterr().err
    assert pushed(small_release, empty.endpoint, "--replace") == 0
    assert f"removed {old}" in capsys.readouterr().err
    store = GraphStore(target_of(empty.endpoint, small_release), Credentials())
    assert not store.holds(f"GRAPH <{old}> {{ ?s ?p ?o }}")
    assert store.holds("GRAPH <http://example.org/graph/of-others> { ?s ?p ?o }")


def test_the_default_graph_of_others_is_left_alone_unless_told_to(
    small_release: Release, empty: OtherStore, capsys: pytest.CaptureFixture[str]
) -> None:
    put(empty, "default")
    assert pushed(small_release, empty.endpoint) == 1
    message = capsys.readouterr().err.splitlines()[-1]
    assert "has 1 statements that are no release of http://localhost:8000" in message
    assert "--default-graph" in message
    assert pushed(small_release, empty.endpoint, "--default-graph", "http://example.org/all") == 0
    assert "--store-default-graph http://example.org/all" in capsys.readouterr().out
    assert pushed(small_release, empty.endpoint, "--replace") == 0


@pytest.mark.parametrize(
    ("arguments", "environment", "problem"),
    [
        (["localhost:7878"], {}, "is not the address of a store"),
        (["http://localhost:1/triples"], {}, "--query-url"),
        (["http://user:secret@localhost:1/store"], {}, "TABUNKA_PUSH_USER"),
        (["http://localhost:1/store", "--default-graph", "no iri"], {}, "not the IRI of a graph"),
        (["http://localhost:1/store"], {"TABUNKA_PUSH_USER": "a"}, "belong together"),
        (
            ["http://localhost:1/store"],
            {"TABUNKA_PUSH_USER": "a", "TABUNKA_PUSH_PASSWORD": "b", "TABUNKA_PUSH_TOKEN": "c"},
            "not both",
        ),
    ],
)
def test_what_cannot_be_pushed_to_is_one_line_with_the_way_out(
    small_release: Release,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    environment: dict[str, str],
    problem: str,
) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert cli.run(["push", *arguments, "--release", str(small_release.path)]) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert problem in line
    assert "secret" not in line


# -- a store that does what no real one does when it is asked to


@dataclass
class Odd:
    """What a store that only counts does, and what it was sent."""

    url: str = ""
    statuses: list[int] = field(default_factory=list)
    """The answers to the next requests that put a graph, before it takes one."""
    asks_for: str = ""
    """Basic, Digest or Bearer."""
    is_forgetful: bool = False
    """Does it lose a statement of each graph?"""
    offers_gzip: bool = False
    reads_rdf12: bool = True
    graphs: dict[str, list[bytes]] = field(default_factory=dict)
    puts: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    odd: Odd
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """An answer is sent as a whole: its second half would wait 40 ms for the client to acknowledge the first."""

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        graph = parse_qs(urlsplit(self.path).query).get("graph", [""])[0]
        self.odd.puts.append((graph, dict(self.headers)))
        if self.odd.statuses:
            self.answer(self.odd.statuses.pop(0), b"not now")
        elif not self.may_write():
            challenge = {"Digest": 'Digest realm="graphs", nonce="abc", qop="auth"'}.get(
                self.odd.asks_for, f'{self.odd.asks_for} realm="graphs"'
            )
            self.answer(401, b"who is there?", {"WWW-Authenticate": challenge})
        else:
            lines = (gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body).splitlines()
            self.odd.graphs[graph] = lines[1:] if self.odd.is_forgetful else lines
            self.answer(204)

    def do_POST(self) -> None:
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        if "<<(" in query and not self.odd.reads_rdf12:
            return self.answer(400, b"syntax error")
        rows = ""
        if "COUNT" in query:
            named = re.search(r"GRAPH <(.*?)>", query)
            rows = f'{{"n": {{"value": "{len(self.odd.graphs[named[1] if named else ""])}"}}}}'
        return self.answer(200, f'{{"results": {{"bindings": [{rows}]}}}}'.encode())

    def may_write(self) -> bool:
        scheme, _, rest = (self.headers["Authorization"] or "").partition(" ")
        if scheme != self.odd.asks_for:
            return False
        if scheme == "Digest":  # RFC 7616, section 3.4.1
            part = parse_keqv_list(parse_http_list(rest))
            one, two = (hashlib.md5(text.encode()).hexdigest() for text in ("me:graphs:s3cret", f"PUT:{self.path}"))
            whole = f"{one}:abc:{part['nc']}:{part['cnonce']}:auth:{two}"
            return part["response"] == hashlib.md5(whole.encode()).hexdigest()
        return rest == {"": "", "Basic": "bWU6czNjcmV0", "Bearer": "t0ken"}[scheme]

    def answer(self, status: int, body: bytes = b"", headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        offered = {"Accept-Encoding": "gzip"} if self.odd.offers_gzip else {}
        for name, value in {**(headers or {}), **offered, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture
def odd() -> Iterator[Odd]:
    state = Odd()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("H", (Handler,), {"odd": state}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/store"
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def push_to(odd: Odd, release: Release, **credentials: str) -> Pushed:
    target = target_of(odd.url, release, f"{odd.url}/queries")
    store = GraphStore(target, Credentials(**credentials), backoff=0.01)
    # What is known of Oxigraph, at whose address it is, is not known of this one.
    store.takes_gzip = False
    return push(release, store, lambda _: None)


@pytest.mark.parametrize(
    ("asks_for", "credentials"),
    [
        ("Basic", {"user": "me", "password": "s3cret"}),
        ("Digest", {"user": "me", "password": "s3cret"}),
        ("Bearer", {"token": "t0ken"}),
    ],
)
def test_credentials_are_sent_in_the_way_that_the_store_asks_for(
    odd: Odd, small_release: Release, asks_for: str, credentials: dict[str, str]
) -> None:
    odd.asks_for = asks_for
    assert push_to(odd, small_release, **credentials).counts == small_release.manifest["statements"]
    with pytest.raises(PushError, match="answers 401 .*set TABUNKA_PUSH_USER") as raised:
        push_to(odd, small_release, **dict.fromkeys(credentials, "wrong"))
    assert "wrong" not in str(raised.value)


def test_no_password_goes_to_a_store_that_does_not_ask(odd: Odd, small_release: Release) -> None:
    push_to(odd, small_release, user="me", password="s3cret")
    assert all("Authorization" not in headers for _, headers in odd.puts)


def test_a_busy_store_is_asked_again_and_one_that_refuses_is_not(odd: Odd, small_release: Release) -> None:
    odd.statuses = [503, 502, 504]
    push_to(odd, small_release)
    assert len({graph for graph, _ in odd.puts[:4]}) == 1, "the same graph, until it is taken"
    assert len(odd.puts) == 3 + len(small_release.manifest["statements"])
    odd.puts.clear()
    odd.statuses = [400]
    with pytest.raises(PushError, match=r"PUT .* answers 400 \(not now\)"):
        push_to(odd, small_release)
    assert len(odd.puts) == 1


def test_each_graph_with_another_number_is_named_with_both(odd: Odd, small_release: Release) -> None:
    odd.is_forgetful = True
    with pytest.raises(PushError) as raised:
        push_to(odd, small_release)
    for name, count in small_release.manifest["statements"].items():
        if count:
            assert f"{name} has {count - 1:,} statements, the release {count:,}" in str(raised.value)


def test_the_default_graph_by_which_a_server_knows_the_release_comes_last(odd: Odd, small_release: Release) -> None:
    push_to(odd, small_release)
    assert [graph for graph, _ in odd.puts].index("") == len(odd.puts) - 1


@pytest.mark.parametrize("offers_gzip", [True, False])
def test_bodies_are_compressed_for_a_store_that_says_it_reads_that(
    odd: Odd, small_release: Release, offers_gzip: bool
) -> None:
    odd.offers_gzip = offers_gzip
    push_to(odd, small_release)
    assert {headers.get("Content-Encoding") for _, headers in odd.puts} == {"gzip" if offers_gzip else None}


def test_a_store_without_rdf_12_gets_the_lineage_that_it_can_read(odd: Odd, small_release: Release) -> None:
    odd.reads_rdf12 = False
    pushed = push_to(odd, small_release)
    whole = small_release.manifest["statements"]["provenance"]
    lines = odd.graphs[small_release.namespace.graph("provenance").value]
    assert 0 < len(lines) == pushed.counts["provenance"] == whole - pushed.left_out < whole
    assert not any(b"<<(" in line for line in lines)


def test_a_store_that_is_not_there_is_tried_and_named(small_release: Release, tmp_path: Path) -> None:
    target = target_of("http://127.0.0.1:9/store", small_release)
    with pytest.raises(PushError, match=r"http://127.0.0.1:9/query does not answer .*, tried 6 times"):
        push(small_release, GraphStore(target, Credentials(), backoff=0.0), lambda _: None)
