"""The description of the endpoint (https://www.w3.org/TR/sparql11-service-description/)."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.formats import RDF_FORMATS, RESULT_FORMATS
from graph.quality import GRAPH
from ontology.vocabulary import DCT, RDF, SCHEMA, SD, VOID, XSD
from server.display.knowledge import Knowledge
from server.settings import Limits


@dataclass(frozen=True)
class _Limit:
    """A limit of a query as a schema:PropertyValue: its name, its unit (UN/CEFACT), its labels in ja and en."""

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
    return ", ".join(f"{limit.name}={getattr(limits, limit.name)}" for limit in _LIMITS)


def service_description(knowledge: Knowledge, endpoint: str, limits: Limits) -> list[Quad]:
    """The endpoint, reached at the URL *endpoint*: languages, formats, graphs with sizes, limits. No blank nodes."""
    base = knowledge.namespace.base
    service, dataset = NamedNode(f"{base}/sparql"), NamedNode(f"{base}/dataset")
    default_graph = NamedNode(f"{service.value}#default-graph")
    quads: list[Quad] = []

    def state(subject: NamedNode, predicate: NamedNode, value: NamedNode | Literal | float) -> None:
        term = Literal(value) if isinstance(value, int | float) else value
        quads.append(Quad(subject, predicate, term, DefaultGraph()))

    state(service, RDF.type, SD.Service)
    # The catalogue of the release has its title: see graph/build/catalogue.ttl.
    quads += sorted(knowledge.store.statements(service, DCT.title, None, DefaultGraph()), key=str, reverse=True)
    state(service, SD.endpoint, NamedNode(endpoint))
    state(service, SD.supportedLanguage, SD.SPARQL11Query)
    for form in (*RESULT_FORMATS, *RDF_FORMATS):
        state(service, SD.resultFormat, NamedNode(form.iri))
    # A query may name a graph that does not exist: the graph is then empty. Nothing is fetched.
    state(service, SD.feature, SD.EmptyGraphs)
    state(service, SD.defaultDataset, dataset)
    state(dataset, RDF.type, SD.Dataset)
    state(dataset, SD.defaultGraph, default_graph)
    state(default_graph, RDF.type, SD.Graph)
    modified = Literal(knowledge.release.modified.isoformat(), datatype=XSD.dateTime)
    sizes: dict[str, int] = dict(knowledge.release.manifest["statements"])
    # Measurements of a running server are added to this graph when the release is opened.
    measured = knowledge.store.statements(None, None, None, knowledge.namespace.graph(GRAPH))
    sizes[GRAPH] = sum(1 for _ in measured)
    state(default_graph, VOID.triples, sizes["default"])
    for name in sorted(set(sizes) - {"default"}):
        node, graph = NamedNode(f"{service.value}#graph-{name}"), knowledge.namespace.graph(name)
        state(dataset, SD.namedGraph, node)
        state(node, RDF.type, SD.NamedGraph)
        state(node, SD.name, graph)
        state(node, SD.graph, graph)
        state(graph, RDF.type, SD.Graph)
        state(graph, VOID.triples, sizes[name])
        state(graph, DCT.modified, modified)
    for bound in _LIMITS:
        limit = NamedNode(f"{service.value}#limit-{bound.name}")
        state(service, SCHEMA.additionalProperty, limit)
        state(limit, RDF.type, SCHEMA.PropertyValue)
        state(limit, SCHEMA.propertyID, Literal(bound.name))
        state(limit, SCHEMA.name, Literal(bound.ja, language="ja"))
        state(limit, SCHEMA.name, Literal(bound.en, language="en"))
        state(limit, SCHEMA.value, getattr(limits, bound.name))
        state(limit, SCHEMA.unitCode, Literal(bound.unit))
    return quads
