"""From a thing to the document: every statement about it with table, row, document and lines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, NamedNode, Triple

from graph.lineage import statement_iri
from graph.store import StatementStore
from mappings.errors import TabunkaError
from mappings.interpreter import PROV_DERIVED
from mappings.namespaces import Namespace


class TraceError(TabunkaError):
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
