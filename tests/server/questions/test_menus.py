"""Menus whose values come from the query of their question."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.ask.question import Question, load_question
from ontology.namespaces import Namespace
from server.query.faults import QuerySyntaxError
from server.questions.menus import menu_query, pattern_of
from tests.this_site import LANGUAGES

TEXTS = "{ja: あ, ja-simple: あ, en: a}"
QUESTION = f"""
title: {TEXTS}
explanation: {TEXTS}
documents: ["000"]
parameters:
  language: {{kind: language, default: vi, label: {TEXTS}}}
  topic: {{kind: topic, default: disaster, label: {TEXTS}}}
  least: {{kind: number, default: 3, label: {TEXTS}}}
query: |
  SELECT ?page (COUNT(*) AS ?n) WHERE {{
    VALUES ?language {{ language:vi }}
    VALUES ?topic {{ topic:disaster }}
    VALUES ?least {{ 3 }}
    ?page dct:language ?language ; dct:subject ?topic ; dct:title "a }} in a string" . # and one in a comment }}
    {{ SELECT ?page WHERE {{ ?page a schema:WebPage }} }}
  }}
  GROUP BY ?page HAVING (?n > 1) ORDER BY ?n
test: {{columns: [page], answer: [[x]], read_from: nowhere}}
"""


@pytest.fixture
def question(tmp_path: Path) -> Question:
    path = tmp_path / "example.yaml"
    path.write_text(QUESTION, encoding="utf-8")
    return load_question(path, LANGUAGES)


def test_a_menu_frees_the_things_to_choose_and_keeps_the_numbers(question: Question) -> None:
    query = menu_query(question, question.parameters[0], Namespace())
    assert "SELECT DISTINCT ?language WHERE {" in query
    assert "VALUES ?language" not in query
    assert "VALUES ?topic" not in query
    assert "VALUES ?least { 3 }" in query
    assert "HAVING" not in query
    assert query.rstrip().endswith("}")


def test_candidates_are_tried_where_the_pattern_binds_nothing(question: Question) -> None:
    query = menu_query(question, question.parameters[0], Namespace(), ["vi", "pt"])
    assert "VALUES ?language { language:vi language:pt }" in query


def test_the_pattern_ends_at_its_own_brace() -> None:
    query = 'SELECT * WHERE { ?s ?p "}" . # }\n { ?s a <http://example.org/}> } } LIMIT 5'.replace("/}>", "/x>")
    assert pattern_of(query) == query[query.index("{") : query.rindex("}") + 1]
    with pytest.raises(QuerySyntaxError, match="no pattern"):
        pattern_of("SELECT *")
