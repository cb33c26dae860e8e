"""The description of data by its own statements: its title, its licence, and its counts as VoID."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence

from pyoxigraph import Literal, NamedNode, Triple

from graph.build.catalogue import Edition
from graph.build.statement_index import Index
from graph.build.statistics import Statistics
from graph.dumps import Dump
from graph.literals import integer
from mappings.as_is.files import RdfFile
from mappings.as_is.own_metadata import own_metadata
from mappings.site import Site
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, FOAF, RDF, VOID

_LANGUAGES = ("en", "ja", "ja-simple")


def described_site(files: Sequence[RdfFile], index: Index, base: str) -> tuple[str, str]:
    """The name of the site that *files* are, and the text of its ``site.toml``.

    Title and licence are those of the one thing that stands for the whole of the data, where there is one such thing.
    """
    stem = files[0].stem if len(files) == 1 else files[0].path.parent.resolve().name
    name = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    if not name[:1].isalpha():
        name = f"data-{name}".rstrip("-")
    titles, licence = own_metadata(index.of)
    title = "".join(f"{_text(tag)} = {_text(text)}\n" for tag, text in (titles or {"en": stem}).items())
    parts = [f"name = {_text(name)}", f"base-iri = {_text(base)}", "", "[title]", title]
    parts += ["[interface]", f"languages = [{', '.join(map(_text, _LANGUAGES))}]", 'fallback = "en"', ""]
    if licence:
        parts += ["[licence]", f"iri = {_text(licence)}", ""]
    return name, "\n".join(parts)


def _text(value: str) -> str:
    """*value* as a basic string of TOML."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def void_lines(
    namespace: Namespace, site: Site, edition: Edition, counted: Statistics, offered: Sequence[Dump]
) -> Iterator[str]:
    """VoID of the dataset that the numbers *counted* are of, as lines of N-Triples."""
    return map(str, _void(namespace, site, edition, counted, offered))


def _void(
    namespace: Namespace, site: Site, edition: Edition, counted: Statistics, offered: Sequence[Dump]
) -> Iterator[Triple]:
    base = f"{namespace.base}/"
    dataset, document = NamedNode(f"{base}dataset"), NamedNode(f"{base}.well-known/void")
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    yield Triple(document, FOAF.primaryTopic, dataset)
    yield Triple(dataset, RDF.type, VOID.Dataset)
    for tag, text in site.title.items():
        yield Triple(dataset, DCT.title, Literal(text, language=tag))
    if site.licence:
        yield Triple(dataset, DCT.license, NamedNode(site.licence_iri))
    yield Triple(dataset, VOID.sparqlEndpoint, NamedNode(f"{base}sparql"))
    yield Triple(dataset, VOID.uriSpace, Literal(base))
    yield Triple(dataset, VOID.triples, integer(counted.triples))
    yield Triple(dataset, VOID.distinctSubjects, integer(counted.subjects))
    yield Triple(dataset, VOID.distinctObjects, integer(counted.objects))
    yield Triple(dataset, VOID.properties, integer(len(counted.properties)))
    yield Triple(dataset, VOID["classes"], integer(len(counted.classes)))
    for dump in offered:
        yield Triple(dataset, VOID.dataDump, NamedNode(f"{base}dump/{edition.version}/{dump.name}"))
    for number, (iri, entities) in enumerate(counted.classes.items(), 1):
        part = NamedNode(f"{document.value}#class-{number}")
        yield Triple(dataset, VOID.classPartition, part)
        yield Triple(part, VOID["class"], NamedNode(iri))
        yield Triple(part, VOID.entities, integer(entities))
    for number, (iri, count) in enumerate(counted.properties.items(), 1):
        part = NamedNode(f"{document.value}#property-{number}")
        yield Triple(dataset, VOID.propertyPartition, part)
        yield Triple(part, VOID.property, NamedNode(iri))
        yield Triple(part, VOID.triples, integer(count.triples))
        yield Triple(part, VOID.distinctSubjects, integer(count.subjects))
        yield Triple(part, VOID.distinctObjects, integer(count.objects))
