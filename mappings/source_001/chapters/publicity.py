"""Publicity for local governments in overseas media: office, dates, name, outlets, the local governments shown."""

from __future__ import annotations

import re

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.dates import PERIOD, read_period, span
from mappings.source_001.names import MUNICIPALITY, municipality_list, organisation_known_as, slug
from mappings.source_001.offices import office_groups, short

_ROW = (
    rf"(?P<dates>(?:＜[^＞]+＞\n{PERIOD}\n?)+|{PERIOD}\n)"
    rf"(?P<name>(?:.|\n)+?)\n(?P<municipalities>{MUNICIPALITY}(?:[、\n]+{MUNICIPALITY})*)"
)
_START = rf"(?:^＜地方展|(?<![～~〜＞]\n)^{PERIOD}\n)"


def read_publicity(builder: Builder, flow: Flow) -> None:
    """The rows of the table, whose first column (the office) is printed once a group. Raises ReaderError."""
    for office, heading, group in office_groups(flow):
        for row in group.split(_START):
            _read_row(builder, row, office, heading)


def _read_row(builder: Builder, row: Flow, office: str, heading: Cell) -> None:
    match = row.match(_ROW)
    number = sum(other["office"] == office for other in builder.reading.tables["media_publicity"]) + 1
    periods = [
        (date.cell("exhibition"), read_period(date.matched["date"], row.first), date.lines)
        for date in match.sub("dates").all(rf"(?:＜(?P<exhibition>[^＞]+)＞\n)?(?P<date>{PERIOD})")
    ]
    title, content, outlets, remarks = _name(match.sub("name"))
    builder.note(remarks, "prose", "a remark on the publicity; the outlets it names are in records")
    overall = span([period for _, period, _ in periods])
    dates = frozenset().union(*(lines for _, _, lines in periods))
    key = builder.add(
        "media_publicity",
        f"{short(office)}-{number}",
        heading.lines | dates | title.lines | content.lines,
        office=office,
        title=title.text,
        content=content.text,
        date_printed=overall["date_printed"],
        start=overall["start"],
        end=overall["end"],
    )
    if len(periods) > 1:
        for count, (exhibition, period, lines) in enumerate(periods, 1):
            builder.add(
                "media_publicity_dates",
                f"{key}-{count}",
                lines,
                publicity=key,
                exhibition=exhibition.text,
                date_printed=period.printed,
                start=period.start,
                end=period.end,
            )
    for count, outlet in enumerate(outlets, 1):
        builder.add(
            "media_publicity_outlets",
            f"{key}-{count}",
            outlet.lines,
            publicity=key,
            outlet=outlet.text,
            organisation=organisation_known_as(outlet),
        )
    for code, cell in municipality_list(match.sub("municipalities")):
        builder.add(
            "media_publicity_municipalities",
            f"{key}-{slug(code)}",
            cell.lines,
            publicity=key,
            municipality=code,
            printed=cell.text,
        )


def _name(flow: Flow) -> tuple[Cell, Cell, list[Cell], frozenset[int]]:
    """Title, content and outlets of a name cell, and the lines of its remarks, whose sentences are not kept.

    The title ends with its first line when that says what it is (``…事業``, ``…(１)``); what follows is the content.
    """
    match = flow.match(
        r"(?P<name>(?:.|\n)+?)(?:\n(?P<note>※(?:.|\n)+))?(?:\n(?P<remark>（(?:[^（）]|\n|（[^）]*）)+）))?"
    )
    name, remark = match.sub("name"), match.sub("remark")
    lines = remark.cell().lines
    if re.search(r"(?:事業|\([１２]\))\Z", name.lines[0]):
        title = Flow(name.key, name.lines[:1], name.numbers[:1]).cell()
        content = Flow(name.key, name.lines[1:], name.numbers[1:]).cell()
    else:
        title, content = name.cell(), EMPTY
    title = Cell(title.text.replace("※", ""), title.lines)
    cells = [outlet.cell("outlet") for outlet in remark.all(r"「(?P<outlet>[^」]+)」")]
    cells += [outlet.cell("platform") for outlet in remark.all(r"(?P<platform>YouTube|ウェブサイト|SNS)")]
    cells += [outlet.cell("outlet") for outlet in name.all(r"月刊誌「(?P<outlet>[^」]+)」")]
    cells += [outlet.cell("outlet") for outlet in name.all(r"プラットフォームであ\nる(?P<outlet>[^と]+)と")]
    if not content:
        content = _content(remark)
    return title, content, cells, match.cell("note").lines | lines


def _content(remark: Flow) -> Cell:
    """What a remark says was made, in its own words."""
    for match in remark.all(r"した(?P<what>短編動画)を"):
        return match.cell("what")
    return EMPTY
