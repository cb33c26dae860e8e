"""The IRIs that this project coins, below the base IRI of a release, and where its prefixes are declared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from pyoxigraph import NamedNode

import ontology
from ontology.errors import ReportedError

DEFAULT_BASE = "http://localhost:8000"


class BaseError(ReportedError):
    """The base IRI is not one that URIs can be made from."""


_OURS = re.compile(re.escape(DEFAULT_BASE) + r"/(?=(?:id/(?P<kind>[a-z][a-z-]*)/)?)(?P<term>ontology\b)?")
"""Matches the beginning of an IRI below the default base: of a thing of a kind, the ontology, or anything else."""


@dataclass(frozen=True)
class Namespace:
    """Our URIs below *base*, as the design's contract lists them. *base* has no slash at its end.

    *prefix_file* declares the prefixes that shorten IRIs; a release has its own. The ontology, and the concepts of the
    kinds *concepts*, are below *vocabulary*, which several sites may share; nothing stands for *base*.
    """

    base: str = DEFAULT_BASE
    prefix_file: Path = ontology.PREFIXES
    vocabulary: str = ""
    concepts: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        base: str,
        prefix_file: Path = ontology.PREFIXES,
        vocabulary: str = "",
        concepts: frozenset[str] = frozenset(),
    ) -> Namespace:
        """Check *base* and *vocabulary*, and take a slash from their end. Raises BaseError."""
        shared = _checked(vocabulary, "vocabulary base") if vocabulary else ""
        return cls(_checked(base, "base IRI"), prefix_file, shared, concepts)

    @property
    def vocabulary_base(self) -> str:
        """What the IRIs of the ontology and of the concept schemes begin with; no slash at its end."""
        return self.vocabulary or self.base

    def home(self, kind: str) -> str:
        """What the IRIs of the things of *kind* begin with: ``{base}/id/{kind}/``."""
        return f"{self.vocabulary_base if kind in self.concepts else self.base}/id/{kind}/"

    def thing(self, kind: str, key: str) -> NamedNode:
        """``{base}/id/{kind}/{key}``."""
        return NamedNode(self.home(kind) + key)

    def record(self, table: str, key: str) -> NamedNode:
        """``{base}/id/record/{table}/{key}``."""
        return NamedNode(f"{self.base}/id/record/{table}/{key}")

    def graph(self, name: str) -> NamedNode:
        """``{base}/graph/{name}``."""
        return NamedNode(f"{self.base}/graph/{name}")

    def term(self, name: str) -> NamedNode:
        """``{vocabulary}/ontology#{name}``."""
        return NamedNode(f"{self.vocabulary_base}/ontology#{name}")

    def source(self, document: str) -> NamedNode:
        """``{base}/source/{document}``."""
        return NamedNode(f"{self.base}/source/{document}")

    def path(self, iri: str) -> str | None:
        """What follows the base, or the base of the vocabulary, in an *iri* of ours, with its slash; else None."""
        for start in self._starts:
            if iri.startswith(start):
                return iri[len(start) - 1 :]
        return None

    @cached_property
    def _starts(self) -> tuple[str, ...]:
        """What our IRIs begin with."""
        return tuple(dict.fromkeys((f"{self.base}/", f"{self.vocabulary_base}/")))

    def fill(self, text: str) -> str:
        """*text* with the bases in place of ``{base}`` and ``{vocabulary}``."""
        return text.replace("{base}", self.base).replace("{vocabulary}", self.vocabulary_base)

    def rebase(self, iri: str) -> str:
        """An IRI written below the default base, moved below these; any other IRI as it is."""
        return self.rebase_text(iri) if iri.startswith(f"{DEFAULT_BASE}/") else iri

    def rebase_text(self, text: str) -> str:
        """The *text* of a file of ours, its IRIs below the default base moved below these."""
        if self.base == self.vocabulary_base:
            return text if self.base == DEFAULT_BASE else text.replace(f"{DEFAULT_BASE}/", f"{self.base}/")

        def moved(match: re.Match[str]) -> str:
            is_vocabulary = match["term"] or match["kind"] in self.concepts
            return f"{self.vocabulary_base if is_vocabulary else self.base}/{match['term'] or ''}"

        return _OURS.sub(moved, text)

    def rebase_turtle(self, text: str) -> str:
        """The *text* of a Turtle file of ours, as :meth:`rebase_text`, its relative IRIs made absolute before."""
        return self.rebase_text(_RELATIVE.sub(f"<{DEFAULT_BASE}/", text))


_RELATIVE = re.compile(r"<(?=(?:id|ontology|shapes)[/#>])")


def _checked(base: str, name: str) -> str:
    trimmed = base.rstrip("/")
    parts = urlsplit(trimmed)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise BaseError(f"{name} {base!r} must look like https://data.example.org or http://localhost:8000")
    try:
        NamedNode(trimmed + "/")
    except ValueError as error:
        raise BaseError(f"{name} {base!r} is not an IRI ({error})") from error
    return trimmed
