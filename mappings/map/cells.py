"""Messages about cells that do not fit their column: what the cell must be, and the likely meaning."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from csvw.metadata import Column

_EXPECTED = {
    "integer": "a whole number",
    "nonNegativeInteger": "a whole number from 0",
    "positiveInteger": "a whole number from 1",
    "decimal": "a decimal number like 35.7",
    "date": "a date like 2026-04-01",
    "dateTime": "a date and time like 2026-04-01T09:00:00",
    "time": "a time like 09:00:00",
    "gYear": "a year like 2026",
    "gYearMonth": "a month like 2026-04",
    "boolean": "true or false",
    "anyURI": "an address like https://www.example.org/",
}
_SAME = {
    "integer": "integer",
    "nonNegativeInteger": "integer",
    "positiveInteger": "integer",
    "decimal": "number",
    "date": "date",
    "time": "time",
    "boolean": "yes-no",
    "anyURI": "url",
}
"""The type of a column of a CSV source that is nearest to a datatype of CSVW."""


def unfit(column: Column, value: str, error: Exception) -> tuple[str, str]:
    """Why *value* does not fit *column* (*error* is the parser's), and the nearest value that fits, or ""."""
    if not value:
        return "must not be empty", ""
    base = str(column.datatype.base) if column.datatype else "string"
    form = str(column.datatype.format or "") if column.datatype else ""
    expected = _EXPECTED.get(base, "text")
    if form:
        expected = f"{expected} of the form {form}"
    return f"is not {expected} ({error})", _nearest(column, base, value)


def _nearest(column: Column, base: str, value: str) -> str:
    # Imported late: it loads the tables of all local governments and languages.
    from mappings.csv_source.values import ValueProblem, read_value

    tidy = unicodedata.normalize("NFKC", value).strip()
    candidates = [tidy, tidy.lower(), tidy.replace(" ", "-").lower()]
    if base in _SAME:
        try:
            candidates.insert(0, read_value(_SAME[base], value))
        except ValueProblem as problem:
            candidates.insert(0, problem.suggestion)
    return next((text for text in candidates if text and text != value and _fits(column, text)), "")


def _fits(column: Column, text: str) -> bool:
    try:
        column.read(text)
    except (ValueError, TypeError):
        return False
    return True
