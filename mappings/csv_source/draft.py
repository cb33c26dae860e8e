"""A draft of ``source.yaml`` for a file: by its standard layout, or else by what its columns hold."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from mappings.csv_source.encoding import CsvText
from mappings.csv_source.headings import folded
from mappings.csv_source.layouts import Recognised, Specification, layouts, recognise
from mappings.csv_source.values import TYPES, fits
from mappings.site_settings import Texts

_GUESSED = ("municipality", "date", "time", "url", "email", "yes-no", "weekday", "integer", "number")
"""Types that are recognised by values, the narrowest first. A local government's code is recognised by its heading
only."""
_BY_HEADING = (
    (r"緯度|latitude|\blat\b", "latitude", ["schema:latitude"]),
    (r"経度|longitude|\b(lon|lng)\b", "longitude", ["schema:longitude"]),
    (r"団体コード|市区町村コード|localgov_code", "municipality", ["dct:spatial=area"]),
    (r"電話|telephone|\btel\b", "telephone", ["schema:telephone"]),
    (r"郵便番号|postal", "postal-code", ["schema:postalCode"]),
    (r"メール|e-?mail", "email", ["schema:email"]),
    (r"言語|languages?\b", "language", ["schema:availableLanguage"]),
    (r"曜日|weekdays?\b", "weekday", ["schema:dayOfWeek"]),
)
_NAME = re.compile(r"名称|名前|氏名|タイトル|件名|施設名|\bname\b|\btitle\b|名\Z", re.IGNORECASE)
_ADDRESS = re.compile(r"住所|所在地|address", re.IGNORECASE)
_ID = re.compile(r"\bid\b|番号|コード|\bno\b|\bcode\b|\bkey\b|キー", re.IGNORECASE)
_TYPES_OF_IDS = ("text", "integer", "municipality")
"""Types of columns that can be a key: a measure, a time or a telephone number is unique only by chance."""
_KEY = re.compile(r"[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_-])?\Z")
_REFERENCE = re.compile(r"\$\((\w+)\)")
_LATIN_LETTERS = re.compile(r"[A-Za-z0-9]")


class DraftProblem(ValueError):
    """A file is too empty to draft a source of."""


@dataclass(frozen=True)
class Draft:
    """A draft: the *key* of the source, its titles, the content of ``source.yaml``.

    *recognised* is its standard layout, None for another file. *has_key* is false where no column can be the key.
    """

    key: str
    title: Texts
    content: Mapping[str, Any]
    recognised: Recognised | None
    headings: tuple[str, ...]
    has_key: bool

    def text(self) -> str:
        """The text of ``source.yaml``, a column a line."""
        lines = []
        if self.recognised:
            layout = self.recognised.layout
            lines.append(f"# {layout.standard}: {self.recognised.count} of {len(self.headings)} columns")
        lines.append("# A column a line: its heading, then name, type, property, language, required …: docs/csv.md")
        head = {name: value for name, value in self.content.items() if name not in ("columns", "parts", "finder")}
        lines.append(_yaml(head).rstrip())
        for name in ("finder", "parts"):
            if self.content.get(name):
                lines.append(_yaml({name: self.content[name]}).rstrip())
        lines.append("columns:")
        for heading, column in self.content["columns"].items():
            lines.append(f"  {_flow(heading)}: {_flow(column)}")
        return "\n".join(lines) + "\n"


def _yaml(value: Any) -> str:
    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=120, default_flow_style=None)


def _flow(value: Any) -> str:
    text = yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=10_000, default_flow_style=True)
    return text.removesuffix("\n").removesuffix("\n...")


def draft(file: str, text: CsvText, key: str = "") -> Draft:
    """A draft of the source of the *file* with this *text*; without *key* it has that of its layout.

    Raises DraftProblem, and ``csv.Error`` for malformed CSV.
    """
    records = [cells for _, _, cells in text.records()]
    headings = [heading.strip() for heading in records[0]] if records else []
    while headings and not headings[-1]:
        headings.pop()
    if len(headings) == 1 and len(records) > 1 and sum(map(bool, records[1])) > 1:
        raise DraftProblem(
            f"row 1 has one cell, {headings[0]!r}, and row 2 has several: delete the rows above that of the headings"
        )
    if not headings or not all(headings):
        raise DraftProblem("its first row must have a heading for each column")
    columns = {heading: [row[place].strip() for row in records[1:] if place < len(row)] for place, heading in
               enumerate(headings)}  # fmt: skip
    recognised = recognise(headings)
    key = key or (recognised.layout.key if recognised else _key_of(file))
    names = _Names()
    specifications = _specifications(columns, recognised, names)
    by_name = {column["name"]: columns[heading] for heading, column in specifications.items()}
    template, has_key = _key_template(specifications, by_name, recognised)
    types = list(recognised.layout.types) if recognised else ["schema:Thing"]
    content: dict[str, Any] = {"file": file, "key": template, "class": types}
    title: Texts = {"ja": re.sub(r"\.\w+\Z", "", file), "en": key.replace("-", " ")}
    if recognised:
        title = recognised.layout.title
        used = {column.get("part") for column in specifications.values()}
        content["parts"] = {
            name: {**part, "label": _with_columns(part["label"], by_name)}
            for name, part in recognised.layout.parts.items()
            if name in used
        }
        content["finder"] = dict(recognised.layout.finder)
    content["columns"] = specifications
    return Draft(key, title, content, recognised, tuple(headings), has_key)


def _with_columns(label: Texts, columns: Mapping[str, object]) -> Texts:
    """The templates of *label* whose columns a file has."""
    return {tag: text for tag, text in label.items() if set(_REFERENCE.findall(text)) <= columns.keys()}


def _specifications(
    columns: Mapping[str, Sequence[str]], recognised: Recognised | None, names: _Names
) -> dict[str, Specification]:
    shared = [layout.columns for layout in layouts()]
    layout = recognised.layout if recognised else None
    wanted = [name for heading in columns if layout and (name := (layout.specification(heading, ()) or {}).get("name"))]
    specifications = {}
    is_labelled = recognised is not None
    for heading, values in columns.items():
        column = layout.specification(heading, wanted) if layout else None
        if column is None:
            guess = names.of(heading, shared)
            column = {"name": guess, **_guessed(heading, [value for value in values if value], not is_labelled)}
            is_labelled = is_labelled or "skos:prefLabel" in column.get("property", ())
        else:
            names.taken.add(column["name"])
        specifications[heading] = column
    return specifications


class _Names:
    """Names of columns, none of them twice."""

    def __init__(self) -> None:
        self.taken: set[str] = {"key", "lines", "row"}

    def of(self, heading: str, shared: Sequence[Mapping[str, Specification]]) -> str:
        plain = unicodedata.normalize("NFKC", heading)
        name = next((columns[folded(heading)]["name"] for columns in shared if folded(heading) in columns), "")
        if not name and _LATIN_LETTERS.search(plain) and plain.isascii():
            name = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
        name = name if re.match(r"[a-z]", name) else "column"
        number, free = 2, name
        while free in self.taken:
            free, number = f"{name}_{number}", number + 1
        self.taken.add(free)
        return free


def _guessed(heading: str, values: Sequence[str], may_be_label: bool) -> Specification:
    """What a column without a layout holds: its type, and a property where the heading tells one."""
    for pattern, type_name, properties in _BY_HEADING:
        if (
            re.search(pattern, heading, re.IGNORECASE)
            and values
            and all(_all_fit(type_name, value) for value in values)
        ):
            return {"type": type_name, "property": properties}
    if may_be_label and _NAME.search(heading) and not _ID.search(heading):
        return {"property": ["skos:prefLabel"], "language": "ja", "required": True}
    if _ADDRESS.search(heading):
        return {"property": ["schema:address"], "language": "ja"}
    for type_name in _GUESSED[1:]:
        if values and all(_all_fit(type_name, value) for value in values) and not _is_code(type_name, values):
            return {"type": type_name, **({"property": ["schema:url"]} if type_name == "url" else {})}
    return {"separator": ";"} if sum(";" in value for value in values) > 1 else {}


def _is_code(type_name: str, values: Sequence[str]) -> bool:
    """Whether values that fit *type_name* are codes: numbers with a leading zero, digits for days, only 0 and 1."""
    if type_name == "yes-no":
        return all(value in ("0", "1") for value in values)
    if type_name in ("date", "weekday"):
        return all(re.fullmatch(r"\d+", value) for value in values) and type_name == "weekday"
    return type_name in ("integer", "number") and any(re.match(r"0\d", value) for value in values)


def _all_fit(type_name: str, cell: str) -> bool:
    split = TYPES[type_name].split
    return all(fits(type_name, part) for part in (split(cell) if split else [cell]))


def _key_template(
    specifications: Mapping[str, Specification], values: Mapping[str, Sequence[str]], recognised: Recognised | None
) -> tuple[str, bool]:
    """The template of the key, and whether it uses a column, not the row number, which inserted rows change."""
    template = recognised.layout.key_template if recognised else ""
    named = _REFERENCE.findall(template)
    if named and all(name in values for name in named):
        return template, True
    headings = {column["name"]: heading for heading, column in specifications.items()}
    types = {column["name"]: column.get("type", "text") for column in specifications.values()}
    possible = [name for name, cells in values.items() if cells and all(map(_KEY.match, cells))]
    possible = [name for name in possible if len(set(values[name])) == len(values[name])]
    ids = [name for name in possible if _ID.search(headings[name]) and types[name] in _TYPES_OF_IDS]
    chosen = next(iter([*ids, *(name for name in possible if types[name] == "text")]), "")
    return (f"$({chosen})", True) if chosen else ("$(row)", False)


def _key_of(file: str) -> str:
    plain = re.sub(r"\.\w+\Z", "", unicodedata.normalize("NFKC", file)).lower()
    return re.sub(r"[^a-z]+", "-", re.sub(r"\A\d+", "", plain)).strip("-") or "table"
