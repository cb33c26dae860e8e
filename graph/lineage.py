"""Lineage: which records a statement was made from, as RDF 1.2 reifiers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad, Triple

from mappings.map.interpreter import PROV_DERIVED
from ontology.namespaces import DEFAULT_BASE, Namespace

REIFIES = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
Records = dict[Triple, set[NamedNode]]


def statement_iri(namespace: Namespace, triple: Triple) -> NamedNode:
    """``{base}/id/statement/{hash}`` of *triple*.

    The hash is the first 80 bits of the SHA-256 of its N-Triples form below the default base, so that the same
    statement has the same key in a release with another base.
    """
    text = str(triple)
    if namespace.base != DEFAULT_BASE:
        text = text.replace(f"<{namespace.base}/", f"<{DEFAULT_BASE}/")
    return namespace.thing("statement", hashlib.sha256(text.encode()).hexdigest()[:20])


def reifiers(namespace: Namespace, records: Mapping[Triple, Iterable[NamedNode]]) -> Iterator[Quad]:
    """The provenance graph: for each statement its reifier, tied to its records; in the order of the reifiers."""
    graph = namespace.graph("provenance")
    named = {statement_iri(namespace, triple): (triple, derived_from) for triple, derived_from in records.items()}
    if len(named) != len(records):
        raise AssertionError("two statements have the same hash; lengthen it")
    for reifier, (triple, derived_from) in sorted(named.items(), key=lambda item: item[0].value):
        yield Quad(reifier, REIFIES, triple, graph)
        for record in sorted(derived_from, key=str):
            yield Quad(reifier, PROV_DERIVED, record, graph)
