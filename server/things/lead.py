"""The lead of the page of a thing: cards of the finder, and a map of them. ``lead.yaml`` declares it by kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from mappings.declared import declared
from mappings.site import Site
from server.display.capabilities import has_capability
from server.display.index import Thing
from server.display.publication import publication, reader_catalogue
from server.display.values import Presenter
from server.finder.addresses import place_urls, url_of
from server.finder.cards import Card, Cards
from server.finder.finder import Finder, finder
from server.finder.maps import state_map
from server.finder.state import State, make_state

FILE = "lead.yaml"
_MOST_CARDS = 6


@dataclass(frozen=True)
class KindOfLead:
    """The lead of the things of a kind, as ``lead.yaml`` explains it. *title* is a message."""

    title: str
    facet: str
    has_map: bool = False


@dataclass(frozen=True)
class Leads:
    """All of ``lead.yaml``: the leads by kind, and the kinds of the finder whose cards come first."""

    kinds: Mapping[str, KindOfLead]
    first: tuple[str, ...]

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        return [kind.title for kind in self.kinds.values()]


@dataclass(frozen=True)
class Lead:
    """The lead of one thing: *cards* show the first of *count* things of the finder, *href* leads to all of them."""

    kind: KindOfLead
    count: int
    cards: tuple[Card, ...]
    href: str
    map: Markup | None = None


def load_leads(site: Site) -> Leads:
    """The leads that *site* declares. Raises DeclarationError."""

    def make(raw: Any) -> Leads:
        return Leads({name: _kind(kind) for name, kind in raw["kinds"].items()}, tuple(raw.get("first", ())))

    return declared(site, FILE, make) or Leads({}, ())


def _kind(raw: Mapping[str, Any]) -> KindOfLead:
    return KindOfLead(raw["title"], raw["facet"], raw.get("map", False))


def lead(thing: Thing, presenter: Presenter) -> Lead | None:
    """The lead of *thing*, or None for a kind that has none, or a thing that has nothing to show in it."""
    if not has_capability("finder"):
        return None
    leads = publication().once(FILE, lambda: load_leads(publication().site))
    kind = leads.kinds.get(thing.kind)
    if kind is None:
        return None
    state = make_state(finder().declared, finder().index, {kind.facet: (thing.key,)})[0]
    numbers = finder().index.matching(state) if not state.is_empty else []
    if not numbers:
        return None
    cards = Cards(finder(), presenter, state)
    first = sorted(numbers, key=lambda number: not {*leads.first} & {*finder().index.values_of(number, "kind")})
    return Lead(
        kind,
        len(numbers),
        tuple(cards.cards(first[:_MOST_CARDS])),
        url_of(state),
        _map(finder(), state, presenter) if kind.has_map else None,
    )


def _map(finder: Finder, state: State, presenter: Presenter) -> Markup:
    return state_map(finder, state, presenter, place_urls(finder, state), reader_catalogue().html("Map"))
