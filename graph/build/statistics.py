"""True counts of a graph, as VoID has them. Statements and terms are texts here, as N-Triples write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ontology.vocabulary import RDF

_TYPE = str(RDF.type)

LinkCounts = dict[tuple[str, str], int]
"""The number of links by the name of the dataset that they lead to, and their property."""


@dataclass
class PropertyCount:
    """How often a property is used, and its distinct subjects and objects."""

    triples: int = 0
    subjects: set[str] = field(default_factory=set)
    objects: set[str] = field(default_factory=set)

    def copy(self) -> PropertyCount:
        """The same count, to count on."""
        return PropertyCount(self.triples, set(self.subjects), set(self.objects))


@dataclass
class Statistics:
    """Counts of one graph. Objects are IRIs and literals; entities of a class are its stated instances.

    Properties and classes are IRIs without angle brackets.
    """

    triples: int
    subjects: set[str]
    objects: set[str]
    properties: dict[str, PropertyCount]
    classes: dict[str, int]


def statistics(lines: Iterable[str], base: Statistics | None = None) -> Statistics:
    """Count the statements *lines*, which must be distinct, and with them what *base* has counted of others."""
    subjects: set[str] = set(base.subjects) if base else set()
    objects: set[str] = set(base.objects) if base else set()
    properties: dict[str, PropertyCount] = {}
    classes: Counter[str] = Counter(base.classes if base else {})
    total = base.triples if base else 0
    # Most terms occur many times: each is kept once.
    kept: dict[str, str] = {}
    for line in lines:
        total += 1
        subject, predicate, value = line.split(" ", 2)
        subject = kept.setdefault(subject, subject)
        value = kept.setdefault(value, value)
        count = properties.get(predicate)
        if count is None:
            before = base.properties.get(predicate[1:-1]) if base else None
            count = properties[predicate] = before.copy() if before else PropertyCount()
        count.triples += 1
        count.subjects.add(subject)
        count.objects.add(value)
        if predicate == _TYPE and value[0] == "<":
            classes[value[1:-1]] += 1
    for count in properties.values():
        subjects |= count.subjects
        objects |= count.objects
    of_all = (base.properties if base else {}) | {predicate[1:-1]: count for predicate, count in properties.items()}
    return Statistics(total, subjects, objects, dict(sorted(of_all.items())), dict(sorted(classes.items())))


def count_links(lines: Iterable[str], own: str, targets: Mapping[str, str]) -> LinkCounts:
    """How many of the statements *lines* link a thing below *own* to each target dataset.

    *targets* gives the name of a dataset by the start of its IRIs.
    """
    counts: Counter[tuple[str, str]] = Counter()
    starts = tuple(f"<{start}" for start in targets)
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        if value.startswith(starts) and subject.startswith(f"<{own}"):
            for start, name in targets.items():
                if value.startswith(f"<{start}"):
                    counts[(name, predicate[1:-1])] += 1
    return dict(sorted(counts.items()))
