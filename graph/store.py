"""The store of a release, which the server, ``query`` and ``trace`` read; and the interface of any such store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    Store,
    Triple,
    parse,
)

from graph.dumps import Dump
from graph.formats import N_QUADS, N_TRIPLES, RdfFormat
from graph.quality import measurements_of_servers, measurements_path
from graph.release import STORE, Release
from ontology.errors import ReportedError

IN_MEMORY_LIMIT = 2_000_000
"""Quads up to which a release is held in memory, where queries run about three times faster. A quad takes about
100 bytes, so this is 200 MB; beyond it the on-disk store, which opens at once and shares its pages, serves better."""

_PART = 1 << 26
"""Bytes of a dump that are read at once where it has blank nodes."""

Subject = NamedNode | BlankNode
Term = NamedNode | BlankNode | Literal | Triple
QueryAnswer = QuerySolutions | QueryBoolean | Iterable[Triple]
"""The answer to SELECT, to ASK, to CONSTRUCT and DESCRIBE."""


DAMAGE = (OSError, ValueError, SyntaxError, RuntimeError)
"""What the engine raises for a file that is missing or damaged."""


class StoreError(ReportedError):
    """The store of a release cannot be opened."""


class StoreUnavailableError(StoreError):
    """A remote store does not answer now."""

    status = 503
    title = "The store does not answer"
    retry_after = 5

    @property
    def detail(self) -> str:
        """The text for the public: the address of the store and its message go to the log only."""
        return "the store behind this server does not answer now; try again in a moment"


class StatementStore(Protocol):
    """The part of a store that the server uses."""

    is_remote: bool
    """Is the store reached over the network?"""
    has_files: bool
    """Are other graphs than the default one read from files, which each process opens for itself?"""

    def open_files(self) -> int:
        """Open these files, if they are not open yet; whoever reads other graphs opens them too. Raises StoreError.

        Gives the number of those that the engine opens later, when a query needs them. It has threads from then on, so
        this process should fork no other.
        """

    def statements(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Statements that fit the pattern; *graph* None is any graph, DefaultGraph() the default one."""

    def expect(self, things: Iterable[NamedNode]) -> None:
        """Announce that statements about *things* will be asked for: a remote store fetches them in one request."""

    def expect_links(self, predicates: Sequence[NamedNode], things: Iterable[NamedNode]) -> None:
        """Announce that links to *things* by *predicates* in the default graph will be asked for."""

    def is_at_hand(self, thing: NamedNode) -> bool:
        """Can statements about *thing* be read without a request?"""

    def beside(self, thing: NamedNode) -> Iterable[NamedNode]:
        """*thing*, and then what a page asks about together with it, as far as the store knows."""

    def is_answering(self) -> bool:
        """Does the store answer now?"""

    def query(
        self,
        query: str,
        *,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        has_dataset: bool = False,
        base: str | None = None,
    ) -> QueryAnswer:
        """The answer to *query*; the engine may compute it only while it is read.

        *default_graph* and *named_graphs*, if either is given, replace the dataset of the query (SPARQL 1.1 Protocol,
        section 2.1.4); *has_dataset*: the query names a dataset itself; *base* is what its relative IRIs are resolved
        against. Raises SyntaxError for a malformed query, and the errors of the engine.
        """


class EmbeddedStore:
    """A pyoxigraph store of one release, in memory or on disk; it is only read.

    *default_graph* holds the default graph alone. The engine finds a statement among those of all graphs with the same
    terms, so what asks for no other graph is answered from there in two thirds of the time. Without one the *store* of
    all graphs is asked.
    """

    is_remote = False
    has_files = False

    def __init__(self, store: Store, default_graph: Store | None = None) -> None:
        self.store = store
        self.default_graph = store if default_graph is None else default_graph

    def open_files(self) -> int:
        """Do nothing: there are none."""
        return 0

    def all_graphs(self) -> Store:
        """The engine's store of all graphs. Raises StoreError."""
        return self.store

    def statements(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """The statements that fit the pattern, in the order of the engine."""
        store = self.default_graph if isinstance(graph, DefaultGraph) else self.all_graphs()
        return store.quads_for_pattern(subject, predicate, object, graph)

    def expect(self, things: Iterable[NamedNode]) -> None:
        """Do nothing: every statement is at hand."""

    def expect_links(self, predicates: Sequence[NamedNode], things: Iterable[NamedNode]) -> None:
        """Do nothing: every link is at hand."""

    def is_at_hand(self, thing: NamedNode) -> bool:
        """Every statement is."""
        return True

    def beside(self, thing: NamedNode) -> Iterable[NamedNode]:
        """The *thing* alone: there is nothing to read ahead."""
        return (thing,)

    def is_answering(self) -> bool:
        """An embedded store always answers."""
        return True

    def query(
        self,
        query: str,
        *,
        default_graph: Sequence[NamedNode] | None = None,
        named_graphs: Sequence[NamedNode] | None = None,
        has_dataset: bool = False,
        base: str | None = None,
    ) -> QueryAnswer:
        """The answer of the engine, which reads the dataset of the query by itself."""
        if default_graph is None and named_graphs is None:
            store = self.all_graphs() if may_read_other_graphs(query) else self.default_graph
            try:
                # With a base the engine resolves every IRI against it, which takes a tenth of a look-up.
                return store.query(query)
            except SyntaxError:
                if base is None:
                    raise
                return store.query(query, base_iri=base)
        return self.all_graphs().query(
            query,
            base_iri=base,
            default_graph=list(default_graph or ()),
            named_graphs=list(named_graphs or ()),
        )


def open_store(release: Release, in_memory: bool | None = None) -> EmbeddedStore:
    """The store of *release*: in memory when it is small enough (or *in_memory* says so), else on disk, read-only.

    Raises StoreError when a file of the release is missing or damaged.
    """
    if in_memory is None:
        in_memory = release.quads <= IN_MEMORY_LIMIT
    try:
        if not in_memory:
            return opened(release.path / STORE)
        store = Store()
        # Without named graphs both would hold the same.
        default_graph = store if is_one_graph(release) else Store()
        load_default_graph(default_graph, release)
        if default_graph is not store:
            load_all_graphs(store, release)
        return EmbeddedStore(store, default_graph)
    except DAMAGE as error:
        raise unopened(release, error) from error


def may_read_other_graphs(query: str) -> bool:
    """May *query* read more than the default graph? Only with certain keywords, which no escape can hide."""
    lower = query.lower()
    return "graph" in lower or "from" in lower


def is_one_graph(release: Release) -> bool:
    """Is the default graph all that *release* has?"""
    return release.is_light and not release.named_graphs


def is_read_from_disk(release: Release) -> bool:
    """Can the other graphs of *release* be read from its store on disk?

    It cannot where the release has no store, where the store labels blank nodes otherwise than the default graph in
    memory, or where servers were measured after the build.
    """
    has_store = (release.path / STORE).is_dir()
    return has_store and not release.has_blank_nodes and not measurements_path(release).is_file()


def require_dumps(release: Release) -> None:
    """Check that the dumps that statements are read from exist and have their sizes. Raises one of :data:`DAMAGE`."""
    for dump in memory_dumps(release):
        size, written = (release.dump_folder / dump.name).stat().st_size, release.files[dump.name].get("bytes")
        if size != written:
            raise ValueError(f"{dump.name} has {size} bytes, not {written}")


def load_all_graphs(store: Store, release: Release) -> None:
    """Load all graphs of *release* into *store*. Raises one of :data:`DAMAGE`."""
    for dump in memory_dumps(release):
        load(store, release, dump)
    store.extend(measurements_of_servers(release))


def memory_dumps(release: Release) -> list[Dump]:
    """The dumps that a store in memory is loaded from: first that of all graphs, then lineage."""
    return [dump for dump in release.dumps if dump.format == N_QUADS and not dump.compressed]


def load(store: Store, release: Release, dump: Dump) -> None:
    """Add the statements of *dump* to *store*, all at once. Raises one of :data:`DAMAGE`."""
    # The build wrote these IRIs, so they are valid; checking each again would take a fifth of the time.
    assert isinstance(dump.format, RdfFormat)
    path = release.dump_folder / dump.name
    if not release.has_blank_nodes:
        store.load(path=str(path), format=dump.format.rdf, lenient=True)
        return
    with path.open("rb") as file:
        while lines := file.readlines(_PART):
            add_lines(store, lines, dump.format)


def add_lines(store: Store, lines: Sequence[bytes], form: RdfFormat) -> None:
    """Add statements, some of which may have blank nodes, to *store*. Raises one of :data:`DAMAGE`."""
    # Loading gives blank nodes other labels each time; statements that are added one by one keep theirs.
    blank = [line for line in lines if b"_:" in line]
    store.extend(parse(b"".join(blank), format=form.rdf, lenient=True))
    rest = b"".join(line for line in lines if b"_:" not in line) if blank else b"".join(lines)
    store.load(rest, format=form.rdf, lenient=True)


def load_default_graph(store: Store, release: Release) -> None:
    """Load the default graph of *release* into *store*. Raises one of :data:`DAMAGE`."""
    for dump in release.dumps:
        if dump.format == N_TRIPLES and not dump.compressed:
            load(store, release, dump)


def unopened(release: Release, error: Exception) -> StoreError:
    """The error of a release whose store cannot be opened because of *error*."""
    return StoreError(f"release {release.version}: its store cannot be opened ({error}); run `tabunka build` again")


def opened(folder: Path) -> EmbeddedStore:
    """The on-disk store in *folder*, read-only. Raises OSError where there is none."""
    return EmbeddedStore(Store.read_only(str(folder)))
