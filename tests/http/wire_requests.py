"""Requests: media types, parameters, letters and queries as clients send them."""

from __future__ import annotations

from urllib.parse import quote

from tests.http.protocol import QUERY, Case
from tests.http.wire import (
    BROWSER,
    CSV,
    DOC,
    GRAPH,
    GRAPH_0,
    JSON,
    LD,
    NT,
    ONE,
    QUERY_ONE,
    RDF_XML,
    SOME,
    TURTLE,
    XML,
    ask,
    fetch,
    header,
    holds,
    is_type,
    post,
    says,
)
from tests.http_client import COUNT

CASES: list[Case] = [
    ask("A", "charset of a format of results", is_type(CSV), ONE, "text/csv; charset=utf-8"),
    ask("A", "profile of JSON-LD", is_type(LD), GRAPH, f'{LD}; profile="http://www.w3.org/ns/json-ld#compacted"'),
    ask("A", "a parameter before the quality", is_type(XML), ONE, f"{XML};charset=utf-8;q=0.9, text/csv;q=0.1"),
    fetch("A", "a document", is_type(TURTLE), DOC, Accept="text/turtle;charset=utf-8, */*;q=0.1"),
    fetch("A", "a list", is_type(LD), "/doc/language", Accept=f"{LD};profile=x, */*;q=0.1"),
    fetch("A", "the finder", is_type("application/json"), "/find?language=vi", Accept="application/json;charset=utf-8"),
    fetch("A", "the ontology", is_type(RDF_XML), "/ontology", Accept=f"{RDF_XML};version=1"),
    fetch("A", "the service description", is_type(NT), "/sparql", Accept=f"{NT}; charset=utf-8"),
    fetch("A", "a linkset", is_type("application/linkset+json"), "/linkset/language/vi", Accept="application/json;a=b"),
    *(
        fetch(
            "F",
            f"{name} at {path}",
            header("Access-Control-Allow-Headers", name),
            path,
            "OPTIONS",
            Origin="https://x.example",
            Access_Control_Request_Method="GET",
            Access_Control_Request_Headers=name,
        )
        for name, path in (
            ("user-agent", "/sparql"),
            ("x-requested-with", DOC),
            ("api-user", "/find"),
            ("traceparent", "/dataset"),
        )
    ),
    fetch(
        "F",
        "several",
        header("Access-Control-Allow-Headers", "if-x", "b-c"),
        "/sparql",
        "OPTIONS",
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="if-x,b-c",
    ),
    fetch(
        "F",
        "an address that is none",
        lambda a: a.status == 204,
        "/nothing",
        "OPTIONS",
        Access_Control_Request_Method="GET",
    ),
    ask("H", "an empty graph", lambda a: a.rows == [{"x": "1"}], ONE, default_graph_uri=""),
    ask("H", "an empty named graph", lambda a: a.rows == [{"x": "1"}], ONE, named_graph_uri=""),
    ask("H", "an empty format", is_type(JSON), ONE, format=""),
    ask("H", "n3", is_type(TURTLE), GRAPH, "*/*", format="n3"),
    ask("H", "a plus sign that is a space", is_type(JSON), ONE, "*/*", format="application/sparql-results json"),
    ask("H", "a media type with a parameter", is_type(CSV), ONE, "*/*", format="text/csv; charset=utf-8"),
    ask("H", "parameters of other services", is_type(JSON), ONE, output="json", results="json", timeout="0"),
    fetch("H", "a format of the description", is_type(NT), "/sparql?format=nt", Accept=BROWSER),
    post("I", "a graph in the URL of a form", SOME, f"query={quote(COUNT)}", GRAPH_0),
    post("I", "a graph in the URL of a query", SOME, COUNT, GRAPH_0, QUERY),
    post("I", "a graph in a form", SOME, f"query={quote(COUNT)}&{GRAPH_0}"),
    post("I", "a format in the URL of a form", is_type(CSV), QUERY_ONE, "format=csv"),
    post("I", "a second query in the URL of a form", says(400, "one query"), QUERY_ONE, QUERY_ONE),
    post("I", "a second query in the URL of a query", says(400, "one query"), ONE, QUERY_ONE, QUERY),
    post("I", "a query in the URL of an empty form", is_type(JSON), "", QUERY_ONE),
    post("I", "two formats", says(400, "xml and as csv"), f"{QUERY_ONE}&format=csv", "format=xml"),
    ask("K", "in the URL", is_type(JSON), f"\ufeff{ONE}"),
    post("K", "in a form", is_type(JSON), f"query=%EF%BB%BF{quote(ONE)}"),
    post("K", "in the body", is_type(JSON), f"\ufeff{ONE}", content_type=QUERY),
    ask("L", "an escape in a variable", lambda a: a.rows == [{"あ": "1"}], r"SELECT ?\u3042 { VALUES ?\u3042 { 1 } }"),
    ask("L", "an escape in a keyword", is_type(JSON), r"\u0041SK {}"),
    ask("L", "a long escape", lambda a: a.rows == [{"あ": "1"}], r"SELECT (1 AS ?\U00003042) {}"),
    ask("L", "an escape in a text stays", lambda a: a.rows == [{"x": 'a"b'}], r'SELECT ("a\u0022b" AS ?x) {}'),
    ask(
        "L",
        "an escape does not hide SERVICE",
        says(403),
        r"SELECT * { \u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    ),
    fetch("L", "a code of full width", is_type("text/csv"), "/compare.csv?municipality=１４１００"),
    fetch("L", "a facet of full width", is_type("text/csv"), "/find.csv?language=ｖｉ"),
    fetch("N", "N-Triples as rdflib asks", is_type(NT), DOC, Accept="text/plain, */*;q=0.1"),
    fetch("N", "Notation3", is_type(TURTLE), DOC, Accept="text/n3, */*;q=0.1"),
    fetch("N", "Notation3 of old", is_type(TURTLE), "/ontology", Accept="text/rdf+n3"),
    ask("N", "Turtle of old", is_type(TURTLE), GRAPH, "application/x-turtle"),
    ask("N", "N-Triples from the endpoint", is_type(NT), GRAPH, "text/plain"),
    fetch("N", "N-Triples of the dataset", is_type(NT), "/dataset", Accept="text/plain"),
    *(
        fetch("R", path, says(400, "there is no parameter", "lang"), path)
        for path in (
            "/compare?place=14100",
            "/find?colour=red",
            "/find.csv?colour=red",
            "/search?query=kobe",
            "/suggest?q=a&kinds=x",
            "/source/003?lines=3",
            f"{DOC}?view=all",
            "/doc/language?size=3",
            f"/sparql?{QUERY_ONE}&limit=10",
            "/sparql?default-graph=x",
        )
    ),
    *(
        fetch("R", path, says(400, "there is no parameter 'size'"), f"{path}?size=3")
        for path in ("/dataset", "/.well-known/void", "/ontology", "/quality.ttl", "/questions", f"/linkset{DOC[4:]}")
    ),
    *(
        fetch("R", path, says(400, *words), path)
        for path, *words in (
            (f"{DOC}?page=x", "page= takes a whole number from 1 on", "'x'"),
            (f"{DOC}.ttl?page=0", "page= takes a whole number from 1 on"),
            ("/doc/language.csv?page=-1", "page= takes a whole number from 1 on"),
            ("/search?q=kobe&page=1e3", "page= takes a whole number from 1 on"),
            ("/search?q=kobe&kind=town", "kind= has no value 'town'", "municipality"),
            ("/find?page=two", "page= takes a whole number from 1 on"),
            ("/find.csv?view=globe", "view= has no value 'globe'; it is one of list, map"),
            ("/find?more=colour", "more= has no value 'colour'", "language"),
            ("/suggest?q=a&limit=x", "limit= takes a whole number from 1 to 50"),
            ("/suggest?q=a&limit=51", "limit= takes a whole number from 1 to 50"),
            ("/source/003?page=last", "page= takes a whole number from 1 on"),
            ("/source/003.ttl?line=three", "line= takes a whole number from 1 on"),
            ("/source/003?status=lost", "status= has no value 'lost'", "mapped"),
        )
    ),
    *(
        fetch(
            "R",
            f"what links carry at {path}",
            lambda a: a.status == 200,
            f"{path}{'&' if '?' in path else '?'}utm_source=x&fbclid=y&gclid=z&ref=w",
        )
        for path in (
            "/compare",
            "/find?language=vi",
            "/search?q=kobe",
            "/suggest?q=a",
            DOC,
            f"/sparql?{QUERY_ONE}",
            "/",
        )
    ),
    ask("T", "a pattern", holds("/s>", "/p>"), "CONSTRUCT { <s> <p> 1 } WHERE {}", NT),
    ask("T", "an empty IRI", lambda a: a.rows[0]["x"].endswith("/sparql"), "SELECT (<> AS ?x) {}"),
    ask("T", "a prefix", lambda a: a.rows[0]["x"].endswith("/sparql#a"), "PREFIX : <#> SELECT (:a AS ?x) {}"),
    ask(
        "T",
        "a base of the query",
        lambda a: a.rows == [{"x": "http://e/b/c"}],
        "BASE <http://e/b/> SELECT (<c> AS ?x) {}",
    ),
    ask("T", "a description", is_type(TURTLE), "DESCRIBE <s> <t>", TURTLE),
    ask("T", "a light query", is_type(JSON), "SELECT * { <s> ?p ?o }"),
    post(
        "T", "a query in the body", lambda a: a.rows[0]["x"].endswith("/x"), "SELECT (<x> AS ?x) {}", content_type=QUERY
    ),
    fetch("U", "in the URL", says(400, "empty"), "/sparql?query=", Accept="*/*"),
    fetch("U", "of spaces", says(400, "empty"), "/sparql?query=%20%0A", Accept="*/*"),
    fetch("U", "of a browser", says(400), "/sparql?query=", Accept=BROWSER),
    post("U", "in a form", says(400, "empty"), "query="),
    post("U", "as the body", says(400, "empty"), "", content_type=QUERY),
    fetch("U", "the page where there is none", is_type("text/html"), "/sparql", Accept=BROWSER),
]
