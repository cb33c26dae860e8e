"""A store elsewhere gives the same pages of the whole site, each for a handful of requests: one costs milliseconds."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient
from pyoxigraph import NamedNode, QueryBoolean, QueryResultsFormat, QuerySolutions, Store

from graph.read_ahead import ReadAhead
from graph.release import Release
from graph.remote import RemoteStore
from graph.store import open_store
from server.app import create_app
from server.query.sandbox import close_descriptors
from tests.http_client import send
from tests.serving import RunningServer

_FIRST = ("/doc/municipality/14100", "/doc/municipality/22130")
"""Cities that most figures have: their pages read the values of all figures, which are kept for the other pages."""
_READER = {"Accept": "text/html", "Accept-Language": "ja"}


class CountingServer(ThreadingHTTPServer):
    """Answers the queries of SPARQL 1.1 Protocol from *store*, and counts them."""

    daemon_threads = True

    def __init__(self, store: Store) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.store = store
        self.requests = self.of_first_pages = 0


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    """An answer is sent as a whole: its second half would wait 40 ms for the client to acknowledge the first."""

    def do_POST(self) -> None:
        assert isinstance(self.server, CountingServer)
        self.server.requests += 1
        query = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())["query"][0]
        answer = self.server.store.query(query)
        assert isinstance(answer, QuerySolutions | QueryBoolean)
        body = answer.serialize(format=QueryResultsFormat.JSON)
        assert body is not None
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        pass


@pytest.fixture(scope="module")
def counting(release: Release) -> Iterator[CountingServer]:
    server = CountingServer(open_store(release, in_memory=False).store)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def client(release: Release, counting: CountingServer) -> Iterator[FlaskClient]:
    """A client of an application whose store is elsewhere, after its first pages."""
    application = create_app(release, store=RemoteStore(f"http://127.0.0.1:{counting.server_port}/"))
    client = application.test_client(use_cookies=False)
    counting.requests = 0
    for path in _FIRST:
        client.get(path, headers=_READER)
    counting.of_first_pages = counting.requests
    yield client
    application.extensions["tabunka"].runner.close()


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/", 6),
        ("/doc/municipality/27100", 25),
        ("/doc/municipality/01100", 25),
        ("/doc/municipality", 4),
        ("/doc/language/vi", 20),
        ("/doc/service/nagano-consultation-centre", 25),
        ("/doc/page/nagasaki-office", 15),
        ("/doc/document/003", 10),
        ("/doc/municipality/01100.nq", 5),
        ("/doc/municipality/14100.jsonld", 5),
        ("/find?language=vi&day=saturday", 12),
        ("/find?kind=counter&view=map", 10),
        ("/search?q=横浜", 15),
        ("/compare?municipality=12204&municipality=28100", 30),
        ("/figures/counters-by-prefecture", 20),
        ("/source/003", 6),
        ("/ontology", 6),
    ],
)
def test_a_page_of_any_kind_is_the_same_to_the_byte_and_takes_a_handful_of_requests(
    client: FlaskClient, counting: CountingServer, server: RunningServer, path: str, most: int
) -> None:
    counting.requests = 0
    remote = client.get(path, base_url=server.url, headers=_READER)
    assert counting.requests <= most
    embedded = send(server.url + path, headers=_READER)
    assert (remote.status_code, embedded.status) == (200, 200)
    assert remote.data == embedded.body


def test_what_is_kept_for_all_pages_is_read_many_records_at_once(client: FlaskClient, counting: CountingServer) -> None:
    assert client.get(_FIRST[0], headers=_READER).status_code == 200
    assert 30 < counting.of_first_pages <= 140


def test_a_forked_process_leaves_alone_what_its_parent_had_open(counting: CountingServer) -> None:
    """An evaluator closes what it inherits, and opens files, which get the numbers of the connections of the worker."""
    store = RemoteStore(f"http://127.0.0.1:{counting.server_port}/")
    assert store.is_answering()
    child = os.fork()
    if not child:
        status = 1
        with contextlib.suppress(OSError):
            close_descriptors(but=[])
            files = [os.open("/proc/self/statm", os.O_RDONLY) for _ in range(40)]
            store.is_answering()
            status = 0 if all(os.pread(file, 1, 0) for file in files) else 1
        os._exit(status)
    assert os.waitpid(child, 0)[1] == 0


def test_things_of_one_group_are_read_together_from_the_requested_one_on() -> None:
    ahead = ReadAhead(kept=4)
    one, two, three, four, five = (NamedNode(f"http://example.org/{number}") for number in range(5))
    ahead.add([one, two, three, two])
    assert list(ahead.beside(two)) == [two, three, one]
    ahead.add([four, three])
    assert list(ahead.beside(three)) == [three, four], "a thing belongs to its last group"
    assert list(ahead.beside(one)) == [one, two, three]
    ahead.add([five])
    assert list(ahead.beside(five)) == [five]
    ahead.add([five, four])
    assert list(ahead.beside(one)) == [one], "the oldest is forgotten"
