"""Chapter 3, the JET Programme, up to the support of its participants: which reader reads which part."""

from __future__ import annotations

import re

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
    read_jet_overview(builder, parts["jet-overview"].flow, heading, day)
    read_jet_ranking(builder, parts["jet-ranking"].flow)
    read_chart(builder, parts["jet-chart"].flow)
    read_jet_trainings(builder, outline.table("jet-training"), "jet-training")
    read_jet_courses(builder, outline.table("jet-courses"), "jet-course")
    read_jet_subsidies(builder, outline.table("jet-subsidies"))
