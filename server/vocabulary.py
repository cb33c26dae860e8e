"""The ontology: ``/ontology`` answers with RDF or with a page that explains each term; its JSON-LD context beside."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

import ontology
from graph.formats import GRAPH_FORMATS, HTML, JSON_LD
from server.knowledge import statement_order
from server.labels import READING_LANGUAGES, Label
from server.labels import choose as choose_label
from server.language import reader_language
from server.negotiation import Choice, negotiate
from server.presentation import layout
from server.resources import data
from server.responses import knowledge, respond
from server.thing import Shower, Value

blueprint = Blueprint("vocabulary", __name__)

_RDF_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_COMMENT = NamedNode(_RDFS + "comment")
_CLASS = NamedNode("http://www.w3.org/2002/07/owl#Class")
_FORMATS = (HTML, *GRAPH_FORMATS)


@dataclass(frozen=True)
class TermView:
    """A class or property as the page explains it. *uses* are its instances, or the statements with it."""

    fragment: str
    label: Label
    comment: Label
    is_class: bool
    parents: tuple[Value, ...]
    domain: tuple[Value, ...]
    range: tuple[Value, ...]
    uses: int


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
    start = f"{known.namespace.base}/ontology#"
    views = [_view(shower, term, quads) for term, quads in by_term.items() if term.value.startswith(start)]
    return render_template(
        "ontology.html",
        terms=views,
        iri=f"{known.namespace.base}/ontology",
        about=shower.groups(by_term.get(NamedNode(f"{known.namespace.base}/ontology"), [])),
        formats=GRAPH_FORMATS,
    )


def _view(shower: Shower, term: NamedNode, quads: list[Quad]) -> TermView:
    known = knowledge()

    def values(*names: str) -> tuple[Value, ...]:
        wanted = {_RDFS + name for name in names}
        return tuple(shower.value(quad.object) for quad in quads if quad.predicate.value in wanted)

    is_class = any(quad.predicate == _RDF_TYPE and quad.object == _CLASS for quad in quads)
    comments = [quad.object for quad in quads if quad.predicate == _COMMENT and isinstance(quad.object, Literal)]
    comment = choose_label(comments, READING_LANGUAGES[shower.language])
    return TermView(
        term.value.partition("#")[2],
        known.labels.best(term, shower.language),
        Label(comment.value, comment.language or "") if comment else Label(""),
        is_class,
        values("subClassOf", "subPropertyOf"),
        values("domain"),
        values("range"),
        known.instances(term) if is_class else known.uses(term),
    )
