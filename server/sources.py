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
class CitedRange:
    """Lines *first* to *last* (from 1, both inside) that records cite; *lines* is their text where it may be shown."""

    fragment: str
    first: int
    last: int
    records: tuple[Value, ...]
    lines: tuple[tuple[int, str], ...] = ()


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
    """The cited ranges of *document*, as first line, last line, IRI, in their order."""
    known = knowledge()
    start = known.namespace.source(document).value + "#"
    found = []
    for quad in known.store.statements(None, _PART_OF, known.namespace.thing("document", document), DefaultGraph()):
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start):
            match = _RANGE.match(quad.subject.value[len(start) :])
            if match:
                found.append((int(match[1]) + 1, int(match[2]), quad.subject))
    return sorted(found, key=lambda each: each[:2])


def _statements(document: str) -> list[Quad]:
    known = knowledge()
    quads = list(known.store.statements(known.namespace.source(document), None, None, DefaultGraph()))
    for _, _, iri in _range_iris(document):
        quads += sorted(known.store.statements(iri, None, None, DefaultGraph()), key=statement_order)
    return quads


def _page(document: str) -> str:
    known = knowledge()
    shower = Shower(known, layout(), reader_language())
    documents: Mapping[str, Document] = current_app.extensions["tabunka.documents"]
    text = documents.get(document)
    ranges = []
    for first, last, iri in _range_iris(document):
        records = sorted(
            (q.subject for q in known.store.statements(None, PROV_DERIVED, iri, DefaultGraph())), key=str
        )
        ranges.append(
            CitedRange(
                iri.value.partition("#")[2],
                first,
                last,
                tuple(shower.value(record) for record in records if isinstance(record, NamedNode)),
                tuple((n, text.line(n)) for n in range(first, min(last, len(text.lines)) + 1)) if text else (),
            )
        )
    thing = known.namespace.thing("document", document)
    return render_template(
        "source.html",
        document=document,
        about=shower.value(thing),
        groups=shower.groups(known.statements_about(thing)),
        ranges=ranges,
        has_text=text is not None,
        formats=GRAPH_FORMATS,
    )
