"""The surroundings of a place: the other parts of its region, or the parts of the place itself."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlencode

from pyoxigraph import DefaultGraph, NamedNode

from ontology.vocabulary import DCT
from server.display.knowledge import Knowledge
from server.display.places import region_of
from server.display.publication import publication
from server.display.values import Presenter, Value

_MOST = 40
"""The parts of a region that are named: those around the place, in the order of their keys."""


@dataclass(frozen=True)
class Surroundings:
    """The *region* that a place is part of (None: it is one itself) and *neighbours*: some of its *count* other parts.

    *href* leads to all of them; it is empty where the sheet shows all.
    """

    region: Value | None = None
    neighbours: tuple[Value, ...] = ()
    count: int = 0
    href: str = ""


def surroundings_of(presenter: Presenter, kind: str, iri: NamedNode) -> Surroundings:
    """The region that the place *iri* is part of and its other parts; of a place that is a region, its parts."""
    knowledge = presenter.knowledge
    region = region_of(knowledge, iri)
    # Regions are few; a place that is in none is a region of its own.
    made = partial(_parts, knowledge, kind, region)
    parts = made() if region == iri else publication().once((_parts, kind, region), made)
    place = bisect_left(parts, iri.value, key=_iri)
    first = max(min(place - _MOST // 2, len(parts) - _MOST - 1), 0)
    others = [part for part in parts[first : first + _MOST + 1] if part != iri][:_MOST]
    of_region, count = presenter.value(region), len(parts) - (region != iri and iri in parts[place : place + 1])
    return Surroundings(
        None if region == iri else of_region,
        tuple(map(presenter.value, others)),
        count,
        f"{of_region.href}?{urlencode({'by': knowledge.compact(DCT.isPartOf.value)})}" if count > len(others) else "",
    )


def _iri(part: NamedNode) -> str:
    return part.value


def _parts(knowledge: Knowledge, kind: str, region: NamedNode) -> list[NamedNode]:
    """The things of *kind* that are part of *region*, in order."""
    start = knowledge.namespace.thing(kind, "").value
    of_region = knowledge.store.statements(None, DCT.isPartOf, region, DefaultGraph())
    parts = {quad.subject for quad in of_region if isinstance(quad.subject, NamedNode)}
    return sorted((part for part in parts if part.value.startswith(start)), key=_iri)
