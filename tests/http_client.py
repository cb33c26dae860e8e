"""A client for tests of real servers: one request, and whatever comes back, an error as well."""

from __future__ import annotations

import http.client
import itertools
import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urljoin, urlsplit

T = TypeVar("T")
SECONDS = 60
"""How long an answer may take before the test fails; no test measures time by it."""
RESULTS_JSON = "application/sparql-results+json"
COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
COUNT_OF_TYPES = "SELECT (COUNT(*) AS ?n) WHERE { ?s a ?c }"
"""Not light, as it counts, so that an evaluator answers it; in milliseconds, however busy the machine is."""
_TEXTS = itertools.count()
_DIGITS = " ".join(f"VALUES ?x{n} {{ 0 1 2 3 4 5 6 7 8 9 }}" for n in range(15))
ENDLESS = f"SELECT (COUNT(*) AS ?n) WHERE {{ {_DIGITS} }}"
"""Counts to 10¹⁵, which takes months on any machine, and keeps ten rows of each part.

It reads no statement, so that it needs two megabytes on a release of any size. (Oxigraph keeps all rows of a part of a
cartesian product: one of ``?s ?p ?o`` would use up the memory of a query before its time.)
"""


def anew(query: str) -> str:
    """*query* as a text that nobody has asked: a server keeps its answers, and only an evaluator can give this one."""
    return f"{query} # {next(_TEXTS)}"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes
    url: str = ""
    """Where it came from, after redirects."""

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def media_type(self) -> str:
        return (self.headers["Content-Type"] or "").partition(";")[0]

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def rows(self) -> list[dict[str, str]]:
        """The rows of SPARQL results in JSON."""
        return [{name: cell["value"] for name, cell in row.items()} for row in self.json["results"]["bindings"]]

    @property
    def number(self) -> int:
        """The value of ?n in the first row."""
        return int(self.rows[0]["n"])


def send(url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None) -> Answer:
    """The answer to one request; redirects are not followed."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=SECONDS)
    target = quote(parts.path or "/", safe="/%:@") + (f"?{quote(parts.query, safe='=&%+:/?')}" if parts.query else "")
    try:
        connection.request(method, target, body, headers or {})
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read(), url)
    finally:
        connection.close()


def get(url: str, **headers: str) -> Answer:
    """The answer to a GET, redirects followed. Underscores in the names of *headers* stand for hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = send(url, headers=named)
    while answer.status in (301, 302, 303, 307, 308):
        answer = send(urljoin(answer.url, answer.headers["Location"]), headers=named)
    return answer


def ask(url: str, query: str, accept: str = f"{RESULTS_JSON}, application/json", **parameters: str) -> Answer:
    """The answer to *query* of the endpoint of the server at *url*."""
    return get(f"{url}/sparql?{urlencode({'query': query, **parameters})}", Accept=accept)


def in_background(function: Callable[[], T]) -> tuple[threading.Thread, list[T]]:
    """Call *function* in a thread; its result is put into the list when the thread ends."""
    results: list[T] = []
    thread = threading.Thread(target=lambda: results.append(function()))
    thread.start()
    return thread, results
