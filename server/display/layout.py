"""The layout of pages about things, which ``kinds.yaml`` and ``properties.yaml`` of a site declare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mappings.declared import declared
from mappings.site import Site


@dataclass(frozen=True)
class Kind:
    """A kind of thing. *one*, *many* and *about* are messages of the catalogues, *columns* are prefixed names."""

    name: str
    one: str
    many: str
    about: str
    columns: tuple[str, ...]
    is_searched: bool


@dataclass(frozen=True)
class KindSection:
    """Kinds that belong together.

    *title* is a message; *style* is how the home page shows them (``cards`` or ``chips``); *rest* is which kinds that
    no section names come into this one: ``terms`` (of lists), ``details`` (all others), or none.
    """

    title: str
    style: str
    rest: str
    kinds: tuple[Kind, ...]


_PLAIN_SECTIONS = (
    KindSection("All things", "cards", "details", ()),
    KindSection("Terms by list", "chips", "terms", ()),
)
"""The sections of a site that names no kinds."""
_STATEMENTS = "Statements"
"""The title of the only group of a site that names no properties."""


@dataclass(frozen=True)
class PropertyGroup:
    """Properties (prefixed names) that belong together. *title* is a message."""

    title: str
    properties: tuple[str, ...]


@dataclass(frozen=True)
class LinkTable:
    """Links by one property that a page shows as a table. *title* is a message, *columns* are prefixed names."""

    title: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class PageLayout:
    """Both files: sections of kinds, groups of properties, the title of the last group, tables of links."""

    sections: tuple[KindSection, ...]
    groups: tuple[PropertyGroup, ...]
    rest: str
    tables: Mapping[str, LinkTable]

    def kind(self, name: str) -> Kind:
        """The kind called *name*. A kind missing from the file gets no titles."""
        for section in self.sections:
            for kind in section.kinds:
                if kind.name == name:
                    return kind
        return Kind(name, "", "", "", (), True)

    def searched(self, kinds: Collection[str]) -> list[str]:
        """Those of *kinds* that a search looks through, the most wanted first.

        Where the site names no kinds at all, a search looks through all of them.
        """
        if not any(section.kinds for section in self.sections):
            return sorted(kinds)
        return [kind for kind in self.searched_kinds if kind in kinds]

    @property
    def searched_kinds(self) -> list[str]:
        """The kinds that the site names and that a search looks through, the most wanted first."""
        return [kind.name for section in self.sections for kind in section.kinds if kind.is_searched]

    @property
    def messages(self) -> list[str]:
        """Every message that the files name; the catalogues of the site must have them."""
        kinds = [kind for section in self.sections for kind in section.kinds]
        names = [text for kind in kinds for text in (kind.one, kind.many, kind.about) if text]
        titles = [section.title for section in self.sections] + [group.title for group in self.groups]
        titles += [table.title for table in self.tables.values()]
        return [*names, *titles, self.rest]


def load_layout(site: Site) -> PageLayout:
    """The layout that *site* declares. Raises DeclarationError.

    Without ``kinds.yaml`` all kinds come into two sections, things and terms; without ``properties.yaml`` all
    properties into one group.
    """
    sections = declared(site, "kinds.yaml", lambda raw: tuple(map(_section, raw["sections"])))
    plain = PageLayout(sections or _PLAIN_SECTIONS, (), _STATEMENTS, {})
    return declared(site, "properties.yaml", lambda raw: _with_properties(plain, raw)) or plain


def _section(raw: Mapping[str, Any]) -> KindSection:
    return KindSection(
        raw["title"],
        raw.get("style", "cards"),
        raw.get("rest", ""),
        tuple(_kind(name, kind) for name, kind in raw["kinds"].items()),
    )


def _kind(name: str, raw: Mapping[str, Any]) -> Kind:
    return Kind(
        name,
        raw["one"],
        raw["many"],
        raw.get("about", ""),
        tuple(raw["columns"]),
        raw.get("search", True),
    )


def _with_properties(layout: PageLayout, raw: Mapping[str, Any]) -> PageLayout:
    return replace(
        layout,
        groups=tuple(PropertyGroup(group["title"], tuple(group["properties"])) for group in raw["groups"]),
        rest=raw["rest"],
        tables={name: LinkTable(table["title"], tuple(table["columns"])) for name, table in raw["tables"].items()},
    )
