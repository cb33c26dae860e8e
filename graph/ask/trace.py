"""From a thing to the document: every statement about it with table, row, document and lines."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Set
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.lineage import statement_iri, statement_key
from graph.lineage_index import LineageIndex
from graph.store import StatementStore
from ontology.errors import ReportedError
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, PROV, RDF


class TraceError(ReportedError):
    """The graph says nothing about a thing, or no record cites a line."""


class TableRow:
    """A row of a *table* that statements were made from: the *record* of a *store*."""

    __slots__ = ("_lines", "_record", "_store", "row", "table")

    def __init__(self, store: StatementStore, namespace: Namespace, record: NamedNode) -> None:
        self.table, _, self.row = record.value.removeprefix(f"{namespace.base}/id/record/").partition("/")
        self._store = store
        self._record = record
        self._lines: tuple[LineRange, ...] | None = None

    @property
    def lines(self) -> tuple[LineRange, ...]:
        """The lines of the document that the row cites, in order.

        They are looked up at the first use, since few pages need them.
        """
        if self._lines is None:
            self._lines = cited_lines(self._store, self._record)
        return self._lines


class Origin:
    """A table row, and the lines of the document that it was read from. A row of a reference work has none.

    *statement* is the key of a statement that was made from the row (its reifier is ``/id/statement/{key}``), or empty.
    Two origins are equal if their rows are, so that a row which supports several statements is shown once.
    """

    __slots__ = ("_of", "statement")

    def __init__(self, of: TableRow, statement: str = "") -> None:
        self._of = of
        self.statement = statement

    @property
    def table(self) -> str:
        """The table of the row."""
        return self._of.table

    @property
    def row(self) -> str:
        """The key of the row."""
        return self._of.row

    @property
    def lines(self) -> tuple[LineRange, ...]:
        """The lines that the row cites, in order."""
        return self._of.lines

    def __eq__(self, other: object) -> bool:
        """Is *other* the same row?"""
        return isinstance(other, Origin) and self._of.row == other._of.row and self._of.table == other._of.table

    def __hash__(self) -> int:
        """By the row, which always cites the same lines."""
        return hash((self._of.table, self._of.row))


_AHEAD = 200
"""How many reifiers one request to a remote store reads."""


@dataclass(frozen=True)
class Traced:
    """One statement and its origins. Statements of the ontology and the metadata have none."""

    triple: Triple
    origins: tuple[Origin, ...]


def cited_lines(store: StatementStore, record: NamedNode) -> tuple[LineRange, ...]:
    """The line ranges that *record* cites, in order."""
    cited = []
    for quad in store.statements(record, PROV.wasDerivedFrom, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode) and (lines := LineRange.parse(quad.object.value)):
            cited.append(lines)
    return tuple(sorted(cited) if len(cited) > 1 else cited)


def origin_of(store: StatementStore, namespace: Namespace, record: NamedNode) -> Origin:
    """The table row that *record* is, with the lines that it cites."""
    return Origin(TableRow(store, namespace, record))


class Origins:
    """The origins of the statements of *store*. The last *kept* records are cached, since statements share them.

    The records of a statement are read from the index *lineage*, or from the store where there is no index.
    """

    def __init__(
        self, store: StatementStore, namespace: Namespace, kept: int = 0, lineage: LineageIndex | None = None
    ) -> None:
        self._store = store
        self._lineage = lineage
        self._namespace = namespace
        self._home = namespace.home("statement")
        self._provenance = namespace.graph("provenance")
        self._row_of = lru_cache(maxsize=kept)(partial(TableRow, store, namespace))

    def of(self, triple: Triple) -> tuple[Origin, ...]:
        """The records of *triple*, by its reifier in the provenance graph."""
        key = statement_key(self._namespace, str(triple))
        rows = list(map(self._row_of, self._records(triple, key)))
        if len(rows) > 1:
            rows.sort(key=lambda row: (row.table, row.row))
        return tuple([Origin(row, key) for row in rows])

    def _records(self, triple: Triple, key: str) -> Iterator[NamedNode]:
        """The records of *triple*, the statement *key*."""
        if self._lineage is not None:
            yield from map(NamedNode, self._lineage.records(key))
            return
        reifier = NamedNode(self._home + key)
        if not self._store.is_at_hand(reifier):
            self._store.expect(islice(self._reifiers(triple), _AHEAD))
        for quad in self._store.statements(reifier, PROV.wasDerivedFrom, None, self._provenance):
            if isinstance(quad.object, NamedNode):
                yield quad.object

    def _reifiers(self, triple: Triple) -> Iterator[NamedNode]:
        """The reifiers that one request reads: those of *triple* and of statements that the page will show next.

        These statements are about the subject of *triple* and about things that pages read together with it. Only
        statements that are cached count, and of their reifiers only those that are not cached yet.
        """
        yield statement_iri(self._namespace, triple)
        subject = triple.subject
        for thing in self._store.beside(subject) if isinstance(subject, NamedNode) else ():
            if self._store.is_at_hand(thing):
                for quad in self._store.statements(thing, None, None, DefaultGraph()):
                    reifier = statement_iri(self._namespace, quad.triple)
                    if not self._store.is_at_hand(reifier):
                        yield reifier


_SHORT_LINE = re.compile(r"(?P<document>[A-Za-z0-9-]+):(?P<line>[1-9]\d*)\Z")


def parse_lines(text: str, documents: Container[str]) -> LineRange | None:
    """The lines that *text* names: ``key:36`` with the key of one of *documents*, or the IRI of a line range."""
    short = _SHORT_LINE.match(text)
    if short and short["document"] in documents:
        return LineRange(short["document"], int(short["line"]), int(short["line"]))
    return LineRange.parse(text)


def ranges_of(store: StatementStore, namespace: Namespace, document: str) -> Iterator[LineRange]:
    """Every line range of *document* that the default graph describes."""
    holder = namespace.thing("document", document)
    for part in store.statements(None, DCT.isPartOf, holder, DefaultGraph()):
        if isinstance(part.subject, NamedNode) and (lines := LineRange.parse(part.subject.value)):
            yield lines


def records_citing(store: StatementStore, namespace: Namespace, ranges: Iterable[LineRange]) -> list[NamedNode]:
    """The records that cite exactly one of *ranges*."""
    records = {
        quad.subject
        for lines in ranges
        for quad in store.statements(None, PROV.wasDerivedFrom, lines.iri(namespace), DefaultGraph())
        if isinstance(quad.subject, NamedNode)
    }
    return sorted(records, key=str)


def supported(store: StatementStore, namespace: Namespace, record: NamedNode) -> Iterator[Triple]:
    """Every statement made from *record*, by the reifiers of the provenance graph."""
    graph = namespace.graph("provenance")
    unread: set[NamedNode] = set()
    for quad in store.statements(None, PROV.wasDerivedFrom, record, graph):
        if isinstance(quad.subject, NamedNode):
            triple = _reified(store, quad.subject, graph)
            if triple is None:
                unread.add(quad.subject)
            else:
                yield triple
    yield from _by_keys(store, namespace, record, unread)


def _reified(store: StatementStore, reifier: NamedNode, graph: NamedNode) -> Triple | None:
    """The statement that *reifier* names; None where there is none, or the store reads no RDF 1.2."""
    reified = (quad.object for quad in store.statements(reifier, RDF.reifies, None, graph))
    return next((triple for triple in reified if isinstance(triple, Triple)), None)


def _by_keys(
    store: StatementStore, namespace: Namespace, record: NamedNode, reifiers: Set[NamedNode]
) -> Iterator[Triple]:
    """The statements that *reifiers* name, found among those about *record* and its things by the hash in the name.

    A store without RDF 1.2, such as Virtuoso 7, has the reifiers but not the statements that they reify.
    """
    if reifiers:
        derived = store.statements(None, PROV.wasDerivedFrom, record, DefaultGraph())
        things = [quad.subject for quad in derived if isinstance(quad.subject, NamedNode)]
        for subject in dict.fromkeys([record, *things]):
            for quad in store.statements(subject, None, None, DefaultGraph()):
                triple = Triple(quad.subject, quad.predicate, quad.object)
                if statement_iri(namespace, triple) in reifiers:
                    yield triple


def trace_lines(store: StatementStore, namespace: Namespace, lines: LineRange) -> Iterator[Traced]:
    """Every statement that *lines* support, without those about the records that cite them.

    Raises TraceError when no record cites the lines.
    """
    ranges = ranges_of(store, namespace, lines.document)
    around = (other for other in ranges if other.first <= lines.last and lines.first <= other.last)
    records = records_citing(store, namespace, around)
    if not records:
        raise TraceError(
            f"no record cites line {lines.first} of document {lines.document}; `tabunka ledger` tells what became of it"
        )
    yield from trace_records(store, namespace, records)


def trace_records(store: StatementStore, namespace: Namespace, records: Iterable[NamedNode]) -> Iterator[Traced]:
    """Every statement made from *records*, without those about these records."""
    statements: dict[Triple, None] = {}
    for record in records:
        for triple in supported(store, namespace, record):
            if triple.subject != record and triple.object != record:
                statements[triple] = None
    origins = Origins(store, namespace)
    for triple in sorted(statements, key=str):
        yield Traced(triple, origins.of(triple))


def trace(store: StatementStore, namespace: Namespace, iri: str) -> Iterator[Traced]:
    """Every statement of the default graph with *iri* as its subject. Raises TraceError when there is none."""
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise TraceError(f"{iri!r} is not an IRI ({error}); give one such as {namespace.base}/id/KIND/KEY") from error
    statements = list(store.statements(thing, None, None, DefaultGraph()))
    if not statements:
        raise TraceError(f"this release says nothing about {iri}; its things begin with {namespace.base}/id/")
    origins = Origins(store, namespace)
    for quad in sorted(statements, key=lambda q: (str(q.predicate), str(q.object))):
        triple = Triple(quad.subject, quad.predicate, quad.object)
        yield Traced(triple, origins.of(triple))


def statement_of(store: StatementStore, namespace: Namespace, key: str) -> Triple | None:
    """The statement whose reifier is ``/id/statement/{key}``, or None where there is no such reifier."""
    reifier, graph = namespace.thing("statement", key), namespace.graph("provenance")
    if (triple := _reified(store, reifier, graph)) is not None:
        return triple
    for quad in store.statements(reifier, PROV.wasDerivedFrom, None, graph):
        if isinstance(quad.object, NamedNode):
            for triple in _by_keys(store, namespace, quad.object, {reifier}):
                return triple
    return None
