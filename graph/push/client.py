"""A store that takes graphs, over HTTP: what is put, removed and asked, with patience for a network that fails."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import IO, Any

import urllib3
from urllib3.exceptions import HTTPError, MaxRetryError

from graph.push.credentials import Authorization, Credentials
from graph.push.target import PushError, Target

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 1800.0
"""A store may take minutes to load a large graph before it answers, and to read on while it is sent."""
_RETRIES = 5
_BUSY = (502, 503, 504)
_SHOWN_CHARACTERS = 300
_JSON = "application/sparql-results+json"


class GraphStore:
    """The store *target*. A request is sent again when the network fails or the store is busy, never when it refuses.

    Every request here may be repeated: PUT and DELETE are idempotent (RFC 9110, section 9.2.2), queries change nothing.
    *backoff* is the wait in seconds before the second attempt; each further one waits twice as long.
    """

    def __init__(self, target: Target, credentials: Credentials, *, backoff: float = 1.0) -> None:
        self.target = target
        self.takes_gzip = target.takes_gzip
        """Does it read compressed bodies? Known of the target, or told by the store (RFC 7694, section 3)."""
        self._credentials = credentials
        self._authorization = Authorization(f"Bearer {credentials.token}") if credentials.token else None
        self._pool = urllib3.PoolManager(
            timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=_ANSWER_SECONDS),
            retries=urllib3.Retry(
                _RETRIES,
                redirect=0,
                status_forcelist=_BUSY,
                allowed_methods=None,
                backoff_factor=backoff / 2,
                raise_on_status=False,
            ),
        )

    def put(self, graph: str, body: IO[bytes], size: int, *, is_compressed: bool) -> None:
        """Make the *size* bytes of N-Triples in *body* the whole of *graph* (section 5.3). Raises PushError."""
        headers = {"Content-Type": "application/n-triples", "Content-Length": str(size)}
        if is_compressed:
            headers["Content-Encoding"] = "gzip"
        self._request("PUT", self.target.address_of(graph), headers, body)

    def remove(self, graph: str) -> None:
        """Remove *graph* (section 5.4). Raises PushError."""
        self._request("DELETE", self.target.address_of(graph), {})

    def count(self, graph: str) -> int:
        """The number of statements in *graph*; empty: the default graph. Raises PushError."""
        answer = self._ask(f"SELECT (COUNT(*) AS ?n) WHERE {{ {self.target.pattern_of(graph)} }}")
        return int(answer["results"]["bindings"][0]["n"]["value"])

    def holds(self, pattern: str) -> bool:
        """Is there a match for the graph pattern *pattern*? Raises PushError."""
        answer = self._ask(f"SELECT * WHERE {{ {pattern} }} LIMIT 1")
        return bool(answer["results"]["bindings"])

    def graphs_below(self, iri: str) -> list[str]:
        """The names of its graphs that begin with *iri*. Raises PushError."""
        answer = self._ask(
            f'SELECT DISTINCT ?g WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(STRSTARTS(STR(?g), "{iri}")) }}'
        )
        return sorted(row["g"]["value"] for row in answer["results"]["bindings"])

    def reads_rdf12(self) -> bool:
        """Does it read triple terms (RDF 1.2, section 1.5)? It is asked a query with one, which other stores refuse."""
        query = "SELECT * WHERE { VALUES ?t { <<( <urn:a> <urn:b> <urn:c> )>> } }"
        response = self._send("POST", self.target.queries, {"Accept": _JSON}, fields={"query": query})
        return response.status == 200

    def _ask(self, query: str) -> dict[str, Any]:
        response = self._request("POST", self.target.queries, {"Accept": _JSON}, fields={"query": query})
        try:
            answer: dict[str, Any] = json.loads(response.data)
            answer["results"]["bindings"]
        except (ValueError, KeyError, TypeError) as error:
            raise PushError(
                f"{self.target.queries} does not answer a query as JSON; give the address of the SPARQL endpoint "
                "with --query-url"
            ) from error
        return answer

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: IO[bytes] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        response = self._send(method, url, headers, body, fields)
        if 200 <= response.status < 300:
            return response
        raise PushError(f"{method} {url}: the store answers {response.status} ({_reason(response)}){_hint(response)}")

    def _send(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: IO[bytes] | None = None,
        fields: Mapping[str, str] | None = None,
    ) -> urllib3.BaseHTTPResponse:
        """The answer of the store, to the challenge of which the credentials have answered."""
        response = self._once(method, url, headers, body, fields)
        if response.status == 401:
            authorization = self._credentials.answer_to(response.headers.getlist("WWW-Authenticate"))
            if authorization is not None:
                # Also after an earlier answer: the nonce of a digest grows old (RFC 7616, section 3.3, "stale").
                self._authorization = authorization
                response = self._once(method, url, headers, body, fields)
        if "gzip" in response.headers.get("Accept-Encoding", ""):
            self.takes_gzip = True
        return response

    def _once(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: IO[bytes] | None,
        fields: Mapping[str, str] | None,
    ) -> urllib3.BaseHTTPResponse:
        sent = {"User-Agent": "tabunka", **headers}
        if self._authorization is not None:
            sent["Authorization"] = self._authorization.header(method, url)
        try:
            if fields is not None:
                return self._pool.request(method, url, fields=fields, encode_multipart=False, headers=sent)
            if body is not None:
                body.seek(0)
            # urllib3 limits the time of each write by that of the connection, which the queries before have made.
            return self._pool.request(method, url, body=body, headers=sent, timeout=_ANSWER_SECONDS)
        except HTTPError as error:
            cause = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            raise PushError(
                f"the store at {url} does not answer ({type(cause).__name__}), tried {_RETRIES + 1} times; "
                "what is in it may be of two releases: run the command again when it answers"
            ) from error


def _reason(response: urllib3.BaseHTTPResponse) -> str:
    text = " ".join(response.data.decode("utf-8", "replace").split())
    return text[:_SHOWN_CHARACTERS] or response.reason or "no reason given"


def _hint(response: urllib3.BaseHTTPResponse) -> str:
    if response.status in (401, 403):
        return "; set TABUNKA_PUSH_USER and TABUNKA_PUSH_PASSWORD, or TABUNKA_PUSH_TOKEN, of one who may write"
    if response.status in (404, 405):
        return "; give the address at which the store takes graphs (Graph Store HTTP Protocol)"
    return ""
