"""What a release says of itself: sources, tables and cited lines; VoID; DCAT 3.

Everything here goes to ``/graph/metadata``, but for the sizes and checksums of dumps: a dump cannot hold its own
checksum, so those stand in the catalogue document of the release (``dcat.ttl``) only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import yaml
from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.question import load_questions, question_triples
from graph.build.assemble import CORRECTIONS_TABLE, Assembly
from graph.build.statistics import Statistics, linksets, statistics
from graph.formats import RDF_FORMATS
from graph.write.dumps import DUMPS, Dump
from mappings.site import Site
from ontology.namespaces import Namespace
from ontology.prefixes import compact

_XSD = "http://www.w3.org/2001/XMLSchema#"
_NS = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "dct": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "prov": "http://www.w3.org/ns/prov#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "sd": "http://www.w3.org/ns/sparql-service-description#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "spdx": "http://spdx.org/rdf/terms#",
    "formats": "http://www.w3.org/ns/formats/",
    "cv": "http://data.europa.eu/m8g/",
    "dcatap": "http://data.europa.eu/r5r/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
}
Value = NamedNode | Literal


def _iri(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(_NS[prefix] + local)


def _typed(value: object, datatype: str) -> Literal:
    return Literal(str(value), datatype=NamedNode(_XSD + datatype))


class Description:
    """Collects triples about one subject after another."""

    def __init__(self) -> None:
        self.triples: dict[Triple, None] = {}

    def add(self, subject: NamedNode, name: str, *values: Value | Mapping[str, str] | str) -> None:
        """State *name* (a prefixed name) of *subject*: terms as they are, a mapping as language → text."""
        for value in values:
            if isinstance(value, Mapping):
                terms: Iterable[Value] = [Literal(text, language=lang.lower()) for lang, text in value.items()]
            elif isinstance(value, str):
                terms = [_iri(value)]
            else:
                terms = [value]
            for term in terms:
                self.triples[Triple(subject, _iri(name), term)] = None


@dataclass(frozen=True)
class Edition:
    """What distinguishes one release from another. *modified* is in UTC."""

    version: str
    modified: datetime


def describe_sources(assembly: Assembly) -> Iterator[Triple]:
    """Documents, their tables and every line range that a record cites."""
    out = Description()
    ns = assembly.namespace
    for source in assembly.sources:
        holder = ns.thing("document" if source.is_document else "reference", source.key)
        _describe_source(out, ns, holder, source.key, source.is_document, source.metadata)
        for schema in source.schemas:
            table = ns.thing("table", schema.name)
            out.add(table, "rdf:type", "csvw:Table")
            out.add(table, "dct:title", dict(schema.titles))
            out.add(table, "dct:identifier", Literal(schema.name))
            out.add(table, "dct:isPartOf", holder)
    if assembly.corrections:
        table = ns.thing("table", CORRECTIONS_TABLE)
        out.add(table, "rdf:type", "csvw:Table")
        out.add(table, "dct:title", {"ja": "典拠の誤りの訂正", "en": "corrections of evident source errors"})
        out.add(table, "dct:identifier", Literal(CORRECTIONS_TABLE))
        out.add(table, "dct:isPartOf", NamedNode(f"{ns.base}/dataset"))
    _describe_lines(out, assembly)
    return iter(out.triples)


def _describe_source(
    out: Description, ns: Namespace, holder: NamedNode, key: str, is_document: bool, metadata: Mapping[str, Any]
) -> None:
    out.add(holder, "dct:identifier", Literal(key))
    out.add(holder, "dct:title", metadata["title"])
    for number, attribution in enumerate(metadata.get("attributions", ()), 1):
        _describe_attribution(out, ns, holder, ns.thing("attribution", f"{key}-{number}"), attribution)
    if isinstance(metadata.get("date_note"), Mapping):
        out.add(holder, "skos:note", metadata["date_note"])
    if not is_document:
        out.add(holder, "rdf:type", "prov:Entity")
        return
    out.add(holder, "rdf:type", ns.term("SourceDocument"), "foaf:Document", "prov:Entity")
    out.add(holder, "foaf:page", ns.source(key))
    out.add(holder, "dct:source", ns.source(key))
    publisher = metadata.get("publisher")
    if isinstance(publisher, Mapping) and publisher.get("ja") and publisher.get("organisation"):
        out.add(holder, "dct:publisher", ns.thing("organisation", str(publisher["organisation"])))
    date = metadata.get("date")
    if date:
        text = str(date)
        datatype = {4: "gYear", 7: "gYearMonth", 10: "date"}.get(len(text), "string")
        out.add(holder, "dct:date", _typed(text, datatype))
    if metadata.get("language"):
        languages = metadata["language"] if isinstance(metadata["language"], list) else [metadata["language"]]
        out.add(holder, "dct:language", *(ns.thing("language", str(tag)) for tag in languages))
    out.add(holder, "dct:extent", Literal(f"sha256:{metadata['sha256']}"))


def _describe_attribution(
    out: Description, ns: Namespace, holder: NamedNode, statement: NamedNode, attribution: Mapping[str, Any]
) -> None:
    """Whom a source's facts are owed to, as a rights statement of the source and of the dataset."""
    out.add(statement, "rdf:type", "dct:RightsStatement")
    out.add(
        statement,
        "rdfs:label",
        {
            language: f"{attribution['title'][language]} ({attribution['publisher'][language]}): "
            f"{attribution['used_for'][language]}"
            for language in ("ja", "en")
        },
    )
    for name in ("licence", "url"):
        if attribution.get(name):
            out.add(statement, {"licence": "dct:license", "url": "rdfs:seeAlso"}[name], NamedNode(attribution[name]))
    out.add(holder, "dct:rights", statement)
    out.add(NamedNode(f"{ns.base}/dataset"), "dct:rights", statement)


def _describe_lines(out: Description, assembly: Assembly) -> None:
    ns = assembly.namespace
    start = f"{ns.base}/source/"
    cited = {t.object for t in assembly.default if isinstance(t.object, NamedNode) and t.object.value.startswith(start)}
    for lines in sorted(cited, key=str):
        document, _, span = lines.value[len(start) :].partition("#line=")
        if not span:
            continue
        first, last = span.split(",")
        out.add(lines, "rdf:type", ns.term("LineRange"), "prov:Entity")
        out.add(lines, "dct:isPartOf", ns.thing("document", document))
        out.triples[Triple(lines, ns.term("firstLine"), _typed(int(first) + 1, "integer"))] = None
        out.triples[Triple(lines, ns.term("lastLine"), _typed(int(last), "integer"))] = None
        ja = (
            f"文書 {document} {int(first) + 1}行"
            if int(first) + 1 == int(last)
            else f"文書 {document} {int(first) + 1}–{last}行"
        )
        en = f"document {document}, " + (
            f"line {last}" if int(first) + 1 == int(last) else f"lines {int(first) + 1}–{last}"
        )
        out.add(lines, "rdfs:label", {"ja": ja, "en": en})


def describe_catalogue(ns: Namespace, site: Site, edition: Edition) -> Iterator[Triple]:
    """DCAT 3: the dataset, this release of it, its distributions and the SPARQL service. No sizes, no checksums."""
    out = Description()
    dataset, release = NamedNode(f"{ns.base}/dataset"), NamedNode(f"{ns.base}/release/{edition.version}")
    catalogue, service = NamedNode(f"{ns.base}/dataset#catalogue"), NamedNode(f"{ns.base}/sparql")
    agent = ns.thing("agent", site.publisher.key)
    licence = NamedNode(site.licence.iri)
    modified = _typed(edition.modified.strftime("%Y-%m-%dT%H:%M:%SZ"), "dateTime")

    out.add(agent, "rdf:type", "foaf:Agent", "foaf:Organization")
    out.add(agent, "foaf:name", site.publisher.name)
    out.add(agent, "dct:title", site.publisher.name)
    out.add(agent, "dct:identifier", Literal(site.publisher.key))
    out.add(agent, "dct:type", NamedNode(site.publisher.type))
    out.add(licence, "rdf:type", "dct:LicenseDocument")
    out.add(licence, "dct:type", NamedNode(site.licence.type))
    contact, series = NamedNode(f"{ns.base}/dataset#contact"), NamedNode(f"{ns.base}/dataset#releases")
    out.add(contact, "rdf:type", "vcard:Organization")
    out.add(contact, "vcard:fn", site.publisher.name)
    out.add(contact, "vcard:hasURL", NamedNode(f"{ns.base}/"))
    period = NamedNode(f"{ns.base}/dataset#period")
    out.add(period, "rdf:type", "dct:PeriodOfTime")
    out.add(period, "dcat:startDate", _typed(site.catalogue.start, "date"))
    out.add(period, "dcat:endDate", _typed(site.catalogue.end, "date"))
    out.add(series, "rdf:type", "dcat:DatasetSeries")
    out.add(series, "dct:title", {language: f"{text} (series)" for language, text in site.title.items()})
    out.add(series, "dct:description", site.description)
    out.add(series, "dct:publisher", agent)
    out.add(series, "dcat:contactPoint", contact)
    out.add(series, "dct:accrualPeriodicity", NamedNode(site.catalogue.frequency))
    out.add(series, "dct:issued", _typed(site.catalogue.issued, "date"))
    out.add(series, "dct:modified", modified)
    out.add(series, "dct:spatial", NamedNode(site.catalogue.spatial))
    out.add(series, "dct:temporal", period)
    out.add(release, "dcat:inSeries", series)
    out.add(catalogue, "dct:issued", _typed(site.catalogue.issued, "date"))
    out.add(catalogue, "foaf:homepage", NamedNode(f"{ns.base}/"))
    out.add(catalogue, "dcat:themeTaxonomy", NamedNode(site.catalogue.theme_taxonomy))

    out.add(catalogue, "rdf:type", "dcat:Catalog")
    for thing in (catalogue, dataset, release):
        out.add(thing, "dct:title", site.title)
        out.add(thing, "dct:description", site.description)
        out.add(thing, "dct:publisher", agent)
        out.add(thing, "dct:license", licence)
        out.add(thing, "dct:modified", modified)
        out.add(thing, "dct:language", *(NamedNode(language) for language in site.catalogue.languages))
        out.add(thing, "dct:spatial", NamedNode(site.catalogue.spatial))
    out.add(catalogue, "dcat:dataset", dataset, release)
    out.add(catalogue, "dcat:service", service)

    for thing in (dataset, release):
        out.add(thing, "rdf:type", "dcat:Dataset")
        out.add(thing, "dct:issued", _typed(site.catalogue.issued, "date"))
        out.add(thing, "dct:accrualPeriodicity", NamedNode(site.catalogue.frequency))
        out.add(thing, "dcat:landingPage", NamedNode(f"{ns.base}/"))
        out.add(thing, "dct:temporal", period)
    for thing in (dataset, release, service, series):
        out.add(thing, "dcat:theme", NamedNode(site.catalogue.theme))
        out.add(thing, "dcat:contactPoint", contact)
        for language, words in site.keywords.items():
            out.add(thing, "dcat:keyword", *(Literal(word, language=language) for word in words))
    out.add(NamedNode(f"{ns.base}/"), "rdf:type", "foaf:Document")
    out.add(dataset, "dcat:hasVersion", release)
    out.add(dataset, "dcat:hasCurrentVersion", release)
    out.add(release, "dcat:isVersionOf", dataset)
    out.add(release, "dcat:version", Literal(edition.version))
    out.add(release, "dct:identifier", Literal(edition.version))
    out.add(dataset, "dct:identifier", Literal(site.name))

    for dump in DUMPS:
        distribution = distribution_iri(ns, edition.version, dump)
        url = dump_iri(ns, edition.version, dump)
        out.add(dataset, "dcat:distribution", distribution)
        out.add(release, "dcat:distribution", distribution)
        out.add(dataset, "void:dataDump", url)
        out.add(distribution, "rdf:type", "dcat:Distribution")
        out.add(distribution, "dct:title", dump.titles)
        out.add(distribution, "dct:description", dump.titles)
        out.add(distribution, "dcatap:availability", NamedNode(site.catalogue.availability))
        out.add(distribution, "dcat:accessURL", url)
        out.add(distribution, "dcat:downloadURL", url)
        out.add(distribution, "dct:license", licence)
        out.add(distribution, "dct:modified", modified)
        out.add(
            distribution,
            "dcat:mediaType",
            NamedNode(f"https://www.iana.org/assignments/media-types/{dump.format.media_type}"),
        )
        out.add(distribution, "dct:format", NamedNode(dump.format.iri))
        if dump.compressed:
            out.add(
                distribution,
                "dcat:compressFormat",
                NamedNode("https://www.iana.org/assignments/media-types/application/gzip"),
            )
    out.add(service, "rdf:type", "dcat:DataService", "sd:Service")
    out.add(service, "dct:title", {"ja": "SPARQL エンドポイント", "en": "SPARQL endpoint"})
    out.add(
        service,
        "dct:description",
        {
            "ja": "既定グラフと名前付きグラフに SPARQL 1.1 で問い合わせる。",
            "en": "Query the default graph and the named graphs with SPARQL 1.1.",
        },
    )
    out.add(service, "dcat:endpointURL", service)
    out.add(service, "dcat:endpointDescription", service)
    out.add(service, "dcat:servesDataset", dataset)
    out.add(service, "dct:publisher", agent)
    out.add(service, "dct:license", licence)
    out.add(service, "dct:conformsTo", NamedNode("http://www.w3.org/TR/sparql11-protocol/"))
    return iter(out.triples)


def distribution_iri(ns: Namespace, version: str, dump: Dump) -> NamedNode:
    """``{base}/release/{version}#{file}``: the distribution, as against the file it offers."""
    return NamedNode(f"{ns.base}/release/{version}#{dump.name}")


def dump_iri(ns: Namespace, version: str, dump: Dump) -> NamedNode:
    """``{base}/dump/{version}/{file}``."""
    return NamedNode(f"{ns.base}/dump/{version}/{dump.name}")


def describe_sizes(ns: Namespace, version: str, files: Mapping[str, Mapping[str, Any]]) -> Iterator[Triple]:
    """Byte sizes and SHA-256 of the dumps, for the catalogue document only."""
    out = Description()
    for dump in DUMPS:
        facts = files[dump.name]
        distribution = distribution_iri(ns, version, dump)
        checksum = NamedNode(f"{distribution.value}-checksum")
        out.add(distribution, "dcat:byteSize", _typed(facts["bytes"], "nonNegativeInteger"))
        out.add(distribution, "spdx:checksum", checksum)
        out.add(checksum, "rdf:type", "spdx:Checksum")
        out.add(checksum, "spdx:algorithm", "spdx:checksumAlgorithm_sha256")
        out.add(checksum, "spdx:checksumValue", _typed(facts["sha256"], "hexBinary"))
    return iter(out.triples)


def _partition_name(ns: Namespace, iri: str) -> str:
    return (compact(ns, iri) or iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]).replace(":", "-")


def describe_void(
    ns: Namespace,
    site: Site,
    whole: Statistics,
    links: Mapping[tuple[str, str], int],
    graphs: Mapping[str, int],
    modified: datetime,
    count_objects: bool = True,
) -> Iterator[Triple]:
    """VoID: counts of the default graph, partitions, linksets, and the named graphs as subsets."""
    out = Description()
    dataset, document = NamedNode(f"{ns.base}/dataset"), NamedNode(f"{ns.base}/.well-known/void")

    def integer(value: int) -> Literal:
        return _typed(value, "integer")

    out.add(document, "rdf:type", "void:DatasetDescription")
    out.add(document, "dct:title", {"ja": "データセットの VoID 記述", "en": "VoID description of the dataset"})
    out.add(document, "foaf:primaryTopic", dataset)
    out.add(dataset, "rdf:type", "void:Dataset")
    out.add(dataset, "foaf:homepage", NamedNode(f"{ns.base}/"))
    out.add(dataset, "void:sparqlEndpoint", NamedNode(f"{ns.base}/sparql"))
    out.add(dataset, "void:uriSpace", Literal(f"{ns.base}/id/"))
    out.add(dataset, "void:triples", integer(whole.triples))
    out.add(dataset, "void:distinctSubjects", integer(whole.distinct_subjects))
    if count_objects:
        out.add(dataset, "void:distinctObjects", integer(whole.distinct_objects))
    out.add(dataset, "void:properties", integer(len(whole.properties)))
    out.add(dataset, "void:classes", integer(len(whole.classes)))
    out.add(dataset, "void:exampleResource", *(ns.thing(*name.split("/", 1)) for name in site.catalogue.examples))
    out.add(dataset, "void:rootResource", ns.thing(*site.catalogue.root.split("/", 1)))
    out.add(dataset, "void:feature", *(NamedNode(each.iri) for each in RDF_FORMATS))
    for iri, entities in whole.classes.items():
        part = NamedNode(f"{document.value}#class-{_partition_name(ns, iri)}")
        out.add(dataset, "void:classPartition", part)
        out.add(part, "void:class", NamedNode(iri))
        out.add(part, "void:entities", integer(entities))
    for iri, count in whole.properties.items():
        part = NamedNode(f"{document.value}#property-{_partition_name(ns, iri)}")
        out.add(dataset, "void:propertyPartition", part)
        out.add(part, "void:property", NamedNode(iri))
        out.add(part, "void:triples", integer(count.triples))
        out.add(part, "void:distinctSubjects", integer(len(count.subjects)))
        if not iri.startswith(_NS["void"]):
            # How many different numbers VoID itself states depends on these very numbers: it would never settle.
            out.add(part, "void:distinctObjects", integer(len(count.objects)))
    targets = {entry["name"]: entry for entry in load_link_targets(site)}
    for (name, predicate), linked in links.items():
        target = NamedNode(f"{document.value}#{name}")
        linkset = NamedNode(f"{document.value}#links-{name}-{_partition_name(ns, predicate)}")
        out.add(target, "rdf:type", "void:Dataset")
        out.add(target, "dct:title", Literal(targets[name]["title"]))
        out.add(target, "void:uriSpace", Literal(targets[name]["start"]))
        out.add(linkset, "rdf:type", "void:Linkset")
        out.add(linkset, "void:subjectsTarget", dataset)
        out.add(linkset, "void:objectsTarget", target)
        out.add(linkset, "void:linkPredicate", NamedNode(predicate))
        out.add(linkset, "void:triples", integer(linked))
        out.add(dataset, "void:subset", linkset)
    for name, size in sorted(graphs.items()):
        graph = ns.graph(name)
        out.add(graph, "rdf:type", "void:Dataset", "sd:Graph")
        out.add(graph, "dct:title", Literal(name))
        out.add(graph, "void:triples", integer(size))
        out.add(graph, "dct:modified", _typed(modified.strftime("%Y-%m-%dT%H:%M:%SZ"), "dateTime"))
        out.add(dataset, "void:subset", graph)
    return iter(out.triples)


def describe_void_document(assembly: Assembly) -> Iterator[Triple]:
    """What ``/.well-known/void`` answers: every statement about the dataset, its partitions, subsets and sources."""
    ns = assembly.namespace
    starts = (f"{ns.base}/dataset", f"{ns.base}/.well-known/void", f"{ns.base}/graph/")
    for triple in assembly.named["metadata"]:
        if isinstance(triple.subject, NamedNode) and triple.subject.value.startswith(starts):
            yield triple


def load_link_targets(site: Site) -> list[dict[str, str]]:
    """The datasets that links are counted for (``linksets.yaml``)."""
    path = site.find("linksets.yaml")
    if path is None:
        return []
    targets: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return targets


def add_metadata(assembly: Assembly, edition: Edition, other_graphs: Mapping[str, int]) -> Statistics:
    """Add ``/graph/metadata`` to *assembly*, with counts that are true of the default graph it is part of.

    *other_graphs* gives the sizes of graphs outside the default one (provenance, ledger, quality). The counts
    describe themselves, so the description is made again until it no longer changes; the numbers are literals,
    so that takes two or three rounds. Returns the statistics of the final default graph.
    """
    ns, site = assembly.namespace, assembly.site
    folder = site.find("questions")
    questions = question_triples(ns, load_questions(folder) if folder else [])
    fixed = dict.fromkeys([*describe_sources(assembly), *describe_catalogue(ns, site, edition), *questions])
    starts = {target["start"]: target["name"] for target in load_link_targets(site)}
    metadata: dict[Triple, None] = dict(fixed)
    # What is not metadata stays as it is, and is counted once.
    others, own = statistics(assembly.default), f"{ns.base}/"
    links_of_others = Counter(linksets(assembly.default, own, starts))
    for attempt in range(12):
        fresh = [triple for triple in metadata if triple not in assembly.default]
        whole = statistics(fresh, others)
        links = dict(sorted((links_of_others + Counter(linksets(fresh, own, starts))).items()))
        sizes = {name: len(triples) for name, triples in assembly.named.items()}
        sizes |= dict(other_graphs) | {"metadata": len(metadata)}
        now = fixed | dict.fromkeys(describe_void(ns, site, whole, links, sizes, edition.modified, attempt < 8))
        if now == metadata:
            assembly.add("metadata", metadata)
            return whole
        metadata = now
    raise AssertionError("the description of the dataset does not settle")
