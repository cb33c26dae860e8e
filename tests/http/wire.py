"""Kinds of fault that users of publishers have reported, each with siblings: a request, and what its answer must be."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from urllib.parse import quote
from xml.dom import minidom

import pyoxigraph
import rdflib

from tests.http.protocol import FORM, G0, Case
from tests.http_client import RESULTS_JSON as JSON
from tests.http_client import Answer

KINDS: Mapping[str, str] = {
    "A": "media types are compared by type and subtype",
    "C": "what is written already is not parsed to be counted",
    "CSV": "CSV is quoted as RFC 4180 asks",
    "D": "every form of DESCRIBE is answered",
    "E": "a format that cannot say a value refuses it",
    "F": "scripts may send any header",
    "G": "a page shows any value as it is written",
    "H": "forms of clients in use are understood",
    "I": "a parameter counts wherever it stands",
    "J": "JSON-LD reads back as the same graph",
    "K": "a byte order mark is dropped",
    "L": "escapes and widths of letters make no difference",
    "M": "conditions, ranges and hosts are those of HTTP",
    "N": "older names of media types are known",
    "O": "headers fit through proxies",
    "P": "errors are told in words and in the format of the client",
    "Q": "every document has the headers and links of its kind",
    "R": "an unknown parameter is refused, and so is a value that a parameter cannot have",
    "S": "addresses follow the request, IRIs of the data do not",
    "T": "relative IRIs are resolved against the endpoint",
    "U": "an empty query is an error",
}
"""B is about files: tests/graph/test_commands.py."""
LEAST = 3
"""Siblings of each kind."""
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"
VI = "http://localhost:8000/id/language/vi"
DOC = "/doc/language/vi"
TURTLE, CSV, XML, RDF_XML = "text/turtle", "text/csv", "application/sparql-results+xml", "application/rdf+xml"
LD, NT = "application/ld+json", "application/n-triples"
ONE = "SELECT (1 AS ?x) {}"
GRAPH = "CONSTRUCT { <http://e/s> <http://e/p> 1 } {}"
QUERY_ONE = f"query={quote(ONE, safe='')}"
GRAPH_0 = f"default-graph-uri={quote(G0, safe='')}"
LONG_CELL = f'SELECT ?l {{ BIND("{"x" * 1100}" AS ?a) BIND(CONCAT({", ".join(["?a"] * 120)}) AS ?l) }}'
"""Answered with one cell of 132,000 characters, more than Python's reader of CSV takes."""
XSD = "http://www.w3.org/2001/XMLSchema#"
Expectation = Callable[[Answer], bool]


def ask(kind: str, name: str, expect: Expectation, query: str, accept: str = JSON, **arguments: str) -> Case:
    """A query by GET; underscores in the names of *arguments* stand for hyphens."""
    named = tuple((key.replace("_", "-"), value) for key, value in arguments.items())
    return Case(f"{kind}: {name}", kind, expect, arguments=(("query", query), *named), headers={"Accept": accept})


def fetch(kind: str, name: str, expect: Expectation, path: str, method: str = "GET", **headers: str) -> Case:
    """A request of *path*; underscores in the names of *headers* stand for hyphens."""
    named = {key.replace("_", "-"): value for key, value in headers.items()}
    path, _, query = path.partition("?")
    return Case(f"{kind}: {name}", kind, expect, method, path, raw_query=query, headers=named)


def post(kind: str, name: str, expect: Expectation, body: str, target: str = "", content_type: str = FORM) -> Case:
    """A POST of *body* to the endpoint, with *target* as the query of its URL."""
    headers = {"Content-Type": content_type, "Accept": JSON}
    return Case(f"{kind}: {name}", kind, expect, "POST", raw_query=target, headers=headers, body=body.encode())


def is_type(media_type: str) -> Expectation:
    return lambda answer: (answer.status, answer.media_type) == (200, media_type)


def says(code: int, *words: str, media_type: str = "") -> Expectation:
    """An error with *code* whose text has *words*."""
    return lambda answer: (
        answer.status == code
        and media_type in ("", answer.media_type)
        and all(word in answer.text.replace('\\"', '"') for word in words)
    )


def holds(*words: str) -> Expectation:
    """A good answer whose text has *words*."""
    return lambda answer: answer.status == 200 and all(word in answer.text for word in words)


def header(name: str, *words: str) -> Expectation:
    """An answer whose header *name* has *words*."""
    return lambda answer: all(word in ", ".join(answer.headers.get_all(name, [])) for word in words)


def table(answer: Answer) -> list[list[str]]:
    """The rows of CSV, its header among them."""
    return list(csv.reader(io.StringIO(answer.text, newline="")))


def rows(*expected: list[str]) -> Expectation:
    """CSV with these rows below its header."""
    return lambda answer: table(answer)[1:] == list(expected)


def xml_value(expected: str) -> Expectation:
    """SPARQL results in XML with one literal, as a parser reads it."""

    def test(answer: Answer) -> bool:
        (literal,) = minidom.parseString(answer.body).getElementsByTagName("literal")
        return literal.firstChild is not None and literal.firstChild.nodeValue == expected

    return test


def same_graph(turtle: str, name: str) -> Expectation:
    """RDF in the format *name* that rdflib and the engine both read as the statements of *turtle*."""
    expected = rdflib.Graph().parse(data=turtle, format="turtle")
    engine = {"json-ld": pyoxigraph.RdfFormat.JSON_LD, "xml": pyoxigraph.RdfFormat.RDF_XML}[name]

    def test(answer: Answer) -> bool:
        read = "".join(f"{quad.triple} .\n" for quad in pyoxigraph.parse(answer.body, format=engine))
        return (
            set(rdflib.Graph().parse(data=answer.body, format=name))
            == set(expected)
            == set(rdflib.Graph().parse(data=read, format="nt"))
        )

    return test


def directed(answer: Answer) -> bool:
    """JSON-LD with one literal that has a language and a direction."""
    (quad,) = pyoxigraph.parse(answer.body, format=pyoxigraph.RdfFormat.JSON_LD)
    value = quad.object
    return isinstance(value, pyoxigraph.Literal) and (value.language, str(value.direction)) == ("ar", "rtl")


def number(test: Callable[[int], bool]) -> Expectation:
    """Results with a number in ?n."""
    return lambda answer: answer.status == 200 and test(answer.number)


SOME = number(lambda count: 0 < count < 60_000)
"""The statements of one named graph: fewer than all."""
