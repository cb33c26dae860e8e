"""Answer the queries of the stories when a release is built: it carries the answers in ``stories.json``.

The file holds for each story and each of its queries the answer in the JSON of SPARQL 1.1 Query Results.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import QueryResultsFormat, QuerySolutions

from graph.ask.prose import ValueReference, references
from graph.ask.story import Story, StoryQuery
from graph.ask.story_answers import FILE
from graph.store import StatementStore, opened
from mappings.declared import DeclarationError
from ontology.namespaces import Namespace


def write_answers(stories: Sequence[Story], namespace: Namespace, folder: Path) -> None:
    """Write the answers to the queries of *stories* into the release in *folder*, whose store is complete.

    Without stories nothing is written. Raises DeclarationError for a query that cannot be read, is no SELECT, or does
    not give a value that the prose of its story names.
    """
    if not stories:
        return
    store = opened(folder / "store")
    answers = {story.key: _answers(story, namespace, store) for story in stories}
    text = json.dumps(answers, ensure_ascii=False, sort_keys=True)
    (folder / FILE).write_text(text + "\n", encoding="utf-8")


def _answers(story: Story, namespace: Namespace, store: StatementStore) -> dict[str, Any]:
    answers = {name: _answer(story, query, namespace, store) for name, query in story.queries.items()}
    for prose in story.prose.values():
        for reference in references(prose):
            if isinstance(reference, ValueReference):
                rows = answers[reference.query]["results"]["bindings"]
                if reference.row >= len(rows) or reference.column not in rows[reference.row]:
                    raise DeclarationError(
                        f"{story.key}.md: the answer to {reference.query} has no value {reference.column} "
                        f"in row {reference.row + 1}"
                    )
    return answers


def _answer(story: Story, query: StoryQuery, namespace: Namespace, store: StatementStore) -> dict[str, Any]:
    try:
        solutions = store.query(query.text(namespace))
    except SyntaxError as error:
        raise DeclarationError(f"{story.key}.md: the query {query.name} cannot be read ({error})") from error
    if not isinstance(solutions, QuerySolutions):
        raise DeclarationError(f"{story.key}.md: the query {query.name} is not a SELECT")
    answer: dict[str, Any] = json.loads(solutions.serialize(format=QueryResultsFormat.JSON) or b"{}")
    return answer
