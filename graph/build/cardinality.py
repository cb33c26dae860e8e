"""Counting for :mod:`graph.cardinality`, once when a release is built."""

from __future__ import annotations

from collections.abc import Iterable

from graph.build.statement_index import Index
from graph.cardinality import Cardinalities, PropertyCardinality

_LEAST, _LISTED = 64, 20_000
"""A term with up to 64 statements is not listed; of a large graph at most 20,000 terms are."""


def cardinalities(index: Index) -> Cardinalities:
    """The cardinalities of the graph with the statements of *index*."""
    properties: dict[str, PropertyCardinality] = {}
    for predicate in index.predicates():
        of_subjects, of_objects = (
            list(map(len, values.values())) for values in (index.of(predicate), index.backwards(predicate))
        )
        properties[predicate] = PropertyCardinality(sum(of_subjects), max(of_subjects), max(of_objects))
    total = sum(count.statements for count in properties.values())
    light = max(_LEAST, total // _LISTED)
    of_subject, subjects = _heavy(index.subject_counts(), light)
    of_object, objects = _heavy(index.object_counts(), light)
    return Cardinalities(
        statements=total,
        of_subject=of_subject,
        of_object=of_object,
        light=light,
        properties=properties,
        subjects=subjects,
        objects={term: count for term, count in objects.items() if term[0] == "<"},
    )


def _heavy(counts: Iterable[tuple[str, int]], light: int) -> tuple[int, dict[str, int]]:
    """The greatest of *counts*, and those of the terms that have more than *light*."""
    most, heavy = 0, {}
    for term, count in counts:
        most = max(most, count)
        if count > light:
            heavy[term] = count
    return most, heavy
