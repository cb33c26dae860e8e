"""Every format of an answer holds the same content, read by parsers of others; the answers to DESCRIBE."""

from __future__ import annotations

import csv
import io
from typing import Any
from xml.etree import ElementTree

import pytest
import rdflib
from pyoxigraph import QueryResultsFormat, QuerySolutions, RdfFormat, parse, parse_query_results

from tests.http.protocol import BASE, G3, KOBE, NONE
from tests.http_client import RESULTS_JSON as JSON
from tests.http_client import ask
from tests.serving import RunningServer

ROWS = f"SELECT ?p ?o WHERE {{ {KOBE} ?p ?o }} ORDER BY ?p ?o"
RESULTS = {
    JSON: QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "text/tab-separated-values": QueryResultsFormat.TSV,
}
GRAPHS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/n-quads": RdfFormat.N_QUADS,
    "application/trig": RdfFormat.TRIG,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}


def test_every_result_format_holds_the_same_rows(server: RunningServer) -> None:
    read = {}
    for media_type, format in RESULTS.items():
        parsed = parse_query_results(ask(server.url, ROWS, media_type).body, format=format)
        assert isinstance(parsed, QuerySolutions)
        read[media_type] = [tuple(map(str, solution)) for solution in parsed]
    rows = list(csv.reader(io.StringIO(ask(server.url, ROWS, "text/csv").body.decode())))
    assert rows[0] == ["p", "o"]
    assert len({str(rows_of_format) for rows_of_format in read.values()}) == 1
    assert len(rows) - 1 == len(read[JSON]) > 10
    assert ElementTree.fromstring(ask(server.url, ROWS, "application/sparql-results+xml").body).tag.endswith("sparql")


def test_every_graph_format_holds_the_same_statements(server: RunningServer) -> None:
    read = []
    for media_type, format in GRAPHS.items():
        answer = ask(server.url, f"DESCRIBE {KOBE}", media_type)
        assert answer.media_type == media_type
        read.append({(str(q.subject), str(q.predicate), str(q.object)) for q in parse(answer.body, format=format)})
    assert all(statements == read[0] for statements in read)
    assert len(read[0]) > 30


# -- DESCRIBE


def described(server: RunningServer, query: str, **arguments: str) -> set[tuple[Any, Any, Any]]:
    answer = ask(server.url, query, "application/n-triples", **arguments)
    assert answer.status == 200, answer.body
    return set(rdflib.Graph().parse(data=answer.body, format="nt"))


def both_ways(server: RunningServer, thing: str, dataset: str = "") -> set[tuple[Any, Any, Any]]:
    pattern = f"{{ VALUES ?s {{ {thing} }} ?s ?p ?o }} UNION {{ VALUES ?o {{ {thing} }} ?s ?p ?o }}"
    return described(server, f"CONSTRUCT {{ ?s ?p ?o }} {dataset} WHERE {{ {pattern} }}")


def test_a_description_is_symmetric(server: RunningServer) -> None:
    triples = described(server, f"DESCRIBE {KOBE}")
    assert triples == both_ways(server, KOBE)
    kobe = rdflib.URIRef(KOBE.strip("<>"))
    assert any(s == kobe for s, _, _ in triples)
    assert any(o == kobe for _, _, o in triples)


@pytest.mark.parametrize(
    "query",
    [
        f"PREFIX m: <{BASE}/id/municipality/> DESCRIBE m:28100",
        f"BASE <{BASE}/id/> DESCRIBE <municipality/28100>",
        f"DESCRIBE ?x WHERE {{ VALUES ?x {{ {KOBE} }} }}",
        f"DESCRIBE * WHERE {{ VALUES ?x {{ {KOBE} }} }}",
        f"describe ?x {{ values ?x {{ {KOBE} }} }} LIMIT 5 # DESCRIBE <a:b>",
        f"DESCRIBE {KOBE} {KOBE} ?x WHERE {{ VALUES ?x {{ UNDEF }} }}",
        f"DESCRIBE {KOBE} WHERE {{ ?nobody <a:nothing> ?x }}",
    ],
)
def test_however_it_is_named_the_description_is_the_same(server: RunningServer, query: str) -> None:
    assert described(server, query) == both_ways(server, KOBE)


def test_several_things_are_described_together(server: RunningServer) -> None:
    other = f"<{BASE}/id/municipality/14100>"
    assert described(server, f"DESCRIBE {KOBE} {other}") == both_ways(server, KOBE) | both_ways(server, other)


def test_a_description_keeps_to_the_dataset(server: RunningServer) -> None:
    inside = both_ways(server, KOBE, f"FROM <{G3}>")
    assert inside < both_ways(server, KOBE)
    assert described(server, f"DESCRIBE {KOBE} FROM <{G3}>") == inside
    assert described(server, f"DESCRIBE {KOBE}", **{"default-graph-uri": G3}) == inside
    assert described(server, f"DESCRIBE {KOBE} FROM <{NONE}>") == set()


def test_an_unknown_resource_has_an_empty_description(server: RunningServer) -> None:
    assert described(server, "DESCRIBE <http://example.org/unknown>") == set()
