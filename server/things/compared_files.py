"""A comparison as CSV, JSON and XLSX: the values with their units, dates, documents and lines."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from pyoxigraph import NamedNode

from ontology.json_text import indented
from ontology.vocabulary import DCT
from server.display import tidy
from server.display.index import Thing
from server.display.publication import knowledge, reader_catalogue, reader_presenter, site
from server.display.tidy import TidyRow
from server.display.values import Presenter, Value
from server.things.compared import LANGUAGES, WEEKS, CellValue, ComparedRow, ComparedSection
from server.things.compared_rows import ComparedThing
from server.things.comparison import ComparisonDeclaration

_WIDE, _NARROW = 40, 14
"""Widths of the columns of a spreadsheet, in digits."""
_LONGEST_SHEET_NAME = 31
"""The most characters that spreadsheets allow in the name of a sheet."""


def tidy_rows(things: Sequence[ComparedThing], sections: Sequence[ComparedSection]) -> Iterator[TidyRow]:
    """Every value of the table by itself, thing by thing; the two ends of a range are two."""
    for number, thing in enumerate(things):
        for section in sections:
            for row in section.rows:
                for entry in row.cells[number].entries:
                    yield from _tidy(thing, row, entry)


def _tidy(thing: ComparedThing, row: ComparedRow, entry: CellValue) -> Iterator[TidyRow]:
    for value, is_upper in ((entry.value, False), *(((entry.upper, True),) if entry.upper else ())):
        yield TidyRow(
            thing.value.full,
            thing.key,
            _measure(row, entry, is_upper),
            _plain(row, entry, value),
            entry.unit_name,
            entry.day or tidy.date_of_documents(entry.origins, knowledge()),
            entry.origins,
        )


def _measure(row: ComparedRow, entry: CellValue, is_upper: bool) -> str:
    """The measure of the value, in words: the feature, and what it holds for."""
    word = reader_catalogue().plain
    name = word("Languages") if row.kind == LANGUAGES else row.name
    parts = [detail.text for detail in entry.details]
    if row.kind == WEEKS:
        parts = [entry.value.text, *parts]
    elif entry.remark:
        parts.append(entry.remark.rstrip("."))
    if entry.upper:
        parts.append(word("most") if is_upper else word("least"))
    return ": ".join((name, ", ".join(parts))) if parts else name


def _plain(row: ComparedRow, entry: CellValue, value: Value) -> Decimal | str:
    if row.kind == WEEKS:
        words = {"○": "open", "△": "open in some weeks", "×": "closed"}
        return reader_catalogue().plain(words[entry.remark])
    if entry.unit_name or value.kind == "number":
        return Decimal(value.exact or value.text)
    return value.exact if value.kind == "link" else value.full


def csv_text(
    compared: ComparisonDeclaration, things: Sequence[ComparedThing], sections: Sequence[ComparedSection]
) -> str:
    """The values as CSV, one a row, in the reader's language."""
    return tidy.csv_text(compared.kind, tidy_rows(things, sections))


def json_text(
    compared: ComparisonDeclaration, things: Sequence[ComparedThing], sections: Sequence[ComparedSection]
) -> str:
    """The features of each thing with their values, units, dates and records."""
    described = []
    for number, thing in enumerate(things):
        features: dict[str, list[dict[str, object]]] = {}
        for section in sections:
            for row in section.rows:
                features.setdefault(row.key, []).extend(map(_members, row.cells[number].entries))
        described.append({"code": thing.key, "iri": thing.iri.value, "label": thing.value.full, "features": features})
    return indented({compared.array: described}) + "\n"


def _members(entry: CellValue) -> dict[str, object]:
    remarks = [*(detail.text for detail in entry.details), *([entry.remark] if entry.remark else [])]
    members: dict[str, Any] = {"value": entry.value.exact or entry.value.text, "text": entry.value.text}
    optional = {
        "upper": entry.upper.exact or entry.upper.text if entry.upper else "",
        "unit": entry.unit_name,
        "date": entry.day,
        "remark": ", ".join(remarks),
    }
    members |= {name: text for name, text in optional.items() if text}
    return members | {"records": [f"{origin.table}/{origin.row}" for origin in entry.origins]}


def xlsx_bytes(
    compared: ComparisonDeclaration, things: Sequence[ComparedThing], sections: Sequence[ComparedSection]
) -> bytes:
    """The comparison as a workbook: side by side, the values one a row, and the documents that they are from.

    The bytes depend on the release and the choice only.
    """
    out, word = io.BytesIO(), reader_catalogue().plain
    release = knowledge().release
    import xlsxwriter  # forty modules, which few readers need

    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    workbook.set_properties(
        {
            "title": f"{word('Compare')}: {', '.join(thing.value.full for thing in things)}",
            "author": site().author,
            "comments": f"{release.base}/release/{release.version} · {site().licence_name}",
            "created": release.modified.replace(tzinfo=None),
        }
    )
    rows = list(tidy_rows(things, sections))
    bold, wrapped = workbook.add_format({"bold": True, "text_wrap": True}), workbook.add_format({"text_wrap": True})
    _side_by_side(workbook.add_worksheet(_name(word("Compare"))), things, sections, bold, wrapped)
    values = workbook.add_worksheet(_name(word("Values")))
    values.write_row(0, 0, [compared.kind, *tidy.COLUMNS], bold)
    for number, row in enumerate(rows, 1):
        _write(values, number, 0, [row.name, row.code, row.measure, row.value, *row.cells[4:]])
    values.set_column(0, 2, _WIDE // 2)
    values.freeze_panes(1, 1)
    values.autofilter(0, 0, len(rows), len(tidy.COLUMNS))
    _sources(workbook.add_worksheet(_name(word("Sources"))), rows, bold)
    workbook.close()
    return out.getvalue()


def _side_by_side(
    sheet: Any, things: Sequence[ComparedThing], sections: Sequence[ComparedSection], bold: Any, wrapped: Any
) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, _WIDE // 2)
    sheet.set_column(1, len(things), _WIDE)
    sheet.write_row(0, 1, [thing.value.full for thing in things], bold)
    line = 1
    for section in sections:
        sheet.write_string(line, 0, reader_catalogue().plain(section.title), bold)
        line += 1
        for row in section.rows:
            units = {entry.unit_name for cell in row.cells for entry in cell.entries}
            unit = f" ({units.pop()})" if len(units) == 1 and "" not in units else ""
            texts = [_cell(row, cell.entries, bool(unit)) for cell in row.cells]
            _write(sheet, line, 0, [row.name + unit, *texts], wrapped)
            line += 1


def _cell(row: ComparedRow, entries: Sequence[CellValue], has_unit: bool) -> Decimal | str:
    """The values of a cell: a number where it is a single one whose unit stands at the row, else lines of text."""
    if len(entries) == 1 and has_unit and not entries[0].upper and not entries[0].details:
        return Decimal(entries[0].value.exact or entries[0].value.text)
    return "\n".join(_text(row, entry) for entry in entries)


def _text(row: ComparedRow, entry: CellValue) -> str:
    details = ", ".join(detail.text for detail in entry.details)
    if row.kind == LANGUAGES:
        return details
    value = entry.value.text + (f"–{entry.upper.text}" if entry.upper else "") + entry.unit.striptags()
    remarks = ", ".join(filter(None, (details, entry.date.text if entry.date else "")))
    text = f"{entry.value.full} {entry.remark}" if row.kind == WEEKS else f"{entry.remark} {value}".strip()
    return f"{text} ({remarks})" if remarks else text


def _sources(sheet: Any, rows: Sequence[TidyRow], bold: Any) -> None:
    """The documents that the values were read from, and the release and licence."""
    presenter, word = reader_presenter(), reader_catalogue().plain
    sheet.write_row(0, 0, ["document", word("Title"), word("Date"), "URI"], bold)
    documents = sorted({document for row in rows for document in row.documents})
    for number, key in enumerate(documents, 1):
        iri = knowledge().iri(Thing("document", key))
        _write(sheet, number, 0, [key, presenter.value(iri).text, _date(presenter, iri), iri.value])
    release = knowledge().release
    _write(
        sheet,
        len(documents) + 2,
        0,
        ["", word("Release"), release.version, f"{release.base}/release/{release.version}"],
    )
    _write(sheet, len(documents) + 3, 0, ["", word("Licence"), site().licence_name, site().licence_iri])
    sheet.set_column(0, 0, _NARROW)
    sheet.set_column(1, 3, _WIDE)


def _date(presenter: Presenter, iri: NamedNode) -> str:
    return ", ".join(presenter.value(quad.object).exact for quad in presenter.knowledge.values(iri, DCT.date))


def _write(sheet: Any, line: int, column: int, values: Sequence[Decimal | str], style: Any = None) -> None:
    for number, value in enumerate(values, column):
        if isinstance(value, Decimal):
            sheet.write_number(line, number, value, style)
        elif value:
            sheet.write_string(line, number, value, style)


def _name(text: str) -> str:
    return text[:_LONGEST_SHEET_NAME]
