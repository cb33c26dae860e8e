"""``/source/{document}#line=11,14`` (RFC 5147): the ledger of a source document; the statements of a line."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import NotFound

from graph.ask.account import AccountedLine
from graph.ask.trace import records_citing, trace_records
from graph.formats import GRAPH_FORMATS, HTML
from mappings.read.reading import STATUSES
from server.display.chunks import CHUNKS, LINES, lines_of_page, page_of_line
from server.display.document_links import document_links
from server.display.knowledge import statement_order
from server.display.language import PARAMETER
from server.display.paging import Page
from server.display.publication import knowledge, publication, reader_presenter
from server.display.rdf import data
from server.display.values import Presenter, Value
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters, one_of, whole_number
from server.http.typed_links import add
from server.sources.lines import (
    Chunk,
    Citations,
    Lines,
    LineView,
    SourceView,
    beginning_in,
    chunks_of,
    citations,
    source_view,
)

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
    check_parameters(request.args, ("status", "line", "page", "part", PARAMETER))
    status = one_of(request.args, "status", STATUSES)
    line = whole_number(request.args, "line", 0)
    number, part = whole_number(request.args, "page", 1), whole_number(request.args, "part", 1)

    def page() -> str:
        return _page(document, status, number, part) if not line else _line_page(document, line)

    def quads() -> list[Quad]:
        return _statements(document) if not line else _supported_by(document, line)

    response = respond(
        lambda chosen: page() if chosen == HTML else data(quads(), chosen),
        negotiate(_FORMATS, request.accept_mimetypes, extension),
    )
    chosen = f"line={line}" if line else ""
    add(response, document_links(url_for("sources.source", document=document), _FORMATS, chosen))
    return response


def _statements(document: str) -> list[Quad]:
    quads = list(knowledge().store.statements(knowledge().namespace.source(document), None, None, DefaultGraph()))
    for lines in _citations(document).ranges:
        quads += sorted(
            knowledge().store.statements(lines.iri(knowledge().namespace), None, None, DefaultGraph()),
            key=statement_order,
        )
    return quads


def _records(document: str, line: int) -> list[NamedNode]:
    """The records that cite *line*, alone or with others."""
    cited = _citations(document)
    ranges = (*cited.starting.get(line, ()), *cited.holding.get(line, ()))
    return records_citing(knowledge().store, knowledge().namespace, ranges)


def _supported_by(document: str, line: int) -> list[Quad]:
    """Every statement that *line* supports; none where no record cites the line."""
    traced = trace_records(knowledge().store, knowledge().namespace, _records(document, line))
    return [Quad(t.triple.subject, t.triple.predicate, t.triple.object, DefaultGraph()) for t in traced]


def _view(document: str) -> SourceView:
    """The account of *document*, made once for the release."""
    return publication().once((SourceView, document), lambda: source_view(knowledge(), document))


def _citations(document: str) -> Citations:
    """The line ranges of *document*, read once for the release."""
    return publication().once((Citations, document), lambda: citations(knowledge(), document, _view(document).numbers))


def _lines(presenter: Presenter, document: str, accounts: Sequence[AccountedLine]) -> list[LineView]:
    return Lines(presenter, document, _citations(document), publication().texts).views(accounts)


def _statuses(presenter: Presenter) -> dict[str, Value]:
    """The statuses of lines, by key."""
    return {name: presenter.value(presenter.knowledge.namespace.thing("line-status", name)) for name in STATUSES}


def _page(document: str, status: str, number: int, part: int) -> str:
    presenter = reader_presenter()
    view = _view(document)
    is_overview = not status and view.pages > 1 and "page" not in request.args
    chunks = Page(_chunks(document) if is_overview else (), part, CHUNKS)
    if status:
        page = Page(_only(document, status).lines, number, LINES)
        number, pages = page.number, page.pages
        shown = _only(document, status).between(page.items[0].line, page.items[-1].line) if page.items else ()
    else:
        number, pages = min(max(number, 1), view.pages), view.pages
        shown = () if is_overview else view.between(*lines_of_page(number))
    return render_template(
        "sources/source.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        view=view,
        sections=beginning_in(chunks.items) if is_overview else view.sections,
        shown=[(section, _lines(presenter, document, section.lines)) for section in shown],
        chunks=chunks,
        has_ledger=is_overview or (pages == 1 and not status),
        page_of_line=page_of_line,
        page=0 if is_overview else number,
        pages=pages,
        span=lines_of_page(number),
        size=LINES,
        status=status,
        statuses=_statuses(presenter),
        has_text=document in publication().texts,
        formats=GRAPH_FORMATS,
    )


def _only(document: str, status: str) -> SourceView:
    """The lines of *document* with one *status*, gathered once for the release."""
    return publication().once((SourceView, document, status), lambda: _view(document).only(status))


def _chunks(document: str) -> Sequence[Chunk]:
    """The chunks of *document*, made once for the release."""
    return publication().once((Chunk, document), lambda: chunks_of(_view(document), _citations(document)))


def _line_page(document: str, number: int) -> str:
    presenter = reader_presenter()
    view = _view(document)
    position = bisect_left(view.numbers, number)
    if view.numbers[position : position + 1] != [number]:
        raise NotFound(f"document {document} has no line {number}, or it is blank; /source/{document} lists them all")
    return render_template(
        "sources/line.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        section=view.section(number),
        line=_lines(presenter, document, [view.lines[position]])[0],
        page=page_of_line(number) if view.pages > 1 else 1,
        around=[*view.numbers[max(position - 1, 0) : position], *view.numbers[position + 1 : position + 2]],
        statuses=_statuses(presenter),
        records=[presenter.value(record) for record in _records(document, number)],
        supported=_shown(presenter, document, number),
        formats=GRAPH_FORMATS,
    )


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
