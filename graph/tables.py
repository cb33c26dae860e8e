"""The tables that a release was made from, as it carries them: what each column is, and every row as it was read.

``tables.json`` describes the tables and tells which statements the rules make of which columns; ``rows.sqlite`` holds
the rows, so that one of a million is read without the others, and the ledger of each document.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Triple

from graph.release import Release
from mappings.csv_files import Row
from mappings.map.interpreter import term_maker
from mappings.map.rules import Template, TermMap
from ontology.namespaces import Namespace

DESCRIPTIONS, ROWS = "tables.json", "rows.sqlite"
TEXTS = "texts"
"""The folder of the texts that a release carries: those of CSV files, which a site publishes itself."""
KEY = "key"


@dataclass(frozen=True)
class Column:
    """A column: its name, its titles by language, its datatype (of CSVW), the table that its cells refer to (or "").

    *language* is the tag of its texts, where the rules give one; *thing* makes the IRI that a cell stands for.
    """

    name: str
    titles: Mapping[str, str]
    datatype: str
    is_required: bool
    refers_to: str
    language: str
    thing: TermMap | None


@dataclass(frozen=True)
class RowStatement:
    """A statement that the rules make of a row: its property, and how subject and object are made of the cells."""

    subject: TermMap
    predicate: str
    object: TermMap


@dataclass(frozen=True)
class CarriedTable:
    """A table of the release: its name, the key of its source, its titles by language, its columns, how many rows."""

    name: str
    source: str
    titles: Mapping[str, str]
    columns: tuple[Column, ...]
    statements: tuple[RowStatement, ...]
    count: int

    @cached_property
    def subject(self) -> TermMap | None:
        """What a row is about: the subject of the first rule; None where no rule is about the table."""
        return self.statements[0].subject if self.statements else None


class Tables(Mapping[str, CarriedTable]):
    """The tables of *release* by name, in the order of its sources; none where the release carries none."""

    def __init__(self, release: Release) -> None:
        self._path = release.path
        self._namespace: Namespace = release.namespace
        path = release.path / DESCRIPTIONS
        described = json.loads(path.read_text(encoding="utf-8"))["tables"] if path.is_file() else []
        self._tables = {raw["name"]: _table(raw) for raw in described}
        self._numbers = {name: number for number, name in enumerate(self._tables)}
        self._makers: dict[TermMap, Callable[[Row], object]] = {}

    def __getitem__(self, name: str) -> CarriedTable:
        """The table called *name*."""
        return self._tables[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._tables)

    def __len__(self) -> int:
        """How many tables there are."""
        return len(self._tables)

    def row(self, table: str, key: str) -> Row | None:
        """The row of *table* with this *key*, every cell as it was read; None where there is none."""
        if table not in self:
            return None
        with opened(self._path) as database:
            cells = database.execute(
                "SELECT cells FROM row WHERE number = ? AND key = ?", (self._numbers[table], key)
            ).fetchone()
        return self._row(table, cells[0]) if cells else None

    def rows(self, table: str, first: int = 0, most: int = -1) -> list[Row]:
        """The rows of *table* from the place *first* (counted from 0) on, in their order; at *most* so many."""
        if table not in self:
            return []
        with opened(self._path) as database:
            places = "SELECT cells FROM row WHERE number = ? AND place >= ? ORDER BY place LIMIT ?"
            return [
                self._row(table, cells) for (cells,) in database.execute(places, (self._numbers[table], first, most))
            ]

    def things(self, table: str, row: Row) -> dict[str, NamedNode]:
        """The thing that each cell of *row* stands for, by column; of the key, what the row is about."""
        made = {column.name: self._made(column.thing, row) for column in self[table].columns if column.thing}
        subject = self[table].subject
        if subject and set(subject.template.references) == {KEY}:
            made[KEY] = self._made(subject, row)
        return {name: term for name, term in made.items() if isinstance(term, NamedNode)}

    def cited(self, table: str, row: Row, triple: Triple) -> frozenset[str]:
        """The columns of *row* that the rules made *triple* of; none for a statement that is composed of others."""
        columns: set[str] = set()
        for statement in self[table].statements:
            if statement.predicate == triple.predicate.value and self._made(statement.object, row) == triple.object:
                references = statement.object.template.references
                if references or self._made(statement.subject, row) == triple.subject:
                    columns |= set(references or statement.subject.template.references)
        return frozenset(columns)

    def _made(self, term: TermMap, row: Row) -> object:
        make = self._makers.get(term)
        if make is None:
            make = self._makers[term] = term_maker(term, self._namespace)
        try:
            return make(row)
        except ValueError:
            return None  # the printed value of a cell that a correction mends

    def _row(self, table: str, cells: str) -> Row:
        names = (column.name for column in self[table].columns)
        return dict(zip(names, json.loads(cells), strict=True))


@contextmanager
def opened(release: Path) -> Iterator[sqlite3.Connection]:
    """The rows of the release in the folder *release*.

    They are opened anew each time: a connection must not pass from one process to its children.
    """
    address = f"{(release / ROWS).as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        yield database


def _table(raw: Mapping[str, Any]) -> CarriedTable:
    statements = (
        RowStatement(_term(subject), predicate, _term(made))
        for subject, made_of in raw["statements"]
        for predicate, made in made_of
    )
    return CarriedTable(
        raw["name"], raw["source"], raw["titles"], tuple(map(_column, raw["columns"])), tuple(statements), raw["rows"]
    )


def _column(raw: Mapping[str, Any]) -> Column:
    return Column(
        raw["name"],
        raw["titles"],
        raw["datatype"],
        raw["required"],
        raw["refersTo"],
        raw["language"],
        _term(raw["thing"]) if raw["thing"] else None,
    )


def _term(raw: Sequence[Any]) -> TermMap:
    parts, references, kind, datatype, language = raw
    return TermMap(Template(tuple(parts), tuple(references)), kind, datatype, language)
