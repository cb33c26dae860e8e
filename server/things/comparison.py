"""The declaration of ``/compare``: the rows to compare, from ``compare.yaml`` of the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from mappings.declared import DeclarationError, declared
from mappings.site import Site
from server.display.capabilities import has_capability
from server.display.publication import publication

FILE = "compare.yaml"
WHOLE_PARTS = ("figures", "rankings")
"""Rows of a section that stand for a row of each measure or ranking."""
SOURCES = ("values", "links", "cards", "path", "items", "contacts")
CARDS = ("name", "languages", "days", "operators")
"""The parts of the things of the finder that a row can show."""


@dataclass(frozen=True)
class Feature:
    """A row as declared: where its cells come from (*source*), and which property, part or kind (*of*).

    Of a path *of* is the first property, *then* the second.
    """

    key: str
    title: str
    source: str
    of: str
    then: str = ""


@dataclass(frozen=True)
class DeclaredSection:
    """Rows under one heading, a message."""

    title: str
    features: tuple[Feature, ...]


@dataclass(frozen=True)
class Likeness:
    """A way in which things are alike: of the same value of the property *values*, or near in the measure *figure*.

    Things of the same value are in the order of their nearness in the measure *by*.
    """

    title: str
    values: str
    figure: str
    by: str


@dataclass(frozen=True)
class ComparisonDeclaration:
    """All of ``compare.yaml``, which explains each field. *about*, *choose* and the like are messages."""

    kind: str
    array: str
    facet: str
    of: str
    most: int
    about: str
    choose: str
    like: str
    sections: tuple[DeclaredSection, ...]
    likenesses: tuple[Likeness, ...]
    examples: tuple[tuple[str, ...], ...]
    query: str
    query_about: str

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        titles = [section.title for section in self.sections]
        titles += [feature.title for section in self.sections for feature in section.features if feature.title]
        titles += [likeness.title for likeness in self.likenesses]
        return [self.about, self.choose, self.like, self.query_about, *titles]


def load_comparison(site: Site) -> ComparisonDeclaration | None:
    """The comparison that *site* declares, or None. Raises DeclarationError."""

    def make(raw: Any) -> ComparisonDeclaration:
        return ComparisonDeclaration(
            raw["kind"],
            raw["array"],
            raw["facet"],
            raw["of"],
            int(raw["most"]),
            raw["about"],
            raw["choose"],
            raw["like"],
            tuple(DeclaredSection(section["title"], tuple(_features(section))) for section in raw["sections"]),
            tuple(
                Likeness(like["title"], like.get("values", ""), like.get("figure", ""), like.get("by", ""))
                for like in raw.get("alike", ())
            ),
            tuple(map(tuple, raw.get("examples", ()))),
            raw["query"],
            raw["query_about"],
        )

    return declared(site, FILE, make)


def _features(section: Any) -> Iterator[Feature]:
    for raw in section["rows"]:
        if raw in WHOLE_PARTS:
            yield Feature(raw, "", raw, "")
            continue
        source = next((source for source in SOURCES if source in raw), "")
        if not source or (source == "cards" and raw[source] not in CARDS):
            raise DeclarationError(f"the row {raw!r} takes its cells from none of {', '.join(SOURCES)}")
        of, then = raw[source] if source == "path" else (raw[source], "")
        yield Feature(raw["key"], raw["title"], source, of, then)


def comparison() -> ComparisonDeclaration | None:
    """The comparison of the site being served; None where it has none, or no finder to read it from."""
    declaration = publication().once(FILE, lambda: load_comparison(publication().site))
    return declaration if has_capability("finder") else None
