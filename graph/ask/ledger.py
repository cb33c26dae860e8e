"""The ledger of a document in ``rows.sqlite``: each question reads only the rows that answer it.

A document may have a million lines, and a page shows a hundred of them. So the build counts by section and by document,
and keeps for each cited range of lines the line *at* which it is shown: the first one in it that is not blank.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from graph.ask.account import AccountedLine, account_of
from ontology.json_text import compact
from ontology.lines import LineRange

SCHEMA = (
    "CREATE TABLE account (document TEXT, line INTEGER, section TEXT, status TEXT, reasons TEXT, reasons_ja TEXT,"
    " tokens INTEGER, mapped INTEGER, PRIMARY KEY (document, line)) WITHOUT ROWID",
    "CREATE INDEX by_status ON account (document, status, line)",
    "CREATE TABLE section (document TEXT, number INTEGER, title TEXT, first INTEGER, last INTEGER, tokens INTEGER,"
    " mapped INTEGER, statuses TEXT, before TEXT, PRIMARY KEY (document, number)) WITHOUT ROWID",
    "CREATE INDEX by_first ON section (document, first)",
    "CREATE TABLE citation (document TEXT, at INTEGER, first INTEGER, last INTEGER,"
    " PRIMARY KEY (document, at, first, last)) WITHOUT ROWID",
    "CREATE TABLE total (document TEXT PRIMARY KEY, sections INTEGER, last INTEGER, tokens INTEGER, mapped INTEGER,"
    " statuses TEXT, longest INTEGER) WITHOUT ROWID",
)
"""*before* counts the lines with each status in the sections before; *longest*: no range has more lines after *at*."""
_SECTION = "SELECT number, title, first, last, tokens, mapped, statuses, before FROM section WHERE document = ?"
_LINES = "SELECT * FROM account WHERE document = ?"


@dataclass(frozen=True)
class Section:
    """Section *number* of a document, with its *first* and *last* line in the ledger.

    *statuses* counts its lines by status, *before* those of the sections before it.
    """

    number: int
    title: str
    first: int
    last: int
    tokens: int
    mapped_tokens: int
    statuses: Counter[str]
    before: Counter[str]

    @property
    def identifier(self) -> str:
        """The name of the section in addresses within the document."""
        return f"section-{self.number}"

    @property
    def count(self) -> int:
        """The number of its lines that are not blank."""
        return self.statuses.total()


@dataclass(frozen=True)
class LedgerTotal:
    """The ledger of a document as a whole; *last* is the number of its last line, 0 where it has none."""

    sections: int = 0
    last: int = 0
    tokens: int = 0
    mapped_tokens: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    longest: int = 0

    @property
    def count(self) -> int:
        """The number of lines that are not blank."""
        return self.statuses.total()


class Ledger:
    """The ledger of *document* in *database*, which has the tables of :data:`SCHEMA`."""

    def __init__(self, database: sqlite3.Connection, document: str) -> None:
        self._database = database
        self._document = document

    def total(self) -> LedgerTotal:
        """The ledger as a whole; one without lines where the document has none."""
        rows = self._rows("SELECT sections, last, tokens, mapped, statuses, longest FROM total WHERE document = ?")
        for sections, last, tokens, mapped, statuses, longest in rows:
            return LedgerTotal(sections, last, tokens, mapped, _counter(statuses), longest)
        return LedgerTotal()

    def sections(self, first: int, last: int) -> list[Section]:
        """The sections that begin at one of the lines *first* to *last*, in order."""
        return self._sections(f"{_SECTION} AND first BETWEEN ? AND ? ORDER BY first", first, last)

    def section_of(self, line: int) -> Section:
        """The section of *line*, which is one of the ledger."""
        return self._sections(f"{_SECTION} AND first <= ? ORDER BY first DESC LIMIT 1", line)[0]

    def lines(self, first: int, last: int) -> list[AccountedLine]:
        """The lines *first* to *last* that are not blank."""
        rows = self._rows(f"{_LINES} AND line BETWEEN ? AND ? ORDER BY line", first, last)
        return [account_of(row) for row in rows]

    def of_status(self, status: str, first: int, most: int) -> list[AccountedLine]:
        """The lines with *status* from the place *first* (counted from 0) among them on, at *most* so many."""
        rows = self._rows(f"{_LINES} AND status = ? ORDER BY line LIMIT ? OFFSET ?", status, most, first)
        return [account_of(row) for row in rows]

    def statuses(self, first: int, last: int) -> list[tuple[int, str]]:
        """The number and the status of each of the lines *first* to *last* that is not blank."""
        places = "SELECT line, status FROM account WHERE document = ? AND line BETWEEN ? AND ? ORDER BY line"
        return list(self._rows(places, first, last))

    def numbers(self) -> Iterator[int]:
        """The number of every line that is not blank, in order."""
        return (line for (line,) in self._rows("SELECT line FROM account WHERE document = ? ORDER BY line"))

    def around(self, line: int) -> list[int]:
        """The numbers of the lines next to *line*: the one before and the one after, where they are."""
        before = "SELECT max(line) FROM account WHERE document = ? AND line < ?"
        after = "SELECT min(line) FROM account WHERE document = ? AND line > ?"
        next_to = (next(self._rows(query, line))[0] for query in (before, after))
        return [number for number in next_to if number is not None]

    def cited(self, first: int, last: int) -> list[tuple[int, LineRange]]:
        """The cited ranges that hold one of the lines *first* to *last*, each with the line at which it is shown.

        They are in the order of their first lines, the longest first.
        """
        rows = self._rows(
            "SELECT at, first, last FROM citation WHERE document = ?"
            " AND at BETWEEN ? - (SELECT longest FROM total WHERE document = ?) AND ? AND last >= ?"
            " ORDER BY first, last DESC",
            *(first, self._document, last, first),
        )
        return [(at, LineRange(self._document, begin, end)) for at, begin, end in rows]

    def shown(self, first: int, last: int) -> list[tuple[int, int, int]]:
        """For each cited range that is shown at one of the lines *first* to *last*: that line, its first and its last.

        They are in the order of those lines, then of their first lines, the longest first.
        """
        columns = "SELECT at, first, last FROM citation WHERE document = ?"
        return list(self._rows(f"{columns} AND at BETWEEN ? AND ? ORDER BY at, first, last DESC", first, last))

    def _sections(self, query: str, *values: int) -> list[Section]:
        return [
            Section(number, title, first, last, tokens, mapped, _counter(statuses), _counter(before))
            for number, title, first, last, tokens, mapped, statuses, before in self._rows(query, *values)
        ]

    def _rows(self, query: str, *values: int | str) -> sqlite3.Cursor:
        return self._database.execute(query, (self._document, *values))


def create(database: sqlite3.Connection) -> None:
    """Create the tables of :data:`SCHEMA` in *database*."""
    for statement in SCHEMA:
        database.execute(statement)


def is_in(database: sqlite3.Connection) -> bool:
    """Has *database* the tables of :data:`SCHEMA`? That of an older release has lines alone."""
    return database.execute("SELECT 1 FROM sqlite_master WHERE name = 'citation'").fetchone() is not None


def write(
    database: sqlite3.Connection, document: str, lines: Sequence[AccountedLine], ranges: Iterable[LineRange]
) -> None:
    """Write the ledger of *document* into *database*: its *lines*, in order, and the *ranges* that records cite."""
    database.executemany("INSERT INTO account VALUES (?, ?, ?, ?, ?, ?, ?, ?)", map(_row, lines))
    numbers = [line.line for line in lines]
    longest = _write_citations(database, document, numbers, ranges)
    before: Counter[str] = Counter()
    number = -1
    for number, (title, of_section) in enumerate(groupby(lines, key=lambda line: line.section)):
        inside = list(of_section)
        statuses = Counter(line.status for line in inside)
        tokens, mapped = sum(line.tokens for line in inside), sum(line.mapped_tokens for line in inside)
        counts = _counts(statuses), _counts(before)
        database.execute(
            "INSERT INTO section VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (document, number, title, inside[0].line, inside[-1].line, tokens, mapped, *counts),
        )
        before.update(statuses)
    tokens, mapped = sum(line.tokens for line in lines), sum(line.mapped_tokens for line in lines)
    database.execute(
        "INSERT INTO total VALUES (?, ?, ?, ?, ?, ?, ?)",
        (document, number + 1, numbers[-1] if numbers else 0, tokens, mapped, _counts(before), longest),
    )


def _write_citations(
    database: sqlite3.Connection, document: str, numbers: Sequence[int], ranges: Iterable[LineRange]
) -> int:
    """Write *ranges*, each at the first of *numbers* in it; give the most lines that one goes on from there."""
    longest = 0
    for lines in sorted(ranges):
        place = bisect_left(numbers, lines.first)
        if place < len(numbers) and numbers[place] <= lines.last:
            longest = max(longest, lines.last - numbers[place])
            row = (document, numbers[place], lines.first, lines.last)
            database.execute("INSERT INTO citation VALUES (?, ?, ?, ?)", row)
    return longest


def _row(line: AccountedLine) -> tuple[str | int, ...]:
    reasons = compact(line.reasons), compact(line.reasons_ja)
    return line.document, line.line, line.section, line.status, *reasons, line.tokens, line.mapped_tokens


def _counts(counter: Counter[str]) -> str:
    return compact(dict(sorted(counter.items())))


def _counter(written: str) -> Counter[str]:
    return Counter(json.loads(written))
