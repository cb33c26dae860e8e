"""Exhibitions that CLAIR held abroad, with their exhibitors."""

from __future__ import annotations

import re

from mappings.layout.flow import Cell, Flow, Match
from mappings.source_001.builder import Builder
from mappings.source_001.cells import BLANK, NUMBER, add_figure
from mappings.source_001.dates import PERIOD, read_period, span
from mappings.source_001.names import municipality_list, organisation, slug

_COUNTS = (
    rf"・(?P<items_label>出展商品){BLANK}(?P<items>{NUMBER}){BLANK}点（展示・\n販売）\n"
    rf"・(?P<governments>{NUMBER}){BLANK}(?P<governments_label>自治体)/(?P<businesses>{NUMBER}){BLANK}(?P<businesses_label>事業者)"
    rf"\n[（(](?P<stated_label>参加自治体){BLANK}[:：]{BLANK}(?P<stated>{NUMBER})[）)]\n(?P<list>(?:.|\n)+)"
)
_VISITORS = rf"・(?P<visitors_label>会場来場者数)：\n延べ{BLANK}(?P<visitors>{NUMBER}){BLANK}名"


def _figures(builder: Builder, event: str, match: Match) -> None:
    for group, measure, unit in (
        ("visitors", "visitors", "person"),
        ("items", "exhibits", "item"),
        ("governments", "exhibiting-municipalities", "municipality"),
        ("businesses", "exhibiting-businesses", "business"),
    ):
        cell, label = match.cell(group), match.cell(f"{group}_label")
        note = "延べ" if group == "visitors" else "展示・販売" if group == "items" else ""
        lines = cell.lines | label.lines
        if group == "items":
            lines |= match.flow.lines_of(match.matched.start("items"), match.matched.start("governments") - 1)
        if group == "governments":
            lines |= match.cell("stated").lines
        add_figure(builder, event, measure, cell.text, lines, unit=unit, label=label.text, note=note)


def _exhibitors(builder: Builder, event: str, match: Match) -> None:
    exhibitors = municipality_list(match.sub("list"), r"、\n?")
    if len(exhibitors) != int(match.matched["stated"]) or len(exhibitors) != int(match.matched["governments"]):
        raise match.flow.error(f"{match.matched['stated']} exhibitors are stated but {len(exhibitors)} are listed")
    for code, cell in exhibitors:
        builder.add(
            "event_parties",
            f"{event}-{slug(code)}",
            cell.lines,
            event=event,
            role="exhibitor",
            municipality=code,
            printed=cell.text,
        )


def read_craft_exhibition(
    builder: Builder, flow: Flow, series: str, heading: Cell, office: Cell, country: Cell, theme: Cell
) -> None:
    """The exhibition of the Paris office, with a session for either of its two places; the counts are of both."""
    place = r"[^\n]+?館"
    match = flow.match(
        rf"(?P<date1>{PERIOD})\n(?P<place1>{place})において、(?P<content1>(?:.|\n)+?)\n{_VISITORS}"
        rf"\n(?P<date2>{PERIOD})\n(?P<place2>{place})にて、(?P<content2>(?:.|\n)+?)\n{_COUNTS}"
    )
    name = re.fullmatch(r"第 ?(?P<number>\d+)回(?P<title>.+?)（クレア主催イベント）", heading.text)
    if name is None:
        raise flow.error(f"{heading.text!r} is not a numbered exhibition")
    periods = [read_period(match.matched[group], flow.first) for group in ("date1", "date2")]
    dates = match.cell("date1").lines | match.cell("date2").lines
    event = builder.add(
        "events",
        f"paris-exhibition-{name['number']}",
        heading.lines | dates | office.lines | country.lines | theme.lines,
        kind="exhibition",
        series=series,
        number=name["number"],
        title=name["title"],
        theme=theme.text,
        organiser=organisation(office),
        country=builder.country(country),
        **span(periods),
    )
    for number, period in enumerate(periods, 1):
        where, content = match.cell(f"place{number}"), match.cell(f"content{number}")
        builder.add(
            "event_sessions",
            f"{event}-{number}",
            match.cell(f"date{number}").lines | where.lines | content.lines,
            event=event,
            part=str(number),
            place=where.text,
            content=content.text,
            **period.cells(),
        )
    _figures(builder, event, match)
    _exhibitors(builder, event, match)


def read_food_exhibition(builder: Builder, flow: Flow, series: str, heading: Cell) -> None:
    """The food exhibition: country, date, place and counts. Raises ReaderError."""
    match = flow.match(rf"(?P<country>\S+) (?P<date>{PERIOD}) (?P<place>\S+)\n{_VISITORS}\n{_COUNTS}")
    period = read_period(match.matched["date"], flow.first)
    title = heading.text.removesuffix("（クレア主催イベント）")
    event = builder.add(
        "events",
        f"food-exhibition-{period.start}",
        heading.lines | match.cell("date").lines,
        kind="exhibition",
        series=series,
        title=title,
        organiser="clair",
        place=match.cell("place").text,
        country=builder.country(match.cell("country")),
        **period.cells(),
    )
    _figures(builder, event, match)
    _exhibitors(builder, event, match)
