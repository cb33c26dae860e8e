"""The grammar of SPARQL, as errors follow it, takes what the engine takes, and finds the first token that is wrong."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from graph.ask.question import load_questions
from ontology.namespaces import Namespace
from server.query.grammar import mismatch
from server.query.syntax import syntax_error
from server.query.tokeniser import position
from tests.serving import ROOT
from tests.this_site import SITE

PREFIXES = {"skos": "http://www.w3.org/2004/02/skos/core#"}
GOOD = [
    "ASK {}",
    "BASE <http://e/> PREFIX : <#> SELECT DISTINCT ?s (COUNT(DISTINCT *) AS ?n) FROM :g FROM NAMED <h> "
    "WHERE { ?s :p/(:q|^:r)*/!(:a|^:b)+ ?o ; a :C, :D ; . } GROUP BY ?s (STR(?o) AS ?t) HAVING (COUNT(*) > 1) "
    "ORDER BY DESC(?n) ?s LIMIT 5 OFFSET 2 VALUES ?s { :x UNDEF }",
    'SELECT * { ?s ?p 1. ?s ?p 1.5, -2, 1e3, true, \'a\'@ja-Hira, """b"""^^<t> . [] ?p (1 [ ?q 2 ]) }',
    "SELECT * { { SELECT ?x { ?x ?y ?z } LIMIT 1 } UNION { GRAPH ?g { ?a ?b ?c } } MINUS { ?x ?y 1 } "
    "OPTIONAL { ?x ?y ?w FILTER(?w IN (1, 2) || !BOUND(?z) && NOT EXISTS { ?x a ?w }) } BIND(?x + 1 * 2 AS ?v) }",
    "SELECT (GROUP_CONCAT(?x; SEPARATOR=', ') AS ?all) { VALUES (?x ?y) { (1 2) (UNDEF 'b') } }",
    "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3",
    "CONSTRUCT { ?s ?p [ ?q () ] } FROM <http://g> { ?s ?p ?q }",
    "DESCRIBE * { ?s ?p ?o }",
    "DESCRIBE <http://e/> ?x ORDER BY ?x",
    "SELECT * { ?s ?p ?o FILTER regex(?o, 'x', 'i') FILTER <http://e/f>(?o) }",
]


@pytest.mark.parametrize("query", GOOD, ids=[query[:30] for query in GOOD])
def test_what_the_grammar_allows_has_no_mismatch(query: str) -> None:
    assert mismatch(query) is None


def test_every_query_of_this_site_fits() -> None:
    files = [path for path in ROOT.glob("**/*.rq") if ".venv" not in path.parts and "build" not in path.parts]
    texts = [path.read_text(encoding="utf-8").replace("{base}", "http://e") for path in files]
    texts += [question.text(Namespace()) for question in load_questions(SITE)]
    assert len(texts) > 100
    assert [text[:80] for text in texts if mismatch(text) is not None] == []


def test_what_the_grammar_refuses_the_engine_refuses_too() -> None:
    refused = 0
    for query in GOOD:
        words = query.split(" ")
        for number in range(len(words)):
            shorter = " ".join(words[:number] + words[number + 1 :])
            if mismatch(shorter) is not None:
                refused += 1
                with pytest.raises(SyntaxError):
                    Store().query(shorter, base_iri="http://e/")
    assert refused > 100


@pytest.mark.parametrize(
    ("query", "line", "column", "words"),
    [
        ("SELECT *\nWHERE { ?s ?p }", 2, 15, ["expected an object", "found “}”"]),
        ("SELECT", 1, 7, ["a variable", "the end of the query"]),
        ("SELECT * WHERE { ?s ?p ?o", 1, 26, ["line 1, column 16 is not closed", "add “}”"]),
        ("SELECT * { ?s ?p ?o } LIMIT many", 1, 29, ["expected a number", "found “many”"]),
        ("SELECT * { ?s ?p ?o FILTER(?o > ) }", 1, 33, ["expected an expression"]),
        ("PREFIX foo <http://x/> ASK {}", 1, 8, ["a prefix with a colon", "found “foo”"]),
        ("CONSTRUCT { ?s ?p } WHERE {}", 1, 19, ["an object"]),
        ("SELECT * { ?s ?p ?o FILTER(<http://e/f>(?s, ?p) }", 1, 49, ["“)” or an operator"]),
        ("SELECT * { ?s ?p ?o } } #", 1, 23, ["no bracket is open here"]),
        ("ASK { ?s skos:prefLabel ?o }", 1, 10, ["PREFIX skos: <http://www.w3.org/2004/02/skos/core#>"]),
        ("ASK { ?s ?p municipality:14100 }", 1, 13, ["<http://localhost:8000/id/municipality/>"]),
        ("ASK { ?s ?p ?o ?s Foo:x }", 1, 16, ["expected", "found “?s”"]),
        ("SELECT (1 AS ?x) (2 AS ?x) {}", 1, 0, ["SELECT names a variable twice"]),
        ("SELECT * { BIND(1 AS ?x) BIND(2 AS ?x) }", 1, 0, ["assigns a variable that has a value already"]),
        ("SELECT * { ?s ?p 'a\\qb' }", 1, 20, ["\\q is no escape"]),
    ],
)
def test_an_error_says_what_was_expected_where_and_how_to_mend_it(
    query: str, line: int, column: int, words: list[str]
) -> None:
    with pytest.raises(SyntaxError) as caught:
        Store().query(query, base_iri="http://e/")
    error = syntax_error(query, str(caught.value), PREFIXES, "http://localhost:8000")
    assert error.line == line
    assert error.column == column or not column
    for word in words:
        assert word in str(error), str(error)


def test_a_query_beyond_what_can_be_followed_still_has_an_error() -> None:
    query = "SELECT * { ?s ?p ?o FILTER" + "(" * 900 + ")" * 899 + " }"
    assert syntax_error(query, "error at 1:5: expected x", {}, "http://e").line == 1


def test_the_place_of_a_mismatch_is_that_of_its_token() -> None:
    query = "SELECT * {\n  ?s ?p ?o ;;\n  ?p .. }"
    wrong = mismatch(query)
    assert wrong is not None
    assert position(query, wrong.token.offset) == (3, 6)
