"""The prefixes of ``ontology/prefixes.json``, below the base of a release."""

from __future__ import annotations

import json
from functools import lru_cache

import ontology
from mappings.namespaces import Namespace


@lru_cache
def prefixes(namespace: Namespace) -> dict[str, str]:
    """Prefix to IRI; our own below the base of *namespace*."""
    raw: dict[str, str] = json.loads(ontology.PREFIXES.read_text(encoding="utf-8"))
    return {prefix: iri.replace("{base}", namespace.base) for prefix, iri in raw.items()}


def compact(namespace: Namespace, iri: str) -> str | None:
    """*iri* as a prefixed name, by its longest prefix; None when no prefix fits or the rest is no local name."""
    best = max(
        ((p, i) for p, i in prefixes(namespace).items() if iri.startswith(i)), key=lambda x: len(x[1]), default=None
    )
    if best is None:
        return None
    local = iri[len(best[1]) :]
    return f"{best[0]}:{local}" if local and not set(local) & set("/#?&()'\",;%") else None
