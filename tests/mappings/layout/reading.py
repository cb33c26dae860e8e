"""Reads made-up text by made-up layouts."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from mappings.layout.builder import Builder
from mappings.layout.declaration import make_layout
from mappings.layout.reading import Library, read_by_layout
from mappings.map.tables import TableSchema, schemas_of
from mappings.read.document import Document
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.yaml_text import parse_yaml


def schemas(tables: Mapping[str, str]) -> dict[str, TableSchema]:
    """Tables with these columns, named in one text; ``key`` and ``lines`` stand around them."""
    described = [
        {
            "url": f"{name}.csv",
            "tableSchema": {"columns": [{"name": c} for c in ("key", *columns.split(), "lines")], "primaryKey": "key"},
        }
        for name, columns in tables.items()
    ]
    raw = {"@context": "http://www.w3.org/ns/csvw", "tables": described}
    return {schema.name: schema for schema in schemas_of(raw, Path("/nowhere/csvw.json"), "009")}


def read_text(
    text: str,
    chapter: str,
    tables: Mapping[str, str],
    shared: Mapping[str, Any] | None = None,
    library: Library | None = None,
    lookups: Path = Path("/nowhere"),
) -> Reading:
    """The reading of *text* by the one *chapter*, both written in full."""
    described = schemas(tables)
    heads = {"heads": {"heading": {"reason": "heading"}}}
    layout = make_layout({**heads, **(shared or {})}, {"made-up": parse_yaml(chapter)}, described)
    builder = Builder(Document.from_text("009", text), Keys(), described)
    return read_by_layout(layout, builder, lookups, library or Library())
