"""The statements of the document about a thing, with those of the blank nodes that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import NotFound

from server.display.knowledge import Knowledge, statement_order

Subject = NamedNode | BlankNode
_MOST = 10_000
"""Statements of blank nodes in one document."""


def subject_of(text: str) -> NamedNode:
    """The IRI *text*. Raises NotFound where it is none."""
    try:
        return NamedNode(text)
    except ValueError as error:
        raise NotFound(
            f"{text!r} is not an IRI: an IRI begins with http:, urn: or the like, and has no spaces"
        ) from error


def is_known(knowledge: Knowledge, subject: Subject) -> bool:
    """Is *subject* a subject, an object or a property of any statement?"""
    patterns: list[tuple[Subject | None, NamedNode | None, Subject | None]] = [
        (subject, None, None),
        (None, None, subject),
    ]
    if isinstance(subject, NamedNode):
        patterns.append((None, subject, None))
    return any(next(iter(knowledge.store.statements(*pattern, None)), None) is not None for pattern in patterns)


def statements_about(knowledge: Knowledge, subject: Subject) -> list[Quad]:
    """The default graph's statements with *subject* as subject, in the order of pages."""
    return sorted(knowledge.store.statements(subject, None, None, DefaultGraph()), key=statement_order)


def description(knowledge: Knowledge, subjects: Iterable[Subject], *, with_graphs: bool) -> list[Quad]:
    """The statements about *subjects*, those of the blank nodes that they lead to, and the labels of objects.

    *with_graphs* adds the same of each named graph.
    """
    quads: dict[Quad, None] = {}
    waiting: list[Subject] = list(subjects)
    seen = set(waiting)
    for subject in waiting:
        for quad in _statements(knowledge, subject, with_graphs):
            quads[quad] = None
            if isinstance(quad.object, BlankNode) and quad.object not in seen and len(quads) < _MOST:
                seen.add(quad.object)
                waiting.append(quad.object)
    for quad in list(quads):
        if isinstance(quad.object, NamedNode) and quad.object not in seen:
            seen.add(quad.object)
            quads |= dict.fromkeys(knowledge.labels.statements(quad.object))
    return list(quads)


def _statements(knowledge: Knowledge, subject: Subject, with_graphs: bool) -> Iterator[Quad]:
    yield from statements_about(knowledge, subject)
    if with_graphs:
        provenance = knowledge.namespace.graph("provenance")
        named = [
            quad
            for quad in knowledge.store.statements(subject, None, None, None)
            if quad.graph_name not in (DefaultGraph(), provenance)
        ]
        yield from sorted(named, key=lambda quad: (str(quad.graph_name), *statement_order(quad)))
