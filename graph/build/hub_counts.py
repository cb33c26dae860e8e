"""Find the things that very many statements lead to (:mod:`graph.hubs` keeps them)."""

from __future__ import annotations

from heapq import nsmallest

from graph.build.statement_index import Index
from graph.hubs import MOST, Hubs, LinksBy
from ontology.namespaces import Namespace


def hubs_of(index: Index, namespace: Namespace, most: int = MOST, as_is: bool = False) -> Hubs:
    """The things below ``/id/`` that more than *most* statements lead to; with data *as_is*, things anywhere.

    Terms of *index* are N-Triples.
    """
    start = "<" if as_is else f"<{namespace.base}/id/"
    things = [term for term, count in index.object_counts() if count > most and term.startswith(start)]
    hubs: dict[str, dict[str, LinksBy]] = {}
    for thing in things:
        hub = hubs[thing[1:-1]] = {}
        for predicate in index.predicates():
            if leading := index.backwards(predicate).get(thing, ()):
                named = (subject[1:-1] for subject in leading if subject[0] == "<")
                hub[predicate[1:-1]] = LinksBy(len(leading), tuple(nsmallest(most, named)))
    return hubs
