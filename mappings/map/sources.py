"""The sources: folders with metadata, tables, rules and (for a document) a reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from mappings.map.rules import RuleSet, load_rules
from mappings.map.tables import Table, TableSchema, check_references, check_table, load_schemas, load_table
from mappings.yaml_text import parse_yaml
from ontology.errors import ReportedError

ROOT = Path(__file__).parents[1]
DECLARATION = "source.yaml"
"""The file of a source whose table is a CSV file itself (:mod:`mappings.map.csv_sources`)."""


class SourceError(ReportedError):
    """A source folder is incomplete or breaks one of its own assertions."""


@dataclass(frozen=True)
class Source:
    """One folder of ``mappings/``: a document, or the register of reference things."""

    key: str
    folder: Path
    metadata: Mapping[str, Any]

    @property
    def is_document(self) -> bool:
        """Whether the tables are read from a document, so that their rows cite lines."""
        return "sha256" in self.metadata

    @property
    def is_generated(self) -> bool:
        """Whether it lies in no folder, but is made of what the other sources name."""
        return False

    @cached_property
    def schemas(self) -> tuple[TableSchema, ...]:
        """The schemas of the tables, from ``tables/csvw*.json``."""
        files = sorted((self.folder / "tables").glob("csvw*.json"))
        if not files:
            raise SourceError(f"{self.folder}: tables/csvw.json is missing; it describes the tables of the source")
        return tuple(schema for file in files for schema in load_schemas(file, self.key))

    @cached_property
    def rules(self) -> tuple[RuleSet, ...]:
        """The rule files ``tables/rules*.yaml``, parsed and checked against the schemas."""
        files = sorted((self.folder / "tables").glob("rules*.yaml"))
        columns = {schema.path.name: set(schema.column_names) for schema in self.schemas}
        return tuple(load_rules(file, columns) for file in files)

    def tables(self, is_checked: bool = False) -> dict[str, Table]:
        """The committed tables by name. Raises TableError or SourceError.

        Their cells are checked, unless *is_checked* says that they were, as they are now.
        """
        tables = {}
        for schema in self.schemas:
            table = load_table(schema)
            if not is_checked:
                check_table(table)
            tables[schema.name] = table
        self.check_assertions(tables)
        return tables

    def check_assertions(self, tables: Mapping[str, Table]) -> None:
        """Check the tables against the ``assertions`` of the metadata. Raises SourceError naming the table."""
        for name, assertion in self.metadata.get("assertions", {}).items():
            if name not in tables:
                raise SourceError(f"{self.folder.name}/metadata.yaml: asserts about {name}, which is not a table of it")
            rows = len(tables[name].rows)
            least, most = assertion.get("min_rows", 0), assertion.get("max_rows", rows)
            if not least <= rows <= most:
                raise SourceError(
                    f"source {self.key}: table {name} has {rows} rows, metadata.yaml asserts {least} to {most}"
                )


def load_source(folder: Path) -> Source:
    """The source in *folder*. Raises SourceError when its metadata is not YAML with a ``key``."""
    path = folder / "metadata.yaml"
    try:
        metadata = parse_yaml(path.read_text(encoding="utf-8"))
        key = metadata["key"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise SourceError(f"{path}: not the metadata of a source ({error!r}); it needs at least `key`") from error
    if (folder / DECLARATION).exists():
        from mappings.map.csv_sources import (
            csv_source,
        )  # imported late: it builds on this module, and few sites have one

        return csv_source(str(key), folder, metadata)
    return Source(str(key), folder, metadata)


def sources(root: Path = ROOT, keys: Collection[str] | None = None) -> list[Source]:
    """The folders below *root* that have a ``metadata.yaml``, the register first, then documents by key.

    *keys* names the sources to load; None loads all. Raises SourceError for a key that no folder has.
    """
    loaded = [load_source(path.parent) for path in sorted(root.glob("*/metadata.yaml"))]
    if missing := set(keys or ()) - {source.key for source in loaded}:
        names = ", ".join(source.key for source in loaded) or "none"
        raise SourceError(f"{root}: there is no source {', '.join(sorted(missing))}; there are {names}")
    chosen = [source for source in loaded if keys is None or source.key in keys]
    if any((source.folder / DECLARATION).exists() for source in chosen):
        from mappings.map.csv_sources import used_register  # imported late, as above

        if used := used_register(root, chosen):
            chosen.append(used)
    return sorted(chosen, key=lambda source: (source.is_document, source.key))


def all_tables(loaded: Iterable[Source], checked: Collection[str] = ()) -> dict[str, Table]:
    """The committed tables of all sources, checked one by one and against one another.

    *checked* are the keys of sources whose cells were checked already, as they are now. Raises TableError or
    SourceError for the first rule that is broken.
    """
    tables: dict[str, Table] = {}
    for source in loaded:
        for name, table in source.tables(source.key in checked).items():
            if name in tables:
                raise SourceError(
                    f"source {source.key}: table {name} is also one of source {tables[name].schema.source}; rename it"
                )
            tables[name] = table
    check_references(tables)
    return tables
