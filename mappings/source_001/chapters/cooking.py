"""Cooking events abroad with their ingredients and dishes, and tours for people from abroad."""

from __future__ import annotations

import re

from mappings.layout.flow import Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, add_figure, country_of_place
from mappings.source_001.dates import DAY, PERIOD, read_period
from mappings.source_001.names import MUNICIPALITY, municipality, municipality_list, slug
from mappings.source_001.offices import office_groups, short

_NAMES = rf"{MUNICIPALITY}(?:・?\n{MUNICIPALITY})*"
_ROW = (
    rf"(?P<date>{PERIOD})[ \n](?P<first>{_NAMES})[ \n](?P<place>[^\n 【]+)"
    r"(?:\n【テーマ食材】\n(?P<ingredients>(?:・[^※]*(?:※[^※\n・]*)*\n?)+)(?P<note>※当該食材(?:.|\n)+?)?)?"
    r"\n【メニュー】\n(?P<menu>(?:.|\n)+)"
)


def read_cooking(builder: Builder, flow: Flow, series: str) -> None:
    """The cooking events, grouped by office; the caller has removed page numbers.

    The local governments that held one event are centred beside its dishes, so that all but the first come after them.
    Raises ReaderError for a row of another shape.
    """
    for office, heading, group in office_groups(flow):
        for row in group.split(rf"^{DAY}"):
            _read_row(builder, row, series, office, heading)


def _read_row(builder: Builder, row: Flow, series: str, office: str, heading: Cell) -> None:
    match = row.match(_ROW)
    period = read_period(match.matched["date"], row.first)
    place = match.cell("place")
    menu, rest = _menu_and_governments(match.sub("menu"))
    governments = municipality_list(match.sub("first"), r"[・\n]+") + municipality_list(rest)
    event = builder.add(
        "events",
        f"{short(office)}-cooking-{period.start}",
        heading.lines | match.cell("date").lines | place.lines,
        kind="cooking-class",
        series=series,
        organiser=office,
        place=place.text,
        **country_of_place(builder, place),
        **period.cells(),
    )
    for code, cell in governments:
        builder.add(
            "event_parties",
            f"{event}-{slug(code)}",
            cell.lines,
            event=event,
            role="implementer",
            municipality=code,
            printed=cell.text,
        )
    if match.has("ingredients"):
        _ingredients(builder, event, match.sub("ingredients"), [code for code, _ in governments])
    if match.has("note"):
        builder.note(match.cell("note").lines, "prose", "says what the mark ※ means; kept as the column substituted")
    _dishes(builder, event, menu)


def _menu_and_governments(flow: Flow) -> tuple[Flow, Flow]:
    at = len(flow.lines)
    while at and re.fullmatch(MUNICIPALITY, flow.lines[at - 1]):
        at -= 1
    return Flow(flow.key, flow.lines[:at], flow.numbers[:at]), Flow(flow.key, flow.lines[at:], flow.numbers[at:])


def _ingredients(builder: Builder, event: str, flow: Flow, governments: list[str]) -> None:
    for item in flow.split("^・"):
        match = item.match(r"・(?P<who>[^：]+)：(?P<names>(?:.|\n)+)")
        code = municipality(match.cell("who"))
        if code not in governments:
            raise item.error(f"{match.cell('who').text} gives an ingredient but holds no event in this row")
        for name in match.sub("names").all(r"[^、]+"):
            cell = name.cell(0)
            _add(builder, event, "ingredient", code, cell, match.cell("who").lines)


def _dishes(builder: Builder, event: str, flow: Flow) -> None:
    for dish in flow.all(r"[^、（]+(?:（[^）]*）[^、（]*)*"):
        cell = dish.cell(0)
        _add(builder, event, "dish", "", cell, frozenset())


def _add(builder: Builder, event: str, kind: str, code: str, cell: Cell, lines: frozenset[int]) -> None:
    number = sum(row["event"] == event and row["kind"] == kind for row in builder.reading.tables["event_menus"]) + 1
    builder.add(
        "event_menus",
        f"{event}-{kind}-{number}",
        cell.lines | lines,
        event=event,
        kind=kind,
        municipality=code,
        name=cell.text.removesuffix("※"),
        substituted="true" if cell.text.endswith("※") else "",
    )


def read_food_tours(builder: Builder, flow: Flow, series: str, audience: Cell) -> None:
    """Tours to towns in Japan for people invited from abroad: *audience*, which the running text prints.

    Raises ReaderError for a row of another shape.
    """
    for row in flow.split(rf"^{DAY}"):
        match = row.match(rf"(?P<date>{PERIOD})[ \n](?P<places>[^ \d]+)[ \n](?P<country>\S+) (?P<count>\d+){BLANK}名")
        period = read_period(match.matched["date"], row.first)
        places, country = match.sub("places"), match.cell("country")
        event = builder.add(
            "events",
            f"food-tour-{period.start}",
            match.cell("date").lines | places.cell().lines | audience.lines,
            kind="food-tour",
            series=series,
            organiser="clair",
            audience=audience.text,
            place=places.cell().text,
            **period.cells(),
        )
        for code, cell in municipality_list(places, "、"):
            builder.add(
                "event_parties",
                f"{event}-{slug(code)}",
                cell.lines,
                event=event,
                role="place-visited",
                municipality=code,
                printed=cell.text,
            )
        key = builder.country(country)
        builder.add(
            "event_parties",
            f"{event}-{key}",
            country.lines,
            event=event,
            role="invited",
            country=key,
            printed=country.text,
        )
        count = match.cell("count")
        add_figure(builder, event, "people-invited", count.text, count.lines, label="招聘者数")
