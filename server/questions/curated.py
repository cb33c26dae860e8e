"""The curated questions of the site, by key and by the documents that they are answered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from graph.ask.question import Question, load_questions
from server.display.publication import publication


@dataclass(frozen=True)
class QuestionGroup:
    """Questions answered from the same document; *documents* is empty for those that join several."""

    documents: tuple[str, ...]
    questions: tuple[Question, ...]


def curated() -> dict[str, Question]:
    """Every curated question of this site by its key. Raises DeclarationError for one that cannot be read."""
    return publication().once(
        Question, lambda: {question.key: question for question in load_questions(publication().site)}
    )


def grouped(questions: Sequence[Question]) -> list[QuestionGroup]:
    """*questions* by document, in the order of the documents; those that join several documents come last."""
    by_documents: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        by_documents.setdefault(question.documents if len(question.documents) == 1 else (), []).append(question)
    return [
        QuestionGroup(documents, tuple(by_documents[documents]))
        for documents in sorted(by_documents, key=lambda key: key or ("~",))
    ]
