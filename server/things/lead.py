"""What stands first on the page of a thing: what is offered, figures, neighbours; declared here by kind."""

from __future__ import annotations

from dataclasses import dataclass, replace

from flask import url_for
from markupsafe import Markup
from pyoxigraph import DefaultGraph, NamedNode

from server.display.index import Thing
from server.display.publication import reader_catalogue
from server.display.values import Shower, Value
from server.finder.cards import Card, Cards
from server.finder.finder import Finder, finder
from server.finder.maps import state_map
from server.finder.state import State, make_state
from server.things.figures import Measure, Ranking, measures, rankings

FACETS = {"municipality": "government", "language": "language", "organisation": "operator", "topic": "topic"}
"""The facet of the finder by which what belongs to a thing of a kind is found."""
WITH_MAP = ("language", "topic")
_SHOWN = 6
_PART_OF = NamedNode("http://purl.org/dc/terms/isPartOf")
_PREFECTURE = "000"


@dataclass(frozen=True)
class Lead:
    """What a reader wants first. *count* things were found, *cards* are the first of them, *href* leads to all."""

    kind: str
    count: int
    cards: tuple[Card, ...]
    state: State
    href: str
    map: Markup | None = None
    measures: tuple[Measure, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    neighbours: tuple[Value, ...] = ()
    prefecture: Value | None = None
    compare: str = ""


def lead(thing: Thing, iri: NamedNode, show: Shower) -> Lead | None:
    """The lead of *thing*, or None for a kind that has none, or a thing that has nothing to show in it."""
    found = finder()
    if thing.kind == "service":
        number = found.index.items.index(iri) if iri in found.index.items else -1
        if number < 0:
            return None
        return Lead(thing.kind, 1, (Cards(found, show, State()).card(number),), State(), "")
    facet = FACETS.get(thing.kind)
    if facet is None:
        return None
    state = _state(found, facet, thing.key)
    numbers = found.index.found(state) if not state.is_empty else []
    if thing.kind != "municipality" and not numbers:
        return None
    cards = Cards(found, show, state)
    first = sorted(numbers, key=lambda number: "counter" not in found.index.values_of(number, "kind"))[:_SHOWN]
    href = f"{url_for('finder.find')}?{state.query_string()}" if numbers else ""
    base = Lead(thing.kind, len(numbers), tuple(cards.card(number) for number in first), state, href)
    if thing.kind in WITH_MAP:
        title = reader_catalogue().plain("Map")
        return replace(
            base, map=state_map(found, state, show, lambda key, name: _narrowed(found, state, name, key), title)
        )
    if thing.kind == "municipality":
        prefecture, neighbours = _surroundings(show, iri, thing.key)
        return replace(
            base,
            measures=tuple(measures(show, iri)),
            rankings=tuple(rankings(show, iri)),
            neighbours=neighbours,
            prefecture=prefecture,
            compare=url_for("compare.compare", municipality=thing.key),
        )
    return base


def _state(found: Finder, facet: str, key: str) -> State:
    return make_state(found.declared, found.index, {facet: (key,)})[0]


def _narrowed(found: Finder, state: State, facet: str, key: str) -> str:
    chosen = {**dict(state.chosen), facet: (key,)}
    return f"{url_for('finder.find')}?{make_state(found.declared, found.index, chosen)[0].query_string()}"


def _surroundings(show: Shower, iri: NamedNode, key: str) -> tuple[Value | None, tuple[Value, ...]]:
    """The prefecture of a local government, and the others in it (of a prefecture: all that are known in it)."""
    known = show.knowledge
    prefecture = known.namespace.thing("municipality", key[:2] + _PREFECTURE)
    inside = {
        quad.subject
        for quad in known.store.statements(None, _PART_OF, prefecture, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and "/municipality/" in quad.subject.value and quad.subject != iri
    }
    neighbours = tuple(show.value(each) for each in sorted(inside, key=lambda each: each.value))
    return (None if prefecture == iri else show.value(prefecture)), neighbours
