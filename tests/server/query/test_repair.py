"""The change offered to mend a query was checked with the grammar; else none is offered."""

from __future__ import annotations

import pytest
from pyoxigraph import Store

from server.query.faults import Fault, QuerySyntaxError, Repair
from server.query.frames import Failure, FailureKind
from server.query.grammar import Mismatch, mismatch
from server.query.repair import repairs_of_size
from server.query.syntax import syntax_error
from server.query.tokeniser import query_form

PREFIXES = {"schema": "http://schema.org/", "language": "http://localhost:8000/id/language/"}


def fault_of(query: str) -> Fault:
    """The fault that the engine and the grammar find in *query*."""
    try:
        query_form(query, max_depth=50)
    except QuerySyntaxError as error:
        return error.fault
    with pytest.raises(SyntaxError) as caught:
        Store().query(query)
    return syntax_error(query, str(caught.value), PREFIXES, "http://localhost:8000").fault


@pytest.mark.parametrize(
    ("query", "kind", "text", "after"),
    [
        ("ASK { ?s schema:name ?o }", "declare", "PREFIX schema: <http://schema.org/>", ""),
        ("ASK { ?s ?p language:vi }", "declare", "PREFIX language: <http://localhost:8000/id/language/>", ""),
        ("PREFIX schema: <http://schema.org/> ASK { ?s shcema:name ?o }", "replace", "shcema:", "?s schema:name ?o"),
        ("SELCT * { ?s ?p ?o }", "replace", "SELCT", "SELECT * { ?s ?p ?o }"),
        ("SELECT ?s WERE { ?s ?p ?o }", "replace", "WERE", "SELECT ?s WHERE { ?s ?p ?o }"),
        ("ASK { ?s ?p ?o FILER(?o > 3) }", "replace", "FILER", "ASK { ?s ?p ?o FILTER(?o > 3) }"),
        ("ASK { FILTER(STRSTART('ab', 'a')) }", "replace", "STRSTART", "ASK { FILTER(STRSTARTS('ab', 'a')) }"),
        ("SELECT s WHERE { ?s ?p ?o }", "replace", "s", "SELECT ?s WHERE { ?s ?p ?o }"),
        ("SELECT COUNT(?o) { ?s ?p ?o }", "replace", "COUNT(?o)", "SELECT (COUNT(?o) AS ?count) { ?s ?p ?o }"),
        ("SELECT ?s, ?p { ?s ?p ?o }", "remove", ",", "SELECT ?s ?p { ?s ?p ?o }"),
        ("ASK { ?s ?p ?o } }", "remove", "}", "ASK { ?s ?p ?o } "),
        ("ASK { ?s ?p ?o . { ?a ?b ?c", "add", "}}", "ASK { ?s ?p ?o . { ?a ?b ?c }}"),
        ("ASK { ?s ?p ?o ?a ?b ?c }", "add", ".", "ASK { ?s ?p ?o . ?a ?b ?c }"),
        ("ASK { FILTER(CONTAINS('ab', 'a') }", "add", ")", "ASK { FILTER(CONTAINS('ab', 'a') ) }"),
        ('ASK { ?s ?p "札幌 . }', "add", '"', 'ASK { ?s ?p "札幌" . }'),
        (r"ASK { ?s ?p 'a\d' }", "replace", r"\d", r"ASK { ?s ?p 'a\\d' }"),
    ],
)
def test_a_repair_makes_a_query_that_the_engine_reads(query: str, kind: str, text: str, after: str) -> None:
    repair = fault_of(query).repairs[0]
    assert (repair.kind, repair.text) == (kind, text)
    assert after in repair.made(query)
    Store().query(repair.made(query))


@pytest.mark.parametrize(
    "query", ["ASK { ?s ?p", "ASK { ?s ?p ?o } LIMIT", "ASK { ?s abc:name ?o }", "ASK { ?s ?p ?o ; ; ] ) }", ""]
)
def test_where_no_small_change_helps_none_is_offered(query: str) -> None:
    assert fault_of(query).repairs == ()


def test_an_answer_that_is_too_large_gets_a_limit_where_the_query_has_none() -> None:
    for query in ("SELECT * { ?s ?p ?o }", "SELECT * { { SELECT ?s { ?s ?p ?o } LIMIT 5 } ?s ?p ?o } # all"):
        (repair,) = repairs_of_size(query)
        Store().query(repair.made(query))
        assert repair.made(query) == query + "\nLIMIT 1000"
    assert repairs_of_size("SELECT * { ?s ?p ?o } LIMIT 200000") == ()


def test_the_place_of_a_repair_counts_characters_on_the_line() -> None:
    query = "SELECT ?s\nWHERE {\n  ?s ?p '𠮷野', 'b' ;; , }"
    repair = Repair("remove", ",", 3, 22, 1)
    assert repair.made(query) == "SELECT ?s\nWHERE {\n  ?s ?p '𠮷野', 'b' ;;  }"


def test_the_fault_that_an_evaluator_reports_arrives_whole() -> None:
    fault = fault_of("ASK { ?s schema:name ?o }")
    failure = Failure.unpacked(Failure(FailureKind.SYNTAX, "no", 1, 2, fault.members).packed())
    assert Fault.of(failure.fault) == fault
    assert Fault.of(Fault().members) == Fault()


def test_repairs_of_a_long_query_are_tried_within_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []

    def counted(query: str) -> Mismatch | None:
        read.append(len(query))
        return mismatch(query)

    monkeypatch.setattr("server.query.repair.mismatch", counted)
    for length in (100, 1000, 5000):
        read.clear()
        fault_of("SELECT ?x { ?s ?p " + "1," * length + ' ?x foo bar baz "a" "b"')
        assert sum(read) < 20_000, f"{length} numbers"
