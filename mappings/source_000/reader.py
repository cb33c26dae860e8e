"""Document 000 to tables: pages of prefectures and designated cities, and what their notes say.

The document is one table in two parts (prefectures, designated cities), with a title, a line that dates it, and a
footnote on the figures of the first part. ``grid`` makes rows of its lines, ``notes``, ``makers`` and ``provisions``
read the notes, and ``entries`` makes records of them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mappings.helpers.eras import DateProblem, read_date
from mappings.helpers.gazetteer import Gazetteer
from mappings.helpers.lookups import register_rows
from mappings.helpers.municipalities import MunicipalityProblem
from mappings.helpers.numbers import plain_number
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Note, Reading, Section
from mappings.source_000.entries import Entries, SurveyedGovernment
from mappings.source_000.grid import GridRow, parse_rows

_TITLE = re.compile(r"～(.+)～")
_SURVEYED = re.compile(r"(?P<date>\d{4}年\d{1,2}月\d{1,2}日)現在。.+による調査")
_FOOTNOTE = re.compile(
    r"\*表中の外国人登録者数及びその順位は、(?P<date>平成\d+年\d{1,2}月末)現在、(?P<source>.+?)の資料に.*"
)
_PREFECTURE = re.compile(r"(?P<name>\S+?) ?\((?P<persons>\d{1,3}(?:, ?\d{3})*)\) ?【(?P<rank>\d+)】")
_FIGURES = "registered-foreign-residents"


@dataclass(frozen=True)
class _TablePart:
    """One part of the table: the type of its local governments, its heading and the header of its columns."""

    name: str
    heading: re.Pattern[str]
    header: re.Pattern[str]


_PREFECTURES = _TablePart(
    "prefecture",
    re.compile(r"【1】都道府県"),
    re.compile(r"都道府県 \(外国人登録者数\)\* 【順位】\*\tページ名\tアドレス\tメモ"),
)
_CITIES = _TablePart(
    "designated-city", re.compile(r"【2】政令指定都市編"), re.compile(r"都市\tページ名\tアドレス\tメモ")
)


class _Reader:
    """Reads one document from its title to its last row."""

    def __init__(self, document: Document, keys: Keys) -> None:
        self.document = document
        self.gazetteer = Gazetteer.registered()
        self.romaji = {row["key"]: row["romaji"] for row in register_rows("municipalities", ("key", "romaji"))}
        self.entries = Entries(document, keys, self.gazetteer)
        self.notes: list[Note] = []
        self.sections: list[Section] = []
        self.listed: set[str] = set()

    def fail(self, line: int, message: str) -> ReaderError:
        """A ReaderError of this document."""
        return ReaderError(self.document.key, line, message)

    def read(self) -> Reading:
        """Read the whole document."""
        dated = self.head()
        heading = self.find(_PREFECTURES.heading, dated, "the heading of the prefectures")[0]
        header = self.find(_PREFECTURES.header, heading, "the header of the table of prefectures")[0]
        footnote, source = self.find(_FOOTNOTE, header, "the footnote on the figures", rows_between=True)
        heading_2 = self.find(_CITIES.heading, footnote, "the heading of the designated cities")[0]
        header_2 = self.find(_CITIES.header, heading_2, "the header of the table of designated cities")[0]
        self.notes.append(Note(header_2, "furniture", "column headings", _CITIES.name))

        as_of = self.figures(source, header, footnote)
        self.part(_PREFECTURES, heading, range(header + 1, footnote), as_of, footnote)
        self.part(_CITIES, heading_2, range(header_2 + 1, len(self.document.lines) + 1), as_of, footnote)
        self.entries.close()
        for line, section in self.entries.uncited():
            reason = "the end of a note after a page break: connecting words only"
            self.notes.append(Note(line, "prose", reason, section))
        return Reading(self.entries.tables, self.notes, self.sections)

    # ------------------------------------------------------------------ around the table

    def find(
        self, pattern: re.Pattern[str], after: int, expected: str, *, rows_between: bool = False
    ) -> tuple[int, re.Match[str]]:
        """The next line after *after* that *pattern* matches whole.

        Raises ReaderError when there is none, and for a line before it that isn't blank unless *rows_between*.
        """
        for number in range(after + 1, len(self.document.lines) + 1):
            line = self.document.line(number).strip()
            if match := pattern.fullmatch(line):
                return number, match
            if line and not rows_between:
                raise self.fail(number, f"{expected} was expected here")
        raise self.fail(max(after, 1), f"{expected} is missing after this line; the document may be truncated")

    def head(self) -> int:
        """Title and date of the survey; returns the line of the date."""
        title_line, title = self.find(_TITLE, 0, "the title between ～ and ～")
        line, surveyed = self.find(_SURVEYED, title_line, "the line that says when the survey was made")
        as_of = self.date(line, surveyed["date"])
        self.entries.add("page_survey", {title_line, line}, key=self.document.key, title=title[1], as_of=as_of)
        self.notes.append(Note(line, "withheld", "names of the persons who made the survey; its date is recorded"))
        return line

    def date(self, line: int, printed: str) -> str:
        """A printed day in ISO 8601. Raises ReaderError for a day that is not in the calendar."""
        try:
            return read_date(printed).value
        except DateProblem as error:
            raise self.fail(line, str(error)) from error

    def figures(self, source: re.Match[str], header: int, footnote: int) -> str:
        """The set of figures of which the footnote gives date and source; returns the date (end of a month)."""
        as_of = self.date(footnote, source["date"])
        self.entries.add(
            "resident_figure_sets",
            {header, footnote},
            key=f"{_FIGURES}-{as_of[:4]}",
            as_of=as_of,
            source=self.entries.organisation(source["source"], footnote),
            source_printed=source["source"],
        )
        return as_of

    # ------------------------------------------------------------------ rows

    def part(self, part: _TablePart, heading: int, numbers: range, as_of: str, footnote: int) -> None:
        """The rows of one part of the table."""
        printed = self.document.line(heading).strip()
        self.sections.append(Section(heading, printed))
        rows: Sequence[GridRow] = parse_rows(self.document, printed, numbers)
        place: SurveyedGovernment | None = None
        for row in rows:
            if row.label.text:
                place = self.place(part, heading, row, as_of, footnote)
            if place is None:
                raise self.fail(row.first_line, "a page before the first local government")
            self.entries.page(place, row)

    def place(self, part: _TablePart, heading: int, row: GridRow, as_of: str, footnote: int) -> SurveyedGovernment:
        """The local government named in the first cell, and its figure with rank."""
        label = row.label
        match = _PREFECTURE.fullmatch(label.text)
        if (match is not None) != (part is _PREFECTURES):
            expected = "a prefecture with (figure) 【rank】" if part is _PREFECTURES else "the name of a city alone"
            raise self.fail(row.first_line, f"{label.text!r} is not {expected}")
        name = match["name"] if match else label.text
        try:
            code = self.gazetteer.by_name(name)
        except MunicipalityProblem as error:
            raise self.fail(row.first_line, str(error)) from error
        if code in self.listed:
            raise self.fail(row.first_line, f"{name} has been listed before")
        self.listed.add(code)
        named_on = label.lines_of(0, len(name))
        self.entries.add(
            "surveyed_municipalities", {heading} | named_on, key=code, municipality=code, stated_type=part.name
        )
        if match:
            figures = f"{_FIGURES}-{as_of[:4]}"
            self.entries.add(
                "registered_residents",
                label.lines | {footnote},
                key=f"{figures}-{code}",
                figures=figures,
                municipality=code,
                as_of=as_of,
                persons=plain_number(match["persons"]),
                rank=match["rank"],
            )
        return SurveyedGovernment(code, self.romaji[code].lower(), named_on)


def read(document: Document, keys: Keys) -> Reading:
    """The tables of document 000, notes on the lines that give no fact, and its sections.

    Raises ReaderError naming the first line of an unknown shape.
    """
    return _Reader(document, keys).read()
