"""Charts of the surveys: numbers first, then their labels, in the same order.

A chart's text stands in the document as the drawing program left it: the values, for a bar chart the labels of the
axis (``0 20 40``), then the names of the options, on one line (``はい いいえ``) or one a line. That the first value
belongs to the first name isn't printed; it is inferred from the order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mappings.csv_files import Row
from mappings.helpers.lookups import read_rows
from mappings.helpers.text import tidy
from mappings.read.document import ReaderError
from mappings.source_002.flow import LOOKUPS, RunningText

_VALUES = re.compile(r"\d+%?(?: \d+%?)*")
_AXIS = re.compile(r"0(?: \d+)+")
_SCALE = re.compile(r"1(?: \d)+")


@dataclass(frozen=True)
class Chart:
    """Values and names of the options in printed order, with their lines. Percentages keep their sign."""

    values: tuple[tuple[int, str], ...]
    names: tuple[tuple[int, str], ...]


def read_charts(flow: RunningText) -> list[Chart]:
    """The charts of a part, in order. Raises ReaderError when a chart has not as many values as names."""
    charts: list[Chart] = []
    values: list[tuple[int, str]] = []
    lines = list(flow.lines)
    index = 0
    while index < len(lines):
        line, text = lines[index]
        index += 1
        if values and (_AXIS.fullmatch(text) or not _VALUES.fullmatch(text) or _SCALE.fullmatch(text)):
            names = [(line, name) for name in text.split()]
            if _AXIS.fullmatch(text):
                names = [(number, tidy(name)) for number, name in lines[index : index + len(values)]]
                index += len(values)
            if len(names) != len(values):
                raise ReaderError(flow.document, line, f"{len(values)} values of a chart have {len(names)} names")
            charts.append(Chart(tuple(values), tuple(names)))
            values = []
        elif _VALUES.fullmatch(text):
            values += [(line, value) for value in text.split()]
    if values:
        raise ReaderError(flow.document, values[0][0], "the values of a chart have no names after them")
    return charts


def chart_options(texts: Mapping[str, RunningText]) -> Iterator[tuple[str, Row, set[int]]]:
    """Rows of survey_options for the questions that lookups/survey_charts.csv says are answered by charts.

    Raises ReaderError when there are not as many charts as questions, or an option is not in survey_options.csv.
    """
    options = {
        (row["survey_question"], row["printed"]): row
        for row in read_rows(
            LOOKUPS / "survey_options.csv", ("survey_question", "printed", "slug", "label_ja", "label_en")
        )
    }
    by_part: dict[str, list[str]] = {}
    for entry in read_rows(LOOKUPS / "survey_charts.csv", ("part", "survey_question")):
        by_part.setdefault(entry["part"], []).append(entry["survey_question"])
    for part, questions in by_part.items():
        flow = texts[part]
        charts = read_charts(flow)
        if len(charts) != len(questions):
            raise ReaderError(flow.document, flow.first_line, f"{len(charts)} charts, expected {len(questions)}")
        for question, chart in zip(questions, charts, strict=True):
            for order, ((value_line, value), (name_line, name)) in enumerate(
                zip(chart.values, chart.names, strict=True), 1
            ):
                option = options.get((question, name))
                if option is None:
                    raise ReaderError(flow.document, name_line, f"{name!r} isn't in lookups/survey_options.csv")
                column = "percent" if value.endswith("%") else "count"
                row: Row = {
                    "key": f"{question}-{option['slug']}",
                    "survey_question": question,
                    "order": str(order),
                    "label_ja": option["label_ja"],
                    "label_en": option["label_en"],
                    column: value.removesuffix("%"),
                    "inferred": column,
                }
                yield "survey_options", row, {value_line, name_line}
