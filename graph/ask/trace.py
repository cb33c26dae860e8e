"""From a thing to the document: every statement about it with table, row, document and lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.lineage import REIFIES, statement_iri
from graph.store import StatementStore
from mappings.map.interpreter import PROV_DERIVED
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_PART_OF = "http://purl.org/dc/terms/isPartOf"


class TraceError(ReportedError):
    """The graph says nothing about the thing."""


@dataclass(frozen=True)
class Origin:
    """A table row, and the lines of a document it was read from (from 1, both inside). A reference row has none."""

    table: str
    row: str
    lines: tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class Traced:
    """One statement and where it comes from. The ontology and the metadata have no origins."""

    triple: Triple
    origins: tuple[Origin, ...]


def cited_lines(store: StatementStore, record: NamedNode) -> tuple[tuple[str, int, int], ...]:
    """The document lines that *record* cites, as (document, first, last)."""
    found = []
    for quad in store.statements(record, PROV_DERIVED, None, DefaultGraph()):
        if isinstance(quad.object, NamedNode) and "#line=" in quad.object.value:
            document, _, span = quad.object.value.partition("#line=")
            first, last = span.split(",")
            found.append((document.rsplit("/", 1)[-1], int(first) + 1, int(last)))
    return tuple(sorted(found))


def origins(store: StatementStore, namespace: Namespace, triple: Triple) -> tuple[Origin, ...]:
    """The records of *triple*, by its reifier in the provenance graph."""
    found = []
    start = f"{namespace.base}/id/record/"
    for quad in store.statements(statement_iri(namespace, triple), PROV_DERIVED, None, namespace.graph("provenance")):
        if isinstance(quad.object, NamedNode):
            table, _, row = quad.object.value.removeprefix(start).partition("/")
            found.append(Origin(table, row, cited_lines(store, quad.object)))
    return tuple(sorted(found, key=lambda origin: (origin.table, origin.row)))


_LINE = re.compile(r"(?:.*/source/)?(?P<document>\d{3})(?::(?P<line>\d+)|#line=(?P<first>\d+),(?P<last>\d+))\Z")


def parse_lines(text: str) -> tuple[str, int, int] | None:
    """``002:36`` or the IRI of a line range as document, first and last line (from 1, both inside), else None."""
    match = _LINE.match(text)
    if not match:
        return None
    if match["line"]:
        return match["document"], int(match["line"]), int(match["line"])
    return match["document"], int(match["first"]) + 1, int(match["last"])


def records_citing(
    store: StatementStore, namespace: Namespace, document: str, first: int, last: int
) -> list[NamedNode]:
    """The records that cite any of the lines *first* to *last* of *document*."""
    records: set[NamedNode] = set()
    holder = namespace.thing("document", document)
    for part in store.statements(None, NamedNode(_PART_OF), holder, DefaultGraph()):
        if not isinstance(part.subject, NamedNode) or "#line=" not in part.subject.value:
            continue
        begin, end = part.subject.value.partition("#line=")[2].split(",")
        if int(begin) + 1 <= last and first <= int(end):
            for quad in store.statements(None, PROV_DERIVED, part.subject, DefaultGraph()):
                if isinstance(quad.subject, NamedNode):
                    records.add(quad.subject)
    return sorted(records, key=str)


def supported(store: StatementStore, namespace: Namespace, record: NamedNode) -> Iterator[Triple]:
    """Every statement made from *record*, by the reifiers of the provenance graph."""
    graph = namespace.graph("provenance")
    for quad in store.statements(None, PROV_DERIVED, record, graph):
        if isinstance(quad.subject, NamedNode):
            for reified in store.statements(quad.subject, REIFIES, None, graph):
                if isinstance(reified.object, Triple):
                    yield reified.object


def trace_lines(store: StatementStore, namespace: Namespace, document: str, first: int, last: int) -> Iterator[Traced]:
    """From lines of a document to every statement they support, those about the records themselves left out.

    Raises TraceError when no record cites the lines.
    """
    records = records_citing(store, namespace, document, first, last)
    if not records:
        raise TraceError(
            f"no record cites line {first} of document {document}; `tabunka ledger` tells what became of it"
        )
    found: dict[Triple, None] = {}
    for record in records:
        for triple in supported(store, namespace, record):
            if triple.subject != record and triple.object != record:
                found[triple] = None
    for triple in sorted(found, key=str):
        yield Traced(triple, origins(store, namespace, triple))


def trace(store: StatementStore, namespace: Namespace, iri: str) -> Iterator[Traced]:
    """Every statement of the default graph with *iri* as its subject. Raises TraceError when there is none."""
    try:
        thing = NamedNode(iri)
    except ValueError as error:
        raise TraceError(
            f"{iri!r} is not an IRI ({error}); give one such as {namespace.base}/id/municipality/01100"
        ) from error
    statements = list(store.statements(thing, None, None, DefaultGraph()))
    if not statements:
        raise TraceError(f"this release says nothing about {iri}; its things begin with {namespace.base}/id/")
    for quad in sorted(statements, key=lambda q: (str(q.predicate), str(q.object))):
        triple = Triple(quad.subject, quad.predicate, quad.object)
        yield Traced(triple, origins(store, namespace, triple))
