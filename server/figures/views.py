"""``/figures``: all figures with a small picture each, and each on a page of its own, or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup, escape
from pyoxigraph import NamedNode
from werkzeug.exceptions import BadRequest, NotFound
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML, JSON, PNG, SVG, TABLE_CSV, Format
from ontology.ruby import without_ruby
from server.display.addresses import address_of
from server.display.citation import Citation, citation
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, publication, reader_catalogue, reader_presenter, site
from server.display.values import Presenter, Value
from server.figures.declaration import Figure, figures, figures_of
from server.figures.downloads import csv_text, json_text
from server.figures.marks import MOST as MOST_MARKED
from server.figures.marks import expect_marks, mark_of
from server.figures.shown import CODE, GIVEN, LEAST, MOST, NAME, ORDERS, ShownFigure
from server.figures.thumbnail import thumbnail
from server.figures.values import values_of
from server.http.caching import respond
from server.http.negotiation import Choice, negotiate
from server.http.parameters import check_parameters
from server.pictures.png import can_write, png
from server.pictures.poster import Poster, poster
from server.pictures.standing_alone import FONTS

FORMATS = (HTML, TABLE_CSV, JSON, SVG, PNG)
"""The formats of a figure, the preferred first."""
_SORT, _SHOW = "sort", "show"
EMBEDDED_HEIGHT = 720
"""The height in pixels that the frame of another page is offered."""
_KEPT = 200
"""Entries of the cache of PNG, which are some 150 kB each."""

blueprint = Blueprint("figures", __name__)


@dataclass(frozen=True)
class Piece:
    """A figure in the gallery, with its small picture."""

    shown: ShownFigure
    small: Markup
    is_old: bool


@blueprint.app_context_processor
def figures_for_templates() -> dict[str, object]:
    """The template function by which the page of a collection of observations finds the figures that show it."""
    return {"figures_of": figures_of}


@blueprint.get("/figures", endpoint="figures")
def gallery() -> Response:
    """All figures."""
    check_parameters(request.args, (PARAMETER,))
    return respond(lambda _: _gallery(), Choice(HTML, is_fixed=True))


@blueprint.get("/pictures", defaults={"key": None})
@blueprint.get("/pictures/<key>")
def moved(key: str | None) -> Redirection:
    """Pictures are figures now."""
    check_parameters(request.args, (PARAMETER,))
    kept: dict[str, Any] = {PARAMETER: request.args[PARAMETER]} if request.args.get(PARAMETER) else {}
    return redirect(url_for("figures.figure", key=key, **kept) if key else url_for("figures.figures", **kept), 301)


@blueprint.get("/figures/<key>", endpoint="figure", defaults={"extension": None})
@blueprint.get("/figures/<key>.<any(html, csv, json, svg, png):extension>", endpoint="figure")
def figure_page(key: str, extension: str | None) -> Response:
    """A figure as a page, a table of values, or a picture."""
    figure = figure_called(key)
    check_parameters(request.args, (_SORT, _SHOW, PARAMETER))
    choice = negotiate(FORMATS, request.accept_mimetypes, extension)
    shown = shown_figure(figure)
    order, kind = request.args.get(_SORT) or shown.usual_order, request.args.get(_SHOW) or shown.first_kind
    if order not in ORDERS or kind not in figure.kinds:
        raise BadRequest(f"a figure is sorted by {', '.join(ORDERS)}; this one is shown as {', '.join(figure.kinds)}")
    if choice.format == HTML:
        return respond(lambda _: _page(shown, order), choice)
    if choice.format == PNG and not is_png_offered(shown):
        raise NotFound("this server has no font for the words of this picture; take the SVG instead")
    response = respond(lambda format: _file(shown, kind, format), choice, is_in_language=choice.format != JSON)
    response.headers["Content-Disposition"] = f"inline; filename={key}.{choice.format.extension}"
    return response


def figure_called(key: str) -> Figure:
    """The figure *key*. Raises NotFound."""
    figure = figures().get(key)
    if figure is None:
        raise NotFound(f"there is no figure {key}; all of them are at {url_for('figures.figures')}")
    return figure


def shown_figure(figure: Figure) -> ShownFigure:
    """*figure* for this request's reader. Raises LimitError and EvaluationError."""
    return ShownFigure(figure, values_of(figure), reader_presenter())


def is_png_offered(shown: ShownFigure) -> bool:
    """Has the server fonts for the texts of *shown*: its title, its measure and its dates?"""
    texts = (shown.title, shown.measure_and_unit, shown.dates)
    letters = (next((letter for letter in text if letter.isalpha() and not letter.isascii()), "A") for text in texts)
    return all(can_write(letter, FONTS) for letter in dict.fromkeys(letters))


def _file(shown: ShownFigure, kind: str, format: Format) -> str | bytes:
    if format == TABLE_CSV:
        return csv_text(shown)
    if format == JSON:
        return json_text(shown)
    return _png(shown, kind) if format == PNG else _poster(shown, kind)


def _png(shown: ShownFigure, kind: str) -> bytes:
    """The picture of *kind* as PNG. It takes a fifth of a second, so the pictures asked for last are cached."""
    cached_png = publication().once(_png, lambda: lru_cache(maxsize=_KEPT)(_made_png))
    return cached_png(shown.figure.key, kind, shown.presenter.language)


def _made_png(key: str, kind: str, _language: str, /) -> bytes:
    """The picture of *kind* of the figure *key* for readers of *_language*, which is the request's."""
    return png(_poster(shown_figure(figure_called(key)), kind))


def _poster(shown: ShownFigure, kind: str) -> str:
    """The picture of *kind* as a file. Raises NotFound where the site has no map for the places."""
    picture = shown.picture(kind)
    if picture is None:
        raise NotFound(f"the figure {shown.figure.key} cannot be shown as {kind} here")
    words = reader_catalogue()
    source = words.plain("Source:")
    address = f"{knowledge().release.base}/figures/{shown.figure.key}"
    documents = "; ".join(document.text for document in documents_of(shown))
    notes = [
        f"{source} {documents}" if documents else "",
        without_ruby(shown.figure.about[shown.language]),
        f"{site().brand.name}, {knowledge().release.version}, {address} ({site().licence_name})",
    ]
    about = " · ".join(part for part in (shown.measure_and_unit, shown.dates) if part)
    return poster(Poster(picture, about, [note for note in notes if note]), shown.reader)


def documents_of(shown: ShownFigure) -> list[Value]:
    """The documents that *shown* was read from."""
    return [_document(key, shown.presenter) for key in shown.values.documents]


def _document(key: str, presenter: Presenter) -> Value:
    return presenter.value(knowledge().iri(Thing("document", key)))


def _is_old(shown: ShownFigure) -> bool:
    return shown.values.is_old(knowledge().release.modified.date())


def _gallery() -> str:
    pieces = []
    for figure in figures().values():
        shown = shown_figure(figure)
        small = publication().once((thumbnail, figure.key), partial(thumbnail, shown))
        pieces.append(Piece(shown, small, _is_old(shown)))
    return render_template("figures/figures.html", pieces=pieces)


def _page(shown: ShownFigure, order: str) -> str:
    figure, release = shown.figure, knowledge().release
    address = f"{release.base}/figures/{figure.key}"
    name = without_ruby(site().title[shown.language])
    cited: Citation = citation(figure.key, shown.title, name, address)
    embedded = address_of(url_for("embed.embedded", collection="figures", key=figure.key))
    frame = f'<iframe src="{embedded}" title="{escape(shown.title)}" width="100%" height="{EMBEDDED_HEIGHT}"></iframe>'
    expect_marks(shown.values.rows)
    return render_template(
        "figures/figure.html",
        shown=shown,
        figure=figure,
        rows=shown.ordered(order),
        order=order,
        sorts=_sorts(shown, order),
        is_old=_is_old(shown),
        age=shown.values.age(release.modified.date()),
        documents=documents_of(shown),
        document_of={key: _document(key, shown.presenter) for key in shown.values.documents},
        mark=partial(mark_of, figure),
        most_marked=MOST_MARKED,
        pictures=[(kind, shown.drawn(kind, order)) for kind in shown.kinds],
        has_png=is_png_offered(shown),
        is_coded=all(isinstance(row.thing, NamedNode) for row in shown.values.rows),
        is_marked_in_part=any(len(row.origins) > MOST_MARKED for row in shown.values.rows),
        citation=cited,
        frame=frame,
        address=address_of(url_for("figures.figure", key=figure.key)),
        query=figure.text(knowledge().namespace),
    )


@dataclass(frozen=True)
class Sort:
    """A way to sort: the link to it, and whether the rows are sorted so (``aria-sort``) or not."""

    href: str
    direction: str


def _sorts(shown: ShownFigure, order: str) -> dict[str, Sort]:
    """For each column that can be sorted by, the link on its heading: a second choice turns the order of values."""

    def href(name: str) -> str:
        chosen = None if name == shown.usual_order else name
        return url_for("figures.figure", key=shown.figure.key, sort=chosen) + "#table"

    directions = {MOST: "descending", LEAST: "ascending"}
    return {
        "thing": Sort(href(GIVEN if shown.figure.is_in_order else NAME), "ascending" if order in (NAME, GIVEN) else ""),
        "code": Sort(href(CODE), "ascending" if order == CODE else ""),
        "value": Sort(href(LEAST if order == MOST else MOST), directions.get(order, "")),
    }
