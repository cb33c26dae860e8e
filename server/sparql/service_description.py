"""What the endpoint says of itself (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.formats import RDF_FORMATS, RESULT_FORMATS
from graph.quality import GRAPH
from server.display.knowledge import Knowledge
from server.settings import Limits

_SD = "http://www.w3.org/ns/sparql-service-description#"
_VOID = "http://rdfs.org/ns/void#"
_SCHEMA = "http://schema.org/"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_DCT = "http://purl.org/dc/terms/"
_RDF_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


@dataclass(frozen=True)
class _Limit:
    """A limit of a query as schema.org has properties: its name, its unit by UN/CEFACT, and what it is called."""

    name: str
    unit: str
    ja: str
    en: str


_LIMITS = (
    _Limit("seconds", "SEC", "実行時間の上限（秒）", "longest time of a query, in seconds"),
    _Limit("memory", "AD", "メモリの上限（バイト）", "most memory of a query, in bytes"),
    _Limit("rows", "C62", "結果の行数の上限", "most rows or statements of an answer"),
    _Limit("bytes", "AD", "結果の大きさの上限（バイト）", "largest answer, in bytes"),
)


def limits_header(limits: Limits) -> str:
    """The limits as a dictionary of a structured field (RFC 8941): ``seconds=30.0, memory=1073741824, …``."""
    return ", ".join(f"{each.name}={getattr(limits, each.name)}" for each in _LIMITS)


def service_description(knowledge: Knowledge, endpoint: str, limits: Limits) -> list[Quad]:
    """The endpoint, reached at the URL *endpoint*: languages, formats, graphs with sizes, limits. No blank nodes."""
    base = knowledge.namespace.base
    service, dataset = f"{base}/sparql", f"{base}/dataset"
    default_graph = f"{service}#default-graph"
    found: list[Quad] = []

    def state(subject: str, predicate: str, value: str | float | Literal) -> None:
        if isinstance(value, int | float):
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
    modified = Literal(knowledge.release.modified.isoformat(), datatype=NamedNode(_XSD + "dateTime"))
    sizes: dict[str, int] = dict(knowledge.release.manifest["statements"])
    # What is measured of a running server joins this graph when the release is opened.
    measured = knowledge.store.statements(None, None, None, knowledge.namespace.graph(GRAPH))
    sizes[GRAPH] = sum(1 for _ in measured)
    state(default_graph, _VOID + "triples", sizes["default"])
    for name in sorted(set(sizes) - {"default"}):
        node, graph = f"{service}#graph-{name}", knowledge.namespace.graph(name).value
        state(dataset, _SD + "namedGraph", node)
        state(node, _RDF_TYPE, _SD + "NamedGraph")
        state(node, _SD + "name", graph)
        state(node, _SD + "graph", graph)
        state(graph, _RDF_TYPE, _SD + "Graph")
        state(graph, _VOID + "triples", sizes[name])
        state(graph, _DCT + "modified", modified)
    for bound in _LIMITS:
        limit = f"{service}#limit-{bound.name}"
        state(service, _SCHEMA + "additionalProperty", limit)
        state(limit, _RDF_TYPE, _SCHEMA + "PropertyValue")
        state(limit, _SCHEMA + "propertyID", Literal(bound.name))
        state(limit, _SCHEMA + "name", Literal(bound.ja, language="ja"))
        state(limit, _SCHEMA + "name", Literal(bound.en, language="en"))
        state(limit, _SCHEMA + "value", getattr(limits, bound.name))
        state(limit, _SCHEMA + "unitCode", Literal(bound.unit))
    return found
