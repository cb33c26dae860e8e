"""True counts of a graph, as VoID wants them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pyoxigraph import NamedNode, Triple

from mappings.map.rules import RDF_TYPE


@dataclass
class PropertyCount:
    """How often a property is used, on and with which things."""

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

    @property
    def distinct_subjects(self) -> int:
        """How many things something is said of."""
        return len(self.subjects)

    @property
    def distinct_objects(self) -> int:
        """How many IRIs and literals are said of something."""
        return len(self.objects)


def statistics(triples: Iterable[Triple], base: Statistics | None = None) -> Statistics:
    """Count *triples*, which must be distinct, and with them what *base* has counted of others."""
    subjects: set[object] = set(base.subjects) if base else set()
    objects: set[object] = set(base.objects) if base else set()
    properties: dict[str, PropertyCount] = {}
    if base:
        properties = {
            iri: replace(n, subjects=set(n.subjects), objects=set(n.objects)) for iri, n in base.properties.items()
        }
    classes: Counter[str] = Counter(base.classes if base else {})
    total = base.triples if base else 0
    for triple in triples:
        total += 1
        subjects.add(triple.subject)
        objects.add(triple.object)
        count = properties.setdefault(triple.predicate.value, PropertyCount())
        count.triples += 1
        count.subjects.add(triple.subject)
        count.objects.add(triple.object)
        if triple.predicate.value == RDF_TYPE and isinstance(triple.object, NamedNode):
            classes[triple.object.value] += 1
    return Statistics(total, subjects, objects, dict(sorted(properties.items())), dict(sorted(classes.items())))


def linksets(triples: Iterable[Triple], own: str, targets: dict[str, str]) -> dict[tuple[str, str], int]:
    """How many triples link a thing below *own* to each target dataset, by (target, predicate).

    *targets* maps the start of an IRI to the name of the dataset it belongs to.
    """
    found: Counter[tuple[str, str]] = Counter()
    for triple in triples:
        if (
            isinstance(triple.subject, NamedNode)
            and isinstance(triple.object, NamedNode)
            and triple.subject.value.startswith(own)
        ):
            for start, name in targets.items():
                if triple.object.value.startswith(start):
                    found[(name, triple.predicate.value)] += 1
    return dict(sorted(found.items()))
