"""The ontology: ``/ontology`` answers with RDF or with a page that explains each term; its JSON-LD context beside."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request
from pyoxigraph import DefaultGraph, NamedNode, Quad

import ontology
from graph.formats import GRAPH_FORMATS, HTML, JSON_LD
from server.catalogue.diagram import FILE, diagram, load_declaration
from server.catalogue.term import anchor, own_term, reused_terms
from server.display.knowledge import statement_order
from server.display.publication import knowledge, layout, publication, reader_language, site
from server.display.rdf import data
from server.display.values import Shower
from server.http.caching import respond
from server.http.negotiation import Choice, negotiate
from server.pictures import box_diagram, box_diagram_table, table_html
from server.pictures.current import picture_reader

blueprint = Blueprint("vocabulary", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS)


@blueprint.get("/ontology", defaults={"extension": None})
@blueprint.get("/ontology.<any(ttl, jsonld, nt, rdf, html):extension>")
def terms(extension: str | None) -> Response:
    """The ontology's own terms."""
    response = respond(
        lambda chosen: _page() if chosen == HTML else data(_statements(), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    for each in GRAPH_FORMATS:
        response.headers.add("Link", f'<{request.script_root}/ontology.{each.extension}>; rel="alternate"; '
                                     f'type="{each.media_type}"')  # fmt: skip
    return response


@blueprint.get("/ontology/context.jsonld")
def context() -> Response:
    """The JSON-LD context, its terms below the base of the release."""
    text = ontology.CONTEXT.read_text(encoding="utf-8").replace("{base}", knowledge().namespace.base)
    return respond(lambda _: text, Choice(JSON_LD, is_fixed=True))


def _statements() -> list[Quad]:
    """What the ontology graph says of terms of our own namespace."""
    known = knowledge()
    start = f"{known.namespace.base}/ontology"
    quads = [
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quad in known.store.statements(None, None, None, known.namespace.graph("ontology"))
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
    ]
    return sorted(quads, key=lambda quad: (str(quad.subject), *statement_order(quad)))


def _page() -> str:
    known = knowledge()
    shower = Shower(known, layout(), reader_language())
    by_term: dict[NamedNode, list[Quad]] = {}
    for quad in _statements():
        assert isinstance(quad.subject, NamedNode)
        by_term.setdefault(quad.subject, []).append(quad)
    start = known.namespace.term("").value
    terms = [own_term(shower, term, quads) for term, quads in by_term.items() if term.value.startswith(start)]
    reader = picture_reader(reader_language())
    declaration = publication().once(FILE, lambda: load_declaration(site()))
    picture = diagram(declaration, known, reader, lambda term: f"#{anchor(shower, term)}") if declaration else None
    return render_template(
        "ontology.html",
        picture=box_diagram(picture, reader) if picture else None,
        relations=table_html(box_diagram_table(picture, reader)) if picture else None,
        classes=[term for term in terms if term.is_class],
        properties=[term for term in terms if not term.is_class],
        reused_classes=reused_terms(shower, known.usage.classes.items()),
        reused_properties=reused_terms(shower, known.usage.properties.items()),
        iri=f"{known.namespace.base}/ontology",
        formats=GRAPH_FORMATS,
    )
