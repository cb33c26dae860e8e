"""Single figures in the running text of sections, as ``layout/figures_of_sections.csv`` lists them."""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.numbers import plain_number
from mappings.layout.flow import Flow
from mappings.read.document import ReaderError
from mappings.source_001.cursor import Cursor
from mappings.source_001.folder import LAYOUT

COLUMNS = (
    "section",
    "key",
    "pattern",
    "label_ja",
    "label_en",
    "unit",
    "fiscal_year",
    "date",
    "organisation",
    "programme",
    "item",
)


def prose_figures(cursor: Cursor, flow: Flow, section: str) -> dict[str, str]:
    """The figures of *section* in *flow* as rows of ``figures``; their values by key.

    In a pattern ``#`` stands for a number and ``[…]`` for what is printed of the figure; blanks and line breaks may
    stand anywhere in the text. Raises ReaderError when a pattern does not match exactly once.
    """
    figures: dict[str, str] = {}
    for row in read_rows(LAYOUT / "figures_of_sections.csv", COLUMNS):
        if row["section"] != section:
            continue
        marks = {"#": r"(?P<value>\d[\d,.]*)", "[": "(?P<printed>", "]": ")"}
        pieces = [marks.get(char) or re.escape(char) for char in row["pattern"] if not char.isspace()]
        matches = list(flow.all(r"[ \n]*".join(pieces).replace(r"<printed>[ \n]*", "<printed>")))
        if len(matches) != 1:
            raise flow.error(
                f"{len(matches)} figures like {row['pattern']!r} ({row['key']}) from here on, one was expected"
            )
        value = plain_number(matches[0].matched["value"])
        cursor.builder.add(
            "figures",
            row["key"],
            matches[0].cell("printed").lines,
            measure=row["key"],
            label_ja=row["label_ja"],
            label_en=row["label_en"],
            value=value,
            unit=row["unit"],
            date=row["date"],
            fiscal_year=row["fiscal_year"],
            organisation=row["organisation"],
            programme=row["programme"],
            item=row["item"],
            approximate="true" if "約" in row["pattern"] else "",
            printed=matches[0].cell("printed").text,
        )
        figures[row["key"]] = value
    if not figures:
        raise flow.error(f"layout/figures_of_sections.csv has no figures of {section}")
    return figures


def agree(flow: Flow, unit: str, stated: str, counted: int) -> None:
    """Check that a figure the text states is the number of rows its table has. Raises ReaderError."""
    if int(stated) != counted:
        raise ReaderError("001", flow.first, f"the text says {stated} {unit}, its table has {counted} rows")
