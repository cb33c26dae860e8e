"""The tables of the site, repeated: each copy has keys, places, names, addresses and lines of its own.

Rows that hold for every place are not repeated: languages, countries, prefectures, organisations, figures of the whole
country. So they get more references with more copies, as in data that grow. A translation is repeated with the number
of the copy, as its text is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bench.growth.municipalities import Municipalities
from mappings.csv_files import Row
from mappings.map.tables import LINES, Table, TableSchema
from ontology.lines import read_cell

MUNICIPALITIES, ORGANISATIONS = "municipalities", "organisations"
ONCE = frozenset({"countries", "languages", "same_things", "page_survey", "figures"})
"""Tables that have the same rows at every size."""
NAMES = ("title", "title_ja", "title_en", "name_ja", "name_en", "label_ja", "label_en", "heading")
"""Columns whose texts tell the number of their copy, so that names differ."""
UNDECLARED = frozenset({("inquiry_contacts", "page"), ("page_units", "unit")})
"""Columns that name a thing of the copy, though they are no foreign keys."""
HUB_TABLE, HUB = "units", "13000"
"""Where a hub is made: the divisions of one local government."""


class Growth:
    """The *tables* of a site with *copies* of their rows, and *hub* divisions of one local government besides.

    *corrected* holds the rows that corrections change, by table and key: copies use the corrected values.
    """

    def __init__(
        self, tables: Mapping[str, Table], corrected: Mapping[tuple[str, str], Row], copies: int, hub: int = 0
    ) -> None:
        self._corrected = corrected
        self._copies = copies
        self._hub = hub
        self._municipalities = Municipalities(tables[MUNICIPALITIES].rows)
        self._national = frozenset(row["key"] for row in tables[ORGANISATIONS].rows)
        self._lengths: dict[str, int] = {}
        for table in tables.values():
            last = max((last for row in table.rows for _, last in read_cell(row.get(LINES) or "1")), default=1)
            source = table.schema.source
            self._lengths[source] = max(last, self._lengths.get(source, 0))

    def length(self, source: str) -> int:
        """By how many lines two copies of the document *source* are apart."""
        return self._lengths[source]

    def rows(self, table: Table) -> Iterator[Row]:
        """The rows of *table* as they are, then those of each copy, then those of the hub."""
        yield from table.rows
        for copy in range(1, 1 if table.name in ONCE else self._copies):
            if table.name == MUNICIPALITIES:
                yield from self._municipalities.rows(copy)
            else:
                yield from self._copied(table, copy)
        if table.name == HUB_TABLE:
            yield from self._divisions(table.schema)

    def _copied(self, table: Table, copy: int) -> Iterator[Row]:
        schema = table.schema
        columns = {key.column: key.refers_to for key in schema.foreign_keys}
        columns |= {column: "" for name, column in UNDECLARED if name == table.name}
        names = [name for name in NAMES if name in schema.column_names and name not in columns]
        for printed in table.rows:
            row = self._corrected.get((table.name, printed["key"]), printed)
            if table.name == ORGANISATIONS and row["key"] in self._national:
                continue
            new = row | {"key": f"{row['key']}-c{copy}"}
            if row["key"] == row.get("municipality"):
                new["key"] = self._municipalities.code(row["key"], copy)
            for column, table_name in columns.items():
                new[column] = self._reference(row[column], table_name, column, copy)
            for name in names:
                new[name] = row[name] and _numbered(row[name], copy)
            if address := row.get("url"):
                new["url"] = f"{address}{'&' if '?' in address else '?'}copy={copy}"
            if row.get(LINES):
                new[LINES] = _lines_later(row[LINES], copy * self._lengths[schema.source])
            yield new

    def _reference(self, key: str, table: str, column: str, copy: int) -> str:
        """What *key* of *table* is called in *copy*."""
        if not key or table in ONCE or (table == ORGANISATIONS and key in self._national):
            return key
        if table == MUNICIPALITIES:
            return key if column == "prefecture" else self._municipalities.code(key, copy)
        return f"{key}-c{copy}"

    def _divisions(self, schema: TableSchema) -> Iterator[Row]:
        empty = dict.fromkeys(schema.column_names, "")
        for number in range(1, self._hub + 1):
            key, name = f"hub-division-{number}", f"Division {number}"
            yield empty | {"key": key, "municipality": HUB, "name_en": name, LINES: "1"}


def _numbered(text: str, copy: int) -> str:
    return f"{text} {copy}"


def numbered_translations(rows: Sequence[Row], copies: int) -> Iterator[Row]:
    """The *rows* of the translations, of texts and their English, then those of the texts of each copy."""
    yield from rows
    for copy in range(1, copies):
        for row in rows:
            yield {column: _numbered(text, copy) for column, text in row.items()}


def _lines_later(cell: str, by: int) -> str:
    """The ``lines`` *cell* of a row whose document comes *by* lines later.

    >>> _lines_later("9 12-14", 100)
    '109 112-114'
    """
    return " ".join(
        f"{first + by}" if first == last else f"{first + by}-{last + by}" for first, last in read_cell(cell)
    )


def later_entries(rows: Sequence[Row], copies: int, by: int) -> Iterator[Row]:
    """The *rows* of a ledger, a line each, for a document that is *copies* times as long, *by* lines each time."""
    for copy in range(copies):
        for row in rows:
            yield row | {"line": str(int(row["line"]) + copy * by)}
