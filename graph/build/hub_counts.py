"""Find the things that very many statements lead to (:mod:`graph.hubs` keeps them)."""

from __future__ import annotations

from heapq import nsmallest

from graph.build.statement_index import Index
from graph.hubs import MOST, Hubs, LinksBy
from ontology.namespaces import Namespace


def hubs_of(index: Index, namespace: Namespace, most: int = MOST) -> Hubs:
    """The things below ``/id/`` that more than *most* statements lead to. Terms of *index* are N-Triples."""
    start = f"<{namespace.base}/id/"
    things = [term for term, count in index.object_counts() if count > most and term.startswith(start)]
    hubs: dict[str, dict[str, LinksBy]] = {}
    for thing in things:
        hub = hubs[thing[1:-1]] = {}
        for predicate in index.predicates():
            if leading := [subject[1:-1] for subject in index.backwards(predicate).get(thing, ())]:
                hub[predicate[1:-1]] = LinksBy(len(leading), tuple(nsmallest(most, leading)))
    return hubs
