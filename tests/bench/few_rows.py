"""A part of this site that is built in a moment: a few prefectures, in the documents that are about places."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import replace
from pathlib import Path

import yaml

from bench.growth.site import STORIES
from mappings.csv_files import Row, to_csv
from mappings.map.checking import all_tables
from mappings.map.sources import sources
from mappings.map.tables import Table
from mappings.site import FILE, Site
from mappings.yaml_text import parse_yaml

PREFECTURES = frozenset({"01000", "13000", "24000"})
"""The root of the site, the hub, and a member of the council that document 003 has a section about."""
REGISTER = "register"
SOURCES = (REGISTER, "000", "002", "003")

Rows = dict[str, list[Row]]


def few_rows(site: Site, folder: Path, prefectures: Set[str] = PREFECTURES) -> Site:
    """*site* in *folder*, with its real rows about *prefectures*, each with all the rows that it refers to.

    Corrections, statements of identity and stories are left out: what they are about may be.
    """
    chosen = sources(site.mappings, SOURCES)
    tables = all_tables(chosen)
    rows = _kept(tables, prefectures)
    (folder / "mappings").mkdir(parents=True)
    (folder / FILE).symlink_to(site.folder / FILE)
    for room in (site.ontology, site.shapes):
        (folder / room.name).symlink_to(room, target_is_directory=True)
    (folder / site.data.name).mkdir()
    for path in site.data.iterdir():
        if path.name != STORIES:
            (folder / site.data.name / path.name).symlink_to(path)
    written = {source.folder for source in chosen}
    for path in site.mappings.iterdir():
        if path not in written and path.name != "corrections.csv":
            (folder / "mappings" / path.name).symlink_to(path)
    for table in tables.values():
        path = folder / table.schema.path.relative_to(site.folder)
        if not path.parent.exists():
            path.parent.mkdir(parents=True)
            original = table.schema.path.parent
            metadata = (original.parent / "metadata.yaml").read_text(encoding="utf-8")
            (path.parents[1] / "metadata.yaml").write_text(_without_assertions(metadata), encoding="utf-8")
            for file in original.glob("*.[jy]*"):
                (path.parent / file.name).symlink_to(file)
        path.write_text(to_csv(table.schema.column_names, rows[table.name]), encoding="utf-8")
    return replace(site, folder=folder, sources=SOURCES)


def _without_assertions(metadata: str) -> str:
    return yaml.safe_dump({key: value for key, value in parse_yaml(metadata).items() if key != "assertions"})


def _kept(tables: Mapping[str, Table], prefectures: Set[str]) -> Rows:
    """The rows of *prefectures*: a row goes with what it refers to, and with the last row that refers to it."""
    rows = {name: table.rows for name, table in tables.items()}
    referred_to = _referred_to(tables, rows)
    rows["municipalities"] = [row for row in rows["municipalities"] if prefectures & {row["key"], row["prefecture"]}]
    rows["same_things"] = []
    while True:
        keys = {name: {row["key"] for row in of_table} for name, of_table in rows.items()}
        orphans = referred_to - _referred_to(tables, rows)
        fewer = {
            name: [
                row for row in of_table if (name, row["key"]) not in orphans and _is_complete(tables[name], row, keys)
            ]
            for name, of_table in rows.items()
        }
        if fewer == rows:
            return rows
        rows = fewer


def _referred_to(tables: Mapping[str, Table], rows: Rows) -> set[tuple[str, str]]:
    """The tables of documents and the keys that *rows* refer to."""
    return {
        (key.refers_to, row[key.column])
        for name, of_table in rows.items()
        for key in tables[name].schema.foreign_keys
        if tables[key.refers_to].schema.source != REGISTER
        for row in of_table
    }


def _is_complete(table: Table, row: Row, keys: Mapping[str, set[str]]) -> bool:
    """Whether *row* refers to nothing but *keys* of tables."""
    return all(not row[key.column] or row[key.column] in keys[key.refers_to] for key in table.schema.foreign_keys)
