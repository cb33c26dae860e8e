"""Contacts of a thing: its own points of contact, or those of others that the data names in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from graph.ask.trace import Origin
from server.display.paths import ends, stated
from server.display.values import Presenter, Value
from server.things.sheet_kinds import CONTACT_PARTS, KindOfSheet, SheetKinds, Ways

_MOST_STEPS = 3
"""The most steps to somebody who can be asked instead: counter, city, prefecture."""


@dataclass(frozen=True)
class Line:
    """One way to reach somebody: *part* is one of :data:`CONTACT_PARTS`."""

    part: str
    value: Value


@dataclass(frozen=True)
class Point:
    """A point of contact: who answers there, where that is stated, and how they are reached."""

    charge: tuple[Value, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Contact:
    """How *whom* is reached: *charge* is who is in charge there, by name only."""

    whom: Value
    points: tuple[Point, ...]
    charge: tuple[Value, ...] = ()

    @property
    def lines(self) -> Iterator[Line]:
        """All the lines of its points."""
        return (line for point in self.points for line in point.lines)

    @property
    def parts(self) -> frozenset[str]:
        """The ways in which it can be reached."""
        return frozenset(line.part for line in self.lines)


@dataclass(frozen=True)
class Reach:
    """How a thing is reached: its *own* contact, and *others* who can be asked."""

    own: Contact
    others: tuple[Contact, ...]

    @property
    def is_empty(self) -> bool:
        """Does the data name nobody at all?"""
        return not self.own.points and not self.own.charge and not self.others

    @property
    def missing(self) -> tuple[str, ...]:
        """The ways of contact that the data lacks for the thing itself."""
        return tuple(part for part in CONTACT_PARTS if part not in self.own.parts)

    @property
    def origins(self) -> Iterator[Origin]:
        """The records of all that is stated here."""
        for contact in (self.own, *self.others):
            for value in (*contact.charge, *(line.value for line in contact.lines)):
                yield from value.origins


class Reaching:
    """Reads contacts for the reader of *presenter*, as *declared* says."""

    def __init__(self, presenter: Presenter, declared: SheetKinds) -> None:
        self._presenter = presenter
        self._knowledge = presenter.knowledge
        self._declared = declared

    def reach(self, thing: NamedNode, kind: KindOfSheet) -> Reach:
        """How *thing*, of *kind*, is reached."""
        return Reach(self._contact(thing, kind), tuple(self._others(thing, kind, {thing}, _MOST_STEPS)))

    def _others(self, thing: NamedNode, kind: KindOfSheet, passed: set[NamedNode], steps: int) -> Iterator[Contact]:
        """Those who can be asked in place of *thing*; where nothing is stated of them, those in place of them."""
        nearest = [other for other in self._all_ends(thing, kind.instead) if other not in passed]
        passed.update(nearest)
        is_nobody = True
        for other in nearest:
            other_kind = self._kind_of(other)
            contact = self._contact(other, other_kind, thing) if other_kind else None
            if contact and (contact.points or contact.charge):
                is_nobody = False
                yield contact
        if is_nobody and steps > 1:
            for other in nearest:
                if other_kind := self._kind_of(other):
                    yield from self._others(other, other_kind, passed, steps - 1)

    def _kind_of(self, thing: NamedNode) -> KindOfSheet | None:
        known = self._knowledge.index.thing(thing.value)
        return self._declared.kinds.get(known.kind) if known else None

    def _all_ends(self, thing: NamedNode, ways: Ways) -> list[NamedNode]:
        return list(dict.fromkeys(end for way in ways for end in ends(self._knowledge, thing, way)))

    def _contact(self, thing: NamedNode, kind: KindOfSheet, asked: NamedNode | None = None) -> Contact:
        """The contact of *thing*, without points where *asked* answers: that is who cannot be reached."""
        index, kind_of_points = self._knowledge.index, self._declared.points
        points = [self._point(thing)]
        for iri in self._all_ends(thing, kind.contacts):
            node = index.thing(iri.value)
            if node is not None and node.kind == kind_of_points:
                points.append(self._point(iri))
        charge = self._values(quad for way in kind.charge for quad in stated(self._knowledge, thing, way))
        stated_points = tuple(
            self._without_repetition(
                point for point in points if asked is None or [value.iri for value in point.charge] != [asked.value]
            )
        )
        answering = {value.href for point in stated_points for value in point.charge}
        return Contact(
            self._presenter.value(thing),
            stated_points,
            tuple(value for value in charge if value.href not in answering),
        )

    def _point(self, iri: NamedNode) -> Point:
        lines = [
            Line(part, value)
            for part in CONTACT_PARTS
            for value in self._readable(
                self._values(
                    quad for way in self._declared.contact.get(part, ()) for quad in stated(self._knowledge, iri, way)
                )
            )
        ]
        charge = self._values(quad for way in self._declared.answers for quad in stated(self._knowledge, iri, way))
        return Point(tuple(charge), tuple(lines))

    @staticmethod
    def _without_repetition(points: Iterable[Point]) -> Iterator[Point]:
        """*points* without lines that an earlier one has, as documents print a page beside each address."""
        before: set[tuple[str, str]] = set()
        for point in points:
            lines = tuple(line for line in point.lines if (line.part, line.value.text) not in before)
            before |= {(line.part, line.value.text) for line in lines}
            if lines:
                yield Point(point.charge, lines)

    def _values(self, quads: Iterable[Quad]) -> list[Value]:
        knowledge, presenter = self._knowledge, self._presenter
        return [presenter.value(quad.object, knowledge.origins(quad.triple)) for quad in quads]

    @staticmethod
    def _readable(values: list[Value]) -> list[Value]:
        """Those of *values* in the reader's language, where there are any."""
        return [value for value in values if not value.is_fallback] or values
