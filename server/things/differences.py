"""What sources state differently of one thing, side by side: ``differences.yaml`` says which facts are compared.

The sources are the named graphs of a release, so that each statement keeps the source that makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from graph.store import Term
from mappings.declared import declared
from mappings.site import Site
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.publication import publication
from server.display.values import Shower, Value

FILE = "differences.yaml"
_AGAINST = "^"
_DATE = NamedNode("http://purl.org/dc/terms/date")
_SOURCE_KINDS = ("document", "reference", "table")
"""The kinds of things that a named graph is of, by the same key."""


@dataclass(frozen=True)
class Fact:
    """A fact to compare: of things of *kinds*, along *paths* of prefixed names, *across* which other things."""

    kinds: tuple[str, ...]
    paths: tuple[tuple[str, ...], ...]
    across: tuple[str, ...]


@dataclass(frozen=True)
class Declaration:
    """The sources in their order, the properties that join the same values, and the facts."""

    sources: tuple[str, ...]
    same: tuple[str, ...]
    facts: tuple[Fact, ...]


@dataclass(frozen=True)
class Stated:
    """What one source states by one property: of the thing itself, or of another that is joined with it (*of*).

    *date* is the source's, None where it states none; *is_document* whether it is one that has a date at all.
    """

    name: str
    label: Label
    values: tuple[Value, ...]
    of: Value | None
    source: Value
    date: Value | None
    is_document: bool


@dataclass(frozen=True)
class _Found:
    """A statement about *subject*, as the graph of the source *source* has it."""

    source: str
    subject: NamedNode
    quad: Quad

    @property
    def language(self) -> str:
        """The language of the value, in which alone it can be compared."""
        return (self.quad.object.language or "") if isinstance(self.quad.object, Literal) else ""


def load_declaration(site: Site) -> Declaration | None:
    """The facts that *site* compares, or None. Raises DeclarationError."""
    return declared(
        site,
        FILE,
        lambda raw: Declaration(
            tuple(raw["sources"]),
            tuple(raw["same"]),
            tuple(
                Fact(tuple(fact["kinds"]), tuple(map(tuple, fact["paths"])), tuple(fact.get("across", ())))
                for fact in raw["facts"]
            ),
        ),
    )


def differences(show: Shower, thing: Thing, iri: NamedNode) -> list[tuple[Stated, ...]]:
    """For each fact of *thing* that sources state differently, what each of them states."""
    known = show.knowledge
    declaration = publication().once(FILE, lambda: load_declaration(publication().site))
    if declaration is None:
        return []
    shown = []
    for fact in declaration.facts:
        if thing.kind in fact.kinds:
            found = list(_statements(known, declaration, fact, iri))
            for language in sorted({each.language for each in found}):
                in_it = [each for each in found if each.language == language]
                if _differ(known, declaration, in_it):
                    shown.append(tuple(_stated(show, in_it, iri)))
    return shown


def _statements(known: Knowledge, declaration: Declaration, fact: Fact, iri: NamedNode) -> Iterator[_Found]:
    """Every statement of *fact* about *iri* and the things joined with it, source by source."""
    subjects = [iri, *_joined(known, iri, fact.across)]
    ways = [
        (subject, end, known.expand(path[-1]))
        for subject in subjects
        for path in fact.paths
        for end in _ends(known, subject, path[:-1])
    ]
    known.store.expect(end for _, end, _ in ways)
    for source in declaration.sources:
        graph = known.namespace.graph(source)
        for subject, end, predicate in ways:
            for quad in known.store.statements(end, predicate, None, graph):
                yield _Found(source, subject, quad)


def _ends(known: Knowledge, start: NamedNode, path: Sequence[str]) -> list[NamedNode]:
    """The things at the end of *path* from *start*, in order."""
    ends = {start}
    for name in path:
        ends = {other for end in ends for other in _neighbours(known, end, name)}
    return sorted(ends, key=lambda each: each.value)


def _neighbours(known: Knowledge, iri: NamedNode, name: str) -> Iterator[NamedNode]:
    if name.startswith(_AGAINST):
        for quad in known.store.statements(None, known.expand(name[1:]), iri, DefaultGraph()):
            if isinstance(quad.subject, NamedNode):
                yield quad.subject
    else:
        for quad in known.store.statements(iri, known.expand(name), None, DefaultGraph()):
            if isinstance(quad.object, NamedNode):
                yield quad.object


def _joined(known: Knowledge, iri: NamedNode, names: Iterable[str]) -> list[NamedNode]:
    """What one of the properties *names* joins with *iri*, in either direction."""
    ways = [way for name in names for way in (name, _AGAINST + name)]
    return sorted({other for way in ways for other in _neighbours(known, iri, way)} - {iri}, key=lambda e: e.value)


def _differ(known: Knowledge, declaration: Declaration, found: Sequence[_Found]) -> bool:
    """Do two sources state different values? Those that are the same in other words are not different."""
    named = {each.quad.object for each in found if isinstance(each.quad.object, NamedNode)}
    same: Mapping[Term, frozenset[Term]] = {
        value: frozenset({value, *named.intersection(_joined(known, value, declaration.same))}) for value in named
    }
    by_source: dict[str, set[Term]] = {}
    for each in found:
        by_source.setdefault(each.source, set()).add(each.quad.object)
    first, *others = by_source.values() if by_source else [set()]
    return any(not _agree(first, other, same) for other in others)


def _agree(some: set[Term], others: set[Term], same: Mapping[Term, frozenset[Term]]) -> bool:
    """Has each value of either its like among those of the other?"""
    pairs = ((some, others), (others, some))
    return all(same.get(value, frozenset({value})) & there for here, there in pairs for value in here)


def _stated(show: Shower, found: Sequence[_Found], iri: NamedNode) -> Iterator[Stated]:
    known = show.knowledge
    groups: dict[tuple[str, NamedNode, NamedNode], dict[Term, Quad]] = {}
    for each in found:
        groups.setdefault((each.source, each.subject, each.quad.predicate), {})[each.quad.object] = each.quad
    for (source, subject, predicate), quads in groups.items():
        is_document, source_iri = _source(known, source)
        dates = known.values(source_iri, _DATE)
        yield Stated(
            known.compact(predicate.value) or predicate.value,
            known.labels.best(predicate, show.language),
            tuple(show.value(value, known.origins(quads[value].triple)) for value in sorted(quads, key=str)),
            show.value(subject) if subject != iri else None,
            show.value(source_iri),
            show.value(dates[0].object) if dates else None,
            is_document,
        )


def _source(known: Knowledge, name: str) -> tuple[bool, NamedNode]:
    """Whether the source *name* is a document, and the thing that it is (its graph where there is none)."""
    for kind in _SOURCE_KINDS:
        if Thing(kind, name) in known.index:
            return kind == _SOURCE_KINDS[0], known.namespace.thing(kind, name)
    return False, known.namespace.graph(name)
