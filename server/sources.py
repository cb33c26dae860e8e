"""Source documents by their cited lines: ``/source/{document}#line=11,14`` (RFC 5147)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Response, current_app, render_template, request
from pyoxigraph import DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import NotFound

from graph.formats import GRAPH_FORMATS, HTML
from mappings.document import Document
from mappings.interpreter import PROV_DERIVED
from server.knowledge import statement_order
from server.language import reader_language
from server.negotiation import negotiate, split_suffix
from server.presentation import layout
from server.resources import data
from server.responses import knowledge, respond
from server.thing import Shower, Value

blueprint = Blueprint("sources", __name__, url_prefix="/source")

_RANGE = re.compile(r"line=(\d+),(\d+)\Z")
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
_FORMATS = (HTML, *GRAPH_FORMATS)


@dataclass(frozen=True)
class LineView:
    """One line of a document: what the ledger says of it, and its text where it may be shown."""

    number: int
    fragment: str
    status: Value | None = None
    reasons: tuple[Value, ...] = ()
    text: str | None = None
    is_mapped: bool = True


@dataclass(frozen=True)
class CitedRange:
    """Lines *first* to *last* (from 1, both inside) that records cite, with each line of it."""

    fragment: str
    first: int
    last: int
    records: tuple[Value, ...]
    lines: tuple[LineView, ...]


@blueprint.get("/<document>")
def source(document: str) -> Response:
    """The cited lines of a document, with who cites them."""
    document, extension = split_suffix(document, _FORMATS)
    known = knowledge()
    if document not in known.release.manifest["documents"]:
        keys = ", ".join(sorted(known.release.manifest["documents"]))
        raise NotFound(f"there is no source document {document}; there are {keys}")
    return respond(
        lambda chosen: _page(document) if chosen == HTML else data(_statements(document), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )


def _range_iris(document: str) -> list[tuple[int, int, NamedNode]]:
    """Every line range of *document* that any graph describes: first line, last line, IRI, in their order."""
    known = knowledge()
    start = known.namespace.source(document).value + "#"
    found = set()
    for quad in known.store.statements(None, _PART_OF, known.namespace.thing("document", document), None):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
            match = _RANGE.match(quad.subject.value[len(start) :])
            if match:
                found.add((int(match[1]) + 1, int(match[2]), quad.subject))
    return sorted(found, key=lambda each: (each[0], -each[1]))


def _statements(document: str) -> list[Quad]:
    known = knowledge()
    quads = list(known.store.statements(known.namespace.source(document), None, None, DefaultGraph()))
    for _, _, iri in _range_iris(document):
        quads += sorted(known.store.statements(iri, None, None, DefaultGraph()), key=statement_order)
    return quads


class _Reader:
    """Lays the lines of one document out."""

    def __init__(self, document: str) -> None:
        self.document = document
        self.known = knowledge()
        self.shower = Shower(self.known, layout(), reader_language())
        documents: Mapping[str, Document] = current_app.extensions["tabunka.documents"]
        self.text = documents.get(document)
        self.mapped = self.known.namespace.thing("line-status", "mapped")
        self.status = self.known.namespace.term("lineStatus")
        self.reason = self.known.namespace.term("reason")

    def items(self) -> list[CitedRange | LineView]:
        """Cited ranges and, between them, the lines that nothing cites, in the order of the document.

        Every line has one place that its IRI leads to: its own range, else the first range around it.
        """
        ranges = _range_iris(self.document)
        records = {iri: self._records(iri) for _, _, iri in ranges}
        cited = [(first, last) for first, last, iri in ranges if records[iri]]
        own = {first for first, last in cited if first == last}
        placed: set[int] = set()
        found: list[CitedRange | LineView] = []
        around = 0
        for first, last, iri in ranges:
            if records[iri]:
                numbers = range(first, last + 1)
                lines = tuple(self._line(n, "" if n in own or n in placed else f"line={n - 1},{n}") for n in numbers)
                placed |= set(numbers)
                around = max(around, last)
                found.append(CitedRange(iri.value.partition("#")[2], first, last, records[iri], lines))
            elif first == last and first > around:
                found.append(self._line(first, f"line={first - 1},{first}"))
        return found

    def _records(self, iri: NamedNode) -> tuple[Value, ...]:
        records = (q.subject for q in self.known.store.statements(None, PROV_DERIVED, iri, DefaultGraph()))
        named = sorted((each for each in records if isinstance(each, NamedNode)), key=lambda each: each.value)
        return tuple(self.shower.value(record) for record in named)

    def _line(self, number: int, fragment: str) -> LineView:
        iri = self.known.namespace.lines(self.document, number, number)
        status, reasons, is_mapped = None, [], True
        for quad in self.known.store.statements(iri, None, None, None):
            if quad.predicate == self.status and isinstance(quad.object, NamedNode):
                status, is_mapped = self.shower.value(quad.object), quad.object == self.mapped
            elif quad.predicate == self.reason:
                reasons.append(self.shower.value(quad.object))
        text = None
        if self.text is not None and number <= len(self.text.lines):
            text = self.text.line(number)
        return LineView(number, fragment, status, tuple(reasons), text, is_mapped)


def _page(document: str) -> str:
    reader = _Reader(document)
    # What is laid out is the same for every reader of a language as long as this release is served. The page itself
    # is not kept: it repeats the arguments of its URL.
    kept: dict[tuple[str, str], list[CitedRange | LineView]] = current_app.extensions.setdefault("tabunka.lines", {})
    key = (document, reader_language())
    if key not in kept:
        kept[key] = reader.items()
    items = kept[key]
    return render_template(
        "source.html",
        document=document,
        about=reader.shower.value(reader.known.namespace.thing("document", document)),
        items=[(isinstance(item, CitedRange), item) for item in items],
        count=sum(isinstance(item, CitedRange) for item in items),
        has_text=reader.text is not None,
        formats=GRAPH_FORMATS,
    )
