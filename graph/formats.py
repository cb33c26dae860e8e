"""Formats: one value that knows its W3C IRI, media type, extension and its name in Oxigraph.

Negotiation, file names, dumps, VoID, DCAT and the service description all ask this registry. Each kind of format has a
class: :class:`RdfFormat` for statements, :class:`ResultsFormat` for answers of SELECT and ASK, :class:`DocumentFormat`
for all else that the server sends.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

import pyoxigraph

from ontology.errors import ReportedError

_W3C = "http://www.w3.org/ns/formats/"


class FormatError(ReportedError):
    """There is no format of that name, extension or media type."""


@dataclass(frozen=True)
class Format:
    """A way of writing something down.

    *aliases* are other media types that a client may ask for; the answer is always labelled *media_type*. *nicknames*
    are what clients write after ``format=``. *iri* is the W3C's (https://www.w3.org/ns/formats/), or empty.
    """

    name: str
    iri: str
    media_type: str
    extension: str
    aliases: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()

    @property
    def content_type(self) -> str:
        """The value of the Content-Type header. All text is UTF-8; RDF/XML, XML and JSON say so themselves."""
        if self.media_type.startswith("text/"):
            return f"{self.media_type}; charset=utf-8"
        return self.media_type

    @property
    def media_types(self) -> tuple[str, ...]:
        """Every media type that a client may ask for this format by, its own first."""
        return (self.media_type, *self.aliases)


@dataclass(frozen=True, kw_only=True)
class RdfFormat(Format):
    """A format of statements. *rdf* is Oxigraph's name for it."""

    rdf: pyoxigraph.RdfFormat

    @property
    def names_graphs(self) -> bool:
        """Can a file in this format hold several graphs with their names?"""
        return self.rdf in (pyoxigraph.RdfFormat.N_QUADS, pyoxigraph.RdfFormat.TRIG)


@dataclass(frozen=True, kw_only=True)
class ResultsFormat(Format):
    """A format of the answer to SELECT or ASK. *results* is Oxigraph's name for it."""

    results: pyoxigraph.QueryResultsFormat


@dataclass(frozen=True)
class DocumentFormat(Format):
    """A format of anything else: pages, tables, errors, descriptions of the interface. The W3C has no IRI for these."""


# RDF 1.2 Turtle, https://www.w3.org/TR/rdf12-turtle/#sec-mediaReg
TURTLE = RdfFormat(
    "Turtle",
    _W3C + "Turtle",
    "text/turtle",
    "ttl",
    # The names of Notation3, of which Turtle is a part, and that of Turtle before it was registered.
    aliases=("application/x-turtle", "application/turtle", "text/n3", "application/n3", "text/rdf+n3"),
    nicknames=("n3",),
    rdf=pyoxigraph.RdfFormat.TURTLE,
)
# RDF 1.2 N-Triples, https://www.w3.org/TR/rdf12-n-triples/#sec-mediaReg-n-triples
N_TRIPLES = RdfFormat(
    "N-Triples",
    _W3C + "N-Triples",
    "application/n-triples",
    "nt",
    # RDF Test Cases (2004), section 3, and what RDFLib asks for
    aliases=("text/plain",),
    nicknames=("ntriples",),
    rdf=pyoxigraph.RdfFormat.N_TRIPLES,
)
# RFC 3870, section 2
RDF_XML = RdfFormat(
    "RDF/XML",
    _W3C + "RDF_XML",
    "application/rdf+xml",
    "rdf",
    aliases=("application/xml", "text/xml"),
    nicknames=("xml", "rdfxml", "rdf+xml"),
    rdf=pyoxigraph.RdfFormat.RDF_XML,
)
# JSON-LD 1.1, appendix C
JSON_LD = RdfFormat(
    "JSON-LD",
    _W3C + "JSON-LD",
    "application/ld+json",
    "jsonld",
    aliases=("application/json", "application/x-json+ld"),
    nicknames=("json-ld", "json"),
    rdf=pyoxigraph.RdfFormat.JSON_LD,
)
# RDF 1.2 N-Quads, https://www.w3.org/TR/rdf12-n-quads/#sec-mediaReg-n-quads
N_QUADS = RdfFormat(
    "N-Quads",
    _W3C + "N-Quads",
    "application/n-quads",
    "nq",
    aliases=("text/x-nquads",),
    nicknames=("nquads",),
    rdf=pyoxigraph.RdfFormat.N_QUADS,
)
# RDF 1.2 TriG, https://www.w3.org/TR/rdf12-trig/#sec-mediaReg
TRIG = RdfFormat(
    "TriG",
    _W3C + "TriG",
    "application/trig",
    "trig",
    aliases=("application/x-trig",),
    rdf=pyoxigraph.RdfFormat.TRIG,
)

# SPARQL 1.1 Query Results JSON Format, section 5
RESULTS_JSON = ResultsFormat(
    "SPARQL JSON",
    _W3C + "SPARQL_Results_JSON",
    "application/sparql-results+json",
    "json",
    aliases=("application/json",),
    results=pyoxigraph.QueryResultsFormat.JSON,
)
# SPARQL Query Results XML Format (Second Edition), section 4
RESULTS_XML = ResultsFormat(
    "SPARQL XML",
    _W3C + "SPARQL_Results_XML",
    "application/sparql-results+xml",
    "xml",
    aliases=("application/xml", "text/xml"),
    results=pyoxigraph.QueryResultsFormat.XML,
)
# SPARQL 1.1 Query Results CSV and TSV Formats, section 3
RESULTS_CSV = ResultsFormat(
    "SPARQL CSV", _W3C + "SPARQL_Results_CSV", "text/csv", "csv", results=pyoxigraph.QueryResultsFormat.CSV
)
# SPARQL 1.1 Query Results CSV and TSV Formats, section 4
RESULTS_TSV = ResultsFormat(
    "SPARQL TSV",
    _W3C + "SPARQL_Results_TSV",
    "text/tab-separated-values",
    "tsv",
    results=pyoxigraph.QueryResultsFormat.TSV,
)

# HTML Standard, IANA considerations: text/html
HTML = DocumentFormat("HTML", "", "text/html", "html", aliases=("application/xhtml+xml",))
# RFC 4180, section 3
TABLE_CSV = DocumentFormat("CSV", "", "text/csv", "csv")
# ECMA-376 (Office Open XML); IANA: vnd.openxmlformats-officedocument.spreadsheetml.sheet
XLSX = DocumentFormat("XLSX", "", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx")
# RFC 8259, section 11
JSON = DocumentFormat("JSON", "", "application/json", "json")
# RFC 7946, section 12
GEOJSON = DocumentFormat("GeoJSON", "", "application/geo+json", "geojson", aliases=("application/vnd.geo+json",))
# SPARQL 1.1 Query Language, section 21
SPARQL_QUERY = DocumentFormat("SPARQL", "", "application/sparql-query", "rq")
# RFC 9264, section 4.1
LINKSET = DocumentFormat("Linkset", "", "application/linkset", "linkset")
# RFC 9264, section 4.2
LINKSET_JSON = DocumentFormat("Linkset JSON", "", "application/linkset+json", "json", aliases=("application/json",))
# RFC 9457, section 3
PROBLEM = DocumentFormat("Problem Details", "", "application/problem+json", "json", aliases=("application/json",))
# RFC 2046, section 4.1.3
TEXT = DocumentFormat("Text", "", "text/plain", "txt")
# draft-ietf-httpapi-rest-api-mediatypes, of an OpenAPI 3.1 description
OPENAPI = DocumentFormat("OpenAPI", "", "application/openapi+json", "json")
# RFC 7303, section 9.1
XML = DocumentFormat("XML", "", "application/xml", "xml")
# SVG 1.1, appendix M
SVG = DocumentFormat("SVG", "", "image/svg+xml", "svg")
# PNG Specification (Third Edition), section 11.3.1
PNG = DocumentFormat("PNG", "", "image/png", "png")
# RFC 4287, section 7
ATOM = DocumentFormat("Atom", "", "application/atom+xml", "atom", aliases=("application/xml", "text/xml"))
# RDF Patch, https://afs.github.io/rdf-patch/ (application/rdf-patch in Apache Jena, by which it is asked for)
RDF_PATCH = DocumentFormat("RDF Patch", "", "application/rdf-patch", "rdfp")
# OpenSearch 1.1, draft 6.
OPENSEARCH = DocumentFormat("OpenSearch", "", "application/opensearchdescription+xml", "xml")

GRAPH_FORMATS = (TURTLE, JSON_LD, N_TRIPLES, RDF_XML)
"""Formats that hold one graph, the preferred first. The four default-graph dumps are in these."""

DATASET_FORMATS = (N_QUADS, TRIG)
"""Formats that name the graphs."""

RDF_FORMATS = (*GRAPH_FORMATS, *DATASET_FORMATS)
"""Formats of the answer to CONSTRUCT and DESCRIBE, the preferred first."""

RESULT_FORMATS = (RESULTS_JSON, RESULTS_XML, RESULTS_CSV, RESULTS_TSV)
"""Formats of the answer to SELECT and ASK, the preferred first."""

_Format = TypeVar("_Format", bound=Format)


def by_extension(formats: Iterable[_Format]) -> Mapping[str, _Format]:
    """The *formats* by file name extension (``ttl``)."""
    return MappingProxyType({form.extension: form for form in formats})


def named(name: str, formats: Iterable[_Format]) -> _Format:
    """The format called *name*: its extension, media type, name or a nickname, in any case. Raises FormatError.

    A space within a media type is a plus sign that a client did not escape; parameters of a media type do not count.
    """
    formats = tuple(formats)
    spelling = name.partition(";")[0].strip().lower()
    if "/" in spelling:
        spelling = spelling.replace(" ", "+")
    for form in formats:
        if spelling in (form.extension, form.name.lower(), *form.media_types, *form.nicknames):
            return form
    extensions = ", ".join(form.extension for form in formats)
    raise FormatError(f"there is no format {name!r} here; choose one of {extensions}")
