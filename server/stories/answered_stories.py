"""The stories of the release being served, with the answers to their queries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import QuerySolutions, parse_query_results

from graph.ask.story import FOLDER, Story, load_stories
from graph.ask.story_answers import answers_of
from graph.formats import RESULTS_JSON
from server.display.publication import knowledge, publication
from server.questions.answers import Rows


@dataclass(frozen=True)
class AnsweredStory:
    """A story, and the answer to each of its queries by name."""

    story: Story
    answers: Mapping[str, Rows]


def stories() -> dict[str, AnsweredStory]:
    """The stories of this site by key, in their order. Raises DeclarationError and ReleaseError."""
    return publication().once(FOLDER, _answered)


def _answered() -> dict[str, AnsweredStory]:
    declared = load_stories(publication().site)
    answers = answers_of(knowledge().release) if declared else {}
    return {
        story.key: AnsweredStory(story, {name: _rows(json.dumps(answers[story.key][name])) for name in story.queries})
        for story in declared
    }


def _rows(text: str) -> Rows:
    solutions = parse_query_results(text, format=RESULTS_JSON.results)
    assert isinstance(solutions, QuerySolutions)
    return Rows(tuple(variable.value for variable in solutions.variables), tuple(map(tuple, solutions)))
