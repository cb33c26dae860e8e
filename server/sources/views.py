"""``/source/{document}#line=11,14`` (RFC 5147): the ledger of a source document; the statements of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import BadRequest, NotFound

from graph.ask.trace import TraceError, trace_lines
from graph.formats import GRAPH_FORMATS, HTML
from mappings.read.ledger import STATUSES
from ontology.lines import LineRange
from server.display.document_links import document_links
from server.display.knowledge import statement_order
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, reader_language, reader_presenter
from server.display.rdf import data
from server.display.values import Presenter, Value
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters
from server.http.typed_links import add
from server.sources.lines import LineView, SourceView, accounts_of, lay_out, ranges_of

blueprint = Blueprint("sources", __name__, url_prefix="/source")

_FORMATS = (HTML, *GRAPH_FORMATS)


@dataclass(frozen=True)
class Supported:
    """A statement that a line supports: subject, property, and the object with its origins."""

    subject: Value
    property: Value
    object: Value


@blueprint.get("/<document>")
def source(document: str) -> Response:
    """The ledger of a document; with ``status=`` the lines of that status; with ``line=`` one line and statements."""
    document, extension = split_suffix(document, _FORMATS)
    if document not in knowledge().release.manifest["documents"]:
        keys = ", ".join(sorted(knowledge().release.manifest["documents"]))
        raise NotFound(f"there is no source document {document}; there are {keys}")
    check_parameters(request.args, ("status", "line", PARAMETER))
    status = request.args.get("status", "")
    if status and status not in STATUSES:
        raise BadRequest(f"a line has no status {status!r}; it is one of {', '.join(STATUSES)}")
    line = request.args.get("line", type=int)
    if line is None and "line" in request.args:
        raise BadRequest("line= takes the number of a line, counted from 1")

    def page() -> str:
        return _page(document, status) if line is None else _line_page(document, line)

    def quads() -> list[Quad]:
        return _statements(document) if line is None else _supported_by(document, line)

    response = respond(
        lambda chosen: page() if chosen == HTML else data(quads(), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    chosen = "" if line is None else f"line={line}"
    add(response, document_links(url_for("sources.source", document=document), _FORMATS, chosen))
    return response


def _statements(document: str) -> list[Quad]:
    quads = list(knowledge().store.statements(knowledge().namespace.source(document), None, None, DefaultGraph()))
    for lines in ranges_of(knowledge(), document):
        quads += sorted(
            knowledge().store.statements(lines.iri(knowledge().namespace), None, None, DefaultGraph()),
            key=statement_order,
        )
    return quads


def _supported_by(document: str, line: int) -> list[Quad]:
    """Every statement that *line* supports; none where no record cites the line."""
    try:
        traced = list(trace_lines(knowledge().store, knowledge().namespace, LineRange(document, line, line)))
    except TraceError:
        return []
    return [Quad(t.triple.subject, t.triple.predicate, t.triple.object, DefaultGraph()) for t in traced]


def _laid_out(document: str) -> SourceView:
    """The account of *document* for readers of this language, laid out once for the release."""
    accounts = publication().once(accounts_of, lambda: accounts_of(knowledge()))
    return publication().once(
        (SourceView, document, reader_language()),
        lambda: lay_out(reader_presenter(), document, accounts.get(document, ()), publication().texts),
    )


def _statuses(presenter: Presenter) -> dict[str, Value]:
    """The statuses of lines, by key."""
    return {name: presenter.value(presenter.knowledge.namespace.thing("line-status", name)) for name in STATUSES}


def _page(document: str, status: str) -> str:
    presenter = reader_presenter()
    view = _laid_out(document)
    return render_template(
        "sources/source.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        view=view,
        shown=view.only(status) if status else view,
        status=status,
        statuses=_statuses(presenter),
        has_text=document in publication().texts,
        formats=GRAPH_FORMATS,
    )


def _line_page(document: str, number: int) -> str:
    presenter = reader_presenter()
    places = [(s, line) for s in _laid_out(document).sections for line in s.lines if line.number == number]
    if not places:
        raise NotFound(f"document {document} has no line {number}, or it is blank; /source/{document} lists them all")
    section, line = places[0]
    return render_template(
        "sources/line.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        section=section,
        line=line,
        around=_around(document, number),
        statuses=_statuses(presenter),
        supported=_shown(presenter, document, number),
        formats=GRAPH_FORMATS,
    )


def _around(document: str, number: int) -> Sequence[LineView]:
    """The line before and the line after, where they exist."""
    lines = [line for section in _laid_out(document).sections for line in section.lines]
    before = [line for line in lines if line.number < number][-1:]
    return before + [line for line in lines if line.number > number][:1]


def _shown(presenter: Presenter, document: str, number: int) -> list[Supported]:
    return [
        Supported(
            presenter.value(quad.subject),
            presenter.value(quad.predicate),
            presenter.value(quad.object, knowledge().origins(quad.triple)),
        )
        for quad in _supported_by(document, number)
        if isinstance(quad.subject, NamedNode)
    ]
