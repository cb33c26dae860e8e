"""What the endpoint says of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.formats import RDF_FORMATS, RESULT_FORMATS
from server.knowledge import Knowledge

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_DCT = "http://purl.org/dc/terms/"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def service_description(knowledge: Knowledge, endpoint: str) -> list[Quad]:
    """The endpoint, reached at the URL *endpoint*: languages, formats, graphs and their sizes. No blank nodes."""
    base = knowledge.namespace.base
    service, dataset = f"{base}/sparql", f"{base}/dataset"
    default_graph = f"{service}#default-graph"
    found: list[Quad] = []

    def state(subject: str, predicate: str, value: str | int | Literal) -> None:
        if isinstance(value, int):
            term: NamedNode | Literal = Literal(value)
        else:
            term = NamedNode(value) if isinstance(value, str) else value
        found.append(Quad(NamedNode(subject), NamedNode(predicate), term, DefaultGraph()))

    state(service, _RDF_TYPE, _SD + "Service")
    state(service, _DCT + "title", Literal("SPARQL エンドポイント", language="ja"))
    state(service, _DCT + "title", Literal("SPARQL endpoint", language="en"))
    state(service, _SD + "endpoint", endpoint)
    state(service, _SD + "supportedLanguage", _SD + "SPARQL11Query")
    for each in (*RESULT_FORMATS, *RDF_FORMATS):
        state(service, _SD + "resultFormat", each.iri)
    # A graph that does not exist is an empty one, named in a query or not; nothing is ever fetched.
    state(service, _SD + "feature", _SD + "EmptyGraphs")
    state(service, _SD + "defaultDataset", dataset)
    state(dataset, _RDF_TYPE, _SD + "Dataset")
    state(dataset, _SD + "defaultGraph", default_graph)
    state(default_graph, _RDF_TYPE, _SD + "Graph")
    sizes: dict[str, int] = knowledge.release.manifest["statements"]
    state(default_graph, _VOID + "triples", sizes["default"])
    for name in sorted(set(sizes) - {"default"}):
        node, graph = f"{service}#graph-{name}", knowledge.namespace.graph(name).value
        state(dataset, _SD + "namedGraph", node)
        state(node, _RDF_TYPE, _SD + "NamedGraph")
        state(node, _SD + "name", graph)
        state(node, _SD + "graph", graph)
        state(graph, _RDF_TYPE, _SD + "Graph")
        state(graph, _VOID + "triples", sizes[name])
    return found
