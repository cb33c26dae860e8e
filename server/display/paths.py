"""Ways through the data: lists of properties that lead from a thing to others, as declarations of a site give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pyoxigraph import DefaultGraph, NamedNode, Quad

from server.display.knowledge import Knowledge

AGAINST = "^"


def ends(knowledge: Knowledge, start: NamedNode, path: Sequence[str]) -> list[NamedNode]:
    """The things at the end of *path* (prefixed names; ``^`` is against the direction) from *start*, in order.

    Each property of the path is followed from all the things that the one before it led to.
    """
    reached = {start}
    for name in path:
        reached = {other for end in reached for other in neighbours(knowledge, end, name)}
    return sorted(reached, key=lambda end: end.value)


def neighbours(knowledge: Knowledge, iri: NamedNode, name: str) -> Iterator[NamedNode]:
    """The things that the property *name* joins with *iri*."""
    if name.startswith(AGAINST):
        for quad in knowledge.store.statements(None, knowledge.expand(name[1:]), iri, DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject
    else:
        for quad in knowledge.values(iri, knowledge.expand(name)):
            if isinstance(quad.object, NamedNode):
                yield quad.object


def stated(knowledge: Knowledge, start: NamedNode, path: Sequence[str]) -> list[Quad]:
    """The statements by the last property of *path*, about the things that the rest of it leads to from *start*."""
    predicate = knowledge.expand(path[-1])
    return [quad for end in ends(knowledge, start, path[:-1]) for quad in knowledge.values(end, predicate)]
