"""What several chapters say of one thing: figures that are repeated, and issues that articles name."""

from __future__ import annotations

import re

from mappings.helpers.lookups import read_rows
from mappings.helpers.text import squeeze
from mappings.layout.outline import Part
from mappings.layout.verbs import Run
from mappings.read.document import ReaderError
from mappings.source_001.folder import LOOKUPS
from ontology.lines import read_cell, write_cell


def name_issues(run: Run, _part: Part) -> None:
    """Name the issue that an article is in: by the cover that the article prints, or by the title that both print.

    The magazine's cover is a month ahead of its month of issue. Raises ReaderError for a cover that no issue has.
    """
    covers: dict[str, str] = {}
    titles: dict[str, str] = {}
    for issue in run.builder.reading.tables["magazine_issues"]:
        year, month = map(int, issue["month"].split("-"))
        if issue["cover"]:
            cover_month = int(re.sub(r"\D", "", issue["cover"]))
            covers[f"{year + (cover_month < month)}年{cover_month}月号"] = issue["key"]
        elif issue["publication"] == "clair-flash":
            titles[squeeze(issue["title"])] = issue["key"]
    for article in run.builder.reading.tables["articles"]:
        if article["channel"] == "forum":
            cover = squeeze(article["date_printed"])
            if cover not in covers:
                raise ReaderError("001", int(re.split(r"\D", article["lines"])[0]), f"no issue has the cover {cover}")
            article["issue"] = covers[cover]
        elif article["channel"] == "flash":
            article["issue"] = titles.get(squeeze(article["title"]), "")


def join_repeated_figures(run: Run, _part: Part) -> None:
    """Let the row that states a figure cite the text that repeats it, as lookups/repeated_figures.csv lists them.

    A fact is one row, however often it is printed. Raises ReaderError where the two values differ.
    """
    figures = {row["key"]: row for row in run.builder.reading.tables["figures"]}
    for entry in read_rows(LOOKUPS / "repeated_figures.csv", ("figure", "table", "row", "column")):
        repeated = figures[entry["figure"]]
        row = next(row for row in run.builder.reading.tables[entry["table"]] if row["key"] == entry["row"])
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
        run.builder.reading.tables["figures"].remove(repeated)
