"""Lineage: which records a statement was made from, as RDF 1.2 reifiers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from pyoxigraph import NamedNode, Quad, Triple

from ontology.errors import ReportedError
from ontology.namespaces import DEFAULT_BASE, Namespace
from ontology.vocabulary import PROV, RDF

Records = dict[Triple, set[NamedNode]]
"""The records that each statement was made from."""


class LineageError(ReportedError):
    """The lineage of two statements cannot be told apart."""


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
    """The provenance graph: the reifier of each statement with its records, in the order of the reifiers.

    Raises LineageError when two statements have the same hash.
    """
    graph = namespace.graph("provenance")
    named = {statement_iri(namespace, triple): (triple, derived_from) for triple, derived_from in records.items()}
    if len(named) != len(records):
        raise LineageError("two statements have the same hash; report it, so that the hash is made longer")
    for reifier, (triple, derived_from) in sorted(named.items(), key=lambda item: item[0].value):
        yield Quad(reifier, RDF.reifies, triple, graph)
        for record in sorted(derived_from, key=str):
            yield Quad(reifier, PROV.wasDerivedFrom, record, graph)
