"""The description of sources: documents and reference works, their tables, their attributions, the lines cited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.build.assemble import Assembly
from graph.build.mapped import CORRECTIONS_TABLE
from graph.literals import integer, texts
from graph.write.sorting import Sorter
from mappings.map.sources import Source
from mappings.site_settings import Texts
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.vocabulary import CSVW, DCT, FOAF, PROV, RDF, RDFS, SCHEMA, SKOS, XSD

_DATATYPES = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
"""The datatype of a date by the number of its characters."""
_CORRECTIONS_TITLE = {
    "ja": "典拠の誤りの訂正と追加",
    "en": "corrections of evident source errors, and additions",
}


def describe_sources(assembly: Assembly) -> Iterator[Triple]:
    """The sources of *assembly* and their tables."""
    namespace = assembly.namespace
    for source in assembly.sources:
        holder = _holder(namespace, source)
        yield from _source(namespace, holder, source)
        for schema in source.schemas:
            yield from _table(namespace, schema.name, schema.titles, holder)
    if assembly.corrections:
        dataset = NamedNode(f"{namespace.base}/dataset")
        yield from _table(namespace, CORRECTIONS_TABLE, _CORRECTIONS_TITLE, dataset)


def describe_attributions(assembly: Assembly) -> Iterator[Triple]:
    """The attributions of each source as rights statements of the whole dataset (DCAT 3, section 8)."""
    namespace = assembly.namespace
    dataset = NamedNode(f"{namespace.base}/dataset")
    for source in assembly.sources:
        for statement, attribution in _attributions(namespace, source):
            yield Triple(statement, RDF.type, DCT.RightsStatement)
            yield from texts(statement, SKOS.prefLabel, _attribution_label(attribution))
            if attribution.get("licence"):
                yield Triple(statement, DCT.license, NamedNode(attribution["licence"]))
            if attribution.get("url"):
                yield Triple(statement, RDFS.seeAlso, NamedNode(attribution["url"]))
            yield Triple(dataset, DCT.rights, statement)


def _holder(namespace: Namespace, source: Source) -> NamedNode:
    return namespace.thing("document" if source.is_document else "reference", source.key)


def _source(namespace: Namespace, holder: NamedNode, source: Source) -> Iterator[Triple]:
    metadata = source.metadata
    yield Triple(holder, DCT.identifier, Literal(source.key))
    yield from texts(holder, DCT.title, metadata["title"])
    for statement, _ in _attributions(namespace, source):
        yield Triple(holder, DCT.rights, statement)
    if isinstance(metadata.get("date_note"), Mapping):
        yield from texts(holder, SKOS.note, metadata["date_note"])
    yield Triple(holder, RDF.type, PROV.Entity)
    if source.is_document:
        yield from _document(namespace, holder, source)


def _document(namespace: Namespace, holder: NamedNode, source: Source) -> Iterator[Triple]:
    metadata = source.metadata
    yield Triple(holder, RDF.type, namespace.term("SourceDocument"))
    yield Triple(holder, RDF.type, FOAF.Document)
    yield Triple(holder, FOAF.page, namespace.source(source.key))
    yield Triple(holder, DCT.source, namespace.source(source.key))
    publisher = metadata.get("publisher")
    if isinstance(publisher, Mapping) and publisher.get("ja") and publisher.get("organisation"):
        yield Triple(holder, DCT.publisher, namespace.thing("organisation", str(publisher["organisation"])))
    if metadata.get("date"):
        date = str(metadata["date"])
        yield Triple(holder, DCT.date, Literal(date, datatype=_DATATYPES.get(len(date), XSD.string)))
    languages = metadata.get("language") or ()
    for tag in (languages,) if isinstance(languages, str) else languages:
        yield Triple(holder, DCT.language, namespace.thing("language", str(tag)))
    if metadata.get("url"):
        yield Triple(holder, SCHEMA.url, NamedNode(str(metadata["url"])))
    yield Triple(holder, DCT.extent, Literal(f"sha256:{metadata['sha256']}"))


def _table(namespace: Namespace, name: str, titles: Texts, holder: NamedNode) -> Iterator[Triple]:
    table = namespace.thing("table", name)
    yield Triple(table, RDF.type, CSVW.Table)
    yield from texts(table, DCT.title, titles)
    yield Triple(table, DCT.identifier, Literal(name))
    yield Triple(table, DCT.isPartOf, holder)


def _attributions(namespace: Namespace, source: Source) -> Iterator[tuple[NamedNode, Mapping[str, Any]]]:
    """Each attribution of *source* with the IRI of its rights statement."""
    for number, attribution in enumerate(source.metadata.get("attributions", ()), 1):
        yield namespace.thing("attribution", f"{source.key}-{number}"), attribution


def _attribution_label(attribution: Mapping[str, Any]) -> Texts:
    return {
        language: f"{title} ({attribution['publisher'][language]}): {attribution['used_for'][language]}"
        for language, title in attribution["title"].items()
    }


def cited_lines(assembly: Assembly) -> Iterator[LineRange]:
    """Every line range that a record of *assembly* cites, once; those of one document follow each other."""
    start = f" <{assembly.namespace.base}/source/"
    cited = Sorter(assembly.folder)
    cited.update(line.split(" ", 2)[2][1:-1] for line in assembly.default if start in line and line[-1] == ">")
    for iri in cited.sorted():
        lines = LineRange.parse(iri)
        if lines is not None and iri.startswith(start[2:]):
            yield lines


def describe_lines(assembly: Assembly) -> Iterator[Triple]:
    """Every line range that a record of *assembly* cites. No other description makes one of these statements."""
    namespace = assembly.namespace
    for lines in cited_lines(assembly):
        node = lines.iri(namespace)
        yield Triple(node, RDF.type, namespace.term("LineRange"))
        yield Triple(node, RDF.type, PROV.Entity)
        yield Triple(node, DCT.isPartOf, namespace.thing("document", lines.document))
        yield Triple(node, namespace.term("firstLine"), integer(lines.first))
        yield Triple(node, namespace.term("lastLine"), integer(lines.last))
        yield from texts(node, SKOS.prefLabel, lines.label)
