"""``/pictures``: the data at a glance, and each picture on a page of its own with its table, query and downloads."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from graph.formats import HTML, RESULT_FORMATS, Format
from ontology.ruby import without_ruby
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_presenter, settings, words_language
from server.display.values import Presenter
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters
from server.questions.answer_table import AnswerTable, answer_table
from server.questions.answers import Rows, select
from server.questions.drawing import Drawing, draw
from server.questions.pictures import Picture, pictures

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")


@dataclass(frozen=True)
class ShownPicture:
    """A picture drawn for a reader, its query, and the downloads of its answer."""

    picture: Picture
    drawn: Markup | None
    query: str
    downloads: tuple[tuple[Format, str], ...]


@blueprint.get("", endpoint="pictures")
def gallery() -> Response:
    """All pictures on one page."""
    check_parameters(request.args, (PARAMETER,))
    return respond(lambda _: _gallery(), Choice(HTML, is_fixed=True))


@blueprint.get("/<key>", endpoint="picture")
def picture_page(key: str) -> Response:
    """A picture with its table and its query."""
    check_parameters(request.args, (PARAMETER,))
    picture = pictures().get(key)
    if picture is None:
        raise NotFound(f"there is no picture {key}; all of them are at {url_for('pictures.pictures')}")
    return respond(lambda _: _picture_page(picture), Choice(HTML, is_fixed=True))


def _gallery() -> str:
    return render_template("gallery/pictures.html", pieces=[_shown(picture)[0] for picture in pictures().values()])


def _picture_page(picture: Picture) -> str:
    shown, rows, presenter = _shown(picture)
    table: AnswerTable = answer_table(rows, presenter)
    return render_template("gallery/picture.html", shown=shown, table=table)


def _shown(picture: Picture) -> tuple[ShownPicture, Rows, Presenter]:
    presenter = reader_presenter()
    query = picture.query(knowledge().namespace)
    rows = select(query, settings().limits)
    title = without_ruby(picture.title[words_language()])
    endpoint = url_for("sparql.by_get")
    downloads = tuple(
        (format, f"{endpoint}?{urlencode({'query': query, 'format': format.extension})}") for format in RESULT_FORMATS
    )
    drawn = draw(picture.kind, Drawing(rows, presenter, title, picture.key))
    return ShownPicture(picture, drawn, query, downloads), rows, presenter
