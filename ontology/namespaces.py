"""The IRIs that this project coins, below the base IRI of a release, and where its prefixes are declared."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

import ontology
from ontology.errors import ReportedError

DEFAULT_BASE = "http://localhost:8000"


class BaseError(ReportedError):
    """The base IRI is not one that URIs can be made from."""


@dataclass(frozen=True)
class Namespace:
    """Our URIs below *base*, as the design's contract lists them. *base* has no slash at its end.

    *prefix_file* declares the prefixes that shorten IRIs; a release has its own.
    """

    base: str = DEFAULT_BASE
    prefix_file: Path = ontology.PREFIXES

    def __hash__(self) -> int:
        """By the base alone: namespaces are keys of caches, and a path is slow to hash."""
        return hash(self.base)

    @classmethod
    def of(cls, base: str, prefix_file: Path = ontology.PREFIXES) -> Namespace:
        """Check *base* and take a slash from its end. Raises BaseError."""
        trimmed = base.rstrip("/")
        parts = urlsplit(trimmed)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
            raise BaseError(f"base IRI {base!r} must look like https://data.example.org or http://localhost:8000")
        try:
            NamedNode(trimmed + "/")
        except ValueError as error:
            raise BaseError(f"base IRI {base!r} is not an IRI ({error})") from error
        return cls(trimmed, prefix_file)

    def thing(self, kind: str, key: str) -> NamedNode:
        """``{base}/id/{kind}/{key}``."""
        return NamedNode(f"{self.base}/id/{kind}/{key}")

    def record(self, table: str, key: str) -> NamedNode:
        """``{base}/id/record/{table}/{key}``."""
        return NamedNode(f"{self.base}/id/record/{table}/{key}")

    def graph(self, name: str) -> NamedNode:
        """``{base}/graph/{name}``."""
        return NamedNode(f"{self.base}/graph/{name}")

    def term(self, name: str) -> NamedNode:
        """``{base}/ontology#{name}``."""
        return NamedNode(f"{self.base}/ontology#{name}")

    def source(self, document: str) -> NamedNode:
        """``{base}/source/{document}``."""
        return NamedNode(f"{self.base}/source/{document}")

    def rebase(self, iri: str) -> str:
        """An IRI written below the default base, moved below this one; any other IRI as it is."""
        if self.base != DEFAULT_BASE and iri.startswith(DEFAULT_BASE + "/"):
            return self.base + iri[len(DEFAULT_BASE) :]
        return iri

    def rebase_text(self, text: str) -> str:
        """The *text* of a Turtle or SPARQL file of ours, its IRIs below the default base moved below this one."""
        return text if self.base == DEFAULT_BASE else text.replace(DEFAULT_BASE + "/", self.base + "/")
