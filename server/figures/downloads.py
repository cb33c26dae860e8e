"""A figure as CSV and JSON: one value a row, with unit, date, document and lines."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from pyoxigraph import NamedNode

from ontology.lines import LineRange
from ontology.ruby import without_ruby
from server.display.index import Thing
from server.display.publication import knowledge, site
from server.figures.shown import ShownFigure, ShownRow
from server.figures.values import FigureRow
from server.pictures.current import atlas

_SEPARATOR = " "
"""Between documents, and between lines, in a cell."""


def csv_text(shown: ShownFigure) -> str:
    """*shown* as CSV (RFC 4180) in the reader's language: place, code, measure, value, unit, date, document, line.

    The first column is called name where rows are not places. A value that was read from several documents has the key
    of the document before each line.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    first = "place" if _are_places(shown) else "name"
    writer.writerow([first, "code", "measure", "value", "unit", "date", "document", "line"])
    for row in shown.rows:
        writer.writerow(
            [
                row.thing.text,
                row.row.key if isinstance(row.row.thing, NamedNode) else "",
                shown.measure,
                f"{row.row.value:f}",
                shown.unit_name,
                _date(row.row),
                _SEPARATOR.join(row.row.documents),
                _SEPARATOR.join(_lines(row.row)),
            ]
        )
    return out.getvalue()


def json_text(shown: ShownFigure) -> str:
    """*shown* as JSON: what it is in every language of the data, and its rows with the records behind each."""
    figure, release = shown.figure, knowledge().release
    languages = site().interface.languages
    document = {
        "key": figure.key,
        "title": {tag: without_ruby(figure.title[tag]) for tag in languages},
        "about": {tag: without_ruby(figure.about[tag]) for tag in languages},
        "measure": {
            "label": {tag: without_ruby(figure.measure.label[tag]) for tag in languages},
            "unit": figure.measure.unit or None,
            "adds_up": figure.measure.adds_up,
        },
        "keywords": {tag: list(words) for tag, words in figure.keywords.items()},
        "release": release.version,
        "licence": site().licence.iri,
        "documents": [knowledge().iri(Thing("document", key)).value for key in shown.values.documents],
        "query": figure.text(knowledge().namespace),
        "rows": [_row(row) for row in shown.rows],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _row(shown: ShownRow) -> dict[str, Any]:
    row, labels = shown.row, knowledge().labels
    value: int | float = int(row.value) if row.value == row.value.to_integral_value() else float(row.value)
    described: dict[str, Any] = {"code": row.key}
    if isinstance(row.thing, NamedNode):
        described |= {"id": row.thing.value, "label": labels.by_language(row.thing, site().interface.languages)}
    records = [knowledge().iri(Thing("record", f"{origin.table}/{origin.row}")).value for origin in row.origins]
    lines = [line.iri(knowledge().namespace).value for origin in row.origins for line in origin.lines]
    return described | {"value": value, "date": _date(row), "records": records, "lines": list(dict.fromkeys(lines))}


def _are_places(shown: ShownFigure) -> bool:
    """Is each row about a place?"""
    kinds = atlas().place_kinds
    things = (knowledge().index.thing(row.thing.value) for row in shown.values.rows if isinstance(row.thing, NamedNode))
    return [thing is not None and thing.kind in kinds for thing in things] == [True] * len(shown.values.rows)


def _date(row: FigureRow) -> str:
    return f"FY{row.date}" if row.is_of_fiscal_year else row.date


def _lines(row: FigureRow) -> list[str]:
    """The lines of *row*, each once, in order: L12-L14; with the document before them where there are several."""
    ranges = sorted({line for origin in row.origins for line in origin.lines})
    several = len(row.documents) > 1
    return [f"{line.document}:{_numbers(line)}" if several else _numbers(line) for line in ranges]


def _numbers(line: LineRange) -> str:
    """With letters, for a spreadsheet takes 10-12 for a day."""
    return f"L{line.first}" if line.first == line.last else f"L{line.first}-L{line.last}"
