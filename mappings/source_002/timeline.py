"""The timelines of chapter 3.1: dates in the first column, events marked ●, one or more to a date.

The text after an event in the third column (・ ① 【 …) is not part of its name; the layout reads it. The names must be
in lookups/setup_events.csv, so that a name with other text in it is an error. Of a name that is a whole sentence the
file has only the beginning and the end (…), and a label of our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mappings.csv_files import Row
from mappings.helpers.eras import DateProblem, find_dates
from mappings.helpers.lookups import read_rows
from mappings.helpers.text import join_lines
from mappings.read.document import ReaderError
from mappings.source_002.flow import ELLIPSIS, LOOKUPS, RunningText

_DATE = re.compile(r"(?P<until>～)?(?P<date>[HR]\d+(?:\.\d+){1,2})(?P<part>上旬～)?(?: (?P<rest>.+))?")
_CLOSING = re.compile(r"[・①-⑳【（▶]")
_HEADER = re.compile(r"時期 イベント(?: 内容・ポイント)?")
_GAP = 4
"""More than this many lines further down, a line isn't in the same cell any more."""


@dataclass
class _Date:
    printed: str
    value: str
    qualifier: str
    lines: set[int]


@dataclass
class _Event:
    date: _Date
    lines: list[tuple[int, str]] = field(default_factory=list)


def _events(flow: RunningText) -> list[_Event]:
    events: list[_Event] = []
    date: _Date | None = None
    current: _Event | None = None
    last = 0
    in_table = part_awaited = False
    for line, text in flow.lines:
        if _HEADER.fullmatch(text):
            in_table, current = True, None
            continue
        if not in_table:
            continue
        if part_awaited:
            if text != "中旬" or date is None:
                raise ReaderError(flow.document, line, f"上旬～ isn't followed by 中旬 but by {text!r}")
            date.printed, date.qualifier, part_awaited = date.printed + text, "early-to-mid-month", False
            date.lines.add(line)
            continue
        match = _DATE.fullmatch(text)
        if match:
            try:
                stamp = find_dates(match["date"])[0]
            except DateProblem as error:
                raise ReaderError(flow.document, line, str(error)) from error
            printed = (match["until"] or "") + match["date"] + (match["part"] or "")
            date = _Date(printed, stamp.value, "until" if match["until"] else "", {line})
            current, part_awaited = None, bool(match["part"])
            text = match["rest"] or ""
            if text and not text.startswith("●"):
                text = f"●{text}"
        if text.startswith("●"):
            if date is None:
                raise ReaderError(flow.document, line, f"the event {text!r} has no date before it")
            current = _Event(date, [(line, text.removeprefix("●"))])
            events.append(current)
        elif current is not None and text:
            if _CLOSING.match(text) or line - last > _GAP:
                current = None
            else:
                current.lines.append((line, text))
        last = line
    return events


def _is(entry: Mapping[str, str], printed: str) -> bool:
    begin, ellipsis, end = entry["printed"].partition(ELLIPSIS)
    if ellipsis:
        return bool(entry["label_ja"]) and printed.startswith(begin) and printed.endswith(end)
    return printed == begin


def _column_of(date: _Date) -> str:
    """The column of *date*. A month after ～ is an end, of which no beginning is printed."""
    is_month = len(date.value) == len("2021-06")
    if date.qualifier == "until":
        if not is_month:
            raise ReaderError("002", min(date.lines), f"{date.printed}: no column holds a day as an end")
        return "end_month"
    return "month" if is_month else "day"


def read_events(flow: RunningText, case: Row) -> Iterator[tuple[str, Row, set[int]]]:
    """The events of a setup case, in the order of the document; *case* is its row of setup_cases.

    Raises ReaderError for an event whose name is not in lookups/setup_events.csv, or an impossible date.
    """
    columns = ("case", "printed", "slug", "kind", "label_ja", "label_en")
    names = read_rows(LOOKUPS / "setup_events.csv", columns)
    for order, event in enumerate(_events(flow), 1):
        printed = join_lines(text for _, text in event.lines)
        entry = next((row for row in names if row["case"] == case["key"] and _is(row, printed)), None)
        if entry is None:
            raise ReaderError(
                flow.document, event.lines[0][0], f"the event {printed!r} isn't in lookups/setup_events.csv"
            )
        key = f"{case['key']}-{event.date.value}"
        row: Row = {
            "key": f"{key}-{entry['slug']}" if entry["slug"] else key,
            "setup_case": case["key"],
            "municipality": case["municipality"],
            "counter": case["counter"],
            "order": str(order),
            "event_ja": entry["label_ja"] or printed,
            "event_en": entry["label_en"],
            "kind": entry["kind"],
            _column_of(event.date): event.date.value,
            "date_qualifier": event.date.qualifier,
            "date_printed": event.date.printed,
        }
        yield "setup_events", row, event.date.lines | {number for number, _ in event.lines}
