"""The gazetteer of a site: every place that people may name, and remarks that distinguish places of one name.

``gazetteer.yaml`` of the site declares it. It has also places about which the data states nothing. A site without that
file has only the places of its data, and no remarks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from mappings.csv_files import read_csv
from mappings.declared import DeclarationError, declared, in_every_language
from mappings.site import Site
from mappings.site_settings import Texts
from server.display.names import Shortenings, load_shortenings

FILE = "gazetteer.yaml"
_NAME = "name_"


@dataclass(frozen=True)
class Place:
    """A place: its key, its type, its names by language tag, the key of the place that it is part of (or nothing).

    *position* is its latitude and longitude in degrees, None where that is not known.
    """

    key: str
    type: str
    names: Texts
    part_of: str = ""
    position: tuple[float, float] | None = None


@dataclass(frozen=True)
class Forms:
    """The forms of a remark after a name: patterns with ``{region}`` and ``{type}``."""

    region: str
    type: str
    both: str


@dataclass(frozen=True)
class Places:
    """The places by key; *kind*, *also*, *facet*, *types* and *forms* are those of ``gazetteer.yaml``."""

    places: Mapping[str, Place] = field(default_factory=dict)
    kind: str = ""
    also: tuple[str, ...] = ()
    facet: str = ""
    types: Mapping[str, Texts] = field(default_factory=dict)
    forms: Mapping[str, Forms] = field(default_factory=dict)
    shortenings: Shortenings = field(default_factory=Shortenings)

    def has_kind(self, kind: str) -> bool:
        """Are the things of *kind* places of the gazetteer?"""
        return kind == self.kind or kind in self.also

    def around(self, key: str) -> Iterator[Place]:
        """The places that *key* is part of, the smallest first."""
        place = self.places.get(key)
        while place and place.part_of in self.places:
            place = self.places[place.part_of]
            yield place

    def region(self, key: str) -> Place | None:
        """The largest place around *key*, or itself; None for a key that is not in the gazetteer."""
        return next(reversed([*self.around(key)]), self.places.get(key))

    def is_within(self, key: str, other: str) -> bool:
        """Is *key* part of *other*, at any depth?"""
        return any(place.key == other for place in self.around(key))

    def type_name(self, key: str, language: str) -> str:
        """The name of the type of the place *key* in *language*, or in any language; empty for an unknown key."""
        place = self.places.get(key)
        texts = self.types.get(place.type, {}) if place else {}
        return texts.get(language) or next(iter(texts.values()), "")

    def remark(self, key: str, language: str) -> str:
        """The remark after the name of *key* that distinguishes it from others in *language*, a tag of names.

        Empty where no other place has the name. The remark of a region, or of a place in a region of its own name, is
        the type (``Osaka (city)``), that of any other place its region (``Nakano (Nagano)``), or both where one is not
        enough. For places of one name, type and region it is a name in another language (``Esashi (江差町)``), else the
        key.
        """
        place, forms, region = self.places.get(key), self.forms.get(language), self.region(key)
        if place is None or forms is None or region is None:
            return ""
        homonyms = [self.places[other] for other in self._by_name.get((language, place.names.get(language, "")), ())]
        if len(homonyms) < 2:
            return ""
        type_name, region_name = self.type_name(key, language), region.names.get(language, "")
        others = [other for other in homonyms if other.key != key]
        alike = [other for other in others if self.region(other.key) == region]
        if place == region or region in alike:
            if all(self.type_name(other.key, language) != type_name for other in alike):
                return forms.type.format(type=type_name)
        elif not alike:
            return forms.region.format(region=region_name)
        twins = [other for other in alike if self.type_name(other.key, language) == type_name]
        if not twins:
            return forms.both.format(region=region_name, type=type_name)
        others_names = {name for twin in twins for name in twin.names.values()}
        return forms.type.format(type=next((name for name in place.names.values() if name not in others_names), key))

    @cached_property
    def _by_name(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The keys of the places of each name, by the language of the name."""
        keys: dict[tuple[str, str], list[str]] = {}
        for place in self.places.values():
            for named in place.names.items():
                keys.setdefault(named, []).append(place.key)
        return {named: tuple(with_name) for named, with_name in keys.items() if len(with_name) > 1}

    def names_of(self, place: Place) -> Iterator[str]:
        """The names of *place* as people type them: whole, shortened and lengthened, also without those around it."""
        literals = [Literal(text, language=tag) for tag, text in place.names.items() if text]
        outer = self.places.get(place.part_of)
        for tag, text in place.names.items() if outer else ():
            # The name of a ward has that of its city in it: 札幌市中央区; Chuo, Sapporo.
            around = outer.names.get(tag, "") if outer else ""
            inner = text.removeprefix(around).removesuffix(f", {around}").strip() if around else text
            if inner and inner != text:
                literals.append(Literal(inner, language=tag))
        yield from self.shortenings.variants(literals)


def load_gazetteer(site: Site) -> Places:
    """The gazetteer that *site* declares; an empty one where it declares none. Raises DeclarationError."""
    return declared(site, FILE, lambda raw: _gazetteer(raw, site)) or Places()


def _gazetteer(raw: Mapping[str, Any], site: Site) -> Places:
    types = {
        name: in_every_language(texts, f"type {name}", site.interface.languages) for name, texts in raw["types"].items()
    }
    places = _places(site.data / raw["file"])
    if untold := sorted({place.type for place in places.values()} - types.keys()):
        raise DeclarationError(f"types: {untold[0]!r} is not declared, but {raw['file']} has places of it")
    lost = [place for place in places.values() if place.part_of and place.part_of not in places]
    if lost:
        raise DeclarationError(
            f"{raw['file']}: {lost[0].key} is part of {lost[0].part_of}, which is no place of the table"
        )
    return Places(
        places,
        raw["kind"],
        tuple(raw.get("also", ())),
        raw.get("facet", ""),
        types,
        {tag: Forms(forms["region"], forms["type"], forms["both"]) for tag, forms in raw["forms"].items()},
        load_shortenings(site).get(raw["kind"], Shortenings()),
    )


def _places(path: Path) -> dict[str, Place]:
    """The places of the CSV file *path*. Raises CsvError."""
    places = {}
    for row in read_csv(path, ("key", "type", "part_of"), exact=False):
        names = {column.removeprefix(_NAME): text for column, text in row.items() if column.startswith(_NAME) and text}
        places[row["key"]] = Place(row["key"], row["type"], names, row["part_of"], _position(row))
    return places


def _position(row: Mapping[str, str]) -> tuple[float, float] | None:
    latitude, longitude = row.get("latitude"), row.get("longitude")
    return (float(latitude), float(longitude)) if latitude and longitude else None
