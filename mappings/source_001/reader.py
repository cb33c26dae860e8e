"""Reads document 001, the FY2023 report of the Council of Local Authorities for International Relations (CLAIR).

The document is laid out in two ways. Up to the support of JET participants its headings tell one table from the next,
so its parts are cut there first; from there on captions and tables are interleaved, so a cursor walks down the lines.
"""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Reading
from mappings.source_001.folder import LAYOUT
from mappings.source_001.walked_chapters import read_chapters
from ontology.lines import read_cell, write_cell


def read(document: Document, keys: Keys) -> Reading:
    """The rows, notes and sections of the whole document.

    Raises ReaderError, naming the line, for an unknown shape; nothing is guessed.
    """
    whole = read_chapters(document, keys)
    _join_repeated_figures(whole)
    _name_issues(whole)
    whole.notes.sort(key=lambda note: note.line)
    whole.sections.sort(key=lambda section: section.first_line)
    return whole


def _name_issues(whole: Reading) -> None:
    """Name the issue that an article is in: by the cover that the article prints, or by the title that both print.

    The magazine's cover is a month ahead of its month of issue. Raises ReaderError for a cover that no issue has.
    """
    covers: dict[str, str] = {}
    titles: dict[str, str] = {}
    for issue in whole.tables["magazine_issues"]:
        year, month = map(int, issue["month"].split("-"))
        if issue["cover"]:
            cover_month = int(re.sub(r"\D", "", issue["cover"]))
            covers[f"{year + (cover_month < month)}年{cover_month}月号"] = issue["key"]
        elif issue["publication"] == "clair-flash":
            titles[squeeze(issue["title"])] = issue["key"]
    for article in whole.tables["articles"]:
        if article["channel"] == "forum":
            cover = squeeze(article["date_printed"])
            if cover not in covers:
                raise ReaderError("001", int(re.split(r"\D", article["lines"])[0]), f"no issue has the cover {cover}")
            article["issue"] = covers[cover]
        elif article["channel"] == "flash":
            article["issue"] = titles.get(squeeze(article["title"]), "")


def _join_repeated_figures(whole: Reading) -> None:
    """Let the row that states a figure cite the text that repeats it, as layout/repeated_figures.csv lists them.

    A fact is one row, however often it is printed. Raises ReaderError where the two values differ.
    """
    figures = {row["key"]: row for row in whole.tables["figures"]}
    for entry in read_rows(LAYOUT / "repeated_figures.csv", ("figure", "table", "row", "column")):
        repeated = figures[entry["figure"]]
        row = next(row for row in whole.tables[entry["table"]] if row["key"] == entry["row"])
        if row[entry["column"]] != repeated["value"]:
            line = int(re.split(r"\D", repeated["lines"])[0])
            raise ReaderError(
                "001", line, f"{repeated['key']} is {repeated['value']}, but {row['key']} is {row[entry['column']]}"
            )
        row["lines"] = write_cell(
            [
                number
                for cited in (row, repeated)
                for first, last in read_cell(cited["lines"])
                for number in range(first, last + 1)
            ],
            frozenset(),
        )
        whole.tables["figures"].remove(repeated)
