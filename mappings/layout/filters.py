"""The filters that every layout has: printed numbers, dates, names and languages as the values of cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from mappings.helpers import eras
from mappings.helpers.countries import country_of
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.languages import language_of
from mappings.helpers.lookups import read_rows
from mappings.helpers.municipalities import MunicipalityProblem
from mappings.helpers.numbers import plain_number, read_number
from mappings.helpers.organisations import organisation_of
from mappings.layout.flow import Flow
from mappings.layout.patterns import PATTERNS, compile_pattern
from mappings.layout.templates import Cells, Filter, text_of

_PERIOD = compile_pattern("{PERIOD}", PATTERNS)
PERIOD_COLUMNS = ("date_printed", "start", "end", "start_month", "end_month")


def period_of(printed: str, fiscal_year: int | None = None) -> Cells:
    """The day, month or period that all of *printed* names, in the columns ``PERIOD_COLUMNS``.

    What the end leaves out (year, month) is that of the start. *fiscal_year* gives the year of a start without one.
    Raises ValueError or DateProblem.
    """
    first, last = eras.read_period(printed, fiscal_year=fiscal_year)
    if printed[first.start : last.end] != printed.strip():
        raise ValueError(f"{printed!r} is not a date alone")
    if first.kind != last.kind or first.kind not in ("date", "month"):
        raise ValueError(f"{printed!r} is not a day, a month, or a period of days or of months")
    end = "" if first is last else last.value
    days = (first.value, end, "", "") if first.kind == "date" else ("", "", first.value, end)
    return dict(zip(PERIOD_COLUMNS, (re.sub(r"\s+", "", printed), *days), strict=True))


def span_of(periods: list[Cells]) -> Cells:
    """The columns of what is held in several *periods* of days: from the first start to the last end."""
    start, end = min(p["start"] for p in periods), max(p["end"] or p["start"] for p in periods)
    printed = "、".join(p["date_printed"] for p in periods)
    return dict(zip(PERIOD_COLUMNS, (printed, start, "" if end == start else end, "", ""), strict=True))


def without_months(period: Cells) -> Cells:
    """*period* without the columns of months, for tables that have days only."""
    return {name: cell for name, cell in period.items() if not name.endswith("_month")}


def slug(code: str) -> str:
    """A short romaji name of a local government for keys: ``hakodate``, ``kumamoto-prefecture``, ``tarumi-kobe``.

    Raises ValueError when the register has no English name for it.
    """
    place = gazetteer()[code]
    name = re.sub(r"[^a-z0-9]+", "-", place.name_en.casefold()).strip("-")
    if not name:
        raise ValueError(f"{code} {place.name} is not in register/tables/municipalities.csv; add it")
    return f"{name}-prefecture" if place.is_prefecture else name


def is_municipality(printed: str) -> bool:
    """Whether all of *printed* names one local government."""
    try:
        gazetteer().by_name(printed)
    except MunicipalityProblem:
        return False
    return True


def body_of(printed: str) -> Cells:
    """The local government, or else the organisation of the register, that *printed* names, in the column for it."""
    if is_municipality(printed):
        return {"municipality": gazetteer().by_name(printed)}
    return {"organisation": organisation_of(printed)}


def body_slug(printed: str) -> str:
    """A short name of the body that *printed* names, for keys."""
    body = body_of(printed)
    return slug(body["municipality"]) if "municipality" in body else body["organisation"]


def month_of(printed: str, fiscal_year: int | None = None) -> str:
    """The month that *printed* names, in ISO 8601."""
    return period_of(printed, fiscal_year)["start_month"]


def start_of(printed: str) -> str:
    """The day (or month) that the period begins with, in ISO 8601."""
    period = period_of(printed)
    return period["start"] or period["start_month"]


def replaced(text: str, words: str) -> str:
    """*text* with the regular expression before ``=>`` in *words* replaced by what follows it."""
    old, _, new = words.partition("=>")
    return re.sub(old, new, text)


def lookup(folder: Path, printed: str, word: str) -> str:
    """The value of *printed* in a lookup file of *folder*; *word* is ``file``, ``file.column`` or ``file.column.by``.

    It is that of *column* (else the second) in the row that has *printed* in the column *by* (else the first). Raises
    ValueError when there is no such row.
    """
    name, column, by = [*word.split("."), "", ""][:3]
    for row in read_rows(folder / f"{name}.csv"):
        first, second = list(row)[:2]
        if row[by or first] == printed:
            return row[column or second]
    raise ValueError(f"{printed!r} is not in {name}.csv; add it")


def of_text(function: Callable[[str], str | Cells]) -> Filter:
    """The filter that applies *function* to what is printed."""
    return lambda value, _word: function(text_of(value))


def find(value: Flow | str, word: str) -> str | Flow:
    """The part of *value* that the regular expression *word* captures, or matches; nothing where it does not."""
    match = re.search(word, value if isinstance(value, str) else value.text)
    if match is None:
        return ""
    group = 1 if match.re.groups else 0
    return match[group] if isinstance(value, str) else value.part(*match.span(group))


def periods_in(value: Flow | str, _word: str) -> str | Flow:
    """The days, months and periods in *value*, and nothing of what stands between them."""
    if isinstance(value, str):
        return "".join(match[0] for match in _PERIOD.finditer(value))
    parts = [match.sub(0) for match in value.all(_PERIOD)]
    lines, numbers = sum((part.lines for part in parts), ()), sum((part.numbers for part in parts), ())
    return Flow(value.key, lines, numbers)


def span(value: Flow | str, _word: str) -> Cells:
    """From the first day of all periods in *value* to the last."""
    text = value if isinstance(value, str) else value.text
    return span_of([period_of(match[0]) for match in _PERIOD.finditer(text)])


def shared_filters(lookups: Path, fiscal_year: int | None) -> Mapping[str, Filter]:
    """The filters of a layout whose lookup files are in *lookups*; *fiscal_year* is that of dates without a year."""
    per_text: dict[str, Callable[[str], str | Cells]] = {
        "number": lambda text: str(read_number(text)),
        "plain": plain_number,
        "integer": lambda text: str(int(plain_number(text))),
        "period": period_of,
        "start": start_of,
        "first": lambda text: period_of(_PERIOD.findall(text)[0])["start"],
        "end": lambda text: period_of(text)["end"],
        "days": lambda text: without_months(period_of(text)),
        "fiscal_day": lambda text: period_of(text, fiscal_year)["start"],
        "fiscal_month": lambda text: month_of(text, fiscal_year),
        "municipality": gazetteer().by_name,
        "organisation": organisation_of,
        "country": country_of,
        "language": language_of,
        "local": lambda text: gazetteer().by_name(text) if is_municipality(text) else "",
        "body": body_of,
        "body_slug": body_slug,
        "slug": slug,
        "squeeze": lambda text: re.sub(r"\s+", "", text),
        "lower": str.casefold,
    }
    filters: dict[str, Filter] = {name: of_text(function) for name, function in per_text.items()}
    filters["lookup"] = lambda value, word: lookup(lookups, text_of(value), word)
    filters["day_of"] = lambda value, word: period_of(text_of(value), int(word))["start"]
    filters["replace"] = lambda value, word: replaced(text_of(value), word)
    filters["without"] = lambda value, word: re.sub(word, "", text_of(value))
    filters["prefixed"] = lambda value, word: word + text_of(value)
    filters["find"] = find
    filters["periods"] = periods_in
    filters["span"] = span
    filters["span_of_days"] = lambda value, word: without_months(span(value, word))
    filters["padded"] = lambda value, word: text_of(value).rjust(int(word), "0")
    filters["joined"] = lambda value, word: word.join(value.lines) if isinstance(value, Flow) else value
    filters["is"] = lambda value, word: word
    return filters
