"""The service description is true."""

from __future__ import annotations

import rdflib

from tests.http_client import RESULTS_JSON as JSON
from tests.http_client import ask, get
from tests.rdf_terms import python_value
from tests.serving import RunningServer


def test_the_service_description_is_true(server: RunningServer) -> None:
    graph = rdflib.Graph().parse(data=get(f"{server.url}/sparql").body, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    schema = rdflib.Namespace("http://schema.org/")
    (service,) = graph.subjects(rdflib.RDF.type, sd.Service)
    assert (service, sd.endpoint, rdflib.URIRef(f"{server.url}/sparql")) in graph
    assert (service, sd.supportedLanguage, sd.SPARQL11Query) in graph
    limits = {
        str(graph.value(limit, schema.propertyID)): graph.value(limit, schema.value)
        for limit in graph.objects(service, schema.additionalProperty)
    }
    assert {name: python_value(limit) for name, limit in limits.items()} == {
        "seconds": 2.0,
        "memory": 200 * 1024 * 1024,
        "rows": 100_000,
        "bytes": 64 * 1024 * 1024,
    }
    void = rdflib.Namespace("http://rdfs.org/ns/void#")
    names = set(graph.objects(None, sd.name))
    assert len(names) >= 8
    for name in names:
        assert graph.value(name, rdflib.DCTERMS.modified) is not None
        size = ask(server.url, f"SELECT (COUNT(*) AS ?n) WHERE {{ GRAPH <{name}> {{ ?s ?p ?o }} }}", JSON)
        assert size.number == int(str(graph.value(name, void.triples))), name
