"""``/search``: the search box of every page. Texts with values of facets go to the finder, names to their things."""

from __future__ import annotations

from collections import Counter

from flask import Blueprint, Response, redirect, render_template, request
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML
from server.display.language import PARAMETER
from server.display.names import Fit
from server.display.paging import Page
from server.display.publication import knowledge, layout, reader_presenter, settings
from server.display.templating import kind_of
from server.figures.search import figures_called, is_keyword
from server.finder.addresses import kept_parameters, url_of
from server.finder.finder import Finder, finder_or_none, suggestions
from server.finder.intent import intent_of, is_clear
from server.finder.reading import Understanding
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, one_of, whole_number
from server.pages.answer import answer_of
from server.pages.home import search_examples

blueprint = Blueprint("search", __name__)

_LONGEST = 200
"""The most characters of a text that are searched for."""
_FEW = 10
"""With fewer results of the finder than this, figures with the word as a keyword are shown too."""


@blueprint.get("/search")
def search() -> Response | Redirection:
    """The meaning of a text: results of the finder, places, and things by any of their names."""
    check_parameters(request.args, ("q", "kind", "page", PARAMETER))
    choice = negotiate((HTML,), request.accept_mimetypes, "html")
    text = request.args.get("q", "").strip()[:_LONGEST]
    kind = one_of(request.args, "kind", knowledge().index.kinds)
    reading = Understanding((), ()) if kind or not text else suggestions().read(text)
    finder = finder_or_none()
    if finder and not _is_name(finder, text, reading):
        intent = intent_of(finder, reading)
        if is_clear(finder, reading, intent) and not _is_of_figures(finder, text, reading):
            return redirect(url_of(intent.state, **kept_parameters("lang")), 303)
    return respond(lambda _: _search(text, kind, reading), choice)


def _is_name(finder: Finder, text: str, reading: Understanding) -> bool:
    """Is *text* also the whole name of a thing that chooses nothing in the finder, such as a country?"""
    kinds = [kind for kind in suggestions().searched if not finder.declared.suggestions.get(kind)]
    if not reading.choices:
        return False
    return any(match.fit == Fit.WHOLE_NAME for match in knowledge().names.find(text, kinds, 1))


def _is_of_figures(finder: Finder, text: str, reading: Understanding) -> bool:
    """Is *text* a keyword of a figure, and does the finder have little for it?

    Of languages and days the sources seldom speak: the little that the finder has of these is much.
    """
    is_small = sum(meaning.count for meaning in reading.meanings) < _FEW
    is_seldom = any(meaning.facet in finder.declared.coverage for meaning in reading.meanings)
    return is_small and not is_seldom and is_keyword(text)


def _search(text: str, only: str, reading: Understanding) -> str:
    presenter = reader_presenter()
    answer = answer_of(reading, presenter)
    shown = {card.thing for card in answer.places if card.thing}
    matches = suggestions().search(answer.names or text)
    if answer.places and text.isascii():
        # "Uji" is a place; that it is in the middle of "Fujimino" helps nobody. Japanese has no spaces between words.
        matches = [match for match in matches if match.fit != Fit.PART]
    things = [match.thing for match in matches if match.thing not in shown]
    counts = Counter(thing.kind for thing in things)
    page = Page(
        [thing for thing in things if not only or thing.kind == only],
        whole_number(request.args, "page", 1),
        settings().page_size,
    )
    return render_template(
        "search.html",
        text=text,
        only=only,
        answer=answer,
        figures=[] if only else figures_called(text),
        count=page.count,
        total=len(things),
        counts=[
            (layout().kind(name), count) for name, count in sorted(counts.items(), key=lambda pair: -pair[1]) if name
        ],
        hits=[(kind_of(thing), presenter.value(knowledge().iri(thing))) for thing in page.items],
        page=page.number,
        pages=page.pages,
        examples=search_examples(),
    )
