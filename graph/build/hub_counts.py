"""Find the things that very many statements lead to (:mod:`graph.hubs` keeps them)."""

from __future__ import annotations

from collections import Counter
from heapq import nsmallest

from graph.build.statement_index import StatementIndex
from graph.hubs import MOST, Hubs, LinksBy
from ontology.namespaces import Namespace


def hubs_of(index: StatementIndex, namespace: Namespace, most: int = MOST) -> Hubs:
    """The things below ``/id/`` that more than *most* statements lead to. Terms of *index* are N-Triples."""
    start = f"<{namespace.base}/id/"
    counts: Counter[str] = Counter()
    for predicate in index.predicates():
        for values in index.of(predicate).values():
            counts.update(value for value in values if value.startswith(start))
    hubs: dict[str, dict[str, LinksBy]] = {thing[1:-1]: {} for thing, count in counts.items() if count > most}
    for predicate in index.predicates() if hubs else ():
        subjects: dict[str, list[str]] = {}
        for subject, values in index.of(predicate).items():
            for value in values:
                if value[1:-1] in hubs:
                    subjects.setdefault(value[1:-1], []).append(subject[1:-1])
        for thing, leading in subjects.items():
            hubs[thing][predicate[1:-1]] = LinksBy(len(leading), tuple(nsmallest(most, leading)))
    return hubs
