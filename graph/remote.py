"""A remote store that holds a release: any server of the SPARQL 1.1 Protocol.

Pages ask for the statements about one thing at a time. All statements about a thing are fetched together, with those
about the things that a page asks about next (:mod:`graph.read_ahead`), and cached: a release never changes. Queries go
to the store unchanged.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.endpoint import Endpoint
from graph.read_ahead import ReadAhead
from graph.release import Release
from graph.store import StoreError, Subject, Term
from ontology.vocabulary import DCAT, XSD

K = TypeVar("K")
_Link = tuple[NamedNode | None, NamedNode, NamedNode | DefaultGraph]
"""A property (None: any) by which things link to a thing, in a graph."""
_THINGS_AT_ONCE = 200
_CACHED_THINGS = 20_000
"""The cache holds the statements about this many things; the oldest entries are dropped first."""
_MOST_LINKS = 2_000
"""More links to one thing are not cached."""
_GROUPED_THINGS = 100_000
"""For this many things the group of things that are read together with them is remembered."""
_DEFAULT_GRAPH = DefaultGraph()


class RemoteStore(Endpoint):
    """The release in the store at an address (:class:`graph.endpoint.Endpoint`); it is only read."""

    is_remote = True
    has_files = False

    def __init__(
        self, endpoint: str, *, default_graph: str = "", named_graphs: Sequence[str] = (), seconds: float = 30.0
    ) -> None:
        super().__init__(endpoint, default_graph=default_graph, named_graphs=named_graphs, seconds=seconds)
        self._things: dict[NamedNode, tuple[Quad, ...]] = {}
        self._links: dict[_Link, tuple[Quad, ...]] = {}
        self._ahead = ReadAhead(_GROUPED_THINGS)
        self._lock = threading.Lock()

    def open_files(self) -> int:
        """Do nothing: there are none."""
        return 0

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
            # A caller that asks in any graph needs one statement only: no need to fetch the others.
            if isinstance(object, NamedNode) and graph is not None:
                yield from self._links_to(object, predicate, graph)
            else:
                yield from self._matching(predicate, object, graph)
            return
        quads = self._things.get(subject)
        if quads is None:
            quads = self._fetch(self._with_more([subject]))[subject]
        for quad in quads:
            if (
                (graph is None or quad.graph_name == graph)
                and (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
            ):
                yield quad

    def expect(self, things: Iterable[NamedNode]) -> None:
        """Fetch the statements about those *things* that are not in the cache, many in one request."""
        group = dict.fromkeys(things)
        missing = [thing for thing in group if thing not in self._things]
        for start in range(0, len(missing), _THINGS_AT_ONCE):
            self._fetch(self._with_more(missing[start : start + _THINGS_AT_ONCE]))
        self._ahead.add(group)

    def _with_more(self, things: Sequence[NamedNode]) -> list[NamedNode]:
        """*things*, which are not in the cache, and as many of those beside the first as one request has room for."""
        beside = (thing for thing in self._ahead.beside(things[0]) if thing not in self._things)
        return list(islice(dict.fromkeys((*things, *islice(beside, _THINGS_AT_ONCE))), _THINGS_AT_ONCE))

    def is_at_hand(self, thing: NamedNode) -> bool:
        """Are the statements about *thing* in the cache?"""
        return thing in self._things

    def beside(self, thing: NamedNode) -> Iterator[NamedNode]:
        """*thing*, and then those that came into sight together with it."""
        return self._ahead.beside(thing)

    def expect_links(self, predicates: Sequence[NamedNode], things: Iterable[NamedNode]) -> None:
        """Fetch the links by *predicates* to those *things* that are not in the cache, many in one request."""
        missing = [
            thing
            for thing in dict.fromkeys(things)
            if not all((predicate, thing, _DEFAULT_GRAPH) in self._links for predicate in predicates)
        ]
        for start in range(0, len(missing), _THINGS_AT_ONCE):
            part = missing[start : start + _THINGS_AT_ONCE]
            links: dict[_Link, list[Quad]] = {
                (name, thing, _DEFAULT_GRAPH): [] for name in predicates for thing in part
            }
            values = f"VALUES ?p {{ {_listed(predicates)} }} VALUES ?o {{ {_listed(part)} }}"
            for quad in self._quads(self._patterns("?s ?p ?o", _DEFAULT_GRAPH, values), {"g": _DEFAULT_GRAPH}):
                assert isinstance(quad.object, NamedNode)
                links[quad.predicate, quad.object, _DEFAULT_GRAPH].append(quad)
            self._remember(self._links, {link: tuple(quads) for link, quads in links.items()})
            self._ahead.add(subject for quads in links.values() for subject in _subjects(quads))

    def _links_to(
        self, thing: NamedNode, predicate: NamedNode | None, graph: NamedNode | DefaultGraph
    ) -> tuple[Quad, ...]:
        """The links to *thing*: from the cache, or from all those to it where these are there."""
        links = self._links.get((predicate, thing, graph))
        if links is None and (every := self._links.get((None, thing, graph))) is not None:
            return tuple(quad for quad in every if quad.predicate == predicate)
        if links is None:
            links = tuple(self._matching(predicate, thing, graph))
            if len(links) <= _MOST_LINKS:
                self._remember(self._links, {(predicate, thing, graph): links})
                self._ahead.add(sorted(_subjects(links), key=_value))
        return links

    def _fetch(self, things: Sequence[NamedNode]) -> dict[NamedNode, tuple[Quad, ...]]:
        """The statements of every graph about *things*; they are cached too."""
        values = f"VALUES ?s {{ {_listed(things)} }}"
        pattern = self._patterns("?s ?p ?o", None, values)
        by_thing: dict[NamedNode, dict[Quad, None]] = {thing: {} for thing in things}
        for quad in self._quads(pattern, {}):
            assert isinstance(quad.subject, NamedNode)
            by_thing[quad.subject][quad] = None
        fetched = {thing: tuple(quads) for thing, quads in by_thing.items()}
        self._remember(self._things, fetched)
        named = (quad.object for thing in things for quad in fetched[thing] if isinstance(quad.object, NamedNode))
        self._ahead.add(thing for thing in named if thing not in self._things)
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


def _subjects(quads: Iterable[Quad]) -> Iterator[NamedNode]:
    return (quad.subject for quad in quads if isinstance(quad.subject, NamedNode))


def _listed(things: Iterable[NamedNode]) -> str:
    return " ".join(map(str, things))


def _value(thing: NamedNode) -> str:
    return thing.value


def _canonical(term: NamedNode | Literal | Triple) -> NamedNode | Literal | Triple:
    """*term* as the release has it: Virtuoso writes booleans as 1 and 0."""
    if isinstance(term, Literal) and term.datatype == XSD.boolean and term.value in ("0", "1"):
        return Literal(term.value == "1")
    return term


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
