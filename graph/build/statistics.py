"""True counts of a graph, as VoID has them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Triple

from ontology.vocabulary import RDF

LinkCounts = dict[tuple[str, str], int]
"""The number of links by the name of the dataset that they lead to, and their property."""


@dataclass
class PropertyCount:
    """How often a property is used, and its distinct subjects and objects."""

    triples: int = 0
    subjects: set[object] = field(default_factory=set)
    objects: set[object] = field(default_factory=set)


@dataclass
class Statistics:
    """Counts of one graph. Objects are IRIs and literals; entities of a class are its stated instances."""

    triples: int
    subjects: set[object]
    objects: set[object]
    properties: dict[str, PropertyCount]
    classes: dict[str, int]


def statistics(triples: Iterable[Triple], base: Statistics | None = None) -> Statistics:
    """Count *triples*, which must be distinct, and with them what *base* has counted of others."""
    subjects: set[object] = set(base.subjects) if base else set()
    objects: set[object] = set(base.objects) if base else set()
    properties: dict[str, PropertyCount] = dict(base.properties) if base else {}
    copied: set[str] = set()
    classes: Counter[str] = Counter(base.classes if base else {})
    total = base.triples if base else 0
    for triple in triples:
        total += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        iri = triple.predicate.value
        if iri not in copied:
            copied.add(iri)
            count = properties.get(iri, PropertyCount())
            properties[iri] = replace(count, subjects=set(count.subjects), objects=set(count.objects))
        count = properties[iri]
        count.triples += 1
        count.subjects.add(triple.subject)
        count.objects.add(triple.object)
        if triple.predicate == RDF.type and isinstance(triple.object, NamedNode):
            classes[triple.object.value] += 1
    return Statistics(total, subjects, objects, dict(sorted(properties.items())), dict(sorted(classes.items())))


def count_links(triples: Iterable[Triple], own: str, targets: Mapping[str, str]) -> LinkCounts:
    """How many of *triples* link a thing below *own* to each target dataset.

    *targets* gives the name of a dataset by the start of its IRIs.
    """
    counts: Counter[tuple[str, str]] = Counter()
    for triple in triples:
        if (
            isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
            and triple.subject.value.startswith(own)
        ):
            for start, name in targets.items():
                if triple.object.value.startswith(start):
                    counts[(name, triple.predicate.value)] += 1
    return dict(sorted(counts.items()))
