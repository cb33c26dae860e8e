from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import QuerySolutions

from graph.question import FOLDER, Question, QuestionError, load_question, load_questions
from graph.release import Release
from graph.store import EmbeddedStore
from mappings.namespaces import Namespace

QUESTIONS = load_questions()


def ask(question: Question, store: EmbeddedStore, namespace: Namespace, values: dict[str, str]) -> list[dict[str, str]]:
    result = store.store.query(question.text(namespace, values))
    assert isinstance(result, QuerySolutions)
    rows = []
    for solution in result:
        row = {}
        base = f"{namespace.base}/id/"
        for variable in result.variables:
            value = solution[variable]
            text = "" if value is None else getattr(value, "value", str(value))
            row[variable.value] = text.removeprefix(base)
        rows.append(row)
    return rows


@pytest.mark.parametrize("question", QUESTIONS, ids=[question.key for question in QUESTIONS])
def test_a_question_is_answered_as_the_documents_say(
    question: Question, store: EmbeddedStore, release: Release
) -> None:
    test = question.test
    rows = ask(question, store, release.namespace, test.get("parameters", {}))
    answer = [tuple(row[column] for column in test["columns"]) for row in rows]
    if test.get("distinct"):
        answer = list(dict.fromkeys(answer))
    expected = [tuple(row) for row in test["answer"]]
    assert expected, "a question is tested against an answer read from the documents by hand"
    assert test["read_from"]
    if test.get("unordered"):
        assert sorted(answer) == sorted(expected)
    else:
        assert answer == expected


def test_there_are_the_ten_questions_a_user_would_ask_first() -> None:
    assert len(QUESTIONS) >= 10


def test_a_parameter_takes_keys_and_numbers_and_nothing_that_could_break_out_of_its_place() -> None:
    question = load_question(FOLDER / "prefecture-pages-in-a-language.yaml")
    assert "VALUES ?language { language:pt }" in question.text(Namespace(), {"language": "pt"})
    for value in ("pt> } DROP ALL", "", "a b", "../x", "é"):
        with pytest.raises(QuestionError, match="parameter language"):
            question.text(Namespace(), {"language": value})
    with pytest.raises(QuestionError, match="has no parameter nonsense"):
        question.text(Namespace(), {"nonsense": "x"})
    number = load_question(FOLDER / "pages-in-most-languages.yaml")
    with pytest.raises(QuestionError, match="is not a number"):
        number.text(Namespace(), {"least": "many"})


def test_a_question_that_lacks_a_language_or_a_values_line_is_refused(tmp_path: Path) -> None:
    text = (FOLDER / "prefecture-pages-in-a-language.yaml").read_text(encoding="utf-8")
    broken = tmp_path / "q.yaml"
    broken.write_text(text.replace("ja-simple:", "fr:"), encoding="utf-8")
    with pytest.raises(QuestionError, match="must be given in ja, ja-simple, en"):
        load_question(broken)
    broken.write_text(text.replace("VALUES ?language", "VALUES ?other"), encoding="utf-8")
    with pytest.raises(QuestionError, match="needs one line VALUES"):
        load_question(broken)
