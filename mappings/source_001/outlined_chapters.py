"""Chapters 1 and 2, and chapter 3 up to the support of JET participants: parts cut at their headings."""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.layout.flow import Flow
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.builder import Builder
from mappings.source_001.chapters.coexistence import read_coexistence
from mappings.source_001.chapters.economy import read_economy
from mappings.source_001.chapters.jet import read_jet
from mappings.source_001.folder import LAYOUT
from mappings.source_001.outline import Outline
from mappings.source_001.prose import read_figures, read_publications

_LABEL = re.compile(r"＜(?:テーマ|講演\d*|派遣内容|派遣アドバイザー)＞|【(?:テーマ食材|メニュー)】")
_TEXT_UNDER_TABLE_HEADINGS = frozenset(
    {"craft-exhibition-text", "food-exhibition-text", "adviser-example", "jet-chart-note"}
)
_DESCRIBED = {
    "programmes": ("part", "key", "name_ja", "name_en", "kind", "provider", "part_of"),
    "series": ("part", "key", "name_ja", "name_en", "kind", "organiser"),
}


def read_outlined_chapters(document: Document, keys: Keys, end: int) -> Reading:
    """Rows, notes and sections of the lines before line *end*.

    Raises ReaderError for an unknown shape, and for a line that no row cites and no note explains.
    """
    builder = Builder(document, keys)
    outline = Outline(document, builder, end)
    _note_headings(outline)
    _add_described(outline, "programmes", "programmes")
    _add_described(outline, "event_series", "series")
    read_economy(outline)
    participants = read_coexistence(outline)
    read_jet(outline)
    texts = {key: part.flow for key, part in outline.parts.items()}
    texts |= {
        key: Flow.of(document, min(part.heading.lines), max(part.numbers))
        for key, part in outline.parts.items()
        if part.heading
    }
    read_figures(builder, texts, LAYOUT / "figures_of_parts.csv", {"jiam-participants-2023": participants.lines})
    read_publications(builder, texts, LAYOUT / "publications.csv")
    _note_labels(outline)
    _note_running_text(outline)
    left = builder.unaccounted(1, end - 1)
    if left:
        raise ReaderError("001", left[0], f"nothing reads this line ({len(left)} such lines)")
    return builder.reading


def _note_headings(outline: Outline) -> None:
    for part in outline.parts.values():
        if part.level in ("chapter", "group", "item", "table", "columns"):
            outline.builder.note(part.heading.lines, "heading", f"heading of a {part.level}")
        if part.level in ("chapter", "group", "item") and part.heading:
            outline.builder.section(min(part.heading.lines), part.heading.text)


def _add_described(outline: Outline, table: str, layout: str) -> None:
    """The rows of ``layout/{layout}.csv`` that belong to a part, whose heading must name them. Raises ReaderError."""
    columns = _DESCRIBED[layout]
    for row in read_rows(LAYOUT / f"{layout}.csv", columns):
        if not row["part"]:
            continue
        part = outline.parts[row["part"]]
        if squeeze(row["name_ja"]) not in squeeze(part.heading.text):
            raise part.flow.error(f"{part.heading.text!r} does not name {row['name_ja']!r}")
        cells = {name: row[name] for name in columns if name not in ("part", "key")}
        outline.builder.add(table, row["key"], part.heading.lines, **cells)


def _note_labels(outline: Outline) -> None:
    """Labels inside the cells of tables, such as ＜テーマ＞."""
    for number in range(1, outline.end):
        if _LABEL.fullmatch(outline.document.line(number).strip()):
            outline.builder.note([number], "heading", "label inside a table cell")


def _note_running_text(outline: Outline) -> None:
    """Running text that no record cites. Tables are not covered: they must have been read to their last line."""
    builder = outline.builder
    for part in outline.parts.values():
        if part.level in ("item", "group", "chapter", "prose") or part.key in _TEXT_UNDER_TABLE_HEADINGS:
            builder.note(
                [n for n in part.flow.numbers if n not in builder.cited and n not in builder.noted],
                "prose",
                "running text; what it states as figures, dates and names of its own is in records of other lines",
            )
