"""The curated questions, by key and by what they are read from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from graph.ask.question import Question, load_questions


@dataclass(frozen=True)
class QuestionGroup:
    """Questions that use the same documents, by their keys: one document, or several joined."""

    documents: tuple[str, ...]
    questions: tuple[Question, ...]


@lru_cache
def curated() -> dict[str, Question]:
    """Every curated question by its key. Raises QuestionError for one that cannot be read."""
    return {question.key: question for question in load_questions()}


def grouped(questions: Sequence[Question]) -> list[QuestionGroup]:
    """*questions* by document, in the order of the documents; those that join several come last, together."""
    found: dict[tuple[str, ...], list[Question]] = {}
    for question in questions:
        found.setdefault(question.documents if len(question.documents) == 1 else (), []).append(question)
    return [
        QuestionGroup(documents, tuple(found[documents])) for documents in sorted(found, key=lambda key: key or ("~",))
    ]
