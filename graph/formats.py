"""Formats: one value that knows its W3C IRI, media type, extension and how Oxigraph calls it.

Negotiation, file names, dumps, VoID, DCAT and the service description all ask this registry.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from pyoxigraph import QueryResultsFormat, RdfFormat

from ontology.errors import ReportedError

Kind = Literal["graph", "dataset", "results", "table", "page"]


class FormatError(ReportedError):
    """There is no format of that name, extension or media type."""


@dataclass(frozen=True)
class Format:
    """A way of writing something down.

    *kind* says what it can hold: ``graph`` triples, ``dataset`` triples in named graphs, ``results`` the answer of
    SELECT and ASK, ``table`` statements as rows, ``page`` a page for people. *aliases* are other media types a client
    may ask for; the answer is always labelled *media_type*. *nicknames* are what clients write after ``format=``.
    *iri* is the W3C's (https://www.w3.org/ns/formats/), or empty where there is none.
    """

    name: str
    iri: str
    media_type: str
    extension: str
    kind: Kind
    aliases: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    rdf: RdfFormat | None = None
    results: QueryResultsFormat | None = None

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header. All text is UTF-8; RDF/XML, XML and JSON say so themselves."""
        if self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type this format is asked for by, its own first."""
        return (self.media_type, *self.aliases)


_W3C = "http://www.w3.org/ns/formats/"

TURTLE = Format(
    "Turtle",
    _W3C + "Turtle",
    "text/turtle",
    "ttl",
    "graph",
    aliases=("application/x-turtle",),
    rdf=RdfFormat.TURTLE,
)
N_TRIPLES = Format(
    "N-Triples",
    _W3C + "N-Triples",
    "application/n-triples",
    "nt",
    "graph",
    nicknames=("ntriples",),
    rdf=RdfFormat.N_TRIPLES,
)
RDF_XML = Format(
    "RDF/XML",
    _W3C + "RDF_XML",
    "application/rdf+xml",
    "rdf",
    "graph",
    aliases=("application/xml", "text/xml"),
    nicknames=("xml", "rdfxml", "rdf+xml"),
    rdf=RdfFormat.RDF_XML,
)
JSON_LD = Format(
    "JSON-LD",
    _W3C + "JSON-LD",
    "application/ld+json",
    "jsonld",
    "graph",
    aliases=("application/json",),
    nicknames=("json-ld", "json"),
    rdf=RdfFormat.JSON_LD,
)
N_QUADS = Format(
    "N-Quads", _W3C + "N-Quads", "application/n-quads", "nq", "dataset", nicknames=("nquads",), rdf=RdfFormat.N_QUADS
)
TRIG = Format(
    "TriG", _W3C + "TriG", "application/trig", "trig", "dataset", aliases=("application/x-trig",), rdf=RdfFormat.TRIG
)

RESULTS_JSON = Format(
    "SPARQL JSON",
    _W3C + "SPARQL_Results_JSON",
    "application/sparql-results+json",
    "json",
    "results",
    aliases=("application/json",),
    results=QueryResultsFormat.JSON,
)
RESULTS_XML = Format(
    "SPARQL XML",
    _W3C + "SPARQL_Results_XML",
    "application/sparql-results+xml",
    "xml",
    "results",
    aliases=("application/xml", "text/xml"),
    results=QueryResultsFormat.XML,
)
RESULTS_CSV = Format(
    "SPARQL CSV", _W3C + "SPARQL_Results_CSV", "text/csv", "csv", "results", results=QueryResultsFormat.CSV
)
RESULTS_TSV = Format(
    "SPARQL TSV",
    _W3C + "SPARQL_Results_TSV",
    "text/tab-separated-values",
    "tsv",
    "results",
    results=QueryResultsFormat.TSV,
)

TABLE_CSV = Format("CSV", "", "text/csv", "csv", "table")
HTML = Format("HTML", "", "text/html", "html", "page", aliases=("application/xhtml+xml",))

GRAPH_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""Formats that hold one graph, the preferred first. The four default-graph dumps are in these."""

DATASET_FORMATS = (N_QUADS, TRIG)
"""Formats that name the graphs."""

RDF_FORMATS = (*GRAPH_FORMATS, *DATASET_FORMATS)
"""What CONSTRUCT and DESCRIBE are answered in, the preferred first."""

RESULT_FORMATS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""What SELECT and ASK are answered in, the preferred first."""


def by_extension(formats: Iterable[Format]) -> Mapping[str, Format]:
    """The *formats* by file name extension (``ttl``)."""
    return MappingProxyType({each.extension: each for each in formats})


def by_media_type(formats: Iterable[Format]) -> Mapping[str, Format]:
    """The *formats* by each media type they are asked for by. Where two share one, the first has it."""
    table: dict[str, Format] = {}
    for each in formats:
        for media_type in each.media_types:
            table.setdefault(media_type, each)
    return MappingProxyType(table)


def named(name: str, formats: Iterable[Format]) -> Format:
    """The format called *name*: its extension, media type, name or a nickname, in any case. Raises FormatError."""
    formats = tuple(formats)
    wanted = name.strip().lower()
    for each in formats:
        if wanted in (each.extension, each.name.lower(), *each.media_types, *each.nicknames):
            return each
    known = ", ".join(each.extension for each in formats)
    raise FormatError(f"there is no format {name!r} here; choose one of {known}")
