"""The pages of the curated questions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from graph.ask.question import Question, QuestionError
from graph.formats import HTML, RESULT_FORMATS, Format
from server.display.index import Thing
from server.display.publication import (
    knowledge,
    reader_catalogue,
    settings,
    shower,
    words_language,
)
from server.display.translations import with_ruby, without_ruby
from server.display.values import Shower, Value
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.query.evaluation import EvaluationError
from server.query.limits import LimitError
from server.questions import answers
from server.questions.answer_table import AnswerTable, answer_table
from server.questions.curated import curated, grouped
from server.questions.drawing import Drawing, draw
from server.questions.menus import NUMBER, Menu, menu

_NO_CHOICE = "This cannot be chosen here. Please choose from the menus below."
_TOO_MUCH = "This took too long or gave too much. Please choose something narrower, or change the query below."

blueprint = Blueprint("questions", __name__)


@dataclass(frozen=True)
class Answered:
    """The answer to a question as its page shows it."""

    table: AnswerTable
    picture: Markup | None
    downloads: tuple[tuple[Format, str], ...]


@blueprint.app_context_processor
def known_questions() -> dict[str, object]:
    """For the page of a question as a thing: the keys of those that have a page here."""
    return {"questions_here": curated()}


@blueprint.app_template_filter("ruby")
def ruby(text: str) -> Markup:
    """A text with its readings, for a page."""
    return with_ruby(text)


@blueprint.app_template_filter("plainly")
def plainly(text: str) -> str:
    """A text without its readings, for an attribute."""
    return without_ruby(text)


@blueprint.get("/questions")
def questions() -> Response:
    """Every curated question as a card, by what it is read from."""
    return respond(lambda _: _cards(), negotiate((HTML,), request.accept_mimetypes, "html"))


def _cards() -> str:
    show = shower()
    groups = grouped(list(curated().values()))
    return render_template(
        "questions/questions.html",
        groups=[([_document(key, show) for key in group.documents], group.questions) for group in groups],
        count=len(curated()),
    )


@blueprint.get("/questions/<key>")
def question(key: str) -> Response:
    """One question: what to choose, the answer, and the query that gave it. A choice that cannot be is 400."""
    found = curated().get(key)
    if found is None:
        raise NotFound(f"there is no question {key}; all of them are at {url_for('questions.questions')}")
    try:
        values = chosen_values(found)
    except QuestionError:
        return _problem(_page(found, defaults(found), reader_catalogue().html(_NO_CHOICE), None))
    query = found.text(knowledge().namespace, values)
    try:
        rows = answers.select(query, settings().limits)
    except (LimitError, EvaluationError):
        return _problem(_page(found, values, reader_catalogue().html(_TOO_MUCH), None))
    return respond(
        lambda _: _page(found, values, None, _answered(found, rows, query)),
        negotiate((HTML,), request.accept_mimetypes, "html"),
    )


def defaults(question: Question) -> dict[str, str]:
    """What the parameters of *question* are when nobody chose."""
    return {parameter.name: parameter.default for parameter in question.parameters}


def chosen_values(question: Question) -> dict[str, str]:
    """The parameters of *question* as this request's URL has them; one that is missing or empty has its default.

    Raises QuestionError for a value that is no number, or no thing of its kind in this release.
    """
    known, values = knowledge(), defaults(question)
    for parameter in question.parameters:
        value = request.args.get(parameter.name, "").strip()
        if not value:
            continue
        parameter.term(value)
        if parameter.kind != NUMBER and Thing(parameter.kind, value) not in known.index:
            raise QuestionError(f"parameter {parameter.name}: this release has no {parameter.kind} {value!r}")
        values[parameter.name] = value
    return values


def _problem(page: str) -> Response:
    response = Response(page, status=400, content_type=HTML.content_type)
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_store = True
    return response


def _answered(question: Question, rows: answers.Rows, query: str) -> Answered:
    show = shower()
    title = without_ruby(question.title[words_language()])
    downloads = [(each, url_for("sparql.by_get", query=query, format=each.extension)) for each in RESULT_FORMATS]
    return Answered(answer_table(rows, show), draw(question.show, Drawing(rows, show, title)), tuple(downloads))


def _page(question: Question, values: dict[str, str], notice: Markup | None, answered: Answered | None) -> str:
    known, show = knowledge(), shower()
    menus: list[Menu] = [
        menu(question, parameter, values[parameter.name], known, show.language, settings().limits)
        for parameter in question.parameters
    ]
    return render_template(
        "questions/question.html",
        question=question,
        menus=menus,
        notice=notice,
        answered=answered,
        query=question.text(known.namespace, values),
        documents=[_document(key, show) for key in question.documents],
        is_published=known.exists(known.iri(Thing("question", question.key))),
    )


def _document(key: str, shower: Shower) -> Value:
    return shower.value(shower.knowledge.iri(Thing("document", key)))
