"""The rest of an answer, for HTTP and for people: conditions, headers, links and errors."""

from __future__ import annotations

from tests.http.protocol import Case
from tests.http.wire import BROWSER, DOC, JSON, QUERY_ONE, TURTLE, VI, ask, fetch, header, holds, says

CASES: list[Case] = [
    fetch("M", "another unit of ranges", lambda a: a.status == 200, "/dump/{version}/SHA256SUMS", Range="items=0-3"),
    fetch("M", "two ranges", lambda a: a.status == 200, "/dump/{version}/SHA256SUMS", Range="bytes=0-3,8-9"),
    fetch(
        "M", "one range", lambda a: (a.status, len(a.body)) == (206, 4), "/dump/{version}/SHA256SUMS", Range="bytes=0-3"
    ),
    fetch("M", "a range of a style", lambda a: a.status == 200, "/static/style.css", Range="lines=1"),
    fetch("M", "If-Match of anything", lambda a: a.status == 200, "/dump/{version}/SHA256SUMS", If_Match="*"),
    fetch("M", "If-Match of anything at a document", lambda a: a.status == 200, DOC, If_Match="*"),
    fetch("M", "If-Match of anything at the endpoint", lambda a: a.status == 200, f"/sparql?{QUERY_ONE}", If_Match="*"),
    fetch(
        "M",
        "If-Match of another",
        lambda a: a.status == 412 and len(a.body) < 200,
        "/dump/{version}/tabunka.nt",
        If_Match='"x"',
    ),
    fetch(
        "M", "If-Match of another at the endpoint", lambda a: a.status == 412, f"/sparql?{QUERY_ONE}", If_Match='"x"'
    ),
    fetch(
        "M",
        "If-Unmodified-Since before",
        lambda a: a.status == 412 and len(a.body) < 200,
        f"{DOC}.ttl",
        If_Unmodified_Since="Sat, 01 Jan 2000 00:00:00 GMT",
    ),
    fetch(
        "M",
        "If-Unmodified-Since after",
        lambda a: a.status == 200,
        f"{DOC}.ttl",
        If_Unmodified_Since="Fri, 01 Jan 2100 00:00:00 GMT",
    ),
    fetch(
        "M", "If-Unmodified-Since of nonsense", lambda a: a.status == 200, f"{DOC}.ttl", If_Unmodified_Since="yesterday"
    ),
    ask(
        "P",
        "YASGUI and a malformed query",
        says(400, "an object", media_type="application/problem+json"),
        "SELECT * { ?s ?p }",
        f"{JSON},*/*;q=0.9",
    ),
    ask(
        "P",
        "anything and a malformed query",
        says(400, "an object", media_type="text/plain"),
        "SELECT * { ?s ?p }",
        "image/png, */*;q=0.1",
    ),
    fetch(
        "P",
        "a range of text and no document",
        says(404, media_type="text/plain"),
        "/doc/language/none",
        Accept="text/*",
    ),
    fetch("P", "a browser and no document", says(404, media_type="text/html"), "/doc/language/none", Accept=BROWSER),
    fetch(
        "P",
        "JSON before HTML",
        says(404, media_type="application/problem+json"),
        "/nothing",
        Accept="application/json, text/html;q=0.5",
    ),
    fetch(
        "P",
        "Turtle before HTML",
        says(404, media_type="text/turtle"),
        "/nothing",
        Accept="text/turtle, text/html;q=0.5",
    ),
    ask(
        "P",
        "a prefix that is well known",
        says(400, "PREFIX skos: <http://www.w3.org/2004/02/skos/core#>", "line 1, column 15"),
        "SELECT * { ?s skos:prefLabel ?o }",
    ),
    ask("P", "a prefix of ours", says(400, "PREFIX tbk: <http://localhost:8000/ontology#>"), "ASK { ?s tbk:x ?o }"),
    ask(
        "P",
        "a prefix of a kind of thing",
        says(400, "http://localhost:8000/id/municipality/"),
        "ASK { municipality:14100 ?p ?o }",
    ),
    ask("P", "a prefix of nobody", says(400, "the prefix Foo: of Foo:x is not declared"), "ASK { ?s Foo:x ?o }"),
    ask("P", "an open bracket", says(400, "line 2, column 3 is not closed"), "SELECT *\n  { ?s ?p ?o"),
    ask("P", "a bracket too many", says(400, "no bracket is open here", '"column": 23'), "SELECT * { ?s ?p ?o } }"),
    ask("P", "commas between variables", says(400, "separated by spaces"), "SELECT ?a, ?b { ?a ?p ?b }"),
    ask("P", "a count without brackets", says(400, "write (count(…) AS ?name)"), "SELECT count(*) { ?a ?p ?b }"),
    ask("P", "a function that is none", says(400, "no function foo"), "SELECT * { ?a ?p ?b FILTER(foo(?b)) }"),
    ask("P", "a text that is not closed", says(400, "is not closed on its line"), "SELECT * { ?a ?p 'b }"),
    ask("P", "a space in an IRI", says(400, "percent-encode"), "SELECT * { ?a <http://e/ b> ?b }"),
    ask("P", "an unknown escape", says(400, "is no escape"), r"SELECT * { ?a ?p '\q' }"),
    ask("P", "a word for a name", says(400, "write ?foo for a variable"), "SELECT * { ?s a foo }"),
    ask("P", "a variable that is not grouped", says(400, "GROUP BY"), "SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o }"),
    ask("P", "a star with groups", says(400, "SELECT *"), "SELECT * { ?s ?p ?o } GROUP BY ?s"),
    fetch("Q", "Vary of a redirection", header("Vary", "Accept"), "/id/language/vi"),
    fetch("Q", "Vary of a redirection to a list", header("Vary", "Accept"), "/id/language"),
    fetch("Q", "an entity tag of results", header("ETag", '"'), f"/sparql?{QUERY_ONE}"),
    fetch("Q", "an entity tag of an answer of the application", header("ETag", '"'), f"/sparql?{QUERY_ONE}&format=csv"),
    *(
        fetch(
            "Q",
            f"links of {path} as {accept}",
            header("Link", 'rel="canonical"', 'rel="describedby"', 'rel="license"'),
            path,
            Accept=accept,
        )
        for path in (
            "/source/003",
            "/doc/language",
            DOC,
            "/dataset",
            "/quality",
            "/ontology",
            "/graph/corrections",
            "/release/{version}",
        )
        for accept in (TURTLE, "text/html")
    ),
    *(
        fetch("Q", f"alternates of {path}", header("Link", 'rel="alternate"; type="text/turtle"'), path)
        for path in ("/source/003", "/doc/language", DOC, "/dataset", "/quality", "/ontology")
    ),
    fetch(
        "Q",
        "the page of a thing has JSON-LD",
        holds('<script type="application/ld+json">', f'"@id": "{VI}"'),
        DOC,
        Accept="text/html",
    ),
]
