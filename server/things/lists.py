"""``/doc/{kind}``: the things of a kind, a page at a time; data has longer pages."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, Response, render_template, request, url_for
from pyoxigraph import Quad
from werkzeug.exceptions import NotFound

from graph.formats import GRAPH_FORMATS, HTML, TABLE_CSV
from ontology.vocabulary import RDF
from server.display.document_links import document_links
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.paging import Page
from server.display.publication import knowledge, layout, reader_presenter, settings
from server.display.rdf import data
from server.display.values import LinkRow, Presenter
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.http.parameters import check_parameters, whole_number
from server.http.typed_links import Link, add

blueprint = Blueprint("lists", __name__)

_FORMATS = (HTML, *GRAPH_FORMATS, TABLE_CSV)
DATA = 10_000
"""Things of one answer in any format but HTML: the header Link leads to the next."""


@blueprint.get("/doc/<kind>")
def kind(kind: str) -> Response:
    """The things of a kind: a page of them, or as data their types and names."""
    extension = None
    kinds = knowledge().index.kinds
    if kind not in kinds:
        kind, extension = split_suffix(kind, _FORMATS)
    things = kinds.get(kind)
    if things is None:
        raise NotFound(f"there is no kind {kind}; there are {', '.join(sorted(kinds))}")
    check_parameters(request.args, ("page", PARAMETER))
    number = whole_number(request.args, "page", 1)
    part = Page(things, number, DATA)
    choice = negotiate(_FORMATS, request.accept_mimetypes, extension)
    response = respond(
        lambda chosen: _page(kind, things, number) if chosen == HTML else data(_statements(part.items), chosen), choice
    )
    add(response, document_links(url_for("lists.kind", kind=kind), _FORMATS))
    if choice.format != HTML and part.pages > 1:
        add(response, _neighbours(kind, extension, part))
    return response


def _neighbours(kind: str, extension: str | None, part: Page[Thing]) -> list[Link]:
    """Where the data before and after *part* are (RFC 8288)."""
    here = url_for("lists.kind", kind=kind) + (f".{extension}" if extension else "")
    places = (("prev", part.number - 1), ("next", part.number + 1))
    return [Link(f"{here}?page={number}", relation) for relation, number in places if 1 <= number <= part.pages]


def _statements(things: Sequence[Thing]) -> list[Quad]:
    """The types and names of *things*."""
    quads: list[Quad] = []
    knowledge().store.expect(map(knowledge().iri, things))
    for thing in things:
        iri = knowledge().iri(thing)
        quads += knowledge().values(iri, RDF.type)
        quads += knowledge().labels.statements(iri)
    return quads


def _page(name: str, things: Sequence[Thing], number: int) -> str:
    presenter, kind = reader_presenter(), layout().kind(name)
    page = Page(things, number, settings().page_size)
    return render_template(
        "list.html",
        kind=kind,
        count=page.count,
        rows=_rows(presenter, page.items, kind.columns),
        columns=[presenter.column(column) for column in kind.columns],
        page=page.number,
        pages=page.pages,
        data_size=DATA,
        formats=[form for form in _FORMATS if form != HTML],
    )


def _rows(presenter: Presenter, things: Sequence[Thing], columns: Sequence[str]) -> list[LinkRow]:
    iris = [presenter.knowledge.iri(thing) for thing in things]
    presenter.knowledge.store.expect(iris)
    return [LinkRow(presenter.value(iri), presenter.cells(iri, columns)) for iri in iris]
