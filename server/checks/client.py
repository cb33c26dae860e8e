"""The HTTP client of the checks: it follows no redirect, and finds an example of the server's data."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from ontology.errors import ReportedError

RESULTS_JSON = "application/sparql-results+json"
_SECONDS = 45.0


class UnreachableError(ReportedError):
    """No server answers at the address, or it is not a SPARQL endpoint."""


@dataclass(frozen=True)
class HttpAnswer:
    """An answer; its status is 0 where the server closed the connection or was silent for too long."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def media_type(self) -> str:
        """The media type of the body, without its parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def json(self) -> Any:
        """The body as JSON, or None."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def number(self) -> int | None:
        """The one number of a SELECT with one row and one column."""
        try:
            (row,) = self.json["results"]["bindings"]
            (cell,) = row.values()
            return int(cell["value"])
        except (TypeError, KeyError, ValueError):
            return None


@dataclass(frozen=True)
class Check:
    """A check: what it is called, the section that asks for it, and whether it holds."""

    name: str
    section: str
    holds: Callable[[Server], bool]


@dataclass
class Server:
    """The server with the endpoint *endpoint*; *base* starts the URIs of its data, where that is another address."""

    endpoint: str
    base: str = ""
    seconds: float = _SECONDS

    @property
    def origin(self) -> str:
        """Scheme and host of the server."""
        parts = urlsplit(self.endpoint)
        return f"{parts.scheme}://{parts.netloc}"

    def send(
        self, method: str, url: str, headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> HttpAnswer:
        """Send one request. An error of the connection gives an answer with status 0."""
        parts = urlsplit(urljoin(self.origin + "/", url))
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        began = time.perf_counter()
        connection = kind(parts.netloc, timeout=self.seconds)
        try:
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            names: dict[str, str] = {}
            for name, value in response.getheaders():
                names[name.lower()] = ", ".join(filter(None, (names.get(name.lower()), value)))
            return HttpAnswer(response.status, names, response.read(), time.perf_counter() - began)
        except (OSError, http.client.HTTPException, ValueError):
            return HttpAnswer(0, {}, b"", time.perf_counter() - began)
        finally:
            connection.close()

    def get(self, url: str, **headers: str) -> HttpAnswer:
        """Send a GET. *headers* are written with underscores: ``If_None_Match``."""
        return self.send("GET", url, {name.replace("_", "-"): value for name, value in headers.items()})

    def query(self, text: str, accept: str = RESULTS_JSON, *arguments: tuple[str, str]) -> HttpAnswer:
        """Send the query *text* by GET, with further *arguments* of the URL."""
        return self.get(f"{self.endpoint}?{urlencode([('query', text), *arguments])}", Accept=accept)

    def local(self, iri: str) -> str:
        """The URL at which this server answers for *iri*, a URI of its data."""
        return self.origin + iri.removeprefix(self.base) if self.base and iri.startswith(self.base + "/") else iri

    @cached_property
    def example(self) -> str | None:
        """A URI of the data that is on this server, or None."""
        start = self.base or self.origin
        answer = self.query(
            f'SELECT ?s WHERE {{ ?s a ?c . ?s ?p ?l FILTER(ISLITERAL(?l) && STRSTARTS(STR(?s), "{start}/") '
            '&& !CONTAINS(STR(?s), "#") && CONTAINS(STR(?s), "/id/")) } LIMIT 1'
        )
        try:
            return str(answer.json["results"]["bindings"][0]["s"]["value"])
        except (TypeError, KeyError, IndexError):
            return None

    @cached_property
    def document(self) -> str | None:
        """The URL of the document about :attr:`example`: the URI itself, or the target of its redirect."""
        if self.example is None:
            return None
        answer = self.get(self.local(self.example), Accept="text/turtle")
        if answer.status in (301, 302, 303, 307, 308):
            return self.local(urljoin(self.local(self.example), answer.headers.get("location", "")))
        return self.local(self.example) if answer.status == 200 else None
