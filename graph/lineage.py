"""Lineage: what a statement is called by that is said of it."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from pyoxigraph import NamedNode, Triple

from ontology.namespaces import DEFAULT_BASE, Namespace


def statement_iri(namespace: Namespace, triple: Triple) -> NamedNode:
    """``{base}/id/statement/{hash}`` of *triple*.

    The hash is the first 80 bits of the SHA-256 of its N-Triples form below the default base, so that the same
    statement has the same key in a release with another base.
    """
    return namespace.thing("statement", statement_key(namespace, str(triple)))


def statement_key(namespace: Namespace, line: str) -> str:
    """The hash of the statement *line*, as :func:`statement_iri` has it."""
    for base in _other_bases(namespace.base, namespace.vocabulary_base):
        line = line.replace(f"<{base}/", f"<{DEFAULT_BASE}/")
    return hashlib.sha256(line.encode()).hexdigest()[:20]


@lru_cache
def _other_bases(*bases: str) -> frozenset[str]:
    """*bases* without the default one."""
    return frozenset(bases) - {DEFAULT_BASE}
