"""VoID (https://www.w3.org/TR/void/): counts of the default graph, its partitions, its links, the named graphs.

The description is part of the graph that it counts. Its statements depend on the terms that the graph uses, never on a
number. So the statements are settled first, and then each number is counted once. The number of different objects is an
exception: it depends on whether that number itself is an object already.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple

from graph.build.assemble import Assembly, Lines, as_lines
from graph.build.catalogue import Edition
from graph.build.statement_index import Index
from graph.build.statistics import LinkCounts, Statistics, count_links, statistics, with_more
from graph.dumps import dumps
from graph.formats import RDF_FORMATS
from graph.literals import date_time, integer, texts
from mappings.declared import DeclarationError, declared
from mappings.site import Site
from mappings.site_settings import Texts
from ontology.namespaces import Namespace
from ontology.prefixes import compact
from ontology.vocabulary import DCT, FOAF, RDF, RDFS, SD, SKOS, VOID

_LINKS = {"ja": "{0} へのリンク（{1}）", "en": "links to {0} ({1})"}

_DESCRIBED = ("dataset", ".well-known/void", "graph/")
"""The beginning of the paths of everything that VoID describes."""


@dataclass(frozen=True)
class LinkTarget:
    """A dataset that things of the site link to: its name, its titles, the start of its IRIs (``linksets.yaml``)."""

    name: str
    title: Texts
    start: str


@dataclass(frozen=True)
class Counts:
    """What VoID states: counts of the default graph, its links, the sizes of the other graphs by name."""

    whole: Statistics
    links: LinkCounts
    graphs: Mapping[str, int]

    @property
    def links_elsewhere(self) -> int:
        """How many statements lead to other datasets."""
        return sum(self.links.values())


def link_targets(site: Site) -> tuple[LinkTarget, ...]:
    """The datasets that links of *site* are counted for. Raises DeclarationError."""
    return declared(site, "linksets.yaml", _link_targets) or ()


def _link_targets(raw: Any) -> tuple[LinkTarget, ...]:
    targets = tuple(LinkTarget(entry["name"], dict(entry["title"]), entry["start"]) for entry in raw)
    names = Counter(target.name for target in targets)
    if repeated := sorted(name for name, count in names.items() if count > 1):
        raise DeclarationError(f"{', '.join(repeated)}: each dataset needs a name of its own")
    return targets


def describe_void(
    assembly: Assembly, edition: Edition, others: Index, graphs: Mapping[str, int], metadata: Container[str]
) -> tuple[Lines, Counts, Index]:
    """VoID of the default graph of *assembly* with this description in it, its counts, and an index of the whole.

    *others* is the index of that graph without this description. *metadata* holds the statements of the metadata graph
    that this description may repeat. *graphs* are the sizes of the named graphs without the description.
    """
    description = _Description(assembly, edition, others, graphs, metadata)
    counts = description.settled(states_objects=True)
    objects = description.count_of_objects(counts)
    if objects is None:
        counts = description.settled(states_objects=False)
    statements = as_lines(description.statements(counts, objects))
    return statements, description.count(statements), others.and_more(description.fresh(statements))


def void_document(metadata: Iterable[str], namespace: Namespace) -> Iterator[str]:
    """The answer of ``/.well-known/void``: every statement about the dataset, its partitions and its subsets."""
    starts = tuple(f"<{namespace.base}/{path}" for path in _DESCRIBED)
    return (line for line in metadata if line.startswith(starts))


def _definitions(ontology: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each term of *ontology* with the vocabulary that it says defines it."""
    predicate = str(RDFS.isDefinedBy)
    for line in ontology:
        subject, property_, value = line.split(" ", 2)
        if property_ == predicate:
            yield subject[1:-1], value[1:-1]


def _titled(subject: NamedNode, titles: Texts) -> Iterator[Triple]:
    """*titles* by language, as the title that DCAT and VoID ask for and as the label that everything has."""
    yield from texts(subject, DCT.title, titles)
    yield from texts(subject, SKOS.prefLabel, titles)


class _Description:
    """VoID of one graph. It is generated once to settle its statements and once with the numbers."""

    def __init__(
        self,
        assembly: Assembly,
        edition: Edition,
        others: Index,
        graphs: Mapping[str, int],
        metadata: Container[str],
    ) -> None:
        self.namespace = assembly.namespace
        self.site = assembly.site
        self.edition = edition
        self.targets = {target.name: target for target in link_targets(self.site)}
        self.base = f"{self.namespace.base}/"
        self.dataset = NamedNode(f"{self.base}dataset")
        self.document = NamedNode(f"{self.base}.well-known/void")
        self.metadata = metadata
        self.defined_by = dict(_definitions(assembly.named["ontology"]))
        self.graphs = graphs
        # Everything else in the graph stays the same, so it is counted once.
        self.others = others
        self.counted = statistics(others)
        starts = tuple(f"<{self.base}{path}" for path in _DESCRIBED)
        self.subjects = {subject for subject in others.subjects() if subject.startswith(starts)}
        self.links = Counter(self._count_links(assembly.default))
        # The description is generated several times from nearly the same parts.
        self.parts: dict[tuple[str, str], NamedNode] = {}

    def _count_links(self, lines: Iterable[str]) -> LinkCounts:
        return count_links(lines, self.base, {target.start: name for name, target in self.targets.items()})

    def count(self, statements: Lines) -> Counts:
        """The counts of the graph with the *statements* of this description in it."""
        fresh = self.fresh(statements)
        links = dict(sorted((self.links + Counter(self._count_links(fresh))).items()))
        size = self.graphs["metadata"] + sum(line not in self.metadata for line in statements)
        whole = with_more(self.counted, self.others, fresh, self.subjects)
        return Counts(whole, links, {**self.graphs, "metadata": size})

    def fresh(self, statements: Lines) -> list[str]:
        """Those of *statements* that the graph does not already have."""
        return [line for line in statements if not self._is_among_others(line)]

    def _is_among_others(self, line: str) -> bool:
        subject, predicate, value = line.split(" ", 2)
        return subject in self.subjects and value in self.others.of(predicate).get(subject, ())

    def settled(self, states_objects: bool) -> Counts:
        """The counts when every term that the description itself uses has a partition in the description.

        A partition is added for a term only, and there are finitely many terms: this ends.
        """
        objects = 0 if states_objects else None
        statements: Lines = {}
        while True:
            counts = self.count(statements)
            fuller = as_lines(self.statements(counts, objects))
            if len(fuller) == len(statements):
                return counts
            statements = fuller

    def count_of_objects(self, counts: Counts) -> int | None:
        """How many different objects the graph has when that number is stated in it, or None where no number is true.

        The number is an object too: it is either one of the n objects already, or one more.
        """
        stated = {str(triple.object) for triple in self.statements(counts, None)}
        number = self.counted.objects + len(stated - self.others.objects_among(stated))

        def is_object(count: int) -> bool:
            value = str(integer(count))
            return value in stated or self.others.has_object(value)

        if is_object(number):
            return number
        return None if is_object(number + 1) else number + 1

    def statements(self, counts: Counts, objects: int | None) -> Iterator[Triple]:
        """The description with the numbers of *counts*, and with *objects* different objects unless that is None."""
        yield from self._dataset(counts, objects)
        yield from self._classes(counts)
        yield from self._properties(counts)
        yield from self._linksets(counts)
        yield from self._graphs(counts)

    def _dataset(self, counts: Counts, objects: int | None) -> Iterator[Triple]:
        namespace, catalogue, whole = self.namespace, self.site.catalogue, counts.whole
        yield Triple(self.document, RDF.type, VOID.DatasetDescription)
        yield from _titled(self.document, {"ja": "データセットの VoID 記述", "en": "VoID description of the dataset"})
        yield Triple(self.document, FOAF.primaryTopic, self.dataset)
        yield Triple(self.dataset, VOID.sparqlEndpoint, NamedNode(f"{self.base}sparql"))
        yield Triple(self.dataset, VOID.uriSpace, Literal(f"{self.base}id/"))
        yield Triple(self.dataset, VOID.triples, integer(whole.triples))
        yield Triple(self.dataset, VOID.distinctSubjects, integer(whole.subjects))
        if objects is not None:
            yield Triple(self.dataset, VOID.distinctObjects, integer(objects))
        yield Triple(self.dataset, VOID.properties, integer(len(whole.properties)))
        yield Triple(self.dataset, VOID.classes, integer(len(whole.classes)))
        for name in catalogue.examples:
            yield Triple(self.dataset, VOID.exampleResource, namespace.thing(*name.split("/", 1)))
        if catalogue.root:
            yield Triple(self.dataset, VOID.rootResource, namespace.thing(*catalogue.root.split("/", 1)))
        for form in RDF_FORMATS:
            yield Triple(self.dataset, VOID.feature, NamedNode(form.iri))
        for vocabulary in sorted(self._vocabularies(whole)):
            yield Triple(self.dataset, VOID.vocabulary, NamedNode(vocabulary))
        for dump in dumps(self.site.name):
            address = NamedNode(f"{self.base}dump/{self.edition.version}/{dump.name}")
            yield Triple(self.dataset, VOID.dataDump, address)

    def _vocabularies(self, whole: Statistics) -> set[str]:
        """The vocabularies that define the classes and properties in use (VoID, section 4.3)."""
        return {self.defined_by[term] for term in (*whole.classes, *whole.properties) if term in self.defined_by}

    def _classes(self, counts: Counts) -> Iterator[Triple]:
        for iri, entities in counts.whole.classes.items():
            part = self._part("class", iri)
            yield Triple(self.dataset, VOID.classPartition, part)
            yield Triple(part, VOID["class"], NamedNode(iri))
            yield Triple(part, VOID.entities, integer(entities))

    def _properties(self, counts: Counts) -> Iterator[Triple]:
        for iri, count in counts.whole.properties.items():
            part = self._part("property", iri)
            yield Triple(self.dataset, VOID.propertyPartition, part)
            yield Triple(part, VOID.property, NamedNode(iri))
            yield Triple(part, VOID.triples, integer(count.triples))
            yield Triple(part, VOID.distinctSubjects, integer(count.subjects))
            if not iri.startswith(VOID.iri):
                # How many different numbers VoID itself states depends on these very numbers.
                yield Triple(part, VOID.distinctObjects, integer(count.objects))

    def _linksets(self, counts: Counts) -> Iterator[Triple]:
        for (name, predicate), links in counts.links.items():
            target = NamedNode(f"{self.document.value}#{name}")
            linkset = self._part(f"links-{name}", predicate)
            titles = self.targets[name].title
            by_predicate = compact(self.namespace, predicate) or predicate
            yield Triple(target, RDF.type, VOID.Dataset)
            yield from _titled(target, titles)
            yield Triple(target, VOID.uriSpace, Literal(self.targets[name].start))
            yield Triple(linkset, RDF.type, VOID.Linkset)
            yield from _titled(
                linkset,
                {tag: _LINKS.get(tag, _LINKS["en"]).format(title, by_predicate) for tag, title in titles.items()},
            )
            yield Triple(linkset, VOID.subjectsTarget, self.dataset)
            yield Triple(linkset, VOID.objectsTarget, target)
            yield Triple(linkset, VOID.linkPredicate, NamedNode(predicate))
            yield Triple(linkset, VOID.triples, integer(links))
            yield Triple(self.dataset, VOID.subset, linkset)

    def _graphs(self, counts: Counts) -> Iterator[Triple]:
        modified = date_time(self.edition.modified)
        for name, size in sorted(counts.graphs.items()):
            graph = self.namespace.graph(name)
            yield Triple(graph, RDF.type, VOID.Dataset)
            yield Triple(graph, RDF.type, SD.Graph)
            yield from _titled(graph, {"ja": f"名前付きグラフ {name}", "en": f"named graph {name}"})
            yield Triple(graph, VOID.triples, integer(size))
            yield Triple(graph, DCT.modified, modified)
            yield Triple(self.dataset, VOID.subset, graph)

    def _part(self, kind: str, iri: str) -> NamedNode:
        """``{base}/.well-known/void#{kind}-{prefix}-{local name}``."""
        part = self.parts.get((kind, iri))
        if part is None:
            name = compact(self.namespace, iri) or iri.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
            part = NamedNode(f"{self.document.value}#{kind}-{name.replace(':', '-')}")
            self.parts[(kind, iri)] = part
        return part
