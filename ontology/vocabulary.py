"""The terms of the vocabularies that we reuse, as IRIs: ``RDF.type``, ``DCT.title``, ``SKOS.prefLabel``.

The IRIs of the vocabularies are in ``prefixes.json``, for code, queries, rules and shapes alike.
"""

from __future__ import annotations

import json
from typing import Final

from pyoxigraph import NamedNode

import ontology


class Vocabulary:
    """A vocabulary whose terms are its attributes; write ``VOID["class"]`` for a name that Python reserves.

    >>> Vocabulary("http://purl.org/dc/terms/").title.value
    'http://purl.org/dc/terms/title'
    """

    def __init__(self, iri: str) -> None:
        self.iri: Final = iri

    def __getitem__(self, name: str) -> NamedNode:
        """The term *name*."""
        term = NamedNode(self.iri + name)
        # The next access finds the attribute and does not call __getattr__.
        self.__dict__[name] = term
        return term

    def __getattr__(self, name: str) -> NamedNode:
        """The term *name*."""
        if name.startswith("__"):
            raise AttributeError(name)
        return self[name]

    def __contains__(self, term: object) -> bool:
        """Is *term* an IRI of this vocabulary?"""
        return isinstance(term, NamedNode) and term.value.startswith(self.iri)


_PREFIXES: dict[str, str] = json.loads(ontology.PREFIXES.read_text(encoding="utf-8"))


def _of(prefix: str) -> Vocabulary:
    return Vocabulary(_PREFIXES[prefix])


CSVW: Final = _of("csvw")
DCAT: Final = _of("dcat")
DCT: Final = _of("dct")
DQV: Final = _of("dqv")
FOAF: Final = _of("foaf")
ORG: Final = _of("org")
OWL: Final = _of("owl")
PROV: Final = _of("prov")
QB: Final = _of("qb")
RDF: Final = _of("rdf")
RDFS: Final = _of("rdfs")
SCHEMA: Final = _of("schema")
SD: Final = _of("sd")
SDMX_ATTRIBUTE: Final = _of("sdmx-attribute")
SH: Final = _of("sh")
SKOS: Final = _of("skos")
SPDX: Final = _of("spdx")
VANN: Final = _of("vann")
VOID: Final = _of("void")
XSD: Final = _of("xsd")
