"""The ledger: a status for every line of a document, and a count of the tokens on it.

Each non-blank line has one status. Rejected comes before withheld, withheld before mapped, mapped before the rest: a
line that a record cites is mapped unless something on it should be a fact and could not be read, or was withheld. On a
mapped line every token (an address, number, date, language or local government) must be in a record that cites the
line, or be excluded with a reason. The committed ledger (``ledger.csv`` of a source) holds numbers of lines, statuses,
reasons and counts; never text of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.csv_files import Row, read_csv, to_csv
from mappings.helpers.text import nfkc
from mappings.map.sources import ROOT, Source
from mappings.map.tables import LINES, Table
from mappings.read.document import Document
from mappings.read.reading import STATUSES, Note, Reading, Section
from mappings.read.tokens import LineToken, find_tokens, held_by_line
from ontology.errors import ReportedError
from ontology.lines import ranges_of

if TYPE_CHECKING:
    from mappings.map.csv_sources import CsvSource

COLUMNS = ("line", "section", "status", "reason", "tokens", "mapped", "excluded", "excluded_because")
_EXCLUSION_COLUMNS = ("document", "lines", "kind", "pattern", "reason")


class LedgerError(ReportedError):
    """A line has no status, or a token is neither in a record nor excluded."""


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One line of the ledger."""

    line: int
    section: str
    status: str
    reason: str
    tokens: int
    mapped: int
    excluded: int
    excluded_because: str

    def row(self) -> Row:
        """The entry as a row of ``ledger.csv``."""
        return {column: str(getattr(self, column)) for column in COLUMNS}


@dataclass(frozen=True)
class Exclusion:
    """Tokens of *kind* that match *pattern* and need no record, on some *lines* of a document (on all when empty)."""

    document: str
    lines: frozenset[int]
    kind: str
    pattern: re.Pattern[str]
    reason: str

    def covers(self, document: str, line: int, text: str, token: LineToken) -> bool:
        """Whether *token* on *line* is excluded: a match of the pattern in the line must contain the token."""
        if self.document not in ("", document) or self.kind not in ("", token.kind):
            return False
        if self.lines and line not in self.lines:
            return False
        printed = nfkc(token.printed).strip()
        return any(printed in nfkc(match.group()) for match in self.pattern.finditer(nfkc(text)))


def load_exclusions(folder: Path = ROOT) -> list[Exclusion]:
    """The exclusions of ``token_exclusions.csv`` in *folder*, beside the sources; none when there is no such file.

    Raises CsvError, or LedgerError for a broken pattern or list of lines.
    """
    path = folder / "token_exclusions.csv"
    if not path.exists():
        return []
    exclusions = []
    for number, row in enumerate(read_csv(path, _EXCLUSION_COLUMNS), 1):
        try:
            pattern = re.compile(row["pattern"])
            ranges = ranges_of(row["document"], row["lines"]) if row["lines"] else []
        except (re.error, ValueError) as error:
            raise LedgerError(f"{path.name} row {number}: {error}") from error
        lines = frozenset(line for cited in ranges for line in cited.numbers)
        exclusions.append(Exclusion(row["document"], lines, row["kind"], pattern, row["reason"]))
    return exclusions


def cited_records(tables: Mapping[str, Table]) -> dict[int, list[tuple[str, str]]]:
    """The records (table, key) that cite a line, by line of the document."""
    cited: dict[int, list[tuple[str, str]]] = {}
    for name, table in tables.items():
        for row in table.rows:
            for lines in ranges_of(table.schema.source, row[LINES]) if row.get(LINES) else ():
                for line in lines.numbers:
                    cited.setdefault(line, []).append((name, row["key"]))
    return cited


def _status(line: int, notes: Sequence[Note], is_cited: bool, document: str) -> tuple[str, str]:
    """The status of a line and its reason, by precedence."""
    by_status = {note.status: note for note in notes}
    for status in STATUSES:
        if status == "mapped":
            if is_cited:
                return "mapped", ""
        elif status in by_status:
            return status, by_status[status].reason
    raise LedgerError(f"document {document}, line {line}: no record cites it and no note says why; its reader must")


def _section(sections: Sequence[Section], line: int) -> str:
    title = ""
    for section in sections:
        if section.first_line > line:
            break
        title = section.title
    return title


def make_ledger(
    document: Document, reading: Reading, tables: Mapping[str, Table], exclusions: Sequence[Exclusion]
) -> tuple[list[LedgerEntry], list[tuple[int, LineToken]]]:
    """The entries of every non-blank line, and the tokens that are neither in a record nor excluded.

    Raises LedgerError for a line without status.
    """
    cited = cited_records(tables)
    notes: dict[int, list[Note]] = {}
    for note in reading.notes:
        notes.setdefault(note.line, []).append(note)
    sections = sorted(reading.sections, key=lambda section: section.first_line)
    held = held_by_line(((name, table.rows) for name, table in tables.items()), cited)
    entries: list[LedgerEntry] = []
    lost: list[tuple[int, LineToken]] = []
    for number, text in enumerate(document.lines, 1):
        if not text.strip():
            continue
        status, reason = _status(number, notes.get(number, ()), number in cited, document.key)
        tokens = find_tokens(text)
        mapped, excluded_because = 0, Counter[str]()
        for token in tokens:
            if number in held and held[number].has(token):
                mapped += 1
                continue
            exclusion = next((e.reason for e in exclusions if e.covers(document.key, number, text, token)), None)
            if exclusion is None and status != "mapped":
                exclusion = reason
            if exclusion is None:
                lost.append((number, token))
            else:
                excluded_because[exclusion] += 1
        excluded = "; ".join(f"{reason} ({n})" if n > 1 else reason for reason, n in sorted(excluded_because.items()))
        entries.append(
            LedgerEntry(
                number,
                _section(sections, number),
                status,
                reason,
                len(tokens),
                mapped,
                excluded_because.total(),
                excluded,
            )
        )
    return entries, lost


def ledger_path(source: Source) -> Path:
    """The path of the committed ledger of *source*."""
    return source.folder / "ledger.csv"


def ledger_csv(entries: Sequence[LedgerEntry]) -> str:
    """*entries* as the text of ``ledger.csv``."""
    return to_csv(COLUMNS, (entry.row() for entry in entries))


def has_ledger(source: Source) -> bool:
    """Whether there is a ledger of *source*: a document without one was never extracted."""
    return _csv_source(source) is not None or ledger_path(source).exists()


def load_ledger(source: Source) -> list[LedgerEntry]:
    """The ledger of *source*: the committed one, or that of its CSV file. Raises CsvError when it is malformed."""
    if of_csv := _csv_source(source):
        return list(_ledger_of_csv(of_csv))
    return [
        LedgerEntry(
            int(row["line"]), row["section"], row["status"], row["reason"], int(row["tokens"]), int(row["mapped"]),
            int(row["excluded"]), row["excluded_because"],
        )
        for row in read_csv(ledger_path(source), COLUMNS)
    ]  # fmt: skip


def _csv_source(source: Source) -> CsvSource | None:
    from mappings.map.csv_sources import CsvSource  # imported late: few sites have one, and it takes a while

    return source if isinstance(source, CsvSource) else None


def _ledger_of_csv(source: CsvSource) -> Iterator[LedgerEntry]:
    """Each line that is not blank: the header, or part of a row. The tokens of a row are its cells with a value."""
    if source.content.text is None:
        return
    cited = cited_records(source.tables())
    blank = {number for number, line in enumerate(source.text.split("\n"), 1) if not line.strip()}
    for place, (first, last, cells) in enumerate(source.content.text.records()):
        values = sum(bool(cell.strip()) for cell in cells) if place else 0
        for line in range(first, last + 1):
            if line in blank:
                continue
            status = "mapped" if line in cited else "furniture" if place else "heading"
            count = values if line == first and status == "mapped" else 0
            yield LedgerEntry(line, "", status, "", count, count, 0, "")
