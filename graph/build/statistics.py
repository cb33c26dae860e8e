"""True counts of a graph, as VoID has them. Statements and terms are texts here, as N-Triples write them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from graph.build.statement_index import Index, StatementIndex
from ontology.vocabulary import RDF

_TYPE = str(RDF.type)

LinkCounts = dict[tuple[str, str], int]
"""The number of links by the name of the dataset that they lead to, and their property."""


@dataclass(frozen=True)
class PropertyCount:
    """How often a property is used, and how many distinct subjects and objects it has."""

    triples: int = 0
    subjects: int = 0
    objects: int = 0


@dataclass(frozen=True)
class Statistics:
    """Counts of one graph. Objects are IRIs and literals; entities of a class are its stated instances.

    Properties and classes are IRIs without angle brackets, in order.
    """

    triples: int
    subjects: int
    objects: int
    properties: Mapping[str, PropertyCount]
    classes: Mapping[str, int]


def statistics(index: Index) -> Statistics:
    """The counts of the statements of *index*."""
    properties = {
        predicate[1:-1]: PropertyCount(
            sum(map(len, index.of(predicate).values())), len(index.of(predicate)), len(index.backwards(predicate))
        )
        for predicate in sorted(index.predicates())
    }
    classes = {term[1:-1]: len(things) for term, things in index.backwards(_TYPE).items() if term[0] == "<"}
    return Statistics(
        sum(count.triples for count in properties.values()),
        sum(1 for _ in index.subject_counts()),
        sum(1 for _ in index.object_counts()),
        properties,
        dict(sorted(classes.items())),
    )


def with_more(counted: Statistics, index: Index, lines: Collection[str], subjects: set[str]) -> Statistics:
    """The counts of the statements of *index*, which are *counted*, and of the few further *lines*.

    *subjects* are those subjects of *lines* that *index* has too. Objects are counted by property only; the number of
    all objects stays that of *counted*.
    """
    more = StatementIndex(lines)
    properties, classes = dict(counted.properties), Counter(counted.classes)
    for predicate in more.predicates():
        before = properties.get(predicate[1:-1], PropertyCount())
        values, things = more.of(predicate), more.backwards(predicate)
        values_before, things_before = index.of(predicate), index.backwards(predicate)
        properties[predicate[1:-1]] = PropertyCount(
            before.triples + sum(map(len, values.values())),
            before.subjects + sum(subject not in values_before for subject in values),
            before.objects + sum(value not in things_before for value in things),
        )
    for term, things_of in more.backwards(_TYPE).items():
        if term[0] == "<":
            classes[term[1:-1]] += len(things_of)
    return replace(
        counted,
        triples=counted.triples + len(lines),
        subjects=counted.subjects + len(set(more.subjects()) - subjects),
        properties=dict(sorted(properties.items())),
        classes=dict(sorted(classes.items())),
    )


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
