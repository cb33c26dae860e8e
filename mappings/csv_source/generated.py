"""The files generated from ``source.yaml``: the CSVW metadata of the tables, and their YARRRML rules.

A person may write the same files by hand; `tabunka source eject` writes them, so that they can be changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from mappings.csv_source.declaration import Declaration, FileColumn
from mappings.csv_source.tables import TableOf, tables_of
from mappings.csv_source.values import TYPES
from mappings.site_settings import Texts

Entry = list[str]
"""A statement of a mapping: property, object, and datatype or language."""


def csvw_metadata(declaration: Declaration, titles: Texts) -> dict[str, Any]:
    """The CSVW metadata (https://www.w3.org/TR/tabular-metadata/) of the tables; *titles* are those of the source."""
    return {
        "@context": "http://www.w3.org/ns/csvw",
        "tables": [_table(declaration, table, titles) for table in tables_of(declaration)],
    }


def _table(declaration: Declaration, table: TableOf, titles: Texts) -> dict[str, Any]:
    columns: list[dict[str, Any]] = [
        {"name": "key", "titles": {"ja": "キー", "en": "key"}, "datatype": "string", "required": True}
    ]
    foreign = []
    if table.refers:
        columns.append({"name": table.refers, "titles": dict(titles), "datatype": "string", "required": True})
        reference = {"resource": f"{declaration.table}.csv", "columnReference": "key"}
        foreign.append({"columnReference": table.refers, "reference": reference})
    columns += [
        {
            "name": column.name,
            "titles": {"ja": column.heading, "en": column.en or column.name.replace("_", " ")},
            "datatype": TYPES[column.type].csvw,
        }
        for column in table.columns
    ]
    columns.append({"name": "lines", "titles": {"ja": "典拠の行", "en": "lines"}, "datatype": "string"})
    schema: dict[str, Any] = {"columns": columns, "primaryKey": "key"}
    if foreign:
        schema["foreignKeys"] = foreign
    return {"url": f"{table.name}.csv", "dc:title": _titles(table, titles), "tableSchema": schema}


def _titles(table: TableOf, titles: Texts) -> dict[str, str]:
    if table.values is not None:
        beside = {"ja": table.values.heading, "en": table.values.en or table.values.name.replace("_", " ")}
    elif table.part is not None:
        beside = {"ja": table.part.name, "en": table.part.name.replace("-", " ")}
    else:
        return dict(titles)
    return {tag: f"{title}: {beside.get(tag, beside['en'])}" for tag, title in titles.items()}


def rules(declaration: Declaration, prefixes: Mapping[str, str]) -> dict[str, Any]:
    """The YARRRML document that maps the tables. *prefixes* are those of the site; only used ones stand in it."""
    mappings: dict[str, Any] = {}
    for table in tables_of(declaration):
        name = table.name.replace("_", "-")
        for suffix, (subject, statements) in _statements_of(declaration, table).items():
            if statements:
                sources = [[f"{table.name}.csv~csv"]]
                mappings[f"{name}{suffix}"] = {"sources": sources, "s": subject, "po": statements}
    text = str(mappings)
    used = {name: iri for name, iri in prefixes.items() if re.search(rf"\b{re.escape(name)}:", text)}
    return {"prefixes": used, "mappings": mappings}


POINT = "point"
"""The kind of the points where things stand; their key is ``{latitude}_{longitude}``."""


def kind_of_part(declaration: Declaration, part: str) -> str:
    """The kind of the things of *part*, in their URIs."""
    return f"{declaration.thing}-{part}"


def _statements_of(declaration: Declaration, table: TableOf) -> dict[str, tuple[str, list[Entry]]]:
    """The mappings by the suffix of their names: each has a subject and statements."""
    thing = f"id:{declaration.thing}/$({table.refers or 'key'})"
    statements = [entry for column in table.columns for entry in _statements(column)]
    if table.part is None:
        types: list[Entry] = [] if table.refers else [["a", name] for name in declaration.types]
        if not table.refers and (position := declaration.position):
            latitude, longitude = position
            statements.append(["schema:geo", f"id:{POINT}/$({latitude})_$({longitude})~iri"])
        return {"": (thing, types + statements)}
    part = table.part
    subject = f"id:{kind_of_part(declaration, part.name)}/$({table.refers})"
    if table.values is not None:
        return {"": (subject, statements)}
    own = [entry for column in table.columns if column.part == part.name for entry in _statements(column)]
    about: list[Entry] = [["a", name] for name in part.type]
    about += [["skos:prefLabel", text, f"{tag}~lang"] for tag, text in part.label.items()]
    about.append(["dct:isPartOf", f"{thing}~iri"])
    return {"": (subject, about + own), "-link": (thing, [[part.link, f"{subject}~iri"]])}


def _statements(column: FileColumn) -> list[Entry]:
    """The statements of a column. ``dct:spatial=area`` leads to a thing of another kind than the other properties."""
    value = f"$({column.name})"
    value_type = TYPES[column.type]
    kind = column.thing or value_type.thing
    entries: list[Entry] = []
    for name in column.properties:
        term, _, of_kind = name.partition("=")
        if of_kind or kind:
            entries.append([term, f"id:{of_kind or kind}/{value}~iri"])
        elif column.type == "url":
            entries.append([term, f"{value}~iri"])
        elif column.language:
            entries.append([term, value, f"{column.language}~lang"])
        elif value_type.rdf:
            entries.append([term, value, value_type.rdf])
        else:
            entries.append([term, value])
    return entries
