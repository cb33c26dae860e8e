"""How things are laid out on pages, as the files ``kinds.yaml`` and ``properties.yaml`` of a site declare it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from mappings.site import Site


@dataclass(frozen=True)
class Kind:
    """A kind of thing. *one*, *many* and *about* are messages of the catalogues."""

    name: str
    one: str
    many: str
    about: str
    columns: tuple[str, ...]
    is_searched: bool


@dataclass(frozen=True)
class KindSection:
    """Kinds that belong together.

    *title* is a message; *style* says how the home page shows them (``cards``, ``chips``); *rest* which of the kinds
    that no section names it takes besides: ``terms`` of a list, ``details`` the others, or none.
    """

    title: str
    style: str
    rest: str
    kinds: tuple[Kind, ...]


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
class Layout:
    """What ``kinds.yaml`` and ``properties.yaml`` say."""

    sections: tuple[KindSection, ...]
    groups: tuple[PropertyGroup, ...]
    rest: str
    tables: Mapping[str, LinkTable]

    def kind(self, name: str) -> Kind:
        """The kind called *name*. One that no file describes, such as the terms of a list, has no titles."""
        for section in self.sections:
            for kind in section.kinds:
                if kind.name == name:
                    return kind
        return Kind(name, "", "", "", (), True)

    @property
    def searched_kinds(self) -> list[str]:
        """The kinds that a search looks through, the most wanted first."""
        return [kind.name for section in self.sections for kind in section.kinds if kind.is_searched]

    @property
    def messages(self) -> list[str]:
        """Every message that the files name: the catalogues must have them."""
        kinds = [kind for section in self.sections for kind in section.kinds]
        found = [text for kind in kinds for text in (kind.one, kind.many, kind.about) if text]
        titles = [section.title for section in self.sections] + [group.title for group in self.groups]
        titles += [table.title for table in self.tables.values()]
        return [*found, *titles, self.rest]


def load_layout(site: Site) -> Layout:
    """The layout that *site* declares. A site without these files has no sections and groups: all comes in one list."""
    kinds = site.read_yaml("kinds.yaml") or {"sections": []}
    properties = site.read_yaml("properties.yaml") or {"groups": [], "rest": "", "tables": {}}
    sections = tuple(
        KindSection(
            section["title"],
            section.get("style", "cards"),
            section.get("rest", ""),
            tuple(
                Kind(
                    name,
                    kind["one"],
                    kind["many"],
                    kind.get("about", ""),
                    tuple(kind["columns"]),
                    kind.get("search", True),
                )
                for name, kind in section["kinds"].items()
            ),
        )
        for section in kinds["sections"]
    )
    return Layout(
        sections,
        tuple(PropertyGroup(group["title"], tuple(group["properties"])) for group in properties["groups"]),
        properties["rest"],
        {name: LinkTable(each["title"], tuple(each["columns"])) for name, each in properties["tables"].items()},
    )
