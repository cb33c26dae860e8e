"""Counting for :mod:`graph.cardinality`, once when a release is built."""

from __future__ import annotations

from collections import Counter

from graph.build.statement_index import StatementIndex
from graph.cardinality import Cardinalities, PropertyCardinality

_LEAST, _LISTED = 64, 20_000
"""A term with up to 64 statements is not listed; of a large graph at most 20,000 terms are."""


def cardinalities(index: StatementIndex) -> Cardinalities:
    """The cardinalities of the graph with the statements of *index*."""
    subjects: Counter[str] = Counter()
    objects: Counter[str] = Counter()
    properties: dict[str, PropertyCardinality] = {}
    for predicate in index.predicates():
        statements = of_subject = of_object = 0
        for subject, values in index.of(predicate).items():
            subjects[subject] += len(values)
            statements += len(values)
            of_subject = max(of_subject, len(values))
        for value, things in index.backwards(predicate).items():
            objects[value] += len(things)
            of_object = max(of_object, len(things))
        properties[predicate] = PropertyCardinality(statements, of_subject, of_object)
    total = subjects.total()
    light = max(_LEAST, total // _LISTED)
    return Cardinalities(
        statements=total,
        of_subject=max(subjects.values(), default=0),
        of_object=max(objects.values(), default=0),
        light=light,
        properties=properties,
        subjects={term: count for term, count in subjects.items() if count > light},
        objects={term: count for term, count in objects.items() if count > light and term[0] == "<"},
    )
