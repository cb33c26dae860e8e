"""A remote store that holds a release: any server of the SPARQL 1.1 Protocol.

Pages ask for the statements about one thing at a time, so all statements about a thing are fetched together and cached:
a release never changes. Queries go to the store unchanged. An answer is complete or an error: a store that says
that it cut its answer, or that stops in the middle of one, raises StoreUnavailableError.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import IO, Any, TypeVar, cast
from urllib.parse import unquote

import urllib3
from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
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

from graph.release import Release
from graph.store import QueryAnswer, StoreError, StoreUnavailableError, Subject, Term
from ontology.errors import ReportedError
from ontology.vocabulary import DCAT, XSD

K = TypeVar("K")
_RESULTS = "application/sparql-results+json, application/sparql-results+xml;q=0.5"
_TRIPLES = "application/n-triples, text/turtle;q=0.7, application/rdf+xml;q=0.5"
_CONNECT_SECONDS = 5.0
_ALIVE_SECONDS = 2.0
_CONNECTIONS = 32
_THINGS_AT_ONCE = 200
_CACHED_THINGS = 20_000
"""The cache holds the statements about this many things; the oldest entries are dropped first."""
_SHOWN_CHARACTERS = 300
# Virtuoso sets these headers on an answer that it cut off at its own limit of rows or of time.
_CUT = ("X-SPARQL-MaxRows", "X-SPARQL-Anytime")


class RemoteQueryError(ReportedError):
    """The store refused a query."""

    status = 400
    title = "Query failed"


class RemoteStore:
    """The release in the store at an address; it is only read. Processes and threads may share it.

    *endpoint* is where it answers queries; a user and a password in it are sent by HTTP Basic authentication.
    *default_graph* names the graph that holds the statements of the release's default graph, for stores whose own
    default graph is something else (Virtuoso's is the union of all graphs); *named_graphs* are the others then.
    *seconds* is how long an answer to a page may take to begin.

    Raises StoreError for an *endpoint* that is not a URL of a store.
    """

    is_remote = True
    has_files = False

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
        self._pools: tuple[int, urllib3.PoolManager] | None = None
        self._things: dict[NamedNode, tuple[Quad, ...]] = {}
        self._links: dict[tuple[NamedNode, NamedNode], tuple[Quad, ...]] = {}
        self._lock = threading.Lock()

    def open_files(self) -> None:
        """Do nothing: there are none."""

    # -- queries

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
        # A connection belongs to one process, so a forked process opens its own.
        if self._pools is None or self._pools[0] != os.getpid():
            self._pools = (os.getpid(), urllib3.PoolManager(maxsize=_CONNECTIONS))
        return self._pools[1]

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

    # -- statements

    def size(self) -> int:
        """The number of statements in the default graph."""
        pattern = self._patterns("?s ?p ?o", DefaultGraph())
        (solution,) = self._solutions(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
        return int(solution["n"].value)

    def statements(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The statements that fit the pattern. A release has no blank nodes, so a pattern with one has no match."""
        if isinstance(subject, BlankNode) or isinstance(object, BlankNode):
            return
        if not isinstance(subject, NamedNode):
            links = None
            if isinstance(graph, DefaultGraph) and predicate and isinstance(object, NamedNode):
                links = self._links.get((predicate, object))
            yield from self._matching(predicate, object, graph) if links is None else links
            return
        quads = self._things.get(subject)
        if quads is None:
            quads = self._fetch((subject,))[subject]
        for quad in quads:
            if (
                (graph is None or quad.graph_name == graph)
                and (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
            ):
                yield quad

    def expect(self, things: Iterable[NamedNode]) -> None:
        """Fetch the statements about those *things* that are not in the cache, many in one request."""
        missing = [thing for thing in dict.fromkeys(things) if thing not in self._things]
        for start in range(0, len(missing), _THINGS_AT_ONCE):
            self._fetch(missing[start : start + _THINGS_AT_ONCE])

    def expect_links(self, predicate: NamedNode, things: Iterable[NamedNode]) -> None:
        """Fetch the links by *predicate* to those *things* that are not in the cache, many in one request."""
        missing = [thing for thing in dict.fromkeys(things) if (predicate, thing) not in self._links]
        for start in range(0, len(missing), _THINGS_AT_ONCE):
            part = missing[start : start + _THINGS_AT_ONCE]
            values = f"VALUES ?o {{ {' '.join(map(str, part))} }}"
            pattern = self._patterns(f"?s {predicate} ?o", DefaultGraph(), values)
            by_thing: dict[NamedNode, list[Quad]] = {thing: [] for thing in part}
            for quad in self._quads(pattern, {"p": predicate, "g": DefaultGraph()}):
                assert isinstance(quad.object, NamedNode)
                by_thing[quad.object].append(quad)
            self._remember(self._links, {(predicate, thing): tuple(quads) for thing, quads in by_thing.items()})

    def _fetch(self, things: Sequence[NamedNode]) -> dict[NamedNode, tuple[Quad, ...]]:
        """The statements of every graph about *things*; they are cached too."""
        values = f"VALUES ?s {{ {' '.join(map(str, things))} }}"
        pattern = self._patterns("?s ?p ?o", None, values)
        by_thing: dict[NamedNode, dict[Quad, None]] = {thing: {} for thing in things}
        for quad in self._quads(pattern, {}):
            assert isinstance(quad.subject, NamedNode)
            by_thing[quad.subject][quad] = None
        fetched = {thing: tuple(quads) for thing, quads in by_thing.items()}
        self._remember(self._things, fetched)
        return fetched

    def _remember(self, cache: dict[K, tuple[Quad, ...]], fetched: Mapping[K, tuple[Quad, ...]]) -> None:
        with self._lock:
            cache.update(fetched)
            for oldest in list(islice(cache, max(0, len(cache) - _CACHED_THINGS))):
                del cache[oldest]

    def _matching(
        self, predicate: NamedNode | None, object: Term | None, graph: NamedNode | DefaultGraph | None
    ) -> Iterator[Quad]:
        bound: dict[str, Any] = {
            name: term for name, term in (("p", predicate), ("o", object), ("g", graph)) if term is not None
        }
        pattern = f"?s {predicate or '?p'} {object or '?o'}"
        yield from self._quads(self._patterns(pattern, graph), bound)

    def _patterns(self, pattern: str, graph: NamedNode | DefaultGraph | None, values: str = "") -> str:
        """A graph pattern: *pattern* in *graph*, or in all graphs, named ``?g`` (unbound: the default graph)."""
        if isinstance(graph, NamedNode):
            return f"{values} GRAPH {graph} {{ {pattern} }}"
        if isinstance(graph, DefaultGraph):
            return f"{values} GRAPH {self._default} {{ {pattern} }}" if self._default else f"{values} {pattern}"
        if self._default:
            return f"{values} GRAPH ?g {{ {pattern} }}"
        return f"{{ {values} {pattern} }} UNION {{ {values} GRAPH ?g {{ {pattern} }} }}"

    def _quads(self, group: str, bound: dict[str, Any]) -> Iterator[Quad]:
        names = [name for name in ("s", "p", "o", "g") if name not in bound]
        query = f"SELECT {' '.join('?' + name for name in names)} WHERE {{ {group} }}"
        for solution in self._solutions(query):
            terms = dict(bound)
            for name, term in zip(names, solution, strict=True):
                terms[name] = term
            graph = terms["g"]
            if graph is None or graph == self._default:
                graph = DefaultGraph()
            if isinstance(terms["s"], NamedNode) and isinstance(terms["o"], NamedNode | Literal | Triple):
                yield Quad(terms["s"], terms["p"], _canonical(terms["o"]), graph)


def _canonical(term: NamedNode | Literal | Triple) -> NamedNode | Literal | Triple:
    """*term* as the release has it: Virtuoso writes booleans as 1 and 0."""
    if isinstance(term, Literal) and term.datatype == XSD.boolean and term.value in ("0", "1"):
        return Literal(term.value == "1")
    return term


class _Body(io.RawIOBase):
    """The body of an answer as it comes in. A failure of the network is reported as one of the store."""

    def __init__(self, response: urllib3.BaseHTTPResponse, store: RemoteStore) -> None:
        self._response = response
        self._store = store

    def read(self, size: int = -1) -> bytes:
        """Up to *size* bytes."""
        try:
            data: bytes = self._response.read(size if size >= 0 else None)
        except HTTPError as error:
            raise self._store.unavailable(error) from error
        if not data:
            self._response.release_conn()
        return data


def _media_type(response: urllib3.BaseHTTPResponse) -> str:
    return response.headers.get("Content-Type", "").partition(";")[0].strip()


def open_remote(release: Release, endpoint: str, default_graph: str = "", *, seconds: float = 30.0) -> RemoteStore:
    """The store at *endpoint*, which must hold *release* and nothing else in its default graph.

    Raises StoreError when it does not, StoreUnavailableError when it does not answer.
    """
    namespace = release.namespace
    named = [namespace.graph(name).value for name in release.manifest["statements"] if name != "default"]
    store = RemoteStore(endpoint, default_graph=default_graph, named_graphs=named, seconds=seconds)
    subject = NamedNode(f"{release.base}/release/{release.version}")
    if not list(store.statements(subject, DCAT.version, None, DefaultGraph())):
        raise StoreError(
            f"the store at {store.endpoint} does not hold release {release.version} of {release.base}; "
            f"load {release.dump_folder / f'{release.name}.nq'} into it"
        )
    count, expected = store.size(), release.manifest["statements"]["default"]
    if count != expected:
        raise StoreError(
            f"the default graph of the store at {store.endpoint} has {count} statements, that of release "
            f"{release.version} {expected}; load it whole, or name the graph that holds it with --store-default-graph"
        )
    return store
