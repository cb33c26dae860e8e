"""Statements composed from other statements of a source: derivations and labels."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import chain, islice

from pyoxigraph import NamedNode, RdfFormat, Triple, parse

from mappings.map.derivations import Derivations, is_of, load_derivations
from mappings.map.label_files import FOLDER as LABELS
from mappings.map.label_files import load_labelling
from mappings.map.labels import LabelComposer
from mappings.map.sources import Source
from mappings.site import Site
from ontology.namespaces import Namespace
from ontology.terms import below

_BATCH = 20_000


class Composition:
    """The derivations and the labels of *site*.

    They can read the *ontology* and the reference works that precede a source.

    *ontology* consists of lines. Each document gets a new store for its derivations: a store in memory does not free
    the memory of removed statements.
    """

    def __init__(self, site: Site, namespace: Namespace, ontology: Collection[str]) -> None:
        self.namespace = namespace
        self._site = site
        self._ontology = ontology
        self._references: list[Iterable[str]] = [ontology]
        self._seen_by_labels = 0

    @cached_property
    def printed_properties(self) -> frozenset[str]:
        """The properties whose values are texts as the document prints them."""
        return below(self.namespace.term("printedLabel"), self._ontology)

    def refer_to(self, lines: Iterable[str]) -> None:
        """Let the sources that follow read *lines*, the statements of a reference work.

        They are parsed when first needed.
        """
        self._references.append(lines)

    def of(self, source: Source) -> Composed:
        """The object that composes statements from those of *source*."""
        return Composed(source, self._derivations_of(source), self._labels_now())

    def _derivations_of(self, source: Source) -> Derivations | None:
        queries = {name: query for name, query in self._queries.items() if is_of(name, source.key)}
        if not source.is_document or not queries:
            return None
        derivations = Derivations(queries, self.namespace)
        for triples in _parsed(self._references):
            derivations.refer_to(triples)
        return derivations

    def _labels_now(self) -> LabelComposer:
        for triples in _parsed(self._references[self._seen_by_labels :]):
            self._labels.refer_to(triples)
        self._seen_by_labels = len(self._references)
        return self._labels

    @cached_property
    def _queries(self) -> dict[str, str]:
        return load_derivations(self._site.mappings / "derive")

    @cached_property
    def _labels(self) -> LabelComposer:
        return LabelComposer(load_labelling(self._site.mappings / LABELS, self.namespace), self.namespace)


class Composed:
    """Composes statements from those of *source*, which the caller shows in parts."""

    def __init__(self, source: Source, derivations: Derivations | None, labels: LabelComposer) -> None:
        self._key = source.key
        self._derivations, self._labels = derivations, labels
        self._is_composed = derivations is not None or bool(labels.labelling.kinds(source.key))
        self._data = labels.data(source.key)
        self._waiting: list[Triple] = []

    def show(self, triple: Triple) -> None:
        """Show one statement."""
        if self._is_composed:
            self._data.add_one(triple)
        if self._derivations:
            self._waiting.append(triple)
            if len(self._waiting) >= _BATCH:
                self._show()

    def hide(self, triples: Iterable[Triple]) -> None:
        """Take back *triples* that were shown before."""
        hidden = list(triples)
        self._show()
        self._data.remove(hidden)
        if self._derivations:
            self._derivations.hide(self._key, hidden)

    def statements(self) -> Iterator[tuple[Triple, Iterable[NamedNode]]]:
        """All composed statements, each with its records; labels come last. A statement may come several times."""
        self._show()
        added: list[Triple] = []
        if self._derivations:
            for triple, records in self._derivations.of(self._key, self._data.records):
                yield triple, records
                if self._data.add_one(triple):
                    added.append(triple)
        yield from self._labels.of(self._key, self._data)
        # A composed statement does not come from a row, so it must be composed again from the others.
        self._data.remove(added)

    def _show(self) -> None:
        if self._derivations:
            self._derivations.show(self._key, self._waiting)
        self._waiting.clear()


def _parsed(works: Iterable[Iterable[str]]) -> Iterator[list[Triple]]:
    """The statements of *works* (lines of N-Triples each), in parts."""
    iterator = chain.from_iterable(works)
    while batch := list(islice(iterator, _BATCH)):
        text = "".join(f"{line} .\n" for line in batch)
        yield [quad.triple for quad in parse(text, format=RdfFormat.N_TRIPLES)]
