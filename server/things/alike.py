"""Things like one that is compared: of the same kind, or near it in a measure such as the population."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad

from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.publication import publication
from server.display.values import Presenter, Value
from server.things.compared import CellValue
from server.things.compared_rows import entry_of
from server.things.comparison import ComparisonDeclaration, Likeness
from server.things.figures import figure_of, figures

MOST = 5
"""The most things that are offered for each way of being alike."""
_NEAR = 2
"""Numbers are near if their ratio is at most this."""


@dataclass(frozen=True)
class Alike:
    """A thing that is like another: its key, its name, and its *value* in the measure where one is compared."""

    key: str
    value: Value
    entry: CellValue | None


@dataclass(frozen=True)
class AlikeGroup:
    """Things that are alike in one way; *title* is a message."""

    title: str
    things: tuple[Alike, ...]


def alike(presenter: Presenter, compared: ComparisonDeclaration, key: str, chosen: Sequence[str]) -> list[AlikeGroup]:
    """The things like that with *key*, the likest first, without those *chosen*; ways in which none is are left out."""
    groups = []
    for likeness in compared.likenesses:
        numbers = _numbers(presenter.knowledge, compared.kind, likeness.figure or likeness.by)
        keys = _same(presenter.knowledge, compared.kind, key, likeness) if likeness.values else [*numbers]
        ranked = sorted((_distance(numbers, key, other), other) for other in keys if other not in chosen)
        nearest = [other for distance, other in ranked if likeness.values or distance <= _NEAR]
        things = tuple(_alike(presenter, compared.kind, other, numbers) for other in nearest[:MOST])
        if things:
            groups.append(AlikeGroup(likeness.title, things))
    return groups


def _alike(presenter: Presenter, kind: str, key: str, numbers: Mapping[str, Quad]) -> Alike:
    value = presenter.value(presenter.knowledge.iri(Thing(kind, key)))
    return Alike(key, value, entry_of(figure_of(presenter, numbers[key])) if key in numbers else None)


def _same(knowledge: Knowledge, kind: str, key: str, likeness: Likeness) -> Iterator[str]:
    """The keys of the things with the value of the thing with *key*."""
    predicate = knowledge.expand(likeness.values)
    for stated in knowledge.values(knowledge.iri(Thing(kind, key)), predicate):
        for quad in knowledge.store.statements(None, predicate, stated.object, DefaultGraph()):
            thing = knowledge.index.thing(quad.subject.value) if isinstance(quad.subject, NamedNode) else None
            if thing is not None and thing.kind == kind:
                yield thing.key


def _distance(numbers: Mapping[str, Quad], key: str, other: str) -> Decimal:
    """How far two things are from each other, as a ratio; infinitely where a number is not stated."""
    if key not in numbers or other not in numbers:
        return Decimal("Infinity")
    less, more = sorted((_number(numbers[key]), _number(numbers[other])))
    return more / less if less > 0 else Decimal("Infinity")


def _number(quad: Quad) -> Decimal:
    assert isinstance(quad.object, Literal)
    return Decimal(quad.object.value)


def _numbers(knowledge: Knowledge, kind: str, measure: str) -> Mapping[str, Quad]:
    """The statement of the newest number of *measure* for each thing of *kind* that has one, by its key."""
    return publication().once((_numbers, kind, measure), lambda: dict(_newest(knowledge, kind, measure)))


def _newest(knowledge: Knowledge, kind: str, measure: str) -> Iterator[tuple[str, Quad]]:
    declaration = figures()
    if declaration is None or not measure:
        return
    dates = [knowledge.expand(name) for name in declaration.dates]
    of = knowledge.expand(declaration.of)
    dated: list[tuple[str, str, Quad]] = []
    quads = list(knowledge.store.statements(None, knowledge.expand(measure), None, DefaultGraph()))
    knowledge.store.expect(quad.subject for quad in quads if isinstance(quad.subject, NamedNode))
    for quad in quads:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, Literal):
            continue
        stated = [value.object for name in dates for value in knowledge.values(quad.subject, name)]
        date = next((term.value for term in stated if isinstance(term, Literal)), "")
        for value in knowledge.values(quad.subject, of):
            thing = knowledge.index.thing(value.object.value) if isinstance(value.object, NamedNode) else None
            if thing is not None and thing.kind == kind:
                dated.append((date, thing.key, quad))
    for _, key, quad in sorted(dated, key=lambda number: (number[0], str(number[2]))):
        yield key, quad
