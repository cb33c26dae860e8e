"""Statements about one thing in which sources differ, side by side. ``differences.yaml`` declares the facts.

The sources are the named graphs of a release, so that each statement keeps the source that makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad

from graph.store import Term
from mappings.declared import DeclarationError, declared
from mappings.site import Site
from ontology.vocabulary import DCT, RDFS
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.paths import AGAINST, ends, neighbours
from server.display.publication import publication
from server.display.values import Presenter, Value

FILE = "differences.yaml"
_SOURCE_KINDS = ("document", "reference", "table")
"""The kinds of things that a named graph may hold the statements of; thing and graph have the same key."""


@dataclass(frozen=True)
class ComparedFact:
    """A fact to compare: the values of *property* of things of *kinds*, and those of a *narrower* property.

    *along* leads from the thing to what has the property, *across* to other things that other sources speak of.
    """

    kinds: tuple[str, ...]
    property: str
    narrower: str
    along: tuple[str, ...]
    across: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    """The declaration of this module.

    *sources* are the named graphs to compare, in their order (none: those of the documents); *same* are the properties
    that join equal values.
    """

    sources: tuple[str, ...]
    same: tuple[str, ...]
    facts: tuple[ComparedFact, ...]


@dataclass(frozen=True)
class Stated:
    """The values that one source states by one property, of the thing itself or of another joined with it (*of*).

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
class _Statement:
    """A statement about *subject*, as the graph of the source *source* has it."""

    source: str
    subject: NamedNode
    quad: Quad

    @property
    def language(self) -> str:
        """The language of the value; only values in one language are compared."""
        return (self.quad.object.language or "") if isinstance(self.quad.object, Literal) else ""


def load_differences(site: Site) -> Differences | None:
    """The facts that *site* compares, or None. Raises DeclarationError."""
    return declared(
        site,
        FILE,
        lambda raw: Differences(
            tuple(raw.get("sources", ())),
            tuple(raw["same"]),
            tuple(
                ComparedFact(
                    tuple(fact["kinds"]),
                    fact["property"],
                    fact.get("narrower", ""),
                    tuple(fact.get("along", ())),
                    tuple(fact.get("across", ())),
                )
                for fact in raw["facts"]
            ),
        ),
    )


def differences(presenter: Presenter, thing: Thing, iri: NamedNode) -> list[tuple[Stated, ...]]:
    """For each fact of *thing* that sources state differently, what each of them states."""
    knowledge = presenter.knowledge
    declaration = publication().once(FILE, lambda: checked(load_differences(publication().site), knowledge))
    if declaration is None:
        return []
    rows = []
    for fact in declaration.facts:
        if thing.kind in fact.kinds:
            statements = list(_statements(knowledge, declaration, fact, iri))
            for language in sorted({statement.language for statement in statements}):
                comparable = [statement for statement in statements if statement.language == language]
                if _differ(knowledge, declaration, comparable):
                    rows.append(tuple(_stated(presenter, comparable, iri)))
    return rows


def checked(declaration: Differences | None, knowledge: Knowledge) -> Differences | None:
    """*declaration* if each fact is one question. Raises DeclarationError.

    What is stated by a narrower property is so by the broader one as well (RDF Schema 1.1, section 3.5), so the values
    of both answer one question. Those of two others do not: who hosts a branch, and who is in charge of classes.
    """
    for fact in declaration.facts if declaration else ():
        narrower = knowledge.expand(fact.narrower) if fact.narrower else None
        if narrower is None or not knowledge.labels.of(narrower):
            continue  # a release without the ontology says nothing of the property
        broader = {quad.object for quad in knowledge.values(narrower, RDFS.subPropertyOf)}
        if knowledge.expand(fact.property) not in broader:
            raise DeclarationError(
                f"{FILE}: {fact.narrower} and {fact.property} are different questions, for the ontology does not "
                "declare the first to be a sub-property of the second; declare two facts"
            )
    return declaration


def _statements(
    knowledge: Knowledge, declaration: Differences, fact: ComparedFact, iri: NamedNode
) -> Iterator[_Statement]:
    """Every statement of *fact* about *iri* and the things joined with it, source by source."""
    properties = [knowledge.expand(name) for name in (fact.narrower, fact.property) if name]
    subjects = [iri, *_joined(knowledge, iri, fact.across)]
    ways = [
        (subject, end, predicate)
        for subject in subjects
        for end in ends(knowledge, subject, fact.along)
        for predicate in properties
    ]
    knowledge.store.expect(end for _, end, _ in ways)
    # Most sources state nothing of a thing, so all graphs are asked at once.
    stated: dict[str, list[_Statement]] = {}
    sources = declaration.sources or sorted(knowledge.release.manifest["documents"])
    graphs: Mapping[object, str] = {knowledge.namespace.graph(source): source for source in sources}
    for subject, end, predicate in ways:
        for quad in knowledge.store.statements(end, predicate, None, None):
            source = graphs.get(quad.graph_name)
            if source is not None:
                stated.setdefault(source, []).append(_Statement(source, subject, quad))
    for source in sources:
        yield from stated.get(source, ())


def _joined(knowledge: Knowledge, iri: NamedNode, names: Iterable[str]) -> list[NamedNode]:
    """The things that one of the properties *names* joins with *iri*, in either direction."""
    ways = [way for name in names for way in (name, AGAINST + name)]
    return sorted({other for way in ways for other in neighbours(knowledge, iri, way)} - {iri}, key=lambda e: e.value)


def _differ(knowledge: Knowledge, declaration: Differences, statements: Sequence[_Statement]) -> bool:
    """Do two sources state different values? Values that are joined as the same do not differ."""
    named = {s.quad.object for s in statements if isinstance(s.quad.object, NamedNode)}
    knowledge.store.expect(named)
    knowledge.store.expect_links([knowledge.expand(name) for name in declaration.same], named)
    same: Mapping[Term, frozenset[Term]] = {
        value: frozenset({value, *named.intersection(_joined(knowledge, value, declaration.same))}) for value in named
    }
    by_source: dict[str, set[Term]] = {}
    for statement in statements:
        by_source.setdefault(statement.source, set()).add(statement.quad.object)
    first, *others = by_source.values() if by_source else [set()]
    return any(not _agree(first, other, same) for other in others)


def _agree(values: set[Term], others: set[Term], same: Mapping[Term, frozenset[Term]]) -> bool:
    """Does each value of either set have an equal one in the other?"""
    pairs = ((values, others), (others, values))
    return all(same.get(value, frozenset({value})) & second for first, second in pairs for value in first)


def _stated(presenter: Presenter, statements: Sequence[_Statement], iri: NamedNode) -> Iterator[Stated]:
    knowledge = presenter.knowledge
    groups: dict[tuple[str, NamedNode, NamedNode], dict[Term, Quad]] = {}
    for statement in statements:
        key = (statement.source, statement.subject, statement.quad.predicate)
        groups.setdefault(key, {})[statement.quad.object] = statement.quad
    for (source, subject, predicate), quads in groups.items():
        is_document, source_iri = _source(knowledge, source)
        dates = knowledge.values(source_iri, DCT.date)
        yield Stated(
            knowledge.compact(predicate.value) or predicate.value,
            knowledge.labels.best(predicate, presenter.language),
            tuple(presenter.value(value, knowledge.origins(quads[value].triple)) for value in sorted(quads, key=str)),
            presenter.value(subject) if subject != iri else None,
            presenter.value(source_iri),
            presenter.value(dates[0].object) if dates else None,
            is_document,
        )


def _source(knowledge: Knowledge, name: str) -> tuple[bool, NamedNode]:
    """Whether the source *name* is a document, and the thing that it is (its graph where there is none)."""
    for kind in _SOURCE_KINDS:
        if Thing(kind, name) in knowledge.index:
            return kind == _SOURCE_KINDS[0], knowledge.namespace.thing(kind, name)
    return False, knowledge.namespace.graph(name)
