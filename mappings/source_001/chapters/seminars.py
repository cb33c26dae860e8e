"""Seminars: a date, a number, a theme or talks with speakers, and the numbers of participants."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from mappings.layout.flow import EMPTY, Cell, Flow
from mappings.source_001.builder import Builder
from mappings.source_001.cells import figure_cells, mode_of
from mappings.source_001.dates import DAY, PERIOD, read_period
from mappings.source_001.event_tables import place_cells
from mappings.source_001.speakers import Standing, add_speakers, parse_speakers, title_and_speakers

_ = r"[ \n]*"
_FIGURE = rf"[（(]?(?:合計|当日視聴|事後視聴|現地|オンライン)?{_}[\d,]+{_}名）?"
_ROW = (
    rf"(?P<date>{PERIOD})(?:[ \n]+(?P<mode>オンライン|現地及びオン\nライン))?"
    rf"(?:\n(?P<number>第{_}\d+{_}回))?"
    rf"\n(?P<body>(?:.|\n)+?)(?:\n(?P<video>\(期間を限定して 映像配信\)))?(?P<figures>(?:\n{_FIGURE})+)"
)
_MARK = re.compile(r"^(?:＜(?P<mark>テーマ|講演\d*)＞$|(?P<part>第[一二]部) )", re.MULTILINE)
_MEASURES: Mapping[str, str] = {
    "": "attendees",
    "合計": "attendees",
    "当日視聴": "viewers-live",
    "事後視聴": "viewers-later",
    "現地": "attendees-on-site",
    "オンライン": "attendees-online",
}


@dataclass(frozen=True)
class Series:
    """A series of seminars: its key (which begins the keys of its events), organiser, title, place and audience.

    *mode* is that of all its events, if the name of the series gives one, on the line *heading*.
    """

    key: str
    organiser: str
    mode: str
    heading: int
    title: Cell = EMPTY
    place: Cell = EMPTY
    audience: Cell = EMPTY


@dataclass(frozen=True)
class _Part:
    """A part of a seminar's summary: its mark and where that stands, its title, its speakers."""

    mark: str
    mark_lines: frozenset[int]
    title: Cell
    speakers: list[Standing]


def read_seminars(builder: Builder, flow: Flow, series: Series) -> None:
    """The rows of one table of seminars. Raises ReaderError for a row of another shape."""
    for row in flow.split(rf"(?<![～~〜]\n)^{DAY}"):
        _read_row(builder, row, series)


def _read_row(builder: Builder, row: Flow, series: Series) -> None:
    match = row.match(_ROW)
    period = read_period(match.matched["date"], row.first)
    number = match.cell("number")
    parts = _parts(match.sub("body"))
    theme = next((part.title for part in parts if part.mark == "テーマ"), EMPTY)
    # A seminar of one talk has its name: the magazine names that of August 2023 so (548-550).
    title = series.title or (parts[0].title if not theme and len(parts) == 1 else EMPTY)
    count = re.sub(r"\D", "", number.text)
    mode = match.cell("mode") or match.cell("video")
    lines = (
        match.cell("date").lines
        | number.lines
        | mode.lines
        | theme.lines
        | {series.heading}
        | title.lines
        | series.place.lines
        | series.audience.lines
    )
    event = builder.add(
        "events",
        f"{series.key}-{int(count)}" if count else f"{series.key}-{period.start}",
        lines,
        kind="seminar",
        series=series.key,
        number=str(int(count)) if count else "",
        title=title.text,
        theme=theme.text,
        organiser=series.organiser,
        audience=series.audience.text,
        mode=mode_of(builder, mode) or series.mode,
        mode_printed=mode.text,
        **place_cells(builder, series.place),
        **period.cells(),
    )
    talks = 0
    for part in parts:
        talk = ""
        if part.mark != "テーマ":
            talks += 1
            talk = builder.add(
                "talks",
                f"{event}-talk-{talks}",
                part.mark_lines | part.title.lines,
                event=event,
                number=str(talks),
                label=part.mark,
                title=part.title.text,
            )
        add_speakers(builder, event, talk, part.speakers)
    figure_cells(builder, event, match.sub("figures"), _MEASURES)


def _parts(body: Flow) -> list[_Part]:
    text = body.text
    marks = list(_MARK.finditer(text))
    if not marks or marks[0].start() != 0:
        raise body.error("a summary begins with a theme or a talk")
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    parts = []
    for mark, end in zip(marks, ends, strict=True):
        content = body.part(mark.end(), end)
        if not content:
            continue
        name = mark["mark"] or mark["part"]
        where = body.lines_of(*mark.span())
        if name == "テーマ" and len(marks) > 1:
            if parse_speakers(content):
                raise content.error("a theme that talks follow has no speakers of its own")
            parts.append(_Part(name, where, content.cell(), []))
            continue
        title, speakers = title_and_speakers(content)
        parts.append(_Part(name, where, title.cell(), speakers))
    return parts
