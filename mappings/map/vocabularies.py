"""The known terms: of the site, of the engine, of the vocabularies whose terms are all known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import NamedNode, RdfFormat, parse

import ontology
from ontology.namespaces import DEFAULT_BASE, Namespace
from ontology.prefixes import prefixes
from ontology.spelling import nearest

_OWN = f"{DEFAULT_BASE}/ontology#"
_SCHEMA_ORG = "http://schema.org/"


@dataclass(frozen=True)
class Vocabularies:
    """*prefixes* of the site, and by the IRI of each vocabulary whose terms are all known the names of its *terms*."""

    prefixes: Mapping[str, str]
    terms: Mapping[str, frozenset[str]]

    def unknown(self, iri: str) -> str | None:
        """None where the term *iri* may exist; else the likely term as a prefixed name, or an empty text.

        A vocabulary that is not known in full may have any term.
        """
        for vocabulary, names in self.terms.items():
            if iri.startswith(vocabulary):
                name = iri.removeprefix(vocabulary)
                if name in names:
                    return None
                meant = nearest(name, names)
                prefix = next((prefix for prefix, start in self.prefixes.items() if start == vocabulary), "")
                return f"{prefix}:{meant}" if meant else ""
        return None

    def expanded(self, name: str) -> str | None:
        """The IRI that the prefixed *name* is, or None for an unknown prefix."""
        prefix, colon, rest = name.partition(":")
        if colon and prefix in self.prefixes:
            return self.prefixes[prefix] + rest
        return name if "://" in name else None

    def nearest_prefix(self, name: str) -> str:
        """*name* with the prefix that may be meant, or nothing."""
        prefix, colon, rest = name.partition(":")
        meant = nearest(prefix, self.prefixes) if colon else ""
        return f"{meant}:{rest}" if meant else ""


def vocabularies(folder: Path) -> Vocabularies:
    """The terms for a site whose ontology is in *folder*, which need not exist."""
    prefix_file = folder / ontology.PREFIXES.name
    namespace = Namespace(prefix_file=prefix_file if prefix_file.is_file() else ontology.PREFIXES)
    names_of = {vocabulary: set(names) for vocabulary, names in _standard().items()}
    names_of[_OWN] = set()
    for term in _declared(folder):
        for vocabulary in names_of:
            if term.startswith(vocabulary):
                names_of[vocabulary].add(term.removeprefix(vocabulary))
    return Vocabularies(prefixes(namespace), {vocabulary: frozenset(names) for vocabulary, names in names_of.items()})


@cache
def _standard() -> Mapping[str, Set[str]]:
    """The vocabularies that rdflib knows in full, each with the names of its terms."""
    # Imported late: only checks need it.
    from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VOID

    standard: dict[str, Set[str]] = {}
    for space in (DCAT, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VOID):
        iri = str(space)
        names = {str(term).removeprefix(iri) for term in dir(space)}
        standard[_SCHEMA_ORG if iri == "https://schema.org/" else iri] = names
    return standard


def _declared(folder: Path) -> Iterable[str]:
    """The IRIs of what the ontologies of the engine and of *folder* describe."""
    namespace = Namespace()
    for path in ontology.turtle_files(folder):
        if path.parent.name == "schemes":
            continue
        text = namespace.rebase_turtle(path.read_text(encoding="utf-8"))
        for quad in parse(text, format=RdfFormat.TURTLE, base_iri=f"{namespace.base}/"):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject.value
