"""``/resource?iri=…`` and ``/.well-known/genid/…``: the document about any thing, negotiated or by its suffix."""

from __future__ import annotations

from urllib.parse import quote

from flask import Blueprint, Response, redirect, render_template, request, url_for
from pyoxigraph import BlankNode, NamedNode
from werkzeug.exceptions import NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import DATASET_FORMATS, HTML, JSON_LD, N_TRIPLES, RDF_XML, TABLE_CSV, TURTLE, Format
from ontology.vocabulary import FOAF, RDF
from server.display.document_links import document_links
from server.display.hrefs import href
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_language, reader_presenter, settings, site
from server.display.rdf import data
from server.display.resource_paths import SKOLEM
from server.display.schema_org import about_page, as_block
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, whole_number
from server.http.typed_links import Link, add
from server.resources.concepts import place_of
from server.resources.described import Subject, description, is_known, statements_about, subject_of

blueprint = Blueprint("resources", __name__)

FORMATS: tuple[Format, ...] = (HTML, TURTLE, JSON_LD, N_TRIPLES, RDF_XML, *DATASET_FORMATS, TABLE_CSV)
"""The formats of a document, the preferred first."""
EXTENSIONS = ", ".join(form.extension for form in FORMATS)
_FIRST_LINKS = 5


@blueprint.get("/resource", defaults={"extension": None})
@blueprint.get(f"/resource.<any({EXTENSIONS}):extension>")
def resource(extension: str | None) -> Response | Redirection:
    """The document about the thing that *iri* names, wherever that begins."""
    check_parameters(request.args, ("iri", "by", "page", PARAMETER))
    text = request.args.get("iri", "").strip()
    if not text:
        raise NotFound("say which thing you mean: /resource?iri=https://…")
    iri = subject_of(text)
    if (knowledge().namespace.path(text) or "").startswith("/id/"):
        return redirect(href(text, knowledge().namespace, request.script_root) or "", 303)
    if not is_known(knowledge(), iri):
        raise NotFound(f"nothing here tells of <{text}>, and nothing leads to it")
    end = f"?iri={quote(text, safe='')}"
    response = document_about(iri, extension)
    add(response, document_links(url_for("resources.resource", extension=None), FORMATS, end[1:]))
    return response


@blueprint.get(f"{SKOLEM}<label>")
def blank(label: str) -> Response:
    """The document about a blank node: its label is that in the dumps of this release, and means nothing elsewhere."""
    check_parameters(request.args, ("by", "page", PARAMETER))
    try:
        node = BlankNode(label)
    except ValueError as error:
        raise NotFound(f"{label!r} is not the label of a blank node") from error
    if not is_known(knowledge(), node):
        raise NotFound(f"this release has no blank node {label}")
    return document_about(node, None)


def document_about(subject: Subject, extension: str | None) -> Response:
    """The document about *subject* in the format of *extension*, or else the one that the request prefers."""
    number = whole_number(request.args, "page", 1)
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    response = respond(
        lambda chosen: _page(subject, number) if chosen == HTML else _data(subject, chosen),
        choice,
    )
    if choice.format != HTML:
        response.headers["Content-Disposition"] = f"inline; filename=resource.{choice.format.extension}"
    if isinstance(subject, NamedNode):
        add(response, [Link(quote(subject.value, safe="/:%#?&=+@~!$'()*,;[]"), FOAF.primaryTopic.value)])
    return response


def _data(subject: Subject, chosen: Format) -> str | bytes:
    return data(description(knowledge(), [subject], with_graphs=chosen in DATASET_FORMATS), chosen)


def _page(subject: Subject, number: int) -> str:
    presenter, only = reader_presenter(), request.args.get("by")
    is_named = isinstance(subject, NamedNode)
    iri = subject.value if isinstance(subject, NamedNode) else ""
    links = []
    if isinstance(subject, NamedNode):
        size = settings().link_page_size
        links = presenter.link_groups(subject, first=_FIRST_LINKS, only=only, page=number, size=size)
    if only and not links:
        raise NotFound(f"nothing links here by {only}")
    types = [quad.object for quad in knowledge().store.statements(subject, RDF.type, None, None)]
    names = [quad.object for quad in knowledge().labels.statements(subject)] if isinstance(subject, NamedNode) else []
    return render_template(
        "resources/resource.html",
        iri=iri,
        node=str(subject),
        label=knowledge().labels.best(subject, reader_language()) if isinstance(subject, NamedNode) else None,
        classes=[presenter.value(term) for term in dict.fromkeys(types) if isinstance(term, NamedNode)],
        place=place_of(subject, presenter) if isinstance(subject, NamedNode) and not only else None,
        groups=[] if only else presenter.groups(statements_about(knowledge(), subject)),
        links=links,
        only=only,
        formats=[form for form in FORMATS if form != HTML] if is_named else [],
        licence=site().licence_iri,
        schema_org=as_block(
            about_page(request.full_path, reader_language(), knowledge().release, iri, [*types, *names], None)
        )
        if is_named
        else "",
    )
