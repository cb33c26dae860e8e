"""Fairs, festivals and receptions abroad that an overseas office took part in."""

from __future__ import annotations

import re

from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import place_and_country
from mappings.source_001.dates import DAY, PERIOD, read_period, span
from mappings.source_001.offices import office_groups, short

_COUNTRY = r"[（(][^（）()]+[）)]"
_KATAKANA = r"[ァ-ヶー]+"


def read_fairs(builder: Builder, flow: Flow, series: str) -> None:
    """The rows of the table, whose first column (the office) is printed once a group.

    Raises ReaderError for a row of another shape.
    """
    for office, heading, group in office_groups(flow):
        for row in group.split(rf"(?<![～~〜]\n)(?<!日\n)^{DAY}"):
            _read_row(builder, row, series, office, heading)


def _read_row(builder: Builder, row: Flow, series: str, office: str, heading: Cell) -> None:
    several = row.try_match(rf"(?P<dates>{DAY}(?:\n{DAY})+)\n(?P<rest>(?:.|\n)+)")
    if several:
        _read_run(builder, several.sub("dates"), several.sub("rest"), series, office, heading)
        return
    match = row.match(rf"(?P<date>{PERIOD})(?P<gap>[ \n])(?P<rest>(?:.|\n)+)")
    place, title = _place_and_title(match.sub("rest"), match.matched["gap"] == "\n")
    where, country, place_lines = place_and_country(builder, place)
    dates = read_period(match.matched["date"], row.first).cells()
    lines = match.cell("date").lines | place_lines
    _add(builder, series, office, heading, dates, lines, title.cell(), {"place": where.text} | country)


def _place_and_title(rest: Flow, own_line: bool) -> tuple[Flow, Flow]:
    """Cut what follows the date between place and title.

    *own_line* says that the place begins a line of its own. With a country in brackets the place ends there. Otherwise
    on the date's line the place is all of the rest of the line, or its first word when nothing follows; on lines of its
    own it is the first word, or the lines in katakana before a title in Latin letters.
    """
    country = rest.try_match(rf"(?P<place>[^（(]+?[ \n]*{_COUNTRY})\n(?P<title>(?:.|\n)+)")
    if country and len(country.sub("place").lines) <= 3 and " " not in country.sub("place").lines[0]:
        return country.sub("place"), country.sub("title")
    for pattern in (
        (
            r"(?P<place>[^ \n]+) (?P<title>[^\n]+)",
            rf"(?P<place>{_KATAKANA}(?:\n{_KATAKANA})*)\n(?P<title>[A-Za-z](?:.|\n)+)",
        )
        if own_line
        else (r"(?P<place>[^\n]+)\n(?P<title>(?:.|\n)+)", r"(?P<place>[^ \n]+) (?P<title>[^\n]+)")
    ):
        match = rest.try_match(pattern)
        if match:
            return match.sub("place"), match.sub("title")
    raise rest.error(f"place and title can't be told apart in {rest.text!r}")


def _read_run(builder: Builder, dates: Flow, rest: Flow, series: str, office: str, heading: Cell) -> None:
    """Several dates, as many places and one title: one event, with a session for every date and its place."""
    days = list(dates.all(DAY))
    places: list[list[int]] = []
    for at in range(len(rest.lines)):
        if re.fullmatch(_COUNTRY, rest.lines[at]) and places:
            places[-1].append(at)
        elif len(places) < len(days):
            places.append([at])
        else:
            break
    used = sum(map(len, places))
    title = Flow(rest.key, rest.lines[used:], rest.numbers[used:])
    if len(places) != len(days) or len(title.lines) != 1:
        raise dates.error(f"{len(days)} dates need as many places and one title after them")
    periods = [read_period(day.matched[0], dates.first) for day in days]
    event = _add(builder, series, office, heading, span(periods), dates.cell().lines, title.cell())
    for number, (day, period, where_at) in enumerate(zip(days, periods, places, strict=True), 1):
        place = Flow(rest.key, tuple(rest.lines[n] for n in where_at), tuple(rest.numbers[n] for n in where_at))
        where, country, place_lines = place_and_country(builder, place)
        builder.add(
            "event_sessions",
            f"{event}-{number}",
            day.lines | place_lines,
            event=event,
            part=str(number),
            place=where.text,
            **country,
            **period.cells(),
        )


def _add(
    builder: Builder,
    series: str,
    office: str,
    heading: Cell,
    dates: dict[str, str],
    lines: frozenset[int],
    title: Cell,
    place: dict[str, str] | None = None,
) -> str:
    """An event that *office* took part in; gives its key."""
    kind = "reception" if title.text.endswith("レセプション") else "fair"
    event = builder.add(
        "events",
        f"{short(office)}-{kind}-{dates['start']}",
        heading.lines | lines | title.lines,
        kind=kind,
        series=series,
        title=title.text,
        **(place or {}),
        **dates,
    )
    builder.add(
        "event_parties",
        f"{event}-{short(office)}",
        heading.lines,
        event=event,
        role="participant",
        organisation=office,
        printed=heading.text,
    )
    return event
