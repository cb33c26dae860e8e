"""Lineage: the IRI of the reifier of a statement, to which its records are attached."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
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
    return statement_keys(namespace)(line)


@lru_cache
def statement_keys(namespace: Namespace) -> Callable[[str], str]:
    """:func:`statement_key` below *namespace*, for very many lines."""
    others = {namespace.base, namespace.vocabulary_base} - {DEFAULT_BASE}
    moves = [(f"<{base}/", f"<{DEFAULT_BASE}/") for base in sorted(others)]

    def key(line: str) -> str:
        for base, default in moves:
            line = line.replace(base, default)
        return hashlib.sha256(line.encode()).hexdigest()[:20]

    return key
