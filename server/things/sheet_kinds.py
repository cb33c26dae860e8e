"""Which things have a sheet, and what is on it: ``sheet.yaml`` of a site, which explains each part."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.declared import DeclarationError, declared
from mappings.site import Site
from server.display.publication import publication

FILE = "sheet.yaml"
PART_NAMES: Mapping[str, str] = {
    "telephone": "Telephone",
    "email": "E-mail",
    "address": "Address",
    "website": "Web page",
}
"""The ways to reach somebody, in the order in which a sheet has them, with the messages that name them."""
CONTACT_PARTS = tuple(PART_NAMES)
Ways = tuple[tuple[str, ...], ...]
"""Ways from a thing, each a list of prefixed names (see :mod:`server.display.paths`)."""


@dataclass(frozen=True)
class KindOfSheet:
    """The sheet of the things of a kind. The texts are messages; an empty one: no such part."""

    schema_type: str
    is_card: bool
    facet: str
    is_always_shown: bool
    contacts: Ways
    charge: Ways
    instead: Ways
    offers: str
    pages: str
    figures: str
    beside: str
    inside: str

    @property
    def messages(self) -> tuple[str, ...]:
        """The texts of the sheet, empty ones too."""
        return (self.offers, self.pages, self.figures, self.beside, self.inside)


@dataclass(frozen=True)
class SheetKinds:
    """All of ``sheet.yaml``: *points* is the kind of points of contact, *contact* the ways to each part of one."""

    points: str
    contact: Mapping[str, Ways]
    answers: Ways
    kinds: Mapping[str, KindOfSheet]

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        texts = [text for kind in self.kinds.values() for text in kind.messages]
        return [text for text in texts if text]


def load_sheet_kinds(site: Site) -> SheetKinds:
    """The sheets that *site* declares; none without the file. Raises DeclarationError."""
    return declared(site, FILE, _made) or SheetKinds("", {}, (), {})


def _made(raw: Any) -> SheetKinds:
    contact = {name: _ways(ways) for name, ways in raw["contact"].items()}
    answers = contact.pop("charge", ())
    if strange := sorted(contact.keys() - {*CONTACT_PARTS}):
        raise DeclarationError(f"contact has {', '.join(strange)}; its parts are {', '.join(CONTACT_PARTS)} and charge")
    return SheetKinds(raw["points"], contact, answers, {name: _kind(kind) for name, kind in raw["kinds"].items()})


def _kind(raw: Mapping[str, Any]) -> KindOfSheet:
    neighbours = raw.get("neighbours", {})
    return KindOfSheet(
        schema_type=raw["schema"],
        is_card=raw.get("card", False),
        facet=raw.get("facet", ""),
        is_always_shown=raw.get("always", False),
        contacts=_ways(raw.get("contacts", ())),
        charge=_ways(raw.get("charge", ())),
        instead=_ways(raw.get("instead", ())),
        offers=raw["offers"],
        pages=raw.get("pages", raw["offers"]),
        figures=raw.get("figures", ""),
        beside=neighbours.get("beside", ""),
        inside=neighbours.get("inside", ""),
    )


def _ways(raw: Any) -> Ways:
    return tuple(tuple(map(str, way)) for way in raw)


def sheet_kinds() -> SheetKinds:
    """The sheets of the site being served."""
    return publication().once(FILE, lambda: load_sheet_kinds(publication().site))
