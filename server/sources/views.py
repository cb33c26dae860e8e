"""``/source/{document}#line=11,14`` (RFC 5147): the ledger of a source document; the statements of a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import NotFound

from graph.ask.account import AccountedLine
from graph.ask.ledger import Ledger, Section
from graph.ask.trace import records_citing, trace_records
from graph.formats import GRAPH_FORMATS, HTML
from mappings.read.reading import STATUSES
from server.display.chunks import CHUNKS, LINES, lines_of_page, page_of_line
from server.display.document_links import document_links
from server.display.knowledge import statement_order
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, reader_presenter
from server.display.rdf import data
from server.display.values import Presenter, Value
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters, one_of, whole_number
from server.http.typed_links import add
from server.sources.ledgers import ledger_of
from server.sources.lines import Lines, LineView, beginning_in, by_section, chunks_of, citations, ranges_of

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
    with ledger_of(document) as ledger:
        ranges = ranges_of(knowledge(), document, ledger.numbers())
    for lines in ranges:
        quads += sorted(
            knowledge().store.statements(lines.iri(knowledge().namespace), None, None, DefaultGraph()),
            key=statement_order,
        )
    return quads


def _records(document: str, line: int) -> list[NamedNode]:
    """The records that cite *line*, alone or with others."""
    with ledger_of(document) as ledger:
        if not ledger.lines(line, line):
            return []
        cited = citations(ledger, document, [line])
    ranges = (*cited.starting.get(line, ()), *cited.holding.get(line, ()))
    return records_citing(knowledge().store, knowledge().namespace, ranges)


def _supported_by(document: str, line: int) -> list[Quad]:
    """Every statement that *line* supports; none where no record cites the line."""
    traced = trace_records(knowledge().store, knowledge().namespace, _records(document, line))
    return [Quad(t.triple.subject, t.triple.predicate, t.triple.object, DefaultGraph()) for t in traced]


def _statuses(presenter: Presenter) -> dict[str, Value]:
    """The statuses of lines, by key."""
    return {name: presenter.value(presenter.knowledge.namespace.thing("line-status", name)) for name in STATUSES}


def _page(document: str, status: str, number: int, part: int) -> str:
    with ledger_of(document) as ledger:
        total = ledger.total()
        pages = page_of_line(max(total.last, 1))
        is_overview = not status and pages > 1 and "page" not in request.args
        if is_overview:
            part = _limited(part, parts := -(-pages // CHUNKS))
            chunks = chunks_of(ledger, document, (part - 1) * CHUNKS + 1, part * CHUNKS)
            sections, shown = beginning_in(chunks), []
        else:
            part, parts, chunks = 1, 1, ()
            pages = max(1, -(-total.statuses[status] // LINES)) if status else pages
            number = _limited(number, pages)
            accounts = (
                ledger.of_status(status, (number - 1) * LINES, LINES)
                if status
                else ledger.lines(*lines_of_page(number))
            )
            sections = tuple(ledger.sections(1, total.last)) if pages == 1 and not status else ()
            shown = _shown_lines(ledger, document, accounts)
    presenter = reader_presenter()
    return render_template(
        "sources/source.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        total=total,
        sections=sections,
        shown=shown,
        chunks=chunks,
        part=part,
        parts=parts,
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


def _limited(number: int, most: int) -> int:
    """*number*, or the first or the last one where it is too small or too large."""
    return min(max(number, 1), most)


def _shown_lines(
    ledger: Ledger, document: str, accounts: Sequence[AccountedLine]
) -> list[tuple[Section, list[LineView]]]:
    """*accounts* as the reader sees them, by section."""
    cited = citations(ledger, document, [account.line for account in accounts])
    lines = Lines(reader_presenter(), document, cited, publication().texts)
    return [(section, lines.views(of_section)) for section, of_section in by_section(ledger, accounts)]


def _line_page(document: str, number: int) -> str:
    presenter = reader_presenter()
    with ledger_of(document) as ledger:
        accounts = ledger.lines(number, number)
        if not accounts:
            raise NotFound(
                f"document {document} has no line {number}, or it is blank; /source/{document} lists them all"
            )
        ((section, lines),) = _shown_lines(ledger, document, accounts)
        around, total = ledger.around(number), ledger.total()
    return render_template(
        "sources/line.html",
        document=document,
        about=presenter.value(presenter.knowledge.namespace.thing("document", document)),
        section=section,
        line=lines[0],
        page=page_of_line(number) if page_of_line(total.last) > 1 else 1,
        around=around,
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
