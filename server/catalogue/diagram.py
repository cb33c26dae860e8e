"""The diagram of the ontology as ``diagram.yaml`` declares it, with the labels and numbers of a release."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pyoxigraph import NamedNode

from ontology.errors import ReportedError
from server.display.knowledge import Knowledge
from server.display.translations import LANGUAGES, complete, with_ruby
from server.pictures import Arrow, Box, BoxDiagram, Reader

PATH = Path(__file__).parent / "diagram.yaml"

Words = Mapping[str, str]
"""What is said in each language of the interface, with readings."""


class DiagramError(ReportedError):
    """The declaration of the diagram lacks something."""


@dataclass(frozen=True)
class Place:
    """A class (a prefixed name) and where its box is drawn; *group* counts from 1."""

    name: str
    group: int
    column: int
    row: int
    rows: int


@dataclass(frozen=True)
class Declaration:
    """What the file says: words, boxes, relations (class, property, class), and what is left out and why."""

    title: Words
    about: Words
    groups: tuple[Words, ...]
    places: tuple[Place, ...]
    relations: tuple[tuple[str, str, str], ...]
    left_out: Mapping[str, str]


@lru_cache
def declaration(path: Path = PATH) -> Declaration:
    """The declaration in *path*. Raises DiagramError."""
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        groups = [group["key"] for group in raw["groups"]]
        return Declaration(
            _words(raw["title"]),
            _words(raw["about"]),
            tuple(_words(group["name"]) for group in raw["groups"]),
            tuple(
                Place(box["class"], groups.index(box["group"]) + 1, box["column"], box["row"], box.get("rows", 1))
                for box in raw["boxes"]
            ),
            tuple((start, name, end) for start, name, end in raw["relations"]),
            {name: str(reason) for name, reason in raw["left_out"].items()},
        )
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise DiagramError(f"{path.name}: {error!r}") from error


def _words(given: Any) -> Words:
    missing = [language for language in LANGUAGES if not given.get(language)]
    if missing:
        raise ValueError(f"{given} is not said in {', '.join(missing)}")
    return {language: str(given[language]) for language in LANGUAGES}


def diagram(known: Knowledge, reader: Reader, link: Callable[[NamedNode], str]) -> BoxDiagram:
    """The diagram of the release *known* for *reader*; *link* says where to read about a term."""
    declared, language = declaration(), complete(reader.language)

    def box(place: Place) -> Box:
        term = known.expand(place.name)
        use = known.usage.of_class(term)
        label = known.labels.best(term, reader.language)
        where = (place.column, place.row, place.group, place.rows)
        return Box(place.name, label, *where, link(term), reader.number(use.count), place.name)

    def arrow(start: str, name: str, end: str) -> Arrow:
        term = known.expand(name)
        count = known.usage.relations[known.expand(start), term, known.expand(end)]
        return Arrow(start, end, known.labels.best(term, reader.language), count, link(term))

    return BoxDiagram(
        "ontology",
        with_ruby(declared.title[language]),
        with_ruby(declared.about[language]),
        tuple(box(place) for place in declared.places),
        tuple(arrow(*relation) for relation in declared.relations),
        tuple(with_ruby(group[language]) for group in declared.groups),
    )
