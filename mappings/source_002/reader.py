"""The reader of document 002: text in, tables, notes and sections out.

The regular parts (timelines, overviews of counters, charts) are parsed; the patterns of the layout files locate the
facts in running text. A line that no row cites must be a heading, furniture, or named in layout/notes.csv.
"""

from __future__ import annotations

import re

from mappings.csv_files import Row
from mappings.helpers.lookups import read_rows
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Note, Reading, Section, Status
from mappings.source_002.charts import read_chart_options
from mappings.source_002.layout import FOLDER, read_layout
from mappings.source_002.outline import Outline, read_outline
from mappings.source_002.overview import read_dates, read_overview
from mappings.source_002.timeline import read_events
from ontology.lines import write_cell

Drafts = list[tuple[Row, set[int]]]
"""Rows without their citation, and the numbers of the lines they were read from."""

TABLES = (
    "setup_cases",
    "setup_events",
    "setup_points",
    "setup_parties",
    "counters",
    "counter_channels",
    "counter_languages",
    "counter_interpreting",
    "counter_language_days",
    "counter_days",
    "counter_day_exceptions",
    "profiles",
    "top_nationalities",
    "top_residence_statuses",
    "initiatives",
    "initiative_points",
    "initiative_partners",
    "initiative_schedules",
    "initiative_contents",
    "initiative_languages",
    "joint_counters",
    "joint_counter_members",
    "joint_meetings",
    "joint_meeting_items",
    "theme_reports",
    "report_points",
    "report_parties",
    "guide_columns",
    "column_points",
    "column_parties",
    "counter_media",
    "media_languages",
    "stated_figures",
    "history_events",
    "surveys",
    "survey_questions",
    "survey_options",
    "survey_comments",
    "inquiry_contacts",
)
_PARSED = frozenset({"setup_events", "profiles", "top_residence_statuses"})

# Headings inside a part, and captions and table headers that the layout of the page leaves in the text.
_INNER_HEADING = re.compile(r"[■★〇][^。]{1,40}|【[^】]+】|窓口の概要|取り組み|☞（Focus!）.*|◆◆◆.+◆◆◆")
_CAPTION = re.compile(r"[▼▲▶].*|.*[▼▲]")
_TABLE_HEADER = re.compile(r"時期 イベント(?: 内容・ポイント)?|メリット デメリット|開催日 議事・説明事項等|自治体情報")
_STATUSES: dict[str, Status] = {"heading": "heading", "furniture": "furniture", "prose": "prose"}
_PROFILE_HEADER = re.compile(r"(?:自治体名 )?人口 うち外国人 .+")


def read(document: Document, keys: Keys) -> Reading:
    """Read *document*.

    Raises ReaderError for another text than that of the layout, and for a line that no row cites or note explains.
    """
    outline = read_outline(document)
    drafts: dict[str, Drafts] = {table: [] if table in _PARSED else read_layout(table, outline) for table in TABLES}
    cases = {row["key"]: row for row, _ in drafts["setup_cases"]}
    drafts["setup_events"] = read_events(outline, {key: row for key, row in cases.items() if key in outline.parts})
    _add_overviews(outline, drafts)
    drafts["survey_options"] += read_chart_options(outline)
    reading = Reading(tables={table: _rows(document, outline, keys, table, drafts[table]) for table in TABLES})
    cited = {number for rows in drafts.values() for _, lines in rows for number in lines}
    reading.notes = _notes(document, outline, cited)
    reading.sections = [
        Section(part.heading_lines[0] if part.heading_lines else part.flow.first_line, part.heading)
        for part in outline.parts.values()
    ]
    return reading


def _add_overviews(outline: Outline, drafts: dict[str, Drafts]) -> None:
    dates = read_dates(outline)
    counters = {row["key"]: row for row, _ in drafts["counters"]}
    for entry in read_rows(FOLDER / "lookups" / "overviews.csv", ("part", "counter")):
        counter = entry["counter"]
        overview = read_overview(outline, entry["part"], counter, counters[counter]["municipality"], dates)
        drafts["profiles"] += overview.profiles
        drafts["top_nationalities"] += overview.nationalities
        drafts["top_residence_statuses"] += overview.statuses
        drafts["counter_languages"] += overview.languages
        drafts["counter_days"] += overview.days


def _rows(document: Document, outline: Outline, keys: Keys, table: str, drafts: Drafts) -> list[Row]:
    rows = []
    seen: set[str] = set()
    for row, lines in drafts:
        if row["key"] in seen:
            raise ReaderError(document.key, min(lines), f"table {table} has two rows with the key {row['key']!r}")
        seen.add(row["key"])
        key = keys.key(table, (row["key"],), row["key"])
        rows.append({**row, "key": key, "lines": write_cell(lines, outline.blank)})
    return rows


def _notes(document: Document, outline: Outline, cited: set[int]) -> list[Note]:
    notes = [Note(number, "furniture", "page number") for number in outline.page_numbers]
    stated: dict[int, Note] = {}
    for row in read_rows(FOLDER / "layout" / "notes.csv", ("find", "status", "reason")):
        if row["status"] not in _STATUSES:
            raise ReaderError(document.key, 0, f"layout/notes.csv: {row['status']!r} is not a status it may give")
        part, _, pattern = row["find"].partition("::")
        flow = outline.flow(part)
        for number in flow.numbers(flow.only(pattern).span()):
            stated[number] = Note(number, _STATUSES[row["status"]], row["reason"], part)
    for section in outline.parts.values():
        notes += [
            Note(number, "heading", "heading", section.key) for number in section.heading_lines if number not in cited
        ]
        for number, text in section.flow.lines:
            if number in stated:
                # On a mapped line a note says why a number or name of the line is in no record.
                notes.append(stated[number])
            elif number not in cited:
                notes.append(_classify(document, section.key, number, text))
    return sorted(notes, key=lambda note: note.line)


def _classify(document: Document, part: str, number: int, text: str) -> Note:
    if _TABLE_HEADER.fullmatch(text) or _PROFILE_HEADER.fullmatch(text):
        return Note(number, "furniture", "header of a table", part)
    if _CAPTION.fullmatch(text):
        return Note(number, "furniture", "caption of a picture", part)
    if _INNER_HEADING.fullmatch(text):
        return Note(number, "heading", "heading inside a section", part)
    raise ReaderError(
        document.key, number, f"section {part}: no row cites {text[:20]!r} and layout/notes.csv doesn't account for it"
    )
