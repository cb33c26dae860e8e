"""The diagram of the ontology as ``diagram.yaml`` declares it, with the labels and numbers of a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pyoxigraph import NamedNode

from mappings.declared import declared, in_every_language
from mappings.site import Site
from mappings.site_settings import Texts
from server.display.knowledge import Knowledge
from server.display.translations import with_ruby
from server.pictures import Arrow, Box, BoxDiagram, Reader

FILE = "diagram.yaml"


@dataclass(frozen=True)
class Placement:
    """A class (a prefixed name) and where its box is drawn; *group* counts from 1."""

    name: str
    group: int
    column: int
    row: int
    rows: int


@dataclass(frozen=True)
class DiagramDeclaration:
    """The content of ``diagram.yaml``: texts, boxes, relations (class, property, class), omitted classes."""

    title: Texts
    about: Texts
    groups: tuple[Texts, ...]
    placements: tuple[Placement, ...]
    relations: tuple[tuple[str, str, str], ...]
    left_out: Mapping[str, str]


def load_diagram(site: Site) -> DiagramDeclaration | None:
    """The diagram that *site* declares, or None. Raises DeclarationError."""
    languages = site.interface.languages

    def make(raw: Any) -> DiagramDeclaration:
        groups = [group["key"] for group in raw["groups"]]
        return DiagramDeclaration(
            in_every_language(raw["title"], "title", languages),
            in_every_language(raw["about"], "about", languages),
            tuple(in_every_language(group["name"], group["key"], languages) for group in raw["groups"]),
            tuple(
                Placement(box["class"], groups.index(box["group"]) + 1, box["column"], box["row"], box.get("rows", 1))
                for box in raw["boxes"]
            ),
            tuple((start, name, end) for start, name, end in raw["relations"]),
            {name: str(reason) for name, reason in raw["left_out"].items()},
        )

    return declared(site, FILE, make)


def diagram(
    declaration: DiagramDeclaration, knowledge: Knowledge, reader: Reader, link: Callable[[NamedNode], str]
) -> BoxDiagram:
    """The diagram of the release of *knowledge* for *reader*; *link* gives the URL of the explanation of a term."""
    language = knowledge.release.site.interface.complete(reader.language)

    def box(placement: Placement) -> Box:
        term = knowledge.expand(placement.name)
        use = knowledge.usage.of_class(term)
        label = knowledge.labels.best(term, reader.language)
        where = (placement.column, placement.row, placement.group, placement.rows)
        return Box(placement.name, label, *where, link(term), reader.number(use.count), placement.name)

    def arrow(start: str, name: str, end: str) -> Arrow:
        term = knowledge.expand(name)
        count = knowledge.usage.relations[knowledge.expand(start), term, knowledge.expand(end)]
        return Arrow(start, end, knowledge.labels.best(term, reader.language), count, link(term))

    return BoxDiagram(
        "ontology",
        with_ruby(declaration.title[language]),
        with_ruby(declaration.about[language]),
        tuple(box(placement) for placement in declaration.placements),
        tuple(arrow(*relation) for relation in declaration.relations),
        tuple(with_ruby(group[language]) for group in declaration.groups),
        language,
    )
