"""Lineage: which records a statement was made from, as RDF 1.2 reifiers."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from ontology.errors import ReportedError
from ontology.namespaces import DEFAULT_BASE, Namespace
from ontology.vocabulary import PROV, RDF

Records = dict[str, tuple[str, ...]]
"""The records that each statement was made from, all as N-Triples write them."""


class LineageError(ReportedError):
    """The lineage of two statements cannot be told apart."""


def statement_iri(namespace: Namespace, triple: Triple) -> NamedNode:
    """``{base}/id/statement/{hash}`` of *triple*.

    The hash is the first 80 bits of the SHA-256 of its N-Triples form below the default base, so that the same
    statement has the same key in a release with another base.
    """
    return namespace.thing("statement", _key(namespace, str(triple)))


def _key(namespace: Namespace, line: str) -> str:
    for base in _other_bases(namespace.base, namespace.vocabulary_base):
        line = line.replace(f"<{base}/", f"<{DEFAULT_BASE}/")
    return hashlib.sha256(line.encode()).hexdigest()[:20]


@lru_cache
def _other_bases(*bases: str) -> frozenset[str]:
    """*bases* without the default one."""
    return frozenset(bases) - {DEFAULT_BASE}


def reifier_lines(namespace: Namespace, records: Mapping[str, Iterable[str]]) -> Iterator[str]:
    """The reifier of each statement with its records, in the order of *records*, as lines without graph.

    Raises LineageError when two statements have the same hash.
    """
    start, seen = namespace.thing("statement", "").value, set()
    reifies, derived = f"> {RDF.reifies} <<( ", f"> {PROV.wasDerivedFrom} "
    for line, origins in records.items():
        key = _key(namespace, line)
        seen.add(key)
        yield f"<{start}{key}{reifies}{line} )>>"
        for record in sorted(origins):
            yield f"<{start}{key}{derived}{record}"
    if len(seen) != len(records):
        raise LineageError("two statements have the same hash; report it, so that the hash is made longer")
