"""``/stories``: all stories, and each on a page of its own."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, render_template, request, url_for
from markupsafe import Markup
from werkzeug.exceptions import NotFound

from graph.ask.prose import TABLE, TEXT, BlockReference
from graph.ask.story import Story
from graph.formats import HTML
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.publication import knowledge, reader_presenter, words_language
from server.display.texts import attribute_of
from server.display.values import Value
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters
from server.questions.answer_table import AnswerTable, answer_table
from server.questions.drawing import Drawing, declared_measure, draw
from server.stories.answered_stories import AnsweredStory, stories
from server.stories.prose import Prose, anchor

blueprint = Blueprint("stories", __name__)


@dataclass(frozen=True)
class AnsweredQuery:
    """A query behind the numbers of a story: its *title*, its answer, its text."""

    identifier: str
    title: str
    table: AnswerTable
    query: str


@blueprint.get("/stories", endpoint="stories")
def all_stories() -> Response:
    """Every story as a card."""
    check_parameters(request.args, (PARAMETER,))
    if not stories():
        raise NotFound("this site tells no stories")
    return respond(
        lambda _: render_template("stories/stories.html", stories=[answered.story for answered in stories().values()]),
        Choice(HTML, is_fixed=True),
    )


@blueprint.get("/stories/<key>", endpoint="story")
def story_page(key: str) -> Response:
    """One story."""
    check_parameters(request.args, (PARAMETER,))
    answered = stories().get(key)
    if answered is None:
        raise NotFound(f"there is no story {key}; all of them are at {url_for('stories.stories')}")
    return respond(lambda _: _page(answered), Choice(HTML, is_fixed=True))


def _page(answered: AnsweredStory) -> str:
    story, presenter = answered.story, reader_presenter()
    return render_template(
        "stories/story.html",
        story=story,
        prose=Prose(answered, presenter, lambda reference: _block(answered, reference)).html(),
        prose_language=attribute_of(words_language()),
        behind=[
            AnsweredQuery(
                anchor(name),
                query.title[words_language()],
                answer_table(answered.answers[name], presenter),
                query.text(knowledge().namespace),
            )
            for name, query in story.queries.items()
        ],
        documents=_documents(story),
    )


def _block(answered: AnsweredStory, reference: BlockReference) -> str:
    """The answer that a block of the prose names: a list of its first column, a table, or a picture."""
    query, rows, presenter = (
        answered.story.queries[reference.query],
        answered.answers[reference.query],
        reader_presenter(),
    )
    title = query.title[words_language()]
    identifier = f"{reference.kind}-{query.name}"
    picture: Markup | None = None
    if reference.kind not in (TEXT, TABLE):
        measure = declared_measure(rows, query.measures, presenter)
        picture = draw(reference.kind, Drawing(rows, presenter, title, identifier, measure))
    return render_template(
        "stories/answer.html",
        identifier=identifier,
        anchor=anchor(query.name),
        title=query.title[words_language()],
        values=[presenter.value(row[0]) for row in rows.rows if row[0] is not None] if reference.kind == TEXT else [],
        picture=picture,
        # What cannot be drawn on this server (a site may have no map) is a table.
        table=None if picture or reference.kind == TEXT else answer_table(rows, presenter),
    )


def _documents(story: Story) -> list[Value]:
    return [reader_presenter().value(knowledge().iri(Thing("document", key))) for key in story.documents]
