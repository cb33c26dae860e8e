"""The layouts of standard data sets: which one a file has, by its headings, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from mappings.csv_source.headings import folded
from mappings.site_settings import Texts
from mappings.yaml_text import parse_yaml

_FOLDER = Path(__file__).with_name("layouts")
_SHARED = "common"
_OF_A_LAYOUT = ("also", "physical", "without")
_LEAST = 0.6
"""The share of a file's columns that a layout must describe to be recognised."""

Specification = dict[str, Any]
"""A column as ``source.yaml`` describes it, without its heading."""


@dataclass(frozen=True)
class StandardLayout:
    """A standard layout. *key_template*, *types*, *parts*, *finder* are as ``source.yaml`` has them.

    *columns* are the columns by their folded headings, in all spellings; *marks* are folded headings of which a file
    has one at least. *without* has, by the name of a column, properties that it has as well where another is missing.
    """

    key: str
    title: Texts
    standard: str
    types: tuple[str, ...]
    key_template: str
    finder: Texts
    parts: Mapping[str, Any]
    columns: Mapping[str, Specification]
    marks: frozenset[str]
    without: Mapping[str, Mapping[str, list[str]]]

    def specification(self, heading: str, names: Sequence[str]) -> Specification | None:
        """The column with this *heading* in a file whose columns have these *names*; None if the layout has none."""
        column = self.columns.get(folded(heading))
        if column is None:
            return None
        more = [
            name
            for other, properties in self.without.get(column["name"], {}).items()
            if other not in names
            for name in properties
        ]
        return {**column, "property": [*_several(column.get("property")), *more]} if more else dict(column)


@dataclass(frozen=True)
class Recognised:
    """A *layout*, and how many of the columns of a file it has."""

    layout: StandardLayout
    count: int


def recognise(headings: Sequence[str]) -> Recognised | None:
    """The layout of a file with these *headings*, or None."""
    best: Recognised | None = None
    for layout in layouts():
        names = {folded(heading) for heading in headings}
        count = len(names & layout.columns.keys())
        if names & layout.marks and count >= _LEAST * len(names) and (best is None or count > best.count):
            best = Recognised(layout, count)
    return best


@cache
def layouts() -> tuple[StandardLayout, ...]:
    """All layouts, by their keys."""
    shared = parse_yaml((_FOLDER / f"{_SHARED}.yaml").read_text(encoding="utf-8"))["columns"]
    paths = sorted(path for path in _FOLDER.glob("*.yaml") if path.stem != _SHARED)
    return tuple(_layout(path, shared) for path in paths)


def _layout(path: Path, shared: Mapping[str, Specification]) -> StandardLayout:
    raw = parse_yaml(path.read_text(encoding="utf-8"))
    described = {heading: shared[heading] for heading in raw["shared"]} | raw["columns"]
    columns: dict[str, Specification] = {}
    without = {}
    for heading, entry in described.items():
        specification = {name: value for name, value in entry.items() if name not in _OF_A_LAYOUT}
        without[entry["name"]] = entry.get("without", {})
        for spelling in (heading, entry["name"], entry.get("physical", heading), *entry.get("also", ())):
            columns[folded(spelling)] = specification
    return StandardLayout(
        key=path.stem,
        title=raw["title"],
        standard=raw["standard"],
        types=tuple(raw["class"]),
        key_template=raw["key"],
        finder=raw["finder"],
        parts=raw.get("parts", {}),
        columns=columns,
        marks=frozenset(
            folded(spelling) for mark in raw["marks"] for spelling in _of_no_other(mark, described, shared)
        ),
        without=without,
    )


def _of_no_other(
    mark: str, described: Mapping[str, Specification], shared: Mapping[str, Specification]
) -> Sequence[str]:
    """The heading *mark* and its physical name, unless a shared column has the same physical name, as ``name``."""
    name = described[mark]["name"]
    others = {column["name"] for heading, column in shared.items() if heading != mark}
    return (mark,) if name in others else (mark, name)


def _several(value: Any) -> list[str]:
    return list(value) if isinstance(value, list) else [value] if value else []
