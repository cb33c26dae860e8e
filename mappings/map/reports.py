"""Reports of readers about values of rows, in the form of a message, and the corrections that are made from them.

The page that makes a message (``/correct``) ends it with a line of JSON for each value: ``{"record": "table/row",
"column": …, "value": …, "reason": …, "evidence": …}``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from unicodedata import category

from mappings.map.corrections import Correction, CorrectionError, corrected_rows
from mappings.map.tables import LINES, Table, check_table
from ontology.spelling import did_you_mean

_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_UNSEEN = ("Cc", "Zl", "Zp")
"""The categories of Unicode that no cell has: controls, separators of lines and paragraphs."""
_REPORTED = {"ja": "読者の指摘による", "en": "reported by a reader"}


@dataclass(frozen=True)
class Report:
    """A claim that the cell *column* of *record* (``table/row``) should be *value*, with a reason and evidence."""

    record: str
    column: str
    value: str
    reason: str = ""
    evidence: str = ""

    @property
    def line(self) -> str:
        """The line of a message."""
        return json.dumps({name: text for name, text in asdict(self).items() if text}, ensure_ascii=False)


def reports_in(message: str) -> Iterator[Report]:
    """The reports in *message*. Raises CorrectionError for a line that is meant as one and cannot be read.

    >>> [report.value for report in reports_in('Hello\\n> {"record": "a/b", "column": "c", "value": "d"}')]
    ['d']
    """
    for number, line in enumerate(message.splitlines(), 1):
        text = line.lstrip("> \t").rstrip()
        if not text.startswith('{"record"'):
            continue
        try:
            yield _report(json.loads(text))
        except (ValueError, TypeError) as error:
            raise CorrectionError(
                f"line {number} of the message cannot be read ({error}); it must be one line of JSON with record, "
                "column and value, and where there are some reason and evidence"
            ) from error


def _report(raw: dict[str, object]) -> Report:
    """The report with the members *raw* of its JSON object.

    Raises ValueError or TypeError for a malformed one.
    """
    for name, value in raw.items():
        if not isinstance(value, str):
            raise TypeError(f"{name} must be text")
    return Report(**{name: str(value) for name, value in raw.items()})


def correction_of(report: Report, tables: Mapping[str, Table], by: str, day: str) -> Correction:
    """The correction that *report* asks for, made by *by* on *day* (ISO 8601).

    Raises CorrectionError or TableError where there is no such cell, or where it cannot have that value.
    """
    for part, text in asdict(report).items():
        if any(category(character) in _UNSEEN for character in text):
            raise CorrectionError(
                f"the {part} for {report.record} has a line break or another character that is not seen"
            )
    name, _, key = report.record.partition("/")
    table = tables.get(name)
    row = next((row for row in table.rows if row["key"] == key), None) if table else None
    if table is None or row is None:
        raise CorrectionError(f"there is no record {report.record}; the page of a row names it as table/row")
    if report.column not in row:
        raise CorrectionError(f"{report.record} has no column {report.column!r}; it has {', '.join(row)}")
    cell = row[report.column]
    is_key = any(report.column == foreign.column for foreign in table.schema.foreign_keys)
    given = {"ja" if _JAPANESE.search(report.reason) else "en": report.reason} if report.reason else {}
    reasons = {**_REPORTED, **given}
    correction = Correction(
        table=name,
        row=key,
        column=report.column,
        printed="" if is_key else cell,
        read_as=cell if is_key else "",
        corrected=report.value,
        reason=reasons["ja"],
        reason_en=reasons["en"],
        line=row.get(LINES, "") if cell else "",
        date=day,
        by=by,
        evidence=report.evidence,
    )
    _require_possible(correction, tables)
    return correction


def _require_possible(correction: Correction, tables: Mapping[str, Table]) -> None:
    """Raise CorrectionError or TableError where the corrected row breaks the schema of its table."""
    schema = tables[correction.table].schema
    row, _ = corrected_rows([correction], tables)[(correction.table, correction.row)]
    check_table(Table(schema, [row]))
    for foreign in schema.foreign_keys:
        keys = [other["key"] for other in tables[foreign.refers_to].rows] if row[foreign.column] else [""]
        if row[foreign.column] not in keys:
            value = row[foreign.column]
            raise CorrectionError(
                f"{value!r} is not a key of {foreign.refers_to}, to which {foreign.column} refers"
                f"{did_you_mean(value, keys)}"
            )
