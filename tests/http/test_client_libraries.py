"""The answers that libraries for data get from a real server, in each form and format that they know."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import urllib.request
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, urlencode

import pytest
import rdflib
from rdflib.parser import Parser
from rdflib.plugin import plugins
from SPARQLWrapper import POSTDIRECTLY, URLENCODED, SPARQLWrapper
from SPARQLWrapper.SmartWrapper import SPARQLWrapper2

from graph.formats import RDF_FORMATS, RESULT_FORMATS, Format
from tests.conftest import need
from tests.http.protocol import KOBE
from tests.http_client import SECONDS
from tests.server.guide import BASE, CURLS, TEXT
from tests.serving import ROOT, RunningServer

VI = rdflib.URIRef(f"{BASE}/id/language/vi")
NAME = rdflib.URIRef("http://www.w3.org/2004/02/skos/core#prefLabel")
SELECT = f"SELECT ?name WHERE {{ {KOBE} <{NAME}> ?name }}"
CONSTRUCT = f"CONSTRUCT WHERE {{ {KOBE} <{NAME}> ?name }}"
PANDAS = ROOT / "build" / "morph-kgc" / "bin" / "python"
"""The interpreter of an environment with pandas, which is not a dependency of this project."""
SUFFIXES = {"nquads": "nq", "nt11": "nt", "ntriples": "nt"}
"""Formats that rdflib does not ask for by name: it accepts all that it knows, so that the URL must tell."""
READABLE = ("json-ld", "n3", "nquads", "nt", "nt11", "ntriples", "pretty-xml", "trig", "ttl", "turtle", "xml")
"""The formats that ``rdflib.Graph().parse`` may be told."""
METHODS = [("GET", URLENCODED), ("POST", URLENCODED), ("POST", POSTDIRECTLY)]
CONVERTED: dict[str, Callable[[Any], bool]] = {
    "json": lambda answer: "神戸市" in {row["name"]["value"] for row in answer["results"]["bindings"]},
    "xml": lambda answer: "神戸市" in answer.toxml(),
    "csv": lambda answer: "神戸市" in answer.decode().split("\r\n"),
    "tsv": lambda answer: '"神戸市"@ja' in answer.decode().split("\n"),
}
"""The result of converting each return type of SPARQLWrapper."""
_GRAPHS = {"turtle": "turtle", "n3": "n3", "xml": "xml", "rdf+xml": "xml", "json-ld": "json-ld"}
"""Return types of SPARQLWrapper for graphs, with the format in which rdflib reads them."""


def parsers() -> set[str]:
    """The short names of the parsers of rdflib for formats of RDF."""
    names = {plugin.name for plugin in plugins(kind=Parser) if "/" not in plugin.name}
    return names - {"html", "rdfa", "rdfa1.0", "rdfa1.1", "microdata", "mdata", "hturtle", "hext", "trix", "patch"}


def test_these_are_all_formats_that_rdflib_reads() -> None:
    assert parsers() - set(READABLE) <= {"jsonld", "rdfxml"}


@pytest.mark.parametrize("name", sorted(set(READABLE) & parsers()))
@pytest.mark.parametrize("path", ["/id/language/vi", "/doc/language/vi", "/doc/language"])
def test_rdflib_parses_a_url_in_each_of_its_formats(server: RunningServer, name: str, path: str) -> None:
    graph = rdflib.Dataset(default_union=True) if name in ("trig", "nquads") else rdflib.Graph()
    if path == "/doc/language" and name in ("trig", "nquads"):
        path = "/doc/language/vi"  # the list of a kind is one graph
    if name in SUFFIXES:
        path = f"{path.replace('/id/', '/doc/')}.{SUFFIXES[name]}"
    graph.parse(server.url + path, format=name)
    assert (VI, NAME, rdflib.Literal("ベトナム語", lang="ja")) in graph


@pytest.mark.parametrize("name", sorted(set(READABLE) & parsers()))
def test_rdflib_parses_a_query_in_each_of_its_formats(server: RunningServer, name: str) -> None:
    graph = rdflib.Dataset(default_union=True) if name in ("trig", "nquads") else rdflib.Graph()
    more = f"&format={SUFFIXES[name]}" if name in SUFFIXES else ""
    graph.parse(f"{server.url}/sparql?query={quote(CONSTRUCT)}{more}", format=name)
    assert (None, NAME, rdflib.Literal("神戸市", lang="ja")) in graph


def test_rdflib_parses_a_url_without_being_told_a_format(server: RunningServer) -> None:
    for path in ("/id/language/vi", "/doc/language/vi.ttl", "/dataset", "/ontology", "/sparql"):
        assert len(rdflib.Graph().parse(server.url + path)) > 10, path


@pytest.mark.parametrize(("method", "form"), METHODS)
@pytest.mark.parametrize("name", list(CONVERTED))
@pytest.mark.parametrize("only_by_accept", [False, True])
def test_sparqlwrapper_converts_results_of_each_type(
    server: RunningServer, name: str, method: str, form: str, only_by_accept: bool
) -> None:
    client = _wrapper(server, SELECT, name, method, form)
    client.setOnlyConneg(only_by_accept)
    assert CONVERTED[name](client.queryAndConvert())


@pytest.mark.parametrize(("method", "form"), METHODS)
@pytest.mark.parametrize("name", list(_GRAPHS))
@pytest.mark.parametrize("query", [CONSTRUCT, f"DESCRIBE {KOBE}"], ids=["CONSTRUCT", "DESCRIBE"])
def test_sparqlwrapper_reads_graphs_of_each_type(
    server: RunningServer, query: str, name: str, method: str, form: str
) -> None:
    # SPARQLWrapper converts with classes that rdflib has removed, so rdflib reads the bytes itself.
    answer = _wrapper(server, query, name, method, form).query().response.read()
    graph = rdflib.Graph().parse(data=answer, format=_GRAPHS[name])
    assert (None, NAME, rdflib.Literal("神戸市", lang="ja")) in graph


@pytest.mark.parametrize(("method", "form"), METHODS)
def test_sparqlwrapper_asks(server: RunningServer, method: str, form: str) -> None:
    answer = _wrapper(server, f"ASK {{ {KOBE} ?p ?o }}", "json", method, form).queryAndConvert()
    assert isinstance(answer, dict)
    assert answer["boolean"] is True


def test_sparqlwrapper2_reads_bindings_and_a_dataset(server: RunningServer) -> None:
    client = SPARQLWrapper2(f"{server.url}/sparql")
    client.setQuery("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    whole = int(client.query().bindings[0]["n"].value)
    client.addDefaultGraph(f"{BASE}/graph/000")
    assert 0 < int(client.query().bindings[0]["n"].value) < whole


def _wrapper(server: RunningServer, query: str, name: str, method: str, form: str) -> SPARQLWrapper:
    client = SPARQLWrapper(f"{server.url}/sparql")
    client.setMethod(method)
    client.setRequestMethod(form)
    client.setReturnFormat(name)
    client.setQuery(query)
    return client


def test_a_table_is_read_from_the_url_of_a_query(server: RunningServer) -> None:
    """As ``pandas.read_csv(url)`` does: urllib without an Accept header of its own, then a reader of CSV."""
    pattern = "?row ?p ?lines FILTER(CONTAINS(STR(?lines), ',') && isIRI(?lines))"
    query = f"SELECT ?lines (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY ?lines LIMIT 50"
    url = f"{server.url}/sparql?{urlencode({'query': query, 'format': 'csv'})}"
    with urllib.request.urlopen(url, timeout=SECONDS) as answer:
        rows = list(csv.DictReader(answer.read().decode().splitlines()))
    assert len(rows) == 50
    assert all(re.fullmatch(r"http\S+,\S+", row["lines"]) and int(row["n"]) > 0 for row in rows)


ACCEPTED: list[tuple[str, Format]] = [
    *(("/doc/language/vi", form) for form in RDF_FORMATS),
    *((f"/sparql?query={quote(CONSTRUCT)}", form) for form in RDF_FORMATS),
    *((f"/sparql?query={quote(SELECT)}", form) for form in RESULT_FORMATS),
]


@pytest.mark.parametrize(("path", "form"), ACCEPTED, ids=lambda value: getattr(value, "extension", "") or value[:12])
def test_curl_gets_each_format_that_it_accepts(server: RunningServer, path: str, form: Format) -> None:
    for accept in (form.media_type, f"{form.media_type}; charset=utf-8", f"{form.media_type}, */*;q=0.1"):
        assert _curl("-H", f"Accept: {accept}", f"{server.url}{path}") == (200, form.media_type)


@pytest.mark.parametrize(("command", "media_type"), CURLS, ids=[command[:80] for command, _ in CURLS])
def test_the_commands_of_the_guide_answer_as_it_says(server: RunningServer, command: str, media_type: str) -> None:
    need(shutil.which("curl") is not None, "curl")
    # Addresses are those of this server; IRIs of the data, in <>, are as they are.
    here = re.sub(rf"(?<!<){BASE}", server.url, command)
    line = f"{here} -o /dev/null -w '%{{http_code}} %{{content_type}}'"
    process = subprocess.run(["bash", "-c", line], capture_output=True, text=True, check=True, timeout=SECONDS)
    status, _, content_type = process.stdout.partition(" ")
    assert (int(status), content_type.partition(";")[0]) == (200, media_type)


def test_the_program_of_the_guide_in_javascript_reads_names(server: RunningServer) -> None:
    (program,) = re.findall(r"```js\n(.*?)```", TEXT, re.DOTALL)
    (query,) = re.findall(r'const query = "(.*?)";', program)
    request = urllib.request.Request(
        f"{server.url}/sparql",
        query.encode(),
        {"Content-Type": "application/sparql-query", "Accept": "application/sparql-results+json"},
    )
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:
        names = {row["name"]["value"] for row in json.load(answer)["results"]["bindings"]}
    assert "神戸市" in names


def test_the_program_of_the_guide_in_pandas_reads_a_table(server: RunningServer) -> None:
    need(PANDAS.exists(), "pandas (it comes with Morph-KGC: see .ci/run)")
    (program,) = (block for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL) if "pandas" in block)
    here = program.replace(f"{BASE}/sparql", f"{server.url}/sparql")
    shown = "print(len(table), table.code.iloc[0], table.residents.dtype, table.date.dtype.kind)"
    command = [str(PANDAS), "-c", f"{here}\n{shown}"]
    process = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    assert process.stdout.split() == ["47", "010006", "int64", "M"]


def _curl(*arguments: str) -> tuple[int, str]:
    """Status and media type of the answer to a request of curl."""
    need(shutil.which("curl") is not None, "curl")
    command = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code} %{content_type}", *arguments]
    process = subprocess.run(command, capture_output=True, text=True, check=True, timeout=SECONDS)
    status, _, content_type = process.stdout.partition(" ")
    return int(status), content_type.partition(";")[0]
