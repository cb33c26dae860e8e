"""``source.yaml``: the file of a CSV source, its columns, and the things and properties that are made from them.

| name | says |
|---|---|
| ``file`` | the CSV file, beside ``source.yaml`` |
| ``thing`` | the kind of the things: a row is ``/id/{thing}/{key}``; without it the key of the source |
| ``key`` | a template of names of columns, ``$(id)``; ``$(row)`` is the number of the row |
| ``class`` | one or more classes |
| ``columns`` | by its heading, each column: see :class:`FileColumn` |
| ``parts`` | things beside the thing of a row, such as its opening hours: see :class:`RowPart` |
| ``finder`` | how the finder calls the things, by language |
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from mappings.csv_source.values import TYPES
from mappings.problems import Problem
from mappings.yaml_places import line_of
from mappings.yaml_text import parse_yaml
from ontology.spelling import nearest

FILE = "source.yaml"
ROW = "row"
"""The name that stands for the number of the row in the template of a key."""
_NAME = re.compile(r"[a-z][a-z0-9_]*\Z")
_KIND = re.compile(r"[a-z][a-z-]*\Z")
_REFERENCE = re.compile(r"\$\(([^()]+)\)")
_RESERVED = ("key", "lines", ROW)
_SETTINGS = ("file", "table", "thing", "key", "class", "columns", "parts", "finder")


@dataclass(frozen=True)
class FileColumn:
    """A column of the file.

    *heading* is that of the file, *name* the one of the table: lower-case letters, digits, underscores. *type* is
    one of :data:`mappings.csv_source.values.TYPES`. *properties* (``property``) state the value; without one it
    only stands in the table. ``dct:spatial=area`` leads to a thing of the kind ``area``. *language* is that of a
    text. *thing* is the kind that a value names, where it is another than that of the type. *separator* parts
    several values. *one_of* are the values that there may be; numbers are from *minimum* to *maximum*. *part* is
    the part that the value belongs to. *en* is the heading in English.
    """

    heading: str
    name: str
    type: str = "text"
    properties: tuple[str, ...] = ()
    language: str = ""
    thing: str = ""
    required: bool = False
    separator: str = ""
    one_of: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    part: str = ""
    en: str = ""

    @property
    def is_list(self) -> bool:
        """Whether a cell may hold several values."""
        return bool(self.separator) or TYPES[self.type].split is not None


@dataclass(frozen=True)
class RowPart:
    """A thing beside that of a row: it exists where one of its columns has a value.

    *link* (``property``) leads from the thing of the row to it. *label* is a template by language.
    """

    name: str
    link: str
    type: tuple[str, ...]
    label: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Declaration:
    """The content of ``source.yaml``.

    *finder* is the label of the kind by language; empty for a kind not in the finder.
    """

    file: str
    table: str
    thing: str
    key: str
    types: tuple[str, ...]
    columns: tuple[FileColumn, ...]
    parts: tuple[RowPart, ...] = ()
    finder: Mapping[str, str] = field(default_factory=dict)

    @property
    def position(self) -> tuple[str, str] | None:
        """The names of the columns with latitude and longitude of the thing of a row; None without both."""
        names = {
            column.type: column.name
            for column in reversed(self.columns)
            if column.type in ("latitude", "longitude") and column.properties and not column.part
        }
        return (names["latitude"], names["longitude"]) if len(names) == 2 else None

    @property
    def by_heading(self) -> Mapping[str, FileColumn]:
        """The columns by their heading."""
        return {column.heading: column for column in self.columns}


def references(template: str) -> list[str]:
    """The names in *template*.

    >>> references("$(code)-$(id)")
    ['code', 'id']
    """
    return _REFERENCE.findall(template)


class _Reader:
    """Reads one ``source.yaml`` and collects what is wrong in it."""

    def __init__(self, text: str, name: str) -> None:
        self.text, self.name = text, name
        self.problems: list[Problem] = []

    def wrong(
        self, path: tuple[str | int, ...], message: str, value: object = "", suggestion: str = "", column: str = ""
    ) -> None:
        line = line_of(self.text, path)
        self.problems.append(Problem(self.name, message, line, column, str(value), suggestion, "declaration"))

    def read(self, raw: Any, source: str) -> Declaration | None:
        if not isinstance(raw, Mapping):
            self.wrong((), "must have `file`, `key`, `class` and `columns`")
            return None
        for name in raw:
            if name not in _SETTINGS:
                self.wrong((name,), "is no setting of a source", name, nearest(str(name), _SETTINGS))
        for name in ("file", "key", "columns"):
            if not raw.get(name):
                self.wrong((), f"has no `{name}`")
        if self.problems:
            return None
        for name in ("columns", "parts"):
            if raw.get(name) is not None and not isinstance(raw[name], Mapping):
                self.wrong((name,), "must have a name with a colon before each of its entries", name)
        if Path(str(raw["file"])).name != str(raw["file"]):
            self.wrong(("file",), "must be a file beside source.yaml, named without a folder", raw["file"])
        if self.problems:
            return None
        thing = str(raw.get("thing", source))
        if not _KIND.match(thing):
            self.wrong(("thing",), "must be lower-case letters and hyphens: it is part of a URI", thing)
        parts = tuple(self.part(str(name), part) for name, part in (raw.get("parts") or {}).items())
        names = {part.name for part in parts}
        columns = tuple(self.column(str(heading), spec, names) for heading, spec in raw["columns"].items())
        self.names(columns)
        key = str(raw["key"])
        for name in references(key):
            if name not in {ROW, *(column.name for column in columns)}:
                names_of = [column.name for column in columns]
                self.wrong(("key",), "is no name of a column", name, nearest(name, names_of))
        if not references(key):
            self.wrong(("key",), "must name a column, as in $(id)", key)
        table = str(raw.get("table", source)).replace("-", "_")
        finder = raw.get("finder") or {}
        if not isinstance(finder, Mapping):
            self.wrong(("finder",), "must be a label by language, as in {ja: 施設, en: Facility}", finder)
            finder = {}
        finder = {str(tag): str(text) for tag, text in finder.items()}
        if not _NAME.match(table):
            self.wrong(("table",), "must be lower-case letters, digits and _", table)
        types = _several(raw.get("class"))
        return Declaration(str(raw["file"]), table, thing, key, types, columns, parts, finder)

    def names(self, columns: tuple[FileColumn, ...]) -> None:
        seen: dict[str, str] = {}
        for column in columns:
            place = ("columns", column.heading)
            if not _NAME.match(column.name) or column.name in _RESERVED:
                reserved = " and none of " + ", ".join(_RESERVED)
                self.wrong(place, f"name must be lower-case letters, digits and _{reserved}", column.name)
            elif column.name in seen:
                self.wrong(place, f"its name is also that of {seen[column.name]}", column.name)
            seen[column.name] = column.heading

    def part(self, name: str, raw: Any) -> RowPart:
        raw = raw if isinstance(raw, Mapping) else {}
        if not _KIND.match(name):
            self.wrong(("parts", name), "must be lower-case letters and hyphens: it is part of a URI", name)
        if not raw.get("property"):
            self.wrong(("parts", name), "has no `property` that leads to it")
        label = raw.get("label") or {}
        if not isinstance(label, Mapping):
            self.wrong(("parts", name, "label"), "must be a text by language, as in {ja: $(name)の時間}", label)
            label = {}
        texts = {str(tag): str(text) for tag, text in label.items()}
        return RowPart(name, str(raw.get("property", "")), _several(raw.get("class")), texts)

    def column(self, heading: str, raw: Any, parts: set[str]) -> FileColumn:
        place = ("columns", heading)
        raw = {} if raw is None else raw
        if not isinstance(raw, Mapping):
            self.wrong(place, "must be described as in {name: id, type: text}", raw, column=heading)
            raw = {}
        settings = ["property", *(field.name.replace("_", "-") for field in fields(FileColumn))]
        for name in raw:
            if name not in settings:
                self.wrong((*place, name), "is no setting of a column", name, nearest(str(name), settings), heading)
        type_name = str(raw.get("type", "text"))
        if type_name not in TYPES:
            message = f"is no type; there are {', '.join(TYPES)}"
            self.wrong((*place, "type"), message, type_name, nearest(type_name, TYPES), heading)
            type_name = "text"
        part = str(raw.get("part", ""))
        if part and part not in parts:
            self.wrong((*place, "part"), "is none of `parts`", part, nearest(part, parts), heading)
            part = ""
        return FileColumn(
            heading=heading,
            name=str(raw.get("name", "")),
            type=type_name,
            properties=_several(raw.get("property")),
            language=str(raw.get("language", "")),
            thing=str(raw.get("thing", "")),
            required=bool(raw.get("required", False)),
            separator=str(raw.get("separator", "")),
            one_of=_several(raw.get("one-of")),
            minimum=self.bound(raw, "minimum", heading),
            maximum=self.bound(raw, "maximum", heading),
            part=part,
            en=str(raw.get("en", "")),
        )

    def bound(self, raw: Mapping[str, Any], name: str, heading: str) -> float | None:
        value = raw.get(name)
        if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
            return value
        self.wrong(("columns", heading, name), "must be a number", value, column=heading)
        return None


def _several(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def read_declaration(text: str, name: str, source: str) -> tuple[Declaration | None, list[Problem]]:
    """The declaration in *text*, the content of the file *name* of the *source*, and the problems in it.

    The declaration is None where its problems prevent reading the CSV file.
    """
    reader = _Reader(text, name)
    try:
        raw = parse_yaml(text)
    except Exception as error:  # libyaml and PyYAML raise several kinds
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or " ".join(str(error).split())
        return None, [Problem(name, f"is not YAML: {what}", mark.line + 1 if mark else None, kind="declaration")]
    declaration = reader.read(raw, source)
    return declaration, reader.problems
