"""``/search``: things by any of their names."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, render_template, request

from graph.formats import HTML
from server.display.language import PARAMETER
from server.display.paging import Page
from server.display.publication import knowledge, layout, reader_presenter, settings
from server.finder.finder import suggestions
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, one_of, whole_number
from server.pages.home import home_page

blueprint = Blueprint("search", __name__)

_LONGEST = 200
"""Characters of a text that are searched for."""


@blueprint.get("/search")
def search() -> Response:
    """Things by any of their names."""
    check_parameters(request.args, ("q", "kind", "page", PARAMETER))
    return respond(lambda _: _search(), negotiate((HTML,), request.accept_mimetypes, "html"))


def _search() -> str:
    text = request.args.get("q", "").strip()[:_LONGEST]
    only = one_of(request.args, "kind", knowledge().index.kinds)
    things = [match.thing for match in suggestions().search(text)]
    counts = Counter(thing.kind for thing in things)
    page = Page(
        [thing for thing in things if not only or thing.kind == only],
        whole_number(request.args, "page", 1),
        settings().page_size,
    )
    presenter = reader_presenter()
    return render_template(
        "search.html",
        text=text,
        only=only,
        count=page.count,
        total=len(things),
        counts=[(layout().kind(name), count) for name, count in sorted(counts.items(), key=lambda pair: -pair[1])],
        hits=[(layout().kind(thing.kind), presenter.value(knowledge().iri(thing))) for thing in page.items],
        page=page.number,
        pages=page.pages,
        examples=home_page().examples,
    )
