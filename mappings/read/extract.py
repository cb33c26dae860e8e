"""Documents to tables: run the readers, then compare with the committed tables or replace them."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from mappings.csv_files import Row, to_csv
from mappings.map.corrections import load_corrections
from mappings.map.sources import Source
from mappings.map.tables import FIRST_ROW, LINES, Table, TableSchema, check_table, load_table
from mappings.read.document import Document, load_document
from mappings.read.keys import Keys
from mappings.read.ledger import LedgerEntry, LedgerError, load_exclusions, make_ledger
from mappings.read.readers import reader_of
from mappings.read.reading import Reading
from mappings.read.verbatim import corrections_not_as_printed, not_as_printed
from ontology.errors import ReportedError


class ExtractError(ReportedError):
    """A reader gives a table that its metadata does not describe, or lacks one that it does."""


def committed_keys(source: Source) -> Keys:
    """The keys of the committed tables of *source*; a table that does not exist yet has none."""
    keys = Keys()
    for schema in source.schemas:
        if schema.path.exists() and schema.identity:
            keys.remember(schema.name, schema.identity, load_table(schema).rows)
    return keys


@dataclass(frozen=True)
class Extraction:
    """The outcome of reading one source: its document, its tables (checked one by one), and the reader's notes."""

    source: Source
    document: Document
    tables: dict[str, Table]
    reading: Reading

    def ledger(self) -> list[LedgerEntry]:
        """The ledger of the document. Raises LedgerError for a line without status, or a token without record."""
        entries, lost = make_ledger(
            self.document, self.reading, self.tables, load_exclusions(self.source.folder.parent)
        )
        if lost:
            listed = "; ".join(f"line {line}: {token.kind} {token.printed!r}" for line, token in lost[:8])
            more = f" … and {len(lost) - 8} more" if len(lost) > 8 else ""
            raise LedgerError(
                f"document {self.document.key}: {len(lost)} token(s) are in no record that cites their line: "
                f"{listed}{more}; mend the reader, or exclude them with a reason in token_exclusions.csv"
            )
        return entries


def read_source(source: Source, folder: Path) -> Extraction:
    """Read the document of *source* in *folder*.

    Raises DocumentError, ReaderError, TableError or ExtractError.
    """
    metadata = source.metadata
    if "file" not in metadata:
        raise ExtractError(f"{source.folder.name}/metadata.yaml: has no `file`, the pattern of the document's name")
    document = load_document(folder, source.key, str(metadata["file"]), str(metadata["sha256"]))
    reading = _read(source, document)
    described = {schema.name: schema for schema in source.schemas}
    if set(described) != set(reading.tables):
        odd = ", ".join(sorted(set(described) ^ set(reading.tables)))
        raise ExtractError(f"source {source.key}: reader and metadata disagree about the tables {odd}")
    tables = {}
    for name, schema in described.items():
        tables[name] = Table(schema, [{c: row.get(c, "") for c in schema.column_names} for row in reading.tables[name]])
        extra = {column for row in reading.tables[name] for column in row} - set(schema.column_names)
        if extra:
            raise ExtractError(f"source {source.key}: reader gives {name} columns its metadata lacks: {sorted(extra)}")
        check_table(tables[name])
    if problem := next(not_as_printed(document, source, tables.values()), None):
        raise ExtractError(f"{problem}; mend the reader, or cite the line that prints it")
    corrections = load_corrections(source.folder.parent / "corrections.csv")
    own = (correction for correction in corrections if correction.table in tables)
    if problem := next(corrections_not_as_printed(document, own), None):
        raise ExtractError(f"{problem}; quote the document in printed, and put what the cell holds into read_as")
    source.check_assertions(tables)
    return Extraction(source, document, tables, reading)


def _read(source: Source, document: Document) -> Reading:
    """The reading of *document* by the reader of *source*.

    An exception of the reader becomes an ExtractError with its place.
    """
    read = reader_of(source)
    try:
        return read(document, committed_keys(source))
    except ReportedError:
        raise
    except Exception as error:  # a reader is a program of the site, and may fail in any way
        place = traceback.extract_tb(error.__traceback__)[-1]
        what = " ".join(f"{type(error).__name__}: {error}".split())
        raise ExtractError(
            f"source {source.key}: its reader failed in {Path(place.filename).name} line {place.lineno} ({what}); "
            "the document may have another shape than the reader expects"
        ) from error


def differences(schema: TableSchema, committed: Iterable[Row], extracted: Iterable[Row]) -> Iterator[str]:
    """A line of text for every row or cell in which the *committed* table differs from the *extracted* one."""
    old = {row["key"]: (number, row) for number, row in enumerate(committed, FIRST_ROW)}
    new = {row["key"]: (number, row) for number, row in enumerate(extracted, FIRST_ROW)}
    name = schema.path.name
    for key, (_, row) in new.items():
        place = f"document {schema.source}, line {row[LINES]}"
        if key not in old:
            yield f"{name}: row {key} is missing ({place})"
            continue
        for column in schema.column_names:
            was = old[key][1][column]
            if was != row[column]:
                yield f'{name} row {old[key][0]} ({key}): {column} is "{was}" but reads "{row[column]}" ({place})'
    for key, (number, row) in old.items():
        if key not in new:
            yield f"{name} row {number} ({key}): the document has no such row (it cites line {row[LINES]})"
    if list(old) != list(new) and set(old) == set(new):
        yield f"{name}: rows stand in another order than in the document"


def compare(source: Source, tables: dict[str, Table]) -> list[str]:
    """Every difference between the committed tables of *source* and *tables*, first by cell, then by byte."""
    problems: list[str] = []
    for table in tables.values():
        schema = table.schema
        committed = load_table(schema)
        lines = list(differences(schema, committed.rows, table.rows))
        if not lines and schema.path.read_text(encoding="utf-8") != to_csv(schema.column_names, table.rows):
            lines = [f"{schema.path.name}: same cells but other quoting, or another line ending; run `tabunka extract`"]
        problems += lines
    return problems


def written(tables: Iterable[Table]) -> dict[Path, str]:
    """The text of each file that *tables* are written in."""
    return {table.schema.path: to_csv(table.schema.column_names, table.rows) for table in tables}
