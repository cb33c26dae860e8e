"""Fairs, festivals and receptions abroad that an overseas office took part in."""

from __future__ import annotations

import re

from mappings.source_001.build import Builder
from mappings.source_001.dates import DAY, PERIOD, read_period
from mappings.source_001.flow import Cell, Flow
from mappings.source_001.sections.common import place_and_country
from mappings.source_001.sections.offices import office_groups, short

_COUNTRY = r"[（(][^（）()]+[）)]"
_KATAKANA = r"[ァ-ヶー]+"
_PLACE_FIRST = rf"(?P<place>{_KATAKANA}(?:\n{_KATAKANA})*|[^ \n]+)"
# The shapes a row's place and title have after its date, in the order in which they are tried.
_SHAPES = (
    # a place of one or more lines that ends with its country in brackets, then the title
    rf"(?P<place>[^（(]+?[ \n]*{_COUNTRY})\n(?P<title>(?:.|\n)+)",
)


def read_fairs(builder: Builder, flow: Flow, series: str) -> None:
    """The rows of the table, whose first column (the office) is printed once a group.

    Raises ReaderError for a row of another shape.
    """
    for office, heading, group in office_groups(flow):
        for row in group.split(rf"(?<![～~〜]\n)(?<!日\n)^{DAY}"):
            _read_row(builder, row, series, office, heading)


def _read_row(builder: Builder, row: Flow, series: str, office: str, heading: frozenset[int]) -> None:
    several = row.try_match(rf"(?P<dates>{DAY}(?:\n{DAY})+)\n(?P<rest>(?:.|\n)+)")
    if several:
        _read_run(builder, several.sub("dates"), several.sub("rest"), series, office, heading)
        return
    match = row.match(rf"(?P<date>{PERIOD})(?P<gap>[ \n])(?P<rest>(?:.|\n)+)")
    place, title = _place_and_title(match.sub("rest"), match.found["gap"] == "\n")
    _add(builder, series, office, heading, match.cell("date"), place, title.cell())


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
        (r"(?P<place>[^ \n]+) (?P<title>[^\n]+)", rf"(?P<place>{_KATAKANA}(?:\n{_KATAKANA})*)\n(?P<title>[A-Za-z](?:.|\n)+)")
        if own_line
        else (r"(?P<place>[^\n]+)\n(?P<title>(?:.|\n)+)", r"(?P<place>[^ \n]+) (?P<title>[^\n]+)")
    ):
        found = rest.try_match(pattern)
        if found:
            return found.sub("place"), found.sub("title")
    raise rest.error(f"place and title can't be told apart in {rest.text!r}")


def _read_run(
    builder: Builder, dates: Flow, rest: Flow, series: str, office: str, heading: frozenset[int]
) -> None:
    """A run of dates, as many places, and one title for all of them: an event each."""
    days = list(dates.all(DAY))
    lines = list(range(len(rest.lines)))
    places: list[list[int]] = []
    for at in lines:
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
    for day, at in zip(days, places, strict=True):
        place = Flow(rest.key, tuple(rest.lines[n] for n in at), tuple(rest.numbers[n] for n in at))
        _add(builder, series, office, heading, day.cell(0), place, title.cell())


def _add(
    builder: Builder, series: str, office: str, heading: frozenset[int], date: Cell, place: Flow, title: Cell
) -> None:
    period = read_period(date.text, min(date.lines))
    where, country, place_lines = place_and_country(builder, place)
    kind = "reception" if re.search(r"レセ\s*プション\Z", title.text) else "fair"
    builder.add(
        "events",
        f"{short(office)}-{kind}-{period.start}",
        heading | date.lines | place_lines | title.lines,
        kind=kind,
        series=series,
        title=title.text,
        organiser="",
        place=where.text,
        country=country,
        **period.cells(),
    )
    event = builder.reading.tables["events"][-1]["key"]
    builder.add(
        "event_parties",
        f"{event}-{short(office)}",
        heading,
        event=event,
        role="participant",
        organisation=office,
        printed=next(p for p in [_printed(office)]),
    )


def _printed(office: str) -> str:
    from mappings.source_001.sections.offices import offices

    return next(printed for printed, (key, _) in offices().items() if key == office)
