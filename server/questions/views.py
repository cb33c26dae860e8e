"""The pages of the curated questions."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from graph.ask.question import Question, QuestionError
from graph.formats import HTML, RESULT_FORMATS, Format
from ontology.ruby import without_ruby
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import (
    knowledge,
    reader_catalogue,
    reader_presenter,
    settings,
    words_language,
)
from server.display.translations import with_ruby
from server.display.values import Presenter, Value
from server.http.caching import respond
from server.http.negotiation import negotiate
from server.http.parameters import check_parameters, plain
from server.query.evaluation import EvaluationError
from server.query.limits import LimitError
from server.questions import answers
from server.questions.answer_table import AnswerTable, answer_table
from server.questions.curated import curated, grouped
from server.questions.drawing import MAP, Drawing, declared_measure, draw
from server.questions.menus import NUMBER, Menu, menu

_NO_CHOICE = "This cannot be chosen here. Please choose from the menus below."
_TOO_MUCH = "This took too long or gave too much. Please choose something narrower, or change the query below."

blueprint = Blueprint("questions", __name__)


@dataclass(frozen=True)
class Answered:
    """The answer to a question as its page shows it: a table, pictures where some can be drawn, downloads."""

    table: AnswerTable
    pictures: tuple[Markup, ...]
    downloads: tuple[tuple[Format, str], ...]


@blueprint.app_context_processor
def questions_for_templates() -> dict[str, object]:
    """The questions that have a page, by key, for the document about a question as a thing."""
    return {"questions_here": curated()}


@blueprint.app_template_filter("ruby")
def ruby(text: str) -> Markup:
    """The filter ``ruby``: a text with its readings, for a page."""
    return with_ruby(text)


@blueprint.app_template_filter("plainly")
def plainly(text: str) -> str:
    """The filter ``plainly``: a text without its readings, for an attribute."""
    return without_ruby(text)


@blueprint.get("/questions")
def questions() -> Response:
    """Every curated question as a card, grouped by the documents that it is answered from."""
    check_parameters(request.args, (PARAMETER,))
    return respond(lambda _: _cards(), negotiate((HTML,), request.accept_mimetypes, "html"))


def _cards() -> str:
    presenter = reader_presenter()
    groups = grouped(list(curated().values()))
    return render_template(
        "questions/questions.html",
        groups=[([_document(key, presenter) for key in group.documents], group.questions) for group in groups],
        count=len(curated()),
    )


@blueprint.get("/questions/<key>", endpoint="question")
def question_page(key: str) -> Response:
    """One question: its menus, its answer, and the query behind the answer. A choice that does not exist is 400."""
    question = curated().get(key)
    if question is None:
        raise NotFound(f"there is no question {key}; all of them are at {url_for('questions.questions')}")
    check_parameters(request.args, (*(parameter.name for parameter in question.parameters), PARAMETER))
    try:
        values = chosen_values(question)
    except QuestionError:
        return _problem(_page(question, defaults(question), reader_catalogue().html(_NO_CHOICE), None))
    query = question.text(knowledge().namespace, values)
    try:
        rows = answers.select(query, settings().limits)
    except (LimitError, EvaluationError):
        return _problem(_page(question, values, reader_catalogue().html(_TOO_MUCH), None))
    return respond(
        lambda _: _page(question, values, None, _answered(question, rows, query)),
        negotiate((HTML,), request.accept_mimetypes, "html"),
    )


def defaults(question: Question) -> dict[str, str]:
    """The parameters of *question* with their defaults."""
    return {parameter.name: parameter.default for parameter in question.parameters}


def chosen_values(question: Question) -> dict[str, str]:
    """The parameters of *question* from the URL of this request; a missing or empty one has its default.

    Raises QuestionError for a value that is not a number, or not a thing of its kind in this release.
    """
    values = defaults(question)
    for parameter in question.parameters:
        value = plain(request.args.get(parameter.name, ""))
        if not value:
            continue
        parameter.term(value)
        if parameter.kind != NUMBER and Thing(parameter.kind, value) not in knowledge().index:
            raise QuestionError(f"parameter {parameter.name}: this release has no {parameter.kind} {value!r}")
        values[parameter.name] = value
    return values


def _problem(page: str) -> Response:
    response = Response(page, status=400, content_type=HTML.content_type)
    response.vary.update(("Accept-Language", "Cookie"))
    response.cache_control.no_store = True
    return response


def _answered(question: Question, rows: answers.Rows, query: str) -> Answered:
    presenter = reader_presenter()
    title = question.title[words_language()]
    downloads = [(form, url_for("sparql.by_get", query=query, format=form.extension)) for form in RESULT_FORMATS]
    measure = declared_measure(rows, question.measures, presenter)
    drawing = Drawing(rows, presenter, title, measure=measure)
    # Measures of places are drawn as a chart and a map.
    kinds = dict.fromkeys((question.show, MAP) if measure else (question.show,))
    pictures = tuple(picture for kind in kinds if (picture := draw(kind, drawing)) is not None)
    return Answered(answer_table(rows, presenter), pictures, tuple(downloads))


def _page(question: Question, values: dict[str, str], notice: Markup | None, answered: Answered | None) -> str:
    presenter = reader_presenter()
    menus: list[Menu] = [
        menu(question, parameter, values[parameter.name], knowledge(), presenter.language, settings().limits)
        for parameter in question.parameters
    ]
    return render_template(
        "questions/question.html",
        question=question,
        menus=menus,
        notice=notice,
        answered=answered,
        query=question.text(knowledge().namespace, values),
        documents=[_document(key, presenter) for key in question.documents],
        is_published=knowledge().exists(knowledge().iri(Thing("question", question.key))),
    )


def _document(key: str, presenter: Presenter) -> Value:
    return presenter.value(presenter.knowledge.iri(Thing("document", key)))
