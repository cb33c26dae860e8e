"""What document 002 adds to the words of a layout."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mappings.helpers.eras import fiscal_year_of, read_date
from mappings.helpers.gazetteer import gazetteer
from mappings.helpers.numbers import plain_number
from mappings.helpers.text import narrow
from mappings.helpers.weekdays import weekday_of
from mappings.layout.filters import of_text
from mappings.layout.outline import Part
from mappings.layout.reading import Library
from mappings.layout.verbs import Run
from mappings.source_002.charts import chart_options
from mappings.source_002.flow import running_text
from mappings.source_002.overview import Drafts, read_dates, read_overviews
from mappings.source_002.timeline import read_events


def tenths(printed: str) -> str:
    """A number of 割 (tenths) in per cent: ``７`` → ``70``."""
    return str(int(plain_number(printed)) * 10)


def hour_after_noon(printed: str) -> str:
    """An hour printed after 午後 on the 24-hour clock: ``１０`` → ``22:00:00``."""
    hour = int(plain_number(printed))
    if not 0 <= hour <= 11:
        raise ValueError(f"午後{printed}時 is not an hour of the afternoon")
    return f"{hour + 12}:00:00"


def date_of(printed: str) -> str:
    """A printed date in ISO 8601, as precise as printed; a fiscal year as the year in which it begins."""
    return read_date(printed).value


def date_of_kind(kind: str) -> Callable[[str], str]:
    """A reader of printed dates that takes only those of *kind*: ``date``, ``month``, ``year``, ``fiscal-year``.

    A column has dates of one precision. Raises ValueError for a date of another.
    """

    def read(printed: str) -> str:
        stamp = read_date(printed)
        if stamp.kind != kind:
            raise ValueError(f"{printed!r} is a {stamp.kind}, not a {kind}")
        return stamp.value

    return read


def fiscal_year_of_date(printed: str) -> str:
    """The fiscal year that a printed day or month is in: ``R3.4`` → ``2021``."""
    first = read_date(printed).first
    if first is None:
        raise ValueError(f"{printed!r} has no year")
    return str(fiscal_year_of(first))


def month(printed: str) -> str:
    """A printed month as two digits: ``７月`` → ``07``."""
    value = int(plain_number(printed.removesuffix("月")))
    if not 1 <= value <= 12:
        raise ValueError(f"{printed!r} is not a month")
    return f"{value:02}"


def telephone(printed: str) -> str:
    """A Japanese telephone number as a ``tel:`` IRI (RFC 3966).

    >>> telephone("０３－１２３４－５６７８")
    'tel:+81-3-1234-5678'
    """
    text = re.sub(r"[－―‐ー–—]", "-", narrow(printed))
    if not re.fullmatch(r"0\d{1,4}-\d{1,4}-\d{4}", text):
        raise ValueError(f"{printed!r} is not a telephone number")
    return f"tel:+81-{text[1:]}"


FILTERS: Mapping[str, Callable[[str], str]] = {
    "tenths": tenths,
    "evening": hour_after_noon,
    "day": date_of_kind("date"),
    "ym": date_of_kind("month"),
    "calendar_year": date_of_kind("year"),
    "fiscal": date_of_kind("fiscal-year"),
    "date": date_of,
    "telephone": telephone,
    "near33": lambda printed: gazetteer().by_name(printed, prefecture="33"),
    "near34": lambda printed: gazetteer().by_name(printed, prefecture="34"),
    "fiscal_of": fiscal_year_of_date,
    "reiwa": lambda printed: date_of_kind("fiscal-year")(f"令和{printed}"),
    "year": lambda printed: date_of(printed)[:4],
    "month": month,
    "weekday": weekday_of,
}


def _add(run: Run, drafts: Drafts) -> None:
    for table, row, lines in drafts:
        run.builder.add(table, row["key"], lines, **{name: cell for name, cell in row.items() if name != "key"})


def timelines(run: Run, _part: Part) -> None:
    """The events of the setup cases that have a section of their own."""
    cases = {row["key"]: row for row in run.builder.reading.tables["setup_cases"] if row["key"] in run.parts}
    for key, case in cases.items():
        _add(run, read_events(running_text(run.parts[key]), case))


def overviews(run: Run, _part: Part) -> None:
    """The profile, the languages and the opening days of each counter of lookups/overviews.csv."""
    counters = {row["key"]: row for row in run.builder.reading.tables["counters"]}
    texts = {key: running_text(part) for key, part in run.parts.items()}
    headings = {key: frozenset(part.heading.numbers) for key, part in run.parts.items()}
    _add(run, read_overviews(texts, headings, counters, read_dates(texts)))


def charts(run: Run, _part: Part) -> None:
    """The options of the questions that lookups/survey_charts.csv says are answered by charts."""
    _add(run, chart_options({key: running_text(part) for key, part in run.parts.items()}))


def library() -> Library:
    """The filters of the chapters, and the tables and charts that Python reads."""
    return Library(
        filters={name: of_text(function) for name, function in FILTERS.items()},
        odd={"timelines": timelines, "overviews": overviews, "charts": charts},
    )
