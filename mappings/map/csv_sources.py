"""Sources whose table is a CSV file itself, and the register of what these name."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

import ontology
from mappings.csv_files import Row
from mappings.csv_source import generated, register
from mappings.csv_source.declaration import FILE, Declaration, read_declaration
from mappings.csv_source.queries import query
from mappings.csv_source.tables import Content, read_content, tables_of
from mappings.csv_source.values import TYPES
from mappings.map.rules import RuleSet, rules_of
from mappings.map.sources import Source
from mappings.map.tables import Table, TableSchema, schemas_of
from mappings.problems import Problem, require_none
from ontology.json_text import indented
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

_CSVW = Path("tables", "csvw.json")
REGISTER = "register"
_LABEL = "skos:prefLabel"
_EVENT = "schema:Event"


@dataclass(frozen=True)
class CsvSource(Source):
    """A folder with ``source.yaml`` and the CSV file that it names.

    Rules that lie in ``tables/`` take the place of the generated ones.
    """

    @property
    def declaration_file(self) -> Path:
        """The path of ``source.yaml``."""
        return self.folder / FILE

    @cached_property
    def _read(self) -> tuple[Declaration | None, list[Problem]]:
        name = f"mappings/{self.folder.name}/{FILE}"
        return read_declaration(self.declaration_file.read_text(encoding="utf-8"), name, self.key)

    @property
    def declaration(self) -> Declaration:
        """The content of ``source.yaml``. Raises ProblemsError."""
        declaration, problems = self._read
        require_none(problems)
        if declaration is None:
            raise AssertionError("what cannot be read has a problem")
        return declaration

    @property
    def is_readable(self) -> bool:
        """Whether ``source.yaml`` has no problem, so that what is made of it can be asked."""
        return not self._read[1]

    @cached_property
    def content(self) -> Content:
        """The rows of all tables, and what is wrong in the file. Raises ProblemsError for a wrong ``source.yaml``."""
        path = self.folder / self.declaration.file
        name = f"mappings/{self.folder.name}/{self.declaration.file}"
        try:
            return read_content(self.declaration, path.read_bytes(), name)
        except OSError as error:
            others = ", ".join(sorted(file.name for file in self.folder.glob("*.[ct]sv")))
            remedy = f"; there is {others}" if others else ""
            message = f"cannot be read ({error.strerror}), and {FILE} names it{remedy}"
            rows: dict[str, list[Row]] = {table.name: [] for table in tables_of(self.declaration)}
            return Content(rows, [Problem(name, message, kind="file")])

    @property
    def problems(self) -> list[Problem]:
        """What is wrong in ``source.yaml``, or else in the file."""
        return self._read[1] or self.content.problems

    @property
    def is_read_from_file(self) -> bool:
        """They are."""
        return True

    @property
    def declared_terms(self) -> tuple[Path, str, Declaration] | None:
        """``source.yaml``, unless it cannot be read or rules lie in ``tables/``."""
        if not self.is_readable or any((self.folder / "tables").glob("rules*.yaml")):
            return None
        return self.declaration_file, f"mappings/{self.folder.name}/{FILE}", self.declaration

    @cached_property
    def schemas(self) -> tuple[TableSchema, ...]:
        """The schemas of the tables, which ``source.yaml`` gives."""
        declaration = self.declaration
        raw = generated.csvw_metadata(declaration, self.metadata["title"])
        schemas = schemas_of(raw, self.folder / _CSVW, self.key)
        queries = [query(declaration, table) for table in tables_of(declaration)]
        return tuple(replace(schema, query=text) for schema, text in zip(schemas, queries, strict=True))

    @cached_property
    def rules(self) -> tuple[RuleSet, ...]:
        """The rules that ``source.yaml`` gives, or those of ``tables/`` where there are any."""
        if any((self.folder / "tables").glob("rules*.yaml")):
            return super().rules
        columns = {schema.path.name: set(schema.column_names) for schema in self.schemas}
        return (rules_of(self.yarrrml, self.declaration_file, columns),)

    @property
    def yarrrml(self) -> dict[str, object]:
        """The rules that ``source.yaml`` gives, as a YARRRML document."""
        own = self.folder.parents[1] / "ontology" / ontology.PREFIXES.name
        namespace = Namespace(prefix_file=own if own.is_file() else ontology.PREFIXES)
        return generated.rules(self.declaration, prefixes(namespace))

    def table(self, schema: TableSchema) -> Table:
        """The table of *schema*, of those rows of the file that have no mistake."""
        return Table(schema, self.content.rows[schema.name])

    def tables(self, is_checked: bool = False) -> dict[str, Table]:
        """The tables that the file gives. Raises ProblemsError."""
        require_none(self.content.problems)
        return super().tables(is_checked=True)

    @cached_property
    def text(self) -> str:
        """The text of the file, with a line feed at the end of each line."""
        text = self.content.text.text if self.content.text else ""
        return text.replace("\r\n", "\n").removeprefix("\ufeff")

    @property
    def languages(self) -> tuple[str, ...]:
        """The tags of the languages that the file is in."""
        tags = self.metadata.get("language") or ()
        return (tags,) if isinstance(tags, str) else tuple(map(str, tags))

    def used(self, kinds: Collection[str]) -> set[str]:
        """The keys of things of *kinds* that the file names."""
        keys: set[str] = set()
        for table in tables_of(self.declaration):
            for column in table.columns:
                if TYPES[column.type].thing in kinds and column.properties:
                    keys |= {row[column.name] for row in self.content.rows[table.name] if row[column.name]}
        return keys

    @property
    def points(self) -> dict[str, Row]:
        """The points where things of the file stand, by their keys, with the name of the first thing there."""
        declaration = self.declaration
        if declaration.position is None:
            return {}
        latitude, longitude = declaration.position
        names = {
            column.language: column.name for column in reversed(declaration.columns) if _LABEL in column.properties
        }
        points: dict[str, Row] = {}
        for row in self.content.rows[declaration.table]:
            if row[latitude] and row[longitude]:
                key = f"{row[latitude]}_{row[longitude]}"
                japanese = row[names["ja"]] if "ja" in names else key
                english = row[names["en"]] if "en" in names else ""
                position = {"latitude": row[latitude], "longitude": row[longitude]}
                points.setdefault(key, {"key": key, "name_ja": japanese, "name_en": english, **position})
        return points

    def ejected(self) -> dict[Path, str]:
        """The files that a person may take over, by their path: metadata of the tables, rules, queries."""
        metadata = generated.csvw_metadata(self.declaration, self.metadata["title"])
        rules = yaml.safe_dump(self.yarrrml, allow_unicode=True, sort_keys=False, width=120)
        queries = {schema.path.with_suffix(".rq"): schema.query for schema in self.schemas}
        return {
            self.folder / _CSVW: indented(metadata) + "\n",
            self.folder / "tables" / "rules.yaml": rules,
            **queries,
        }


def csv_source(key: str, folder: Path, metadata: Mapping[str, Any]) -> CsvSource:
    """The CSV source in *folder*. The SHA-256 of its file is computed: the file is meant to change."""
    source = CsvSource(key, folder, metadata)
    path = folder / source.declaration.file if source.is_readable else source.declaration_file
    data = path.read_bytes() if path.is_file() else b""
    return CsvSource(key, folder, {**metadata, "sha256": hashlib.sha256(data).hexdigest()})


@dataclass(frozen=True)
class UsedRegister(Source):
    """The local governments, languages and days that CSV sources use; *rows* by table. It lies in no folder."""

    rows: Mapping[str, list[Row]]

    @property
    def is_generated(self) -> bool:
        """It is."""
        return True

    @cached_property
    def schemas(self) -> tuple[TableSchema, ...]:
        """The schemas of the tables."""
        schemas = schemas_of(register.csvw_metadata(), self.folder / _CSVW, self.key)
        return tuple(schema for schema in schemas if self.rows[schema.name])

    @cached_property
    def rules(self) -> tuple[RuleSet, ...]:
        """The rules of the tables that have rows."""
        document = dict(register.declared()["rules"])
        names = {f"{schema.name}.csv~csv" for schema in self.schemas}
        document["mappings"] = {
            name: rule for name, rule in document["mappings"].items() if rule["sources"][0][0] in names
        }
        columns = {schema.path.name: set(schema.column_names) for schema in self.schemas}
        return (rules_of(document, register.FILE, columns),)

    @property
    def is_read_from_file(self) -> bool:
        """They are the engine's own."""
        return True

    def table(self, schema: TableSchema) -> Table:
        """The table of *schema*."""
        return Table(schema, self.rows[schema.name])


def used_register(root: Path, loaded: Iterable[Source]) -> UsedRegister | None:
    """The register of what the CSV sources among *loaded* use, and no other source of these has; None if it is empty.

    *root* is the folder of the sources.
    """
    sources = list(loaded)
    csv_sources = [source for source in sources if isinstance(source, CsvSource) and source.is_readable]
    if not csv_sources:
        return None
    terms = ontology.concept_kinds(root.parent / "ontology")
    others = [source for source in sources if not isinstance(source, CsvSource) and not source.is_document]
    used: dict[str, set[str]] = {}
    for table, kinds in register.KINDS.items():
        names: set[str] = set().union(*(source.used(kinds) for source in csv_sources))
        if "language" in kinds:
            names.update(tag for source in csv_sources for tag in source.languages)
        # A site whose vocabulary has the concepts needs no rows of them.
        used[table] = set() if terms.intersection(kinds) else names - _stated(others, table)
    points: dict[str, Row] = {}
    # A point is called after what stands there, and only where nothing does after an event.
    for source in sorted(csv_sources, key=lambda one: _EVENT in one.declaration.types):
        points = {**source.points, **points}
    if not any(used.values()) and not points:
        return None
    key = f"{REGISTER}-of-csv" if any(source.key == REGISTER for source in sources) else REGISTER
    metadata = {"key": key, **register.declared()["metadata"]}
    rows = register.rows(used, points)
    own = _stated(others, "used_municipalities")
    rows["used_municipalities"] = [row for row in rows["used_municipalities"] if row["key"] not in own]
    return UsedRegister(key, root / key, metadata, rows)


def _stated(others: Iterable[Source], table: str) -> set[str]:
    """The keys that sources which are no documents have in the table that *table* is the used part of."""
    name = table.removeprefix("used_")
    return {
        row["key"]
        for source in others
        for schema in source.schemas
        if schema.name == name
        for row in source.tables(True)[name].rows
    }
