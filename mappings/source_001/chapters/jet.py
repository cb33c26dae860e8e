"""Chapter 3, the JET Programme, up to the support of its participants: which reader reads which part."""

from __future__ import annotations

import re

from mappings.helpers.numbers import plain_number
from mappings.layout.flow import Cell
from mappings.source_001.chapters.jet_participants import (
    read_chart,
    read_jet_overview,
    read_jet_ranking,
    read_jet_subsidies,
)
from mappings.source_001.chapters.jet_trainings import read_jet_courses, read_jet_trainings
from mappings.source_001.dates import DAY, read_period
from mappings.source_001.outline import Outline


def read_jet(outline: Outline) -> None:
    """The rows of these parts. Raises ReaderError."""
    builder, parts = outline.builder, outline.parts
    heading = parts["jet-overview"].heading
    date = re.search(DAY, heading.text)
    if date is None:
        raise parts["jet-overview"].flow.error("the heading says of which day the figures are")
    day = read_period(date[0], min(heading.lines)).start
    usual = _read_reference_days(outline)
    read_jet_overview(builder, parts["jet-overview"].flow, heading, day, usual)
    read_jet_ranking(builder, parts["jet-ranking"].flow)
    read_chart(builder, parts["jet-chart"].flow)
    read_jet_trainings(builder, outline.table("jet-training"), "jet-training")
    read_jet_courses(builder, outline.table("jet-courses"), "jet-course")
    read_jet_subsidies(builder, outline.table("jet-subsidies"))


def _read_reference_days(outline: Outline) -> Cell:
    """The days of the figures of two years that were not counted on the usual one; gives the words for that one.

    Raises ReaderError when the note below the chart is another one.
    """
    note = outline.once(
        "jet-chart-note",
        r"※例年は(?P<usual>(?P<month>\S)月(?P<day>\S)日)の値を集計し、公表している。"
        r"(?P<years>(?:\d{4} 年度[ 及び]*)+)は(?:.|\n)+?、(?P<again>(?P=usual))時点では未集計であったため、"
        r"(?P<date>(?P<m>\S)月(?P<d>\S)日)現在の人数を計上している",
    )
    usual, date = note.cell("usual"), note.cell("date")
    outline.builder.add(
        "reference_days",
        "jet-usual",
        usual.lines | note.cell("again").lines,
        programme="jet",
        label_ja="JETプログラムの数値の例年の集計日",
        label_en="Usual reference day of the figures of the JET Programme",
        date_printed=usual.text,
    )
    month, day = (int(plain_number(note.matched[name])) for name in ("m", "d"))
    for match in note.sub("years").all(r"(?P<year>\d{4}) 年度"):
        year = int(match.matched["year"])
        outline.builder.add(
            "reference_days",
            f"jet-{year}",
            match.cell("year").lines | date.lines,
            programme="jet",
            label_ja=f"JETプログラムの{year}年度の数値の集計日",
            label_en=f"Reference day of the figures of the JET Programme for FY{year}",
            fiscal_year=str(year),
            date=f"{year + (month < 4)}-{month:02}-{day:02}",
            date_printed=date.text,
        )
    usual_month, usual_day = (int(plain_number(note.matched[name])) for name in ("month", "day"))
    return Cell(f"{usual_month:02}-{usual_day:02}", usual.lines)
