"""The sources: folders with metadata, tables, rules and (for a document) a reader."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mappings.map.rules import RuleError, RuleSet, load_rules
from mappings.map.source_metadata import FILE as METADATA
from mappings.map.source_metadata import read_metadata
from mappings.map.tables import Table, TableSchema, check_table, load_schemas, load_table
from mappings.problems import Problem, require_none
from ontology.errors import ReportedError
from ontology.spelling import did_you_mean

if TYPE_CHECKING:
    from mappings.csv_source.declaration import Declaration

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
    def has_reader(self) -> bool:
        """Whether a reader makes the tables of a document."""
        return self.is_document and not self.is_read_from_file

    @property
    def problems(self) -> list[Problem]:
        """The problems in the CSV file of a CSV source (:mod:`mappings.map.csv_sources`); none for other sources."""
        return []

    @property
    def is_read_from_file(self) -> bool:
        """Whether the tables are made of a file as they are read, so that their cells need no check."""
        return False

    @property
    def declared_terms(self) -> tuple[Path, str, Declaration] | None:
        """The file that declares the properties of columns, its place, and what it says; None without one."""
        return None

    def table(self, schema: TableSchema) -> Table:
        """The committed table of *schema*. Raises TableError when it is missing or malformed."""
        return load_table(schema)

    @property
    def is_as_is(self) -> bool:
        """Whether its statements are somebody else's, as they are (:mod:`mappings.map.rdf_sources`)."""
        return False

    @property
    def is_generated(self) -> bool:
        """Whether it has no folder, but is generated from the things that other sources name."""
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
        """The rule files ``tables/rules*.yaml``, parsed and checked against the schemas. Raises RuleError."""
        columns = {schema.path.name: set(schema.column_names) for schema in self.schemas}
        rule_sets: list[RuleSet] = []
        errors: list[RuleError] = []
        for file in sorted((self.folder / "tables").glob("rules*.yaml")):
            try:
                rule_sets.append(load_rules(file, columns))
            except RuleError as error:
                errors.append(error)
        if errors:
            raise RuleError(str(errors[0]), [problem for error in errors for problem in error.problems])
        return tuple(rule_sets)

    def tables(self, is_checked: bool = False) -> dict[str, Table]:
        """The committed tables by name. Raises TableError or SourceError.

        Their cells are checked, unless *is_checked* says that they were, as they are now.
        """
        tables = {}
        for schema in self.schemas:
            table = self.table(schema)
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
            least, most = assertion.get("min_rows", rows), assertion.get("max_rows", rows)
            if not least <= rows <= most:
                asserted = f"{least} or more" if rows < least else f"{most} or fewer"
                raise SourceError(
                    f"source {self.key}: table {name} has {rows} rows, metadata.yaml asserts {asserted}; "
                    "restore the rows, or change what it asserts"
                )


def load_source(folder: Path) -> Source:
    """The source in *folder*. Raises ProblemsError for what is wrong in its ``metadata.yaml``."""
    metadata, problems = read_metadata(folder / METADATA)
    require_none(problems)
    return _source(folder, metadata)


def _source(folder: Path, metadata: Mapping[str, Any]) -> Source:
    if (folder / DECLARATION).exists():
        # Imported late: it builds on this module, and few sites have such a source.
        from mappings.map.csv_sources import csv_source

        return csv_source(metadata["key"], folder, metadata)
    if metadata.get("kind") == "rdf":
        from mappings.map.rdf_sources import RdfSource  # imported late, as above

        return RdfSource(metadata["key"], folder, metadata)
    return Source(metadata["key"], folder, metadata)


def sources(root: Path = ROOT, keys: Collection[str] | None = None) -> list[Source]:
    """The folders below *root* that have a ``metadata.yaml``, the register first, then documents by key.

    *keys* names the sources to load; None loads all. Raises SourceError for a key that no folder has, and ProblemsError
    for what is wrong in the metadata of all.
    """
    read = [(path.parent, *read_metadata(path)) for path in sorted(root.glob(f"*/{METADATA}"))]
    problems = [problem for _, _, of_file in read for problem in of_file]
    folders: dict[str, Path] = {}
    for folder, metadata, _ in read:
        key = str(metadata.get("key"))
        if key in folders:
            message = f"is also the key of mappings/{folders[key].name}; give one of them another"
            problems.append(Problem(f"mappings/{folder.name}/{METADATA}", message, None, "key", key, kind="metadata"))
        folders[key] = folder
    require_none(problems)
    if missing := set(keys or ()) - folders.keys():
        names = ", ".join(folders) or "none"
        hint = did_you_mean(min(missing), folders)
        raise SourceError(f"{root}: there is no source {', '.join(sorted(missing))}; there are {names}{hint}")
    chosen = [_source(folder, metadata) for folder, metadata, _ in read if keys is None or metadata["key"] in keys]
    if any((source.folder / DECLARATION).exists() for source in chosen):
        from mappings.map.csv_sources import used_register

        if used := used_register(root, chosen):
            chosen.append(used)
    return sorted(chosen, key=lambda source: (source.is_document, source.key))
