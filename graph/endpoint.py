"""A server of the SPARQL 1.1 Protocol that answers queries, asked over the network.

An answer is complete or an error: a server that says that it cut its answer, or that stops in the middle of one, raises
StoreUnavailableError.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator, Sequence
from typing import IO, Any, cast
from urllib.parse import unquote

import urllib3
from pyoxigraph import (
    Literal,
    NamedNode,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Store,
    Triple,
    parse,
    parse_query_results,
)
from urllib3.exceptions import HTTPError, LocationParseError

from graph.store import QueryAnswer, StoreError, StoreUnavailableError
from ontology.errors import ReportedError

_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.7, application/rdf+xml;q=0.5"
_CONNECT_SECONDS = 5.0
_ALIVE_SECONDS = 2.0
_CONNECTIONS = 32
_SHOWN_CHARACTERS = 300
_PART_BYTES = 64 * 1024
# Virtuoso sets these headers on an answer that it cut off at its own limit of rows or of time.
_CUT = ("X-SPARQL-MaxRows", "X-SPARQL-Anytime")


class RemoteQueryError(ReportedError):
    """The store refused a query."""

    status = 400
    title = "Query failed"


class Endpoint:
    """The SPARQL endpoint at an address. Processes and threads may share it.

    *endpoint* is where it answers queries; a user and a password in it are sent by HTTP Basic authentication.
    *default_graph* names the graph that queries take for the default graph, for stores whose own default graph is
    something else (Virtuoso's is the union of all graphs); *named_graphs* are the others then. *seconds* is how long an
    answer to a page may take to begin.

    Raises StoreError for an *endpoint* that is not a URL of a store.
    """

    def __init__(
        self, endpoint: str, *, default_graph: str = "", named_graphs: Sequence[str] = (), seconds: float = 30.0
    ) -> None:
        try:
            url = urllib3.util.parse_url(endpoint)
        except LocationParseError:
            url = urllib3.util.Url()
        if url.scheme not in ("http", "https") or not url.host:
            raise StoreError(
                f"{endpoint!r} is not the address of a store; give one such as http://localhost:7878/query"
            )
        self._headers = urllib3.make_headers(basic_auth=unquote(url.auth), user_agent="tabunka") if url.auth else {}
        self.endpoint = url._replace(auth=None).url
        """The address without user and password."""
        try:
            self._default = NamedNode(default_graph) if default_graph else None
        except ValueError as error:
            raise StoreError(f"{default_graph!r} is not the IRI of a graph ({error})") from error
        self._named = tuple(named_graphs)
        self._seconds = seconds
        self._empty = Store()
        self._pools: dict[int, urllib3.PoolManager] = {}

    def query(
        self,
        query: str,
        *,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        has_dataset: bool = False,
        base: str | None = None,
    ) -> QueryAnswer:
        """The answer of the store, read as it comes in.

        The query is parsed here first, so that syntax errors are the same for every store. Raises
        RemoteQueryError when the store refuses the query, StoreUnavailableError when it does not answer.
        """
        try:
            kind = self._empty.query(query)
        except SyntaxError:
            if base is None:
                raise
            kind = self._empty.query(query, base_iri=base)
            query = f"BASE <{base}> {query}"
        fields = [("query", query)]
        if default_graph is not None or named_graphs is not None:
            fields += [("default-graph-uri", graph.value) for graph in default_graph or ()]
            fields += [("named-graph-uri", graph.value) for graph in named_graphs or ()]
        elif self._default is not None and not has_dataset:
            fields.append(("default-graph-uri", self._default.value))
            fields += [("named-graph-uri", graph) for graph in self._named]
        if isinstance(kind, QueryBoolean):
            return self._truth(fields)
        if isinstance(kind, QuerySolutions):
            return self._results(fields)
        return self._triples(fields)

    def is_answering(self) -> bool:
        """Does the store answer an empty ASK within two seconds?"""
        try:
            return bool(self._truth([("query", "ASK {}")], _ALIVE_SECONDS))
        except ReportedError:
            return False

    def _results(self, fields: list[tuple[str, str]], seconds: float = 0.0) -> QuerySolutions | QueryBoolean:
        response = self._post(fields, _RESULTS, seconds)
        form = QueryResultsFormat.from_media_type(_media_type(response))
        if form is None:
            raise self._speaks_otherwise(response)
        try:
            return parse_query_results(cast(IO[bytes], _Body(response, self)), format=form)
        except SyntaxError as error:
            raise self._too_short() from error

    def _solutions(self, query: str) -> Iterator[Any]:
        """The rows of a SELECT that this module asks."""
        solutions = self._results([("query", query)])
        assert isinstance(solutions, QuerySolutions)
        try:
            yield from solutions
        except SyntaxError as error:
            raise self._too_short() from error

    def _truth(self, fields: list[tuple[str, str]], seconds: float = 0.0) -> QueryBoolean:
        """The answer to an ASK: Virtuoso gives it as a row with a 1 or a 0."""
        answer = self._results(fields, seconds)
        if isinstance(answer, QueryBoolean):
            return answer
        try:
            values = [term.value for solution in answer for term in solution if isinstance(term, Literal)]
        except SyntaxError as error:
            raise self._too_short() from error
        text = f'{{"head": {{}}, "boolean": {"true" if values in (["1"], ["true"]) else "false"}}}'
        truth = parse_query_results(text, format=QueryResultsFormat.JSON)
        assert isinstance(truth, QueryBoolean)
        return truth

    def _triples(self, fields: list[tuple[str, str]]) -> Iterator[Triple]:
        response = self._post(fields, _TRIPLES)
        form = RdfFormat.from_media_type(_media_type(response))
        if form is None:
            raise self._speaks_otherwise(response)
        try:
            for quad in parse(cast(IO[bytes], _Body(response, self)), format=form):
                yield quad.triple
        except SyntaxError as error:
            raise self._too_short() from error

    def _post(self, fields: list[tuple[str, str]], accept: str, seconds: float = 0.0) -> urllib3.BaseHTTPResponse:
        """Ask by POST (SPARQL 1.1 Protocol, section 2.1.2): a query may be longer than an address."""
        try:
            response = self._pool.request(
                "POST",
                self.endpoint,
                fields=fields,
                encode_multipart=False,
                headers={**self._headers, "Accept": accept},
                preload_content=False,
                redirect=False,
                retries=urllib3.Retry(connect=1, read=0, redirect=0, other=0),
                timeout=urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds or self._seconds),
            )
        except HTTPError as error:
            raise self.unavailable(error) from error
        if response.status == 200:
            if any(name in response.headers for name in _CUT):
                response.close()
                raise RemoteQueryError("the store cut its answer off at a limit of its own; ask for less at once")
            return response
        try:
            reason = " ".join(response.read(4096, decode_content=True).decode("utf-8", "replace").split())
        except HTTPError as error:
            raise self.unavailable(error) from error
        finally:
            response.close()
        reason = reason[:_SHOWN_CHARACTERS] or response.reason or "no reason given"
        if response.status in (400, 413, 414, 422):
            raise RemoteQueryError(f"the store does not answer this query: {reason}")
        raise StoreUnavailableError(f"the store at {self.endpoint} answered {response.status} ({reason})")

    @property
    def _pool(self) -> urllib3.PoolManager:
        # A connection belongs to one process, so a forked process opens its own. It keeps those of its parent, unused:
        # to drop them would close descriptors whose numbers may be those of other files now.
        process = os.getpid()
        if process not in self._pools:
            self._pools[process] = urllib3.PoolManager(maxsize=_CONNECTIONS)
        return self._pools[process]

    def unavailable(self, error: Exception) -> StoreUnavailableError:
        """The error for a store that does not answer, or whose answer breaks off."""
        reason = getattr(error, "reason", None) or error
        return StoreUnavailableError(f"the store at {self.endpoint} does not answer ({type(reason).__name__})")

    def _too_short(self) -> StoreUnavailableError:
        return StoreUnavailableError(f"the store at {self.endpoint} sent an answer that ends too early")

    def _speaks_otherwise(self, response: urllib3.BaseHTTPResponse) -> StoreUnavailableError:
        response.close()
        return StoreUnavailableError(
            f"{self.endpoint} answered with {response.headers.get('Content-Type')!r}; "
            "give the address of a SPARQL endpoint"
        )


class _Body(io.RawIOBase):
    """The body of an answer as it comes in. A failure of the network is reported as one of the store."""

    def __init__(self, response: urllib3.BaseHTTPResponse, endpoint: Endpoint) -> None:
        self._response = response
        self._endpoint = endpoint
        self._part = io.BytesIO()

    def read(self, size: int = -1) -> bytes:
        """Up to *size* bytes of what has come in; at the end none.

        The engine reads two kilobytes at a time: the connection is asked for much more at once, which is rarer.
        """
        data = self._part.read(size)
        if not data:
            self._part = io.BytesIO(self._next_part())
            data = self._part.read(size)
        return data

    def _next_part(self) -> bytes:
        try:
            data: bytes = self._response.read1(_PART_BYTES)
        except HTTPError as error:
            raise self._endpoint.unavailable(error) from error
        if not data:
            self._response.release_conn()
        return data


def _media_type(response: urllib3.BaseHTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip()
