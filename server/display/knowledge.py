"""A release as pages and documents read it: its store, its things, their labels and names.

Everything here looks up statements; nothing here runs a query.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache, partial
from pathlib import Path

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, RdfFormat, Triple, parse

import ontology
from graph.ask.trace import Origin, Origins
from graph.gone import read_gone
from graph.hubs import Hubs, read_hubs
from graph.lineage_index import LineageIndex
from graph.release import Release
from graph.store import StatementStore, open_store
from graph.usage import Usage
from graph.write.jsonld import Context
from graph.write.serialisation import Serialiser
from ontology.namespaces import Namespace
from ontology.prefixes import compact, prefixes
from ontology.vocabulary import RDF, RDFS
from server.display.facts import Facts
from server.display.gazetteer import Places, load_gazetteer
from server.display.index import ELSEWHERE, Thing, ThingIndex
from server.display.labels import Labels
from server.display.layout import load_layout
from server.display.names import LABELS, OTHER_NAMES, Names, load_shortenings, read_label_resources, read_names

_PROVENANCE = "provenance"
_LABELLED = 250_000
"""Up to this many things have all their labels in memory (8 MB for 17,000); else each label is looked up in the
store."""
_RECORDS, _NAMES = 4096, 4096
"""How many records are kept as origins, and how many IRIs with their prefixed names."""


@dataclass(frozen=True)
class Incoming:
    """The statements that have a thing as their object by one property: how many, and their subjects in order.

    Of very many subjects it has the first.
    """

    predicate: NamedNode
    count: int
    subjects: tuple[NamedNode, ...]


class Knowledge:
    """A release, opened for reading.

    An earlier release, whose *store* has a few statements only, takes the names for searches and the places from the
    *present* release.
    """

    def __init__(self, release: Release, store: StatementStore, present: Knowledge | None = None) -> None:
        self.release = release
        self.store = store
        self.namespace: Namespace = release.namespace
        self._has_others = bool(release.as_is)
        self.hubs: Hubs = read_hubs(release.path)
        """Things that very many statements lead to, with their numbers."""
        self.facts = Facts(store)
        labels, others = read_names(store, LABELS), read_names(store, OTHER_NAMES)
        if self._has_others:
            labels = read_label_resources(store) | labels
        names = {iri: [*labels.get(iri, ()), *others.get(iri, ())] for iri in labels | others}
        kept_labels = labels if len(labels) <= _LABELLED else None
        of_terms = names_of_terms(self.namespace) if release.is_light else None
        self.labels = Labels(store, self.facts, self.namespace, release.site.interface, kept_labels, of_terms)
        self.index = ThingIndex(store, self.namespace, names, self._as_is())
        self._present = present
        self._shortenings = load_shortenings(release.site)
        self._literals: Mapping[str, Sequence[Literal]] = {} if present else names
        """The names of everything by IRI, until :attr:`names` is made of them."""
        self.gazetteer: Places = present.gazetteer if present else load_gazetteer(release.site)
        """Every place that people may name."""
        lineage = None if present or store.is_remote else LineageIndex.of(release)
        self._origins = Origins(store, self.namespace, _RECORDS, lineage)
        self.compact = lru_cache(maxsize=_NAMES)(partial(compact, self.namespace))
        """From an IRI to its prefixed name, or None."""
        self.expand = lru_cache(maxsize=_NAMES)(self._expand)
        """From a prefixed name to its term. Raises KeyError for a prefix that the project does not have."""
        self.incoming = lru_cache(maxsize=4096)(self._incoming)

    @cached_property
    def names(self) -> Names:
        """How things are found by their names. A server makes it before its workers are forked."""
        if self._present:
            return self._present.names
        kinds = [kind for section in load_layout(self.release.site).sections for kind in section.kinds]
        unsearched = (kind.name for kind in kinds if not kind.is_searched)
        literals, self._literals = self._literals, {}
        return Names(literals, self.index, self._shortenings, unsearched)

    @cached_property
    def usage(self) -> Usage:
        """How often each term is used, with which classes of subjects and objects."""
        return Usage.read(self.release.path)

    @cached_property
    def gone(self) -> dict[str, str]:
        """Things of earlier releases that this one lacks: paths below ``/id/`` with the last version that has them."""
        return read_gone(self.release.path)

    def own_store(self) -> StatementStore:
        """The release's own store, whose engine is ours.

        Queries that pages depend on are asked here, since other engines differ in how they answer property paths.
        """
        return open_store(self.release, in_memory=False) if self.store.is_remote else self.store

    @cached_property
    def prefixes(self) -> dict[str, str]:
        """The prefixes of the project."""
        return prefixes(self.namespace)

    @cached_property
    def context(self) -> Context:
        """The JSON-LD context of the project."""
        return Context.parse(self.release.context, self.namespace.base, self.namespace.vocabulary)

    @cached_property
    def serialiser(self) -> Serialiser:
        """Writes statements with the prefixes and the context of the project."""
        return Serialiser(self.prefixes, self.namespace.base, self.context)

    def _expand(self, name: str) -> NamedNode:
        prefix, _, local = name.partition(":")
        return NamedNode(self.prefixes[prefix] + local)

    def _as_is(self) -> list[NamedNode | DefaultGraph]:
        """The graphs of somebody else's data."""
        names = self.release.as_is
        return [DefaultGraph() if name == "default" else self.namespace.graph(name) for name in names]

    def is_elsewhere(self, iri: str) -> bool:
        """Does the release describe *iri*, though it is not below ``/id/``, in somebody else's data?"""
        if not self._has_others or self.index.thing(iri) is not None:
            return False
        if Thing(ELSEWHERE, iri) in self.index:
            return True
        return self.release.is_light and self._states(iri)

    def _states(self, iri: str) -> bool:
        return next(iter(self.store.statements(NamedNode(iri), None, None, DefaultGraph())), None) is not None

    def iri(self, thing: Thing) -> NamedNode:
        """The IRI of *thing*."""
        if thing.kind == ELSEWHERE:
            return NamedNode(thing.key)
        return self.namespace.thing(thing.kind, thing.key)

    def exists(self, iri: NamedNode) -> bool:
        """Is *iri* a subject or an object in any graph?"""
        # Most are in the default graph, which is at hand.
        for graph in (DefaultGraph(), None):
            for subject, object in ((iri, None), (None, iri)):
                if next(iter(self.store.statements(subject, None, object, graph)), None) is not None:
                    return True
        return False

    def statements_about(self, iri: NamedNode) -> list[Quad]:
        """The default graph's statements with *iri* as subject.

        A thing that only other graphs describe (a reifier in the provenance graph, say) has the statements of all
        these graphs, as if they were in the default graph.
        """
        quads = list(self.store.statements(iri, None, None, DefaultGraph()))
        self.store.expect(quad.object for quad in quads if isinstance(quad.object, NamedNode))
        if not quads:
            triples = dict.fromkeys(quad.triple for quad in self.store.statements(iri, None, None, None))
            quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in triples]
        return sorted(quads, key=statement_order)

    def description(self, iri: NamedNode, *, with_graphs: bool) -> list[Quad]:
        """The statements of the document of *iri*: :meth:`statements_about` it, and the labels of the objects.

        *with_graphs* adds the statements about it in each named graph but that of provenance.
        """
        quads = dict.fromkeys(self.statements_about(iri))
        for quad in list(quads):
            if isinstance(quad.object, NamedNode):
                quads |= dict.fromkeys(self.labels.statements(quad.object))
        if with_graphs:
            provenance = self.namespace.graph(_PROVENANCE)
            named = [
                quad
                for quad in self.store.statements(iri, None, None, None)
                if quad.graph_name not in (DefaultGraph(), provenance)
            ]
            quads |= dict.fromkeys(sorted(named, key=lambda quad: (str(quad.graph_name), *statement_order(quad))))
        return list(quads)

    def _incoming(self, iri: NamedNode) -> tuple[Incoming, ...]:
        """The links to *iri*, by property, the rarest property first, as it tells most."""
        return tuple(sorted(self._links(iri), key=lambda group: (group.count, group.predicate.value)))

    def _links(self, iri: NamedNode) -> Iterator[Incoming]:
        """The links to *iri* by property: for a hub as counted in the release, else read from the store."""
        if hub := self.hubs.get(iri.value):
            for name, links in hub.items():
                yield Incoming(NamedNode(name), links.count, tuple(map(NamedNode, links.subjects)))
            return
        subjects_by: dict[NamedNode, list[NamedNode]] = {}
        for quad in self.store.statements(None, None, iri, DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                subjects_by.setdefault(quad.predicate, []).append(quad.subject)
        for predicate, subjects in subjects_by.items():
            yield Incoming(predicate, len(subjects), tuple(sorted(subjects, key=lambda subject: subject.value)))

    def origins(self, triple: Triple) -> tuple[Origin, ...]:
        """The table rows and document lines that *triple* was made from."""
        return self._origins.of(triple)

    def origins_of(self, triples: Iterable[Triple]) -> tuple[Origin, ...]:
        """The :meth:`origins` of *triples*, each once, in the order of the triples."""
        return tuple(dict.fromkeys(origin for triple in triples for origin in self.origins(triple)))

    def values(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Quad]:
        """The statements of the default graph about one property of *subject*."""
        return self.facts.values(subject, predicate)


@lru_cache(maxsize=4)
def names_of_terms(namespace: Namespace) -> dict[str, list[Literal]]:
    """The labels that the engine has of the classes and properties of other vocabularies, by IRI."""
    names: dict[str, list[Literal]] = {}
    for quad in parse(path=str(ontology.ENGINE / "reused.ttl"), format=RdfFormat.TURTLE, base_iri=f"{namespace.base}/"):
        if quad.predicate == RDFS.label and isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal):
            names.setdefault(quad.subject.value, []).append(quad.object)
    return names


def statement_order(quad: Quad) -> tuple[bool, str, str]:
    """``rdf:type`` first, then by property and value, so that a document reads the same each time."""
    return (quad.predicate != RDF.type, quad.predicate.value, str(quad.object))


def turtle_file(path: Path) -> list[Quad]:
    """The statements of a Turtle file of the release, in the order of the file."""
    return list(parse(path.read_bytes(), format=RdfFormat.TURTLE))


def about(quads: Iterable[Quad], *starts: str) -> list[Quad]:
    """Those of *quads* whose subject begins with one of *starts*."""
    return [quad for quad in quads if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(starts)]
