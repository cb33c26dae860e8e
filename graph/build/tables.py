"""Writes the tables of a release into it: descriptions of columns, every row, and the ledger of each document."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any

from graph.ask import ledger
from graph.ask.account import AccountedLine
from graph.build.assemble import Assembly
from graph.build.mapped import CORRECTIONS_TABLE
from graph.build.sources import cited_lines
from graph.tables import DESCRIPTIONS, ROWS, TEXTS
from mappings.map.corrections import COLUMNS
from mappings.map.csv_sources import CsvSource
from mappings.map.rules import MappingRule, TermMap, language_column
from mappings.map.sources import Source
from mappings.map.tables import TableSchema
from mappings.read.ledger import load_ledger
from mappings.read.reasons import in_japanese
from ontology.json_text import compact

_CORRECTIONS = Path(__file__).with_name("corrections.json")
"""The columns of the corrections, in the form of :func:`describe_tables`."""
_WRITER = 96
"""The offset of SQLite's version number in a database file, which no reader needs (sqlite.org, section 1.3)."""
_SCHEMA = (
    "CREATE TABLE row (number INTEGER, place INTEGER, key TEXT, cells TEXT, PRIMARY KEY (number, place)) WITHOUT ROWID",
    "CREATE UNIQUE INDEX by_key ON row (number, key)",
    *ledger.SCHEMA,
)


def describe_tables(assembly: Assembly) -> list[dict[str, Any]]:
    """Each table of *assembly*: name, source, titles, columns, the statements that the rules make of a row."""
    described = []
    for source in assembly.sources:
        rules: dict[str, list[MappingRule]] = {}
        for rule_set in source.rules:
            for rule in rule_set.mappings:
                rules.setdefault(rule.table, []).append(rule)
        for schema in source.schemas:
            of_table = rules.get(schema.path.name, [])
            described.append(
                {
                    "name": schema.name,
                    "source": source.key,
                    "titles": dict(schema.titles),
                    "columns": list(_columns(schema, of_table)),
                    "statements": [
                        [
                            _term(rule.subject),
                            [[_rebased(assembly, po.predicate), _term(po.object)] for po in rule.predicate_objects],
                        ]
                        for rule in of_table
                    ],
                    "rows": len(assembly.tables[schema.name].rows),
                }
            )
    if assembly.corrections:
        corrections = json.loads(_CORRECTIONS.read_text(encoding="utf-8"))
        described.append({**corrections, "name": CORRECTIONS_TABLE, "rows": len(assembly.corrections)})
    return described


def write_tables(assembly: Assembly, folder: Path) -> None:
    """Write the tables of *assembly* into the release in *folder*."""
    described = describe_tables(assembly)
    text = compact({"tables": described})
    (folder / DESCRIPTIONS).write_text(f"{text}\n", encoding="utf-8")
    with closing(sqlite3.connect(folder / ROWS)) as database:
        # A release whose file is incomplete is discarded, so that no journal is needed.
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", *_SCHEMA):
            database.execute(statement)
        for number, table in enumerate(described):
            rows = enumerate(_rows(assembly, table["name"]))
            database.executemany(
                "INSERT INTO row VALUES (?, ?, ?, ?)",
                ((number, place, key, cells) for place, (key, cells) in rows),
            )
        _write_ledgers(database, assembly)
        database.commit()
    with (folder / ROWS).open("r+b") as file:
        file.seek(_WRITER)
        file.write(bytes(4))


def write_texts(assembly: Assembly, folder: Path) -> None:
    """Write the texts of the CSV files of *assembly* into the release in *folder*: a site publishes them itself."""
    sources = [source for source in assembly.sources if isinstance(source, CsvSource)]
    if sources:
        (folder / TEXTS).mkdir()
    for source in sources:
        (folder / TEXTS / f"{source.key}.txt").write_text(source.text, encoding="utf-8", newline="")


def _rows(assembly: Assembly, name: str) -> Iterator[tuple[str, str]]:
    """The key and the cells of each row of a table, in their order."""
    if name in assembly.tables:
        for row in assembly.tables[name].rows:
            yield row["key"], _written(row.values())
    else:
        for correction in assembly.corrections:
            yield correction.key, _written((correction.key, *(getattr(correction, column) for column in COLUMNS)))


def _write_ledgers(database: sqlite3.Connection, assembly: Assembly) -> None:
    """Write the ledger of each document of *assembly* that has one."""
    sources = {source.key: source for source in assembly.sources if source.key in assembly.totals}
    for document, ranges in groupby(cited_lines(assembly), key=lambda lines: lines.document):
        if source := sources.pop(document, None):
            ledger.write(database, document, _accounts(assembly, source), ranges)
    for document, source in sources.items():  # no record cites one of their lines
        ledger.write(database, document, _accounts(assembly, source), ())


def _accounts(assembly: Assembly, source: Source) -> list[AccountedLine]:
    """The lines of the ledger of *source*, as its graph states them, in their order."""
    translations = assembly.site.mappings / "reasons.csv"
    lines = []
    for entry in load_ledger(source):
        reasons = {entry.reason, entry.excluded_because} - {""}
        japanese = {text for reason in reasons if (text := in_japanese(reason, translations))}
        texts = (tuple(sorted(reasons)), tuple(sorted(japanese)))
        lines.append(
            AccountedLine(source.key, entry.line, entry.section, entry.status, *texts, entry.tokens, entry.mapped)
        )
    return sorted(lines, key=lambda line: line.line)


def _written(cells: Iterable[str]) -> str:
    return compact(list(cells))


def _columns(schema: TableSchema, rules: Iterable[MappingRule]) -> Iterator[dict[str, Any]]:
    """The columns of a table; the *rules* give the language of a text, and the thing that a cell stands for."""
    languages: dict[str, str] = {}
    things: dict[str, TermMap] = {}
    for rule in rules:
        for po in rule.predicate_objects:
            if len(po.object.template.references) == 1:
                column = po.object.template.references[0]
                if po.object.language and not language_column(po.object.language):
                    languages.setdefault(column, po.object.language)
                elif po.object.type == "iri":
                    things.setdefault(column, po.object)
    refers_to = {key.column: key.refers_to for key in schema.foreign_keys}
    for column in schema.columns:
        yield {
            "name": column.name,
            "titles": {str(tag): str(texts[0]) for tag, texts in (column.titles or {}).items()},
            "datatype": str(column.datatype.base) if column.datatype else "string",
            "required": bool(column.required),
            "refersTo": refers_to.get(column.name, ""),
            "language": languages.get(column.name, ""),
            "thing": _term(things[column.name]) if column.name in things else None,
        }


def _term(term: TermMap) -> list[Any]:
    return [list(term.template.parts), list(term.template.references), term.type, term.datatype, term.language]


def _rebased(assembly: Assembly, iri: str) -> str:
    return assembly.namespace.rebase(iri)
