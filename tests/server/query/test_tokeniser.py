"""Updates and SERVICE are told by their tokens, whatever else has those letters."""

from __future__ import annotations

import pytest

from server.query.faults import QuerySyntaxError
from server.query.tokeniser import RefusedQueryError, position, query_form, tokens


def form(query: str) -> str:
    return query_form(query, max_depth=50)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("ask{}", "ASK"),
        ("PREFIX a:<http://x#> base <http://y> # SELECT\nCONSTRUCT where { ?s ?p ?o }", "CONSTRUCT"),
        ("Describe <http://x>", "DESCRIBE"),
        ("\ufeffSELECT * {}".removeprefix("\ufeff"), "SELECT"),
    ],
)
def test_the_form_is_the_first_word_after_the_prologue(query: str, expected: str) -> None:
    assert form(query) == expected


@pytest.mark.parametrize(
    "query",
    [
        'SELECT ("SERVICE <http://x> {" AS ?x) {}',
        "SELECT ('''it's SERVICE\n<http://x> {''' AS ?x) {}",
        r"SELECT ('a\' SERVICE <http://x> {' AS ?x) {}",
        "SELECT * { ?s <http://x/SERVICE> ?o }",
        "SELECT * { ?s ?p ?o # SERVICE <http://x> { ?a ?b ?c }\n}",
        "SELECT ?SERVICE $service { ?SERVICE ?p $service }",
        "PREFIX service: <http://x/> SELECT * { service:a service:b service:c . GRAPH service:g { ?s ?p ?o } }",
        "PREFIX service: <http://x/> SELECT * FROM service:g { ?s ?p ?o }",
        "SELECT * { ?s ?p _:SERVICE }",
        'SELECT * { ?s ?p "x"@service }',
        "SELECT * { ?s <http://x/insert> 'DELETE DATA' } ORDER BY ?load",
        "SELECT * { FILTER(?a<?b&&?c>?d) ?s ?p ?o }",
    ],
)
def test_the_letters_alone_are_not_refused(query: str) -> None:
    assert form(query) == "SELECT"


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://x> { ?s ?p ?o } }",
        "SELECT*{service?x{?s ?p ?o}}",
        "SELECT * { SERVICE SILENT <http://x> { ?s ?p ?o } }",
        "SELECT * { SERVICE#\n<http://x> { ?s ?p ?o } }",
        "SELECT * { { SELECT * { OPTIONAL { SeRvIcE <http://x> { ?s ?p ?o } } } } }",
        "SELECT * { FILTER EXISTS { SERVICE <http://x> { ?s ?p ?o } } }",
        r"SELECT * { S\u0045RVICE <http://x> { ?s ?p ?o } }",
        r"SELECT * { \U00000053ERVICE <http://x> { ?s ?p ?o } }",
        'SELECT * { ?s ?p "a\\u0022 . SERVICE <http://x> { ?s ?p \\u0022b" } }',
        # Oxigraph needs no space after a keyword, nor before one that follows a constant.
        "SELECT * {SERVICESILENT<http://x>{?s ?p ?o}}",
        "PREFIX : <http://x> SELECT * {SERVICE:x{?s ?p ?o}}",
        "SELECT * {?s ?p trueSERVICE<http://x>{}}",
        "SELECT * {?s ?p 1SERVICE<http://x>{}}",
        "SELECT * {?s ?p 1e0SERVICE<http://x>{}}",
        "SELECT * { ?s ?p 'unfinished } SERVICE <http://x> { ?s ?p ?o }",
    ],
)
def test_service_is_refused_in_any_disguise(query: str) -> None:
    with pytest.raises(RefusedQueryError, match="SERVICE"):
        form(query)


@pytest.mark.parametrize(
    "update",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX a: <http://x#> DELETE WHERE { ?s ?p ?o }",
        "load <http://x>",
        "CLEAR ALL",
        "DROP GRAPH <http://x>",
        "WITH <http://x> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
        "CREATE GRAPH <http://x>",
        "COPY <http://x> TO <http://y>",
        "MOVE <http://x> TO <http://y>",
        "ADD <http://x> TO <http://y>",
        "# SELECT * {}\nINSERT { } WHERE { }",
    ],
)
def test_updates_are_refused_by_name(update: str) -> None:
    with pytest.raises(RefusedQueryError, match="is an update"):
        form(update)


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("", 1, 1), ("foo", 1, 1), ("PREFIX a: <http://x>\n  42", 2, 3), ("PREFIX a: <http://x>\n", 2, 1)],
)
def test_a_malformed_query_is_an_error_with_its_position(query: str, line: int, column: int) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        form(query)
    assert (caught.value.line, caught.value.column) == (line, column)


def test_deep_nesting_is_refused_before_a_parser_sees_it() -> None:
    form("SELECT * { " + "{" * 40 + "}" * 40 + " }")
    with pytest.raises(QuerySyntaxError, match="deeper than 50"):
        form("SELECT * { " + "{" * 60 + "}" * 60 + " }")


def test_tokens_cover_the_text_and_know_their_place() -> None:
    query = "SELECT ?x\n{ ?x a <http://x> }"
    assert [token.text for token in tokens(query)] == ["SELECT", "?x", "{", "?x", "a", "<http://x>", "}"]
    assert position(query, query.index("{")) == (2, 1)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { ?s ?p ?o }",
        "  prefix a:<http://x#>\nPREFIX : <http://y>BASE <http://z>\tdescribe<http://x>",
        "PREFIX a.b: <http://x> ASK {}",
        "ASK:x { }",
        "SELECT-x:y { }",
        "SELECTx { }",
        "SELECT",
        "PREFIX a: <http://x> <http://y> ASK {}",
        "PREFIX a: # ASK {}\n<http://x> CONSTRUCT {} {}",
        "PREFIX a: <http://x ASK> SELECT * {}",
        "BASE<http://x>ask{}",
        "BASE:<http://x>ask{}",
        "PREFIX é: <http://x> SELECT(1 AS ?x){}",
        "ſELECT * {}",
        "as\u212a {}",
    ],
)
def test_the_short_way_to_the_form_agrees_with_the_tokens(query: str) -> None:
    """A comment with a refused word makes the tokeniser look at every token."""

    def outcome(text: str) -> str | type[Exception]:
        try:
            return form(text)
        except QuerySyntaxError as error:
            return type(error)

    assert outcome(query) == outcome(f"{query}\n# service")
