"""Cells that many tables of document 001 share: modes, numbers with labels, places with a country in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from mappings.helpers.countries import country_of
from mappings.helpers.lookups import LookupProblem
from mappings.helpers.numbers import plain_number
from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder

BLANK = r"[ \n]*"
NUMBER = r"\d[\d,]*"


def mode_of(builder: Builder, cell: Cell) -> str:
    """The concept of a printed mode; empty for an empty cell. Raises ReaderError for an unknown one."""
    return builder.look_up("event_modes_printed", "printed", "mode", cell) if cell else ""


def add_figure(
    builder: Builder,
    event: str,
    measure: str,
    value: str,
    lines: Iterable[int],
    *,
    unit: str = "person",
    session: str = "",
    label: str = "",
    approximate: bool = False,
    note: str = "",
    date: str = "",
    country: str = "",
) -> str:
    """A row of ``event_figures``; its key is event, session and measure. It cites the line that prints its label."""
    cited = frozenset(lines)
    return builder.add(
        "event_figures",
        f"{session or event}-{measure}",
        cited | (builder.heading_of(label, cited) if label else frozenset()),
        event=event,
        session=session,
        measure=measure,
        label=label,
        value=plain_number(value),
        unit=unit,
        approximate="true" if approximate else "",
        note=note,
        date=date,
        country=country,
    )


def figure_cells(builder: Builder, event: str, flow: Flow, measures: Mapping[str, str], session: str = "") -> None:
    """Rows for a cell that lists numbers of persons, after a label (``合計``, ``オンライン`` …) or without one.

    *measures* maps the labels that may stand there to measures. Raises ReaderError when text is left over.
    """
    labels = "|".join(sorted((re.escape(label) for label in measures if label), key=len, reverse=True)) or "(?!)"
    pattern = rf"[（(]?{BLANK}(?P<label>{labels})?[：:]?{BLANK}(?P<value>{NUMBER}){BLANK}名{BLANK}[）)]?"
    text, position = flow.text, 0
    for figure in flow.all(pattern):
        if text[position : figure.matched.start()].strip():
            break
        label = figure.matched["label"] or ""
        add_figure(
            builder,
            event,
            measures[label],
            figure.matched["value"],
            figure.lines,
            session=session,
            label=label or "参加者数",
        )
        position = figure.matched.end()
    if text[position:].strip() or not position:
        raise flow.error(f"{text[position:]!r} is not a number of persons", position)


def country_named(place: str) -> str:
    """The key of the country when the place is a country itself (シンガポール, モナコ), else empty."""
    try:
        return country_of(place)
    except LookupProblem:
        return ""


def country_of_place(builder: Builder, place: Cell) -> dict[str, str]:
    """The columns ``country`` and ``inferred`` of a place abroad whose country isn't printed beside it.

    Raises ReaderError for a place that ``lookups/places_abroad.csv`` doesn't have.
    """
    named = country_named(place.text)
    if named or not place:
        return {"country": named}
    return {"country": builder.look_up("places_abroad", "printed", "country", place), "inferred": "country"}


def place_and_country(builder: Builder, flow: Flow) -> tuple[Cell, dict[str, str], frozenset[int]]:
    """A place, its columns ``country`` and ``inferred``, and the lines it stands on.

    The country stands in brackets after the place, or is the place itself; else it is looked up and marked as inferred.
    """
    match = flow.match(r"(?P<place>[^（(]+?)(?:[ \n]*[（(](?P<country>[^）)]+)[）)])?")
    place, country = match.cell("place"), match.cell("country")
    columns = {"country": builder.country(country)} if country else country_of_place(builder, place)
    return place, columns, place.lines | country.lines
