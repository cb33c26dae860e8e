"""The committed tables of the documents, as tests read them."""

from __future__ import annotations

from functools import cache

from mappings.csv_files import Row
from mappings.map.sources import ROOT, Source, load_source
from mappings.map.tables import load_table


@cache
def source(key: str) -> Source:
    """The source *key*: the document ``000``, or the ``register``."""
    return load_source(ROOT / (f"source_{key}" if key.isdigit() else key))


@cache
def rows(document: str, table: str) -> dict[str, Row]:
    """The rows of the committed *table* of *document*, by key."""
    schema = next(schema for schema in source(document).schemas if schema.name == table)
    return {row["key"]: row for row in load_table(schema).rows}
