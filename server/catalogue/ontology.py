"""``/ontology``: the ontology as RDF, or a page that explains each term; and its JSON-LD context."""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, NamedNode, Quad

from graph.formats import GRAPH_FORMATS, HTML, JSON_LD
from ontology.vocabulary import RDFS
from server.catalogue.diagram import FILE, diagram, load_diagram
from server.catalogue.term import anchor, own_term, reused_terms
from server.catalogue.term_markup import TermMarkup
from server.display.document_links import document_links
from server.display.knowledge import statement_order
from server.display.language import PARAMETER
from server.display.markup import value_markup
from server.display.publication import (
    knowledge,
    publication,
    reader_catalogue,
    reader_language,
    reader_presenter,
    site,
)
from server.display.rdf import data
from server.http.caching import respond
from server.http.negotiation import Choice, negotiate
from server.http.parameters import check_parameters
from server.http.typed_links import add
from server.pictures import box_diagram, box_diagram_table, table_html
from server.pictures.current import picture_reader

blueprint = Blueprint("ontology", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS)
_ENGINE = "/ontology/lineage"


@blueprint.get("/ontology", defaults={"extension": None})
@blueprint.get("/ontology.<any(ttl, jsonld, nt, rdf, html):extension>")
def terms(extension: str | None) -> Response:
    """The terms of the site's domain and of the engine, as RDF or as a page that explains each."""
    return _vocabulary("/ontology", extension)


@blueprint.get("/ontology/lineage", defaults={"extension": None})
@blueprint.get("/ontology/lineage.<any(ttl, jsonld, nt, rdf, html):extension>")
def lineage_terms(extension: str | None) -> Response:
    """The terms of the engine alone: lineage, corrections, the ledger."""
    return _vocabulary(_ENGINE, extension)


def _vocabulary(path: str, extension: str | None) -> Response:
    check_parameters(request.args, (PARAMETER,))
    response = respond(
        lambda chosen: _page(path) if chosen == HTML else data(_statements(path), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    endpoint = "ontology.lineage_terms" if path == _ENGINE else "ontology.terms"
    add(response, document_links(url_for(endpoint, extension=None), GRAPH_FORMATS))
    return response


@blueprint.get("/ontology/context.jsonld")
def context() -> Response:
    """The JSON-LD context, its terms below the base of the release."""
    check_parameters(request.args, (PARAMETER,))
    text = knowledge().namespace.fill(knowledge().release.context)
    return respond(lambda _: text, Choice(JSON_LD, is_fixed=True))


def _statements(path: str) -> list[Quad]:
    """The statements of the ontology graph about the terms that the vocabulary at *path* holds."""
    quads = publication().once(own_term, _read_statements)
    if path != _ENGINE:
        return quads
    whole = NamedNode(f"{knowledge().namespace.vocabulary_base}{path}")
    of_the_engine = {quad.subject for quad in quads if quad.predicate == RDFS.isDefinedBy and quad.object == whole}
    return [quad for quad in quads if quad.subject in of_the_engine or quad.subject == whole]


def _read_statements() -> list[Quad]:
    """The statements of the ontology graph about terms of the release's own namespace."""
    start = f"{knowledge().namespace.vocabulary_base}/ontology"
    quads = [
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quad in knowledge().store.statements(None, None, None, knowledge().namespace.graph("ontology"))
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
    ]
    return sorted(quads, key=lambda quad: (str(quad.subject), *statement_order(quad)))


def _page(path: str) -> str:
    presenter = reader_presenter()
    by_term: dict[NamedNode, list[Quad]] = {}
    for quad in _statements(path):
        assert isinstance(quad.subject, NamedNode)
        by_term.setdefault(quad.subject, []).append(quad)
    start = knowledge().namespace.term("").value
    own_terms = [
        own_term(presenter, term, quads, by_term) for term, quads in by_term.items() if term.value.startswith(start)
    ]
    reader = picture_reader(reader_language())
    declaration = publication().once(FILE, lambda: load_diagram(site())) if path != _ENGINE else None
    picture = (
        diagram(declaration, knowledge(), reader, lambda term: f"#{anchor(presenter, term)}") if declaration else None
    )
    return render_template(
        "ontology.html",
        terms=TermMarkup(reader_catalogue(), value_markup(), reader_language()),
        picture=box_diagram(picture, reader) if picture else None,
        relations=table_html(box_diagram_table(picture, reader)) if picture else None,
        classes=[term for term in own_terms if term.is_class],
        properties=[term for term in own_terms if not term.is_class],
        reused_classes=reused_terms(presenter, knowledge().usage.classes.items()),
        reused_properties=reused_terms(presenter, knowledge().usage.properties.items()),
        iri=f"{knowledge().namespace.vocabulary_base}{path}",
        endpoint="ontology.lineage_terms" if path == _ENGINE else "ontology.terms",
        formats=GRAPH_FORMATS,
    )
