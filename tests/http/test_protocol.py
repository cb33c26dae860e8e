"""The query operation of the SPARQL 1.1 Protocol, case by case, written from the Recommendation of 21 March 2013.

https://www.w3.org/TR/sparql11-protocol/ – the names of the cases of W3C's suite (section "protocol" of its tests) are
kept where a case is the same. Each runs over HTTP against a server started as people start it.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.http.protocol import (
    ASK,
    FORM,
    G0,
    G3,
    IN_GRAPHS,
    KOBE,
    NONE,
    QUERY,
    Case,
    direct,
    form,
    get,
    ok,
    problem,
    status,
    true,
)
from tests.http_client import COUNT, ENDLESS
from tests.http_client import RESULTS_JSON as JSON
from tests.serving import RunningServer

QUERIES = [
    get("query_get", "2.1.1", ok(true), ASK),
    form("query_post_form", "2.1.2", ok(true), ASK),
    direct("query_post_direct", "2.1.3", ok(true), "ASK {}"),
    direct("query_post_direct_charset", "2.1.3", ok(true), "ASK {}", Content_Type=f"{QUERY}; charset=utf-8"),
    direct(
        "query_post_direct_charset_upper_case", "2.1.3", ok(true), "ASK {}", Content_Type=f'{QUERY};charset="UTF-8"'
    ),
    form("query_post_form_charset", "2.1.2", ok(true), ASK, Content_Type=f"{FORM}; charset=UTF-8"),
    get("query_get_with_comment_and_newlines", "2.1.1", ok(true), ("query", "# why\r\nASK\n{\t}\n")),
    get("query_get_utf8", "2.1.1", ok(lambda a: a.rows == [{"x": "神戸"}]), ("query", 'SELECT ("神戸" AS ?x) {}')),
    Case("query_get_plus_is_a_space", "2.1.1", ok(true), raw_query="query=ASK+%7B+%7D"),
    Case(
        "query_get_percent_encoded_plus",
        "2.1.1",
        ok(lambda a: a.rows == [{"x": "3"}]),
        raw_query="query=SELECT%20(1%2B2%20AS%20%3Fx)%7B%7D",
    ),
    Case(
        "query_get_parameters_of_other_services_are_ignored",
        "2.1.1",
        ok(true),
        raw_query="output=json&query=ASK%7B%7D&timeout=0&results=json",
    ),
    direct(
        "query_post_direct_with_dataset_in_url", "2.1.3", ok(lambda a: a.number > 0), COUNT, ("default-graph-uri", G0)
    ),
    get(
        "query_dataset_default_graph",
        "2.1.4",
        ok(lambda a: 0 < a.number < 100_000),
        ("query", COUNT),
        ("default-graph-uri", G0),
    ),
    get(
        "query_dataset_default_graphs_get",
        "2.1.4",
        ok(lambda a: a.number > 25_000),
        ("query", COUNT),
        ("default-graph-uri", G0),
        ("default-graph-uri", G3),
    ),
    form(
        "query_dataset_default_graphs_post",
        "2.1.4",
        ok(lambda a: a.number > 25_000),
        ("query", COUNT),
        ("default-graph-uri", G0),
        ("default-graph-uri", G3),
    ),
    get(
        "query_dataset_named_graphs_get",
        "2.1.4",
        ok(lambda a: {r["g"] for r in a.rows} == {G0, G3}),
        ("query", IN_GRAPHS),
        ("named-graph-uri", G0),
        ("named-graph-uri", G3),
    ),
    form(
        "query_dataset_named_graphs_post",
        "2.1.4",
        ok(lambda a: {r["g"] for r in a.rows} == {G0, G3}),
        ("query", IN_GRAPHS),
        ("named-graph-uri", G0),
        ("named-graph-uri", G3),
    ),
    get(
        "query_dataset_named_only_leaves_the_default_empty",
        "2.1.4",
        ok(lambda a: a.number == 0),
        ("query", COUNT),
        ("named-graph-uri", G0),
    ),
    get(
        "query_dataset_full",
        "2.1.4",
        ok(lambda a: [r["g"] for r in a.rows] == [G3]),
        ("query", "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } FILTER EXISTS { ?a ?b ?c } }"),
        ("default-graph-uri", G0),
        ("named-graph-uri", G3),
    ),
    get(
        "query_multiple_dataset_of_the_protocol_wins",
        "2.1.4",
        ok(lambda a: [r["g"] for r in a.rows] == [G3]),
        ("query", f"SELECT DISTINCT ?g FROM NAMED <{G0}> {{ GRAPH ?g {{ ?s ?p ?o }} }}"),
        ("named-graph-uri", G3),
    ),
    get(
        "query_dataset_from",
        "2.1.4",
        ok(lambda a: 0 < a.number < 100_000),
        ("query", f"SELECT (COUNT(*) AS ?n) FROM <{G0}> {{ ?s ?p ?o }}"),
    ),
    get(
        "query_dataset_unknown_graph_is_empty",
        "2.1.4",
        ok(lambda a: a.number == 0),
        ("query", COUNT),
        ("default-graph-uri", NONE),
    ),
    get(
        "query_from_unknown_graph_is_empty_and_never_fetched",
        "2.1.4",
        ok(lambda a: a.number == 0),
        ("query", f"SELECT (COUNT(*) AS ?n) FROM <{NONE}> {{ ?s ?p ?o }}"),
    ),
    get(
        "query_default_graph_each_statement_once",
        "2.1.4",
        ok(lambda a: a.number == 0),
        (
            "query",
            "SELECT (COUNT(*) AS ?n) { { SELECT ?s (COUNT(*) AS ?c) { ?s ?p ?o } GROUP BY ?s ?p ?o } FILTER(?c > 1) }",
        ),
    ),
]

CONTENT = [
    get("query_content_type_select", "2.1.6", ok(), ("query", COUNT)),
    get("query_content_type_ask", "2.1.6", ok(true), ("query", "ASK { ?s ?p ?o }")),
    get("query_content_type_describe", "2.1.6", ok(media_type="text/turtle"), ("query", f"DESCRIBE {KOBE}")),
    get(
        "query_content_type_construct",
        "2.1.6",
        ok(media_type="text/turtle"),
        ("query", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o } LIMIT 3"),
    ),
    get("query_accept_anything", "2.1.5", ok(), ("query", COUNT), Accept="*/*"),
    get(
        "query_accept_q_values",
        "2.1.5",
        ok(media_type="application/sparql-results+xml"),
        ("query", COUNT),
        Accept=f"{JSON};q=0.2, application/sparql-results+xml;q=0.9",
    ),
    get(
        "query_accept_specific_before_range",
        "2.1.5",
        ok(media_type="text/csv"),
        ("query", COUNT),
        Accept="text/*;q=0.1, text/csv;q=0.8, application/*;q=0.5",
    ),
    get(
        "query_accept_excluded_type",
        "2.1.5",
        ok(media_type="application/sparql-results+xml"),
        ("query", COUNT),
        Accept=f"*/*, {JSON};q=0",
    ),
    get("query_accept_range_of_text", "2.1.5", ok(media_type="text/csv"), ("query", COUNT), Accept="text/*"),
    get("query_accept_json_alias", "2.1.5", ok(), ("query", COUNT), Accept="application/json"),
    get(
        "query_accept_xml_alias",
        "2.1.5",
        ok(media_type="application/sparql-results+xml"),
        ("query", COUNT),
        Accept="application/xml",
    ),
    get(
        "query_accept_browser_gets_a_page",
        "2.1.5",
        ok(media_type="text/html"),
        ("query", COUNT),
        Accept="text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    ),
    get("query_accept_malformed_is_no_error", "2.1.5", status(200, 406), ("query", COUNT), Accept=";;;q=x,,/,text"),
    get(
        "query_accept_none_on_offer",
        "2.1.5",
        lambda a: a.status == 406 and b"sparql-results+json" in a.body,
        ("query", COUNT),
        Accept="image/png",
    ),
    get("query_accept_graph_for_select", "2.1.5", status(406), ("query", COUNT), Accept="text/turtle"),
    get(
        "query_accept_results_for_construct",
        "2.1.5",
        status(406),
        ("query", "CONSTRUCT WHERE { ?s ?p ?o }"),
        Accept=JSON,
    ),
    get("query_format_parameter", "2.1.5", ok(media_type="text/csv"), ("query", COUNT), ("format", "csv"), Accept=JSON),
    get(
        "query_format_by_media_type",
        "2.1.5",
        ok(media_type="text/tab-separated-values"),
        ("query", COUNT),
        ("format", "text/tab-separated-values"),
    ),
    get("query_format_unknown", "2.1.5", status(406), ("query", COUNT), ("format", "docx")),
    get("query_answer_varies", "2.1.6", ok(lambda a: "Accept" in a.headers["Vary"]), ("query", COUNT)),
    get("query_answer_says_the_limits", "-", ok(lambda a: "seconds=2" in a.headers["Query-Limits"]), ("query", COUNT)),
]

BAD = [
    Case("bad_query_method_put", "2.1", status(405), "PUT", headers={"Content-Type": QUERY}, body=b"ASK {}"),
    Case("bad_query_method_delete", "2.1", status(405), "DELETE"),
    Case("bad_query_method_patch", "2.1", status(405), "PATCH", headers={"Content-Type": QUERY}, body=b"ASK {}"),
    get("bad_multiple_queries_get", "2.1.1", problem(400, "one query"), ASK, ASK, Accept="application/json"),
    form("bad_multiple_queries_post", "2.1.2", problem(400, "one query"), ASK, ASK, Accept="application/json"),
    direct("bad_query_in_url_and_body", "2.1.3", problem(400), "ASK {}", ASK, Accept="application/json"),
    form("bad_query_missing_form", "2.1.2", problem(400, "query"), ("other", "x"), Accept="application/json"),
    direct("bad_query_empty_body", "2.1.3", problem(400), "", Accept="application/json"),
    get("bad_query_empty_parameter", "2.1.1", problem(400), ("query", ""), Accept="application/json"),
    direct(
        "bad_query_wrong_media_type",
        "2.1.3",
        problem(415, QUERY),
        "ASK {}",
        Content_Type="text/plain",
        Accept="application/json",
    ),
    direct("bad_query_no_media_type", "2.1.3", problem(415), "ASK {}", Content_Type="", Accept="application/json"),
    direct(
        "bad_query_multipart",
        "2.1.2",
        problem(415),
        "--x\r\n\r\n--x--",
        Content_Type="multipart/form-data; boundary=x",
        Accept="application/json",
    ),
    direct(
        "bad_query_non_utf8",
        "2.1.3",
        problem(400, "UTF-8"),
        "SELECT * { ?s ?p 'é' }".encode("latin-1"),
        Accept="application/json",
    ),
    direct(
        "bad_query_utf16",
        "2.1.3",
        problem(400),
        "ASK {}".encode("utf-16"),
        Content_Type=f"{QUERY}; charset=utf-16",
        Accept="application/json",
    ),
    Case(
        "bad_query_non_utf8_in_url",
        "2.1.1",
        problem(400, "UTF-8"),
        raw_query="query=ASK%7B%7D%20%23%E9",
        headers={"Accept": "application/json"},
    ),
    Case("bad_query_lone_percent", "2.1.1", status(400), raw_query="query=%"),
    get(
        "bad_query_syntax",
        "2.1.7",
        problem(400, '"line": 2', '"column"'),
        ("query", "SELECT *\nWHERE { ?s ?p }"),
        Accept="application/json",
    ),
    get(
        "bad_query_syntax_as_text",
        "2.1.7",
        lambda a: a.status == 400 and a.media_type == "text/plain" and b"line 1" in a.body,
        ("query", "SELEKT"),
    ),
    get(
        "bad_query_unknown_prefix",
        "2.1.7",
        problem(400),
        ("query", "ASK { nowhere:x ?p ?o }"),
        Accept="application/json",
    ),
    get(
        "bad_query_unknown_parameter",
        "2.1.4",
        problem(400, "default-graph-url", "default-graph-uri"),
        ASK,
        ("default-graph-url", G0),
        Accept="application/json",
    ),
    get(
        "bad_query_dataset_not_an_iri",
        "2.1.4",
        problem(400),
        ASK,
        ("default-graph-uri", "not an iri"),
        Accept="application/json",
    ),
    get("bad_update_get", "2.2", status(403), ("update", "CLEAR ALL")),
    form("bad_update_form", "2.2", status(403), ("update", "CLEAR ALL")),
    direct("bad_update_direct", "2.2", status(403), "CLEAR ALL", Content_Type="application/sparql-update"),
    get("bad_update_as_query", "2.2", status(403), ("query", "INSERT DATA { <a:a> <a:b> <a:c> }")),
    get("bad_service", "2.1", status(403), ("query", f"SELECT * {{ SERVICE <{NONE}> {{ ?s ?p ?o }} }}")),
    get(
        "bad_query_too_slow_is_an_error_that_names_the_limit",
        "2.1.7",
        problem(400, '"limit": "seconds"', "2"),
        ("query", ENDLESS),
        Accept="application/json",
    ),
    get(
        "bad_query_error_is_not_kept", "2.1.7", lambda a: a.headers["Cache-Control"] == "no-store", ("query", "SELEKT")
    ),
]

OTHER = [
    Case(
        "options_names_the_methods",
        "RFC 9110",
        lambda a: {"GET", "POST", "HEAD"} <= set(a.headers["Allow"].split(", ")),
        "OPTIONS",
    ),
    Case(
        "options_preflight",
        "CORS",
        lambda a: (
            a.headers["Access-Control-Allow-Origin"] == "*"
            and "POST" in a.headers["Access-Control-Allow-Methods"]
            and "Content-Type" in a.headers["Access-Control-Allow-Headers"]
        ),
        "OPTIONS",
        headers={
            "Origin": "https://x.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    ),
    Case(
        "head_has_no_body",
        "RFC 9110",
        lambda a: a.status == 200 and a.body == b"" and int(a.headers["Content-Length"]) > 0,
        "HEAD",
        arguments=(ASK,),
    ),
    Case(
        "no_query_describes_the_service", "SD 2", ok(lambda a: b"sparql-service-description#" in a.body, "text/turtle")
    ),
    Case(
        "no_query_describes_the_service_in_rdf_xml",
        "SD 2",
        ok(media_type="application/rdf+xml"),
        headers={"Accept": "application/rdf+xml"},
    ),
]

CASES = [*QUERIES, *CONTENT, *BAD, *OTHER]


def test_each_case_has_a_name_of_its_own() -> None:
    assert len({case.name for case in CASES}) == len(CASES) > 70


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_protocol(server: RunningServer, case: Case, record_property: Callable[[str, object], None]) -> None:
    record_property("protocol case", case.name)
    record_property("section", case.section)
    answer = case.send(server.url)
    assert case.expect(answer), (answer.status, dict(answer.headers), answer.body[:500])
