"""A figure as CSV and JSON: one value a row, with unit, date, document and lines."""

from __future__ import annotations

from typing import Any

from pyoxigraph import NamedNode

from ontology.json_text import indented
from ontology.ruby import without_ruby
from server.display import tidy
from server.display.index import Thing
from server.display.publication import knowledge, site
from server.display.tidy import TidyRow
from server.figures.shown import ShownFigure, ShownRow
from server.figures.values import FigureRow
from server.pictures.current import atlas


def csv_text(shown: ShownFigure) -> str:
    """*shown* as CSV (RFC 4180) in the reader's language: place, code, measure, value, unit, date, document, line.

    The first column is called name where rows are not places. A value that was read from several documents has the key
    of the document before each line.
    """
    return tidy.csv_text("place" if _are_places(shown) else "name", (_tidy(shown, row) for row in shown.rows))


def _tidy(shown: ShownFigure, row: ShownRow) -> TidyRow:
    key = row.row.key if isinstance(row.row.thing, NamedNode) else ""
    return TidyRow(row.thing.text, key, shown.measure, row.row.value, shown.unit_name, _date(row.row), row.row.origins)


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
        "licence": site().licence_iri,
        "documents": [knowledge().iri(Thing("document", key)).value for key in shown.values.documents],
        "query": figure.text(knowledge().namespace),
        "rows": [_row(row) for row in shown.rows],
    }
    return indented(document) + "\n"


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
