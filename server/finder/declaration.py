"""The declaration of the finder, ``facets.yaml``: kinds of things to find, facets, and the details of a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cached_property
from typing import Any

from mappings.declared import DeclarationError, declared, in_every_language
from mappings.site import Site
from mappings.site_settings import Texts

FILE = "facets.yaml"
NOT_STATED = "not-stated"
"""The key of the value "not stated", which every facet has. No thing has this key."""
KIND = "kind"
"""The facet of the kinds, which have patterns of their own."""
REGION, PLACE = "place", "government"
"""The facets that maps show: regions with tiles, and places that are points."""
_EXPANSIONS = ("always", "selected")


@dataclass(frozen=True)
class ItemKind:
    """A kind of thing to find: its key, its label by language of the interface, the pattern that binds ``?item``.

    *words* are synonyms of the label. *is_place*: people go there.
    """

    key: str
    label: Mapping[str, str]
    pattern: str
    words: tuple[str, ...]
    is_place: bool


@dataclass(frozen=True)
class Facet:
    """A facet. Its name is the parameter of the URL; ``facets.yaml`` explains the rest."""

    name: str
    label: Mapping[str, str]
    question: Mapping[str, str]
    is_of_offer: bool
    values: str
    pattern: str
    broader: str
    also: str
    is_also_tagged: bool
    """The texts of *also* are in the languages whose tags the keys of the values are."""
    expands_always: bool
    order: str | tuple[str, ...]
    shown: int
    has_unstated: bool
    alike: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class MapTexts:
    """The titles of the maps of results, by language."""

    by_place: Texts
    about_places: Texts
    by_government: Texts


@dataclass(frozen=True)
class FinderWords:
    """Messages of the finder: above its form on the home page, where nothing fits, beside the channels of a result.

    *ask* leads to the places that people go to, where few things fit and none of them is one.
    """

    heading: str = "Find"
    nothing: str = "The documents state nothing about this. That does not mean there is nothing."
    channels: str = "Ways to get in touch"
    ask: str = "Ask somebody"


@dataclass(frozen=True)
class FinderDeclaration:
    """All of ``facets.yaml``."""

    kinds: tuple[ItemKind, ...]
    offers: str
    facets: tuple[Facet, ...]
    menus: tuple[str, ...]
    home: tuple[str, ...]
    words: FinderWords
    map_texts: MapTexts
    reader: str
    sorted_by: str
    examples: tuple[Mapping[str, str], ...]
    name: str
    text: str
    details: Mapping[str, str]
    properties: Mapping[str, str]
    parts: tuple[str, ...]
    suggestions: Mapping[str, str]
    pages: tuple[str, ...]
    coverage: tuple[str, ...] = ()
    """The facets whose coverage a page shows where one of their values is chosen."""

    @cached_property
    def by_name(self) -> Mapping[str, Facet]:
        """The facets by name."""
        return {facet.name: facet for facet in self.facets}

    @property
    def messages(self) -> tuple[str, ...]:
        """Every message that the file names; the catalogues of the site must have them."""
        return astuple(self.words)

    @cached_property
    def kind_by_key(self) -> Mapping[str, ItemKind]:
        """The kinds by key."""
        return {kind.key: kind for kind in self.kinds}


def load_declaration(site: Site) -> FinderDeclaration | None:
    """The finder that *site* declares, or None. Raises DeclarationError."""
    return declared(site, FILE, lambda raw: _declaration(raw, site.interface.languages))


def _declaration(raw: Mapping[str, Any], languages: Sequence[str]) -> FinderDeclaration:
    declaration = FinderDeclaration(
        kinds=tuple(_kind(key, spec, languages) for key, spec in raw["kinds"].items()),
        offers=raw["offers"].strip(),
        facets=tuple(_facet(name, spec, languages) for name, spec in raw["facets"].items()),
        menus=tuple(raw["menus"]),
        home=tuple(raw["home"]),
        words=FinderWords(**raw.get("words", {})),
        map_texts=MapTexts(
            in_every_language(raw["maps"]["places"]["title"], "title of the map of places", languages),
            in_every_language(raw["maps"]["places"]["about"], "about of the map of places", languages),
            in_every_language(raw["maps"]["governments"]["title"], "title of the map of governments", languages),
        ),
        reader=raw.get("reader", ""),
        sorted_by=raw.get("sorted", ""),
        examples=tuple(raw.get("examples", ())),
        name=raw["name"].strip(),
        text=raw["text"].strip(),
        details={name: pattern.strip() for name, pattern in raw["details"].items()},
        properties=dict(raw.get("properties", {})),
        parts=tuple(pattern.strip() for pattern in raw["parts"]),
        suggestions={kind: facet or "" for kind, facet in raw["suggestions"].items()},
        pages=tuple(raw.get("pages", ())),
        coverage=tuple(raw.get("coverage", ())),
    )
    for place, facet in _facets_named(declaration):
        if facet and facet not in declaration.by_name:
            raise DeclarationError(f"{place}: there is no facet {facet!r}; declare it, or name another")
    return declaration


def _facets_named(declaration: FinderDeclaration) -> Iterator[tuple[str, str]]:
    """Where the declaration names a facet, and which one."""
    yield from ((f"suggestions of {kind}", facet) for kind, facet in declaration.suggestions.items())
    yield from (("menus", facet) for facet in declaration.menus)
    yield from (("pages", facet) for facet in declaration.pages)
    yield from (("coverage", facet) for facet in declaration.coverage)
    yield from (("home", facet) for facet in declaration.home)
    yield from (("examples", facet) for example in declaration.examples for facet in example)
    yield "reader", declaration.reader
    yield "sorted", declaration.sorted_by


def _kind(key: str, raw: Mapping[str, Any], languages: Sequence[str]) -> ItemKind:
    return ItemKind(
        key,
        in_every_language(raw["label"], f"label of {key}", languages),
        raw["pattern"].strip(),
        tuple(raw.get("words", ())),
        bool(raw.get("place", False)),
    )


def _facet(name: str, raw: Mapping[str, Any], languages: Sequence[str]) -> Facet:
    label = in_every_language(raw["label"], f"label of {name}", languages)
    order = raw.get("order", "count")
    if name != KIND and not (raw["values"] and "?value" in raw["pattern"]):
        raise DeclarationError(f"facet {name}: its pattern must bind ?value to a thing of the kind `values`")
    if raw.get("expand", "always") not in _EXPANSIONS:
        raise DeclarationError(f"facet {name}: expand is one of {', '.join(_EXPANSIONS)}")
    return Facet(
        name,
        label,
        in_every_language(raw["question"], f"question of {name}", languages) if "question" in raw else label,
        raw.get("of") == "offer",
        raw.get("values", ""),
        raw.get("pattern", "").strip(),
        raw.get("broader", ""),
        raw.get("also", ""),
        raw.get("also-in", "") == "key",
        raw.get("expand", "always") == "always",
        tuple(order) if isinstance(order, list) else str(order),
        int(raw.get("shown", 8)),
        bool(raw.get("unstated", True)),
        tuple(map(tuple, raw.get("alike", ()))),
    )
