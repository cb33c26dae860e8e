"""The lead of the page of a thing: cards of the finder, figures, neighbours. ``lead.yaml`` declares it by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup
from pyoxigraph import DefaultGraph, NamedNode

from mappings.declared import declared
from mappings.site import Site
from ontology.vocabulary import DCT
from server.display.addresses import path_of
from server.display.index import Thing
from server.display.places import region_of
from server.display.publication import publication, reader_catalogue
from server.display.rooms import has_room
from server.display.values import Presenter, Value
from server.finder.addresses import place_urls, url_of
from server.finder.cards import Card, Cards
from server.finder.finder import Finder, finder
from server.finder.maps import state_map
from server.finder.state import State, make_state
from server.things.comparison import comparison
from server.things.figures import Measure, Ranking, measures, rankings

FILE = "lead.yaml"
_MOST_CARDS = 6


@dataclass(frozen=True)
class KindOfLead:
    """The lead of the things of a kind, as ``lead.yaml`` explains it. The texts are messages; an empty one: no part."""

    title: str
    is_card: bool = False
    facet: str = ""
    has_map: bool = False
    is_always_shown: bool = False
    figures: str = ""
    beside: str = ""
    inside: str = ""


@dataclass(frozen=True)
class Leads:
    """All of ``lead.yaml``: the leads by kind, and the kinds of the finder whose cards come first."""

    kinds: Mapping[str, KindOfLead]
    first: tuple[str, ...]

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        texts = [text for kind in self.kinds.values() for text in (kind.title, kind.figures, kind.beside, kind.inside)]
        return [text for text in texts if text]


@dataclass(frozen=True)
class Lead:
    """The lead of one thing: *cards* show the first of *count* things of the finder, *href* leads to all of them.

    *region* is the place that this one is part of, *neighbours* are the other parts; *compare* leads to a comparison.
    """

    kind: KindOfLead
    count: int
    cards: tuple[Card, ...]
    href: str = ""
    map: Markup | None = None
    measures: tuple[Measure, ...] = ()
    rankings: tuple[Ranking, ...] = ()
    region: Value | None = None
    neighbours: tuple[Value, ...] = ()
    compare: str = ""


def load_leads(site: Site) -> Leads:
    """The leads that *site* declares. Raises DeclarationError."""

    def make(raw: Any) -> Leads:
        return Leads({name: _kind(kind) for name, kind in raw["kinds"].items()}, tuple(raw.get("first", ())))

    return declared(site, FILE, make) or Leads({}, ())


def _kind(raw: Mapping[str, Any]) -> KindOfLead:
    neighbours = raw.get("neighbours", {})
    return KindOfLead(
        title=raw["title"],
        is_card=raw.get("card", False),
        facet=raw.get("facet", ""),
        has_map=raw.get("map", False),
        is_always_shown=raw.get("always", False),
        figures=raw.get("figures", ""),
        beside=neighbours.get("beside", ""),
        inside=neighbours.get("inside", ""),
    )


def lead(thing: Thing, iri: NamedNode, presenter: Presenter) -> Lead | None:
    """The lead of *thing*, or None for a kind that has none, or a thing that has nothing to show in it."""
    if not has_room("finder"):
        return None
    leads = publication().once(FILE, lambda: load_leads(publication().site))
    kind = leads.kinds.get(thing.kind)
    if kind is None:
        return None
    if kind.is_card:
        number = finder().index.number(iri)
        return None if number is None else Lead(kind, 1, (Cards(finder(), presenter, State()).card(number),))
    state = make_state(finder().declared, finder().index, {kind.facet: (thing.key,)})[0]
    numbers = finder().index.matching(state) if not state.is_empty else []
    if not numbers and not kind.is_always_shown:
        return None
    cards = Cards(finder(), presenter, state)
    first = sorted(numbers, key=lambda number: not {*leads.first} & {*finder().index.values_of(number, "kind")})
    region, neighbours = _surroundings(presenter, thing.kind, iri) if kind.beside else (None, ())
    return Lead(
        kind,
        len(numbers),
        tuple(cards.card(number) for number in first[:_MOST_CARDS]),
        url_of(state) if numbers else "",
        map=_map(finder(), state, presenter) if kind.has_map else None,
        measures=tuple(measures(presenter, iri)) if kind.figures else (),
        rankings=tuple(rankings(presenter, iri)) if kind.figures else (),
        region=region,
        neighbours=neighbours,
        compare=_comparison(thing),
    )


def _comparison(thing: Thing) -> str:
    """The URL of a comparison with *thing*, empty where things of its kind are not compared."""
    compared = comparison()
    if compared is None or compared.kind != thing.kind:
        return ""
    return f"{path_of('compare.compare')}?{urlencode({thing.kind: thing.key})}"


def _map(finder: Finder, state: State, presenter: Presenter) -> Markup:
    return state_map(finder, state, presenter, place_urls(finder, state), reader_catalogue().plain("Map"))


def _surroundings(presenter: Presenter, kind: str, iri: NamedNode) -> tuple[Value | None, tuple[Value, ...]]:
    """The region that the place *iri* is part of and its other parts; of a place that is a region, its parts."""
    knowledge = presenter.knowledge
    start = knowledge.namespace.thing(kind, "").value
    region = region_of(knowledge, iri)
    parts = {
        quad.subject
        for quad in knowledge.store.statements(None, DCT.isPartOf, region, DefaultGraph())
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start) and quad.subject != iri
    }
    neighbours = tuple(presenter.value(part) for part in sorted(parts, key=lambda part: part.value))
    return (None if region == iri else presenter.value(region)), neighbours
