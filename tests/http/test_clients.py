"""The answers that real clients get from a real server."""

from __future__ import annotations

import gzip
import http.client
import json
import shutil
import subprocess

import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SPARQLExceptions import QueryBadFormed

from graph.release import Release
from tests.conftest import need
from tests.http_client import SECONDS, ask, get, send
from tests.serving import ROOT, RunningServer


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("text/turtle", "turtle"),
        ("application/ld+json", "json-ld"),
        ("application/rdf+xml", "xml"),
        ("application/n-triples", "nt"),
    ],
)
def test_curl_follows_a_uri_to_its_data(server: RunningServer, media_type: str, name: str) -> None:
    need(shutil.which("curl") is not None, "curl")
    url = f"{server.url}/id/municipality/14100"
    process = subprocess.run(["curl", "-sSfL", "-H", f"Accept: {media_type}", url], capture_output=True, check=True)
    data = rdflib.Graph().parse(data=process.stdout, format=name)
    assert (None, None, rdflib.Literal("横浜市", lang="ja")) in data


def test_curl_follows_a_uri_to_its_page(server: RunningServer) -> None:
    answer = get(f"{server.url}/id/municipality/14100", Accept="text/html", Accept_Language="ja")
    assert answer.url.endswith("/doc/municipality/14100")
    assert "横浜市" in answer.text


def test_rdflib_queries_the_endpoint(server: RunningServer) -> None:
    graph = rdflib.Graph(SPARQLStore(f"{server.url}/sparql"))
    rows = list(
        graph.query(
            "SELECT ?name WHERE { <http://localhost:8000/id/municipality/28100> "
            "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
        )
    )
    assert rdflib.Literal("神戸市", lang="ja") in {row[0] for row in rows}


KOBE_NAMES = (
    "SELECT ?name WHERE { <http://localhost:8000/id/municipality/28100> "
    "<http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("form", [URLENCODED, POSTDIRECTLY])
def test_sparqlwrapper_queries_the_endpoint(server: RunningServer, method: str, form: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    client.setRequestMethod(form)
    client.setQuery(KOBE_NAMES)
    client.setReturnFormat("json")
    answer = client.queryAndConvert()
    assert isinstance(answer, dict)
    assert "神戸市" in {row["name"]["value"] for row in answer["results"]["bindings"]}


@pytest.mark.parametrize("format", ["turtle", "xml", "json-ld"])
def test_sparqlwrapper_reads_descriptions(server: RunningServer, format: str) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery("DESCRIBE <http://localhost:8000/id/municipality/28100>")
    client.setReturnFormat(format)
    # SPARQLWrapper converts with classes that rdflib has removed, so rdflib reads the bytes itself.
    answer = client.query().response.read()
    graph = rdflib.Graph().parse(data=answer, format=format)
    assert (None, None, rdflib.Literal("神戸市", lang="ja")) in graph


def test_sparqlwrapper_tells_a_bad_query(server: RunningServer) -> None:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setQuery("SELECT * WHERE { ?s ?p }")
    with pytest.raises(QueryBadFormed, match="line 1"):
        client.query()


COMUNICA = ROOT / "tests" / "http" / "comunica"
_TYPED_COUNT = "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p <http://purl.org/dc/terms/type> ?t . ?t ?q ?prefecture }"
_NAMES = "SELECT ?name WHERE { ?s <http://www.w3.org/2004/02/skos/core#prefLabel> ?name }"


@pytest.fixture(scope="module")
def comunica(server: RunningServer) -> dict[str, dict[str, str]]:
    """What Comunica answers, or the error, when it is told the endpoint, any address, and the address of a document."""
    is_there = (COMUNICA / "node_modules" / "@comunica").exists() and shutil.which("node") is not None
    need(is_there, "Comunica (make comunica)")
    endpoint, results = f"{server.url}/sparql", "application/sparql-results+json"
    questions = {
        "endpoint": {"source": {"type": "sparql", "value": endpoint}, "query": KOBE_NAMES, "mediaType": results},
        "address": {"source": endpoint, "query": _TYPED_COUNT, "mediaType": results},
        "document": {"source": f"{server.url}/doc/municipality/28100", "query": _NAMES, "mediaType": "text/csv"},
    }
    process = subprocess.run(
        ["node", "ask.js"], cwd=COMUNICA, input=json.dumps(questions), capture_output=True, text=True, timeout=60
    )
    assert process.returncode == 0, process.stderr
    answers: dict[str, dict[str, str]] = json.loads(process.stdout)
    return answers


def test_comunica_queries_the_endpoint(comunica: dict[str, dict[str, str]]) -> None:
    answer = json.loads(comunica["endpoint"]["answer"])
    assert "神戸市" in {row["name"]["value"] for row in answer["results"]["bindings"]}


def test_comunica_finds_the_endpoint_by_its_description_and_counts(comunica: dict[str, dict[str, str]]) -> None:
    answer = json.loads(comunica["address"]["answer"])
    assert int(answer["results"]["bindings"][0]["n"]["value"]) > 100
    assert answer["metadata"]["httpRequests"] == 2, "the description, then the query"


def test_comunica_reads_a_document(comunica: dict[str, dict[str, str]]) -> None:
    assert "神戸市" in comunica["document"]["answer"].splitlines()


def test_a_large_answer_comes_whole(server: RunningServer) -> None:
    answer = ask(server.url, "SELECT * WHERE { ?s ?p ?o } LIMIT 40000")
    assert len(answer.body) == int(answer.headers["Content-Length"]) > 4_000_000
    assert len(answer.rows) == 40_000


def test_head_says_what_get_would_send(server: RunningServer) -> None:
    for path in ("/", "/doc/municipality/14100.ttl", "/dataset", "/sparql?query=ASK%7B%7D", "/id/municipality/14100"):
        answer, head = send(server.url + path), send(server.url + path, "HEAD")
        assert head.body == b""
        assert (head.status, head.headers["Content-Type"]) == (answer.status, answer.headers["Content-Type"])
        assert head.headers["Content-Length"] == str(len(answer.body))


def test_a_dump_can_be_resumed(server: RunningServer, release: Release) -> None:
    url = f"{server.url}/dump/{release.version}/tabunka.nt.gz"
    data = get(url).body
    answer = get(url, Range=f"bytes=1000-{len(data)}")
    assert (answer.status, answer.body) == (206, data[1000:])
    assert gzip.decompress(data).count(b"\n") == release.manifest["statements"]["default"]


def test_what_a_client_has_is_not_sent_again(server: RunningServer) -> None:
    url = f"{server.url}/doc/municipality/14100.ttl"
    assert get(url, If_None_Match=get(url).headers["ETag"]).status == 304


def test_both_workers_give_the_same_bytes(server: RunningServer) -> None:
    bodies = set()
    for _ in range(8):
        answer = get(f"{server.url}/doc/municipality/14100.ttl")
        bodies.add((answer.headers["ETag"], answer.body))
    assert len(bodies) == 1


def test_a_body_or_header_that_is_too_large_is_refused(server: RunningServer) -> None:
    host = server.url.removeprefix("http://")
    assert send(server.url, headers={"X-Large": "x" * 100_000}).status == 431
    connection = http.client.HTTPConnection(host, timeout=SECONDS)
    connection.putrequest("POST", "/sparql")
    connection.putheader("Content-Length", str(2**30))
    connection.putheader("Content-Type", "application/sparql-query")
    connection.endheaders(b"ASK {}")
    assert connection.getresponse().status == 413
    connection.close()
