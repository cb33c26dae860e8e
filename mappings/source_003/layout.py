"""The layout of document 003: sections, their headers, the listings below, and the rows of the listings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

from mappings.helpers.gazetteer import Gazetteer
from mappings.helpers.lookups import read_rows
from mappings.helpers.municipalities import MunicipalityProblem
from mappings.helpers.text import tidy
from mappings.read.document import Document, ReaderError
from mappings.source_003.bodies import LOOKUPS

_HEADING = re.compile(r"## (?P<text>.+)\Z")
_LINK = "<a href="


@dataclass(frozen=True)
class SectionKind:
    """A section as the lookup describes it: its key, the header of its columns, the type that its heading states."""

    key: str
    heading: str
    slug: str
    header: tuple[str, ...]
    stated_type: str
    member_of: str

    @property
    def has_prefecture_column(self) -> bool:
        """Whether municipalities stand in a second column after their prefecture."""
        return len(self.header) == 6


@dataclass(frozen=True)
class PrintedRow:
    """One line of a listing: its four cells. ``place`` is a place printed where the municipality's name should be."""

    line: int
    department: str
    url: str
    email: str
    classes: str
    place: str = ""


@dataclass
class MunicipalityEntry:
    """The entry of one municipality: labels as printed, codes, and one printed row or several."""

    section: SectionKind
    heading_line: int
    position: int
    municipality: str
    municipality_label: str
    prefecture: str
    prefecture_label: str
    prefecture_line: int
    rows: list[PrintedRow] = field(default_factory=list)

    @property
    def inferred(self) -> str:
        """The column that isn't printed in the listing's own row, if any."""
        return "prefecture" if self.prefecture and self.prefecture_line != self.rows[0].line else ""


@dataclass(frozen=True)
class DocumentLayout:
    """The sections with the lines of heading and header, and the listings, all in the order of the document."""

    sections: list[tuple[SectionKind, int, int]]
    listings: list[MunicipalityEntry]


@cache
def section_kinds() -> dict[str, SectionKind]:
    """The sections this document has, by heading."""
    columns = ("heading", "key", "slug", "header", "stated_type", "member_of", "note")
    return {
        row["heading"]: SectionKind(
            key=row["key"],
            heading=row["heading"],
            slug=row["slug"],
            header=tuple(row["header"].split("|")),
            stated_type=row["stated_type"],
            member_of=row["member_of"],
        )
        for row in read_rows(LOOKUPS / "sections.csv", columns)
    }


@cache
def _places() -> dict[str, str]:
    rows = read_rows(LOOKUPS / "places.csv", ("printed", "municipality", "note"))
    return {row["printed"]: row["municipality"] for row in rows}


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer of the register, the only one with English names."""
    return Gazetteer.registered()


def _resolve(document: Document, line: int, label: str, prefecture: str, prefer: str) -> str:
    """The area code of the municipality printed as *label*. Raises ReaderError."""
    try:
        return gazetteer().by_english(label.replace("·", "・"), prefecture=prefecture, prefer=prefer)
    except MunicipalityProblem as problem:
        raise ReaderError(document.key, line, str(problem)) from problem


def _prefecture_of_label(label: str) -> str:
    """The code of the prefecture that a label such as ``Gunma-Ken,Ota-Shi`` begins with, or nothing."""
    parts = [part for part in re.split(r"\s*[,・·]\s*", label) if part]
    return gazetteer().prefecture_code(parts[0]) if len(parts) > 1 else ""


def _cells(document: Document, number: int, section: SectionKind) -> list[str]:
    """The cells of a row, as many as the header has. Raises ReaderError.

    A row of a section with a prefecture column may lack its (empty) first cell: all others then stand one to the left
    and an empty one follows. Such a row is recognised by a link where the department should be.
    """
    cells = [tidy(cell) for cell in document.line(number).split("\t")]
    if len(cells) != len(section.header):
        raise ReaderError(document.key, number, f"{len(cells)} cells instead of {len(section.header)}")
    if section.has_prefecture_column and _LINK in cells[2]:
        if cells[-1] or _LINK in cells[1]:
            raise ReaderError(document.key, number, "a link where the department should be, and no cell is shifted")
        cells = ["", *cells[:-1]]
    return cells


class _LayoutReader:
    """Goes through the lines once, keeping the section, the prefecture and the listing it is in."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.layout = DocumentLayout([], [])
        self.section: SectionKind | None = None
        self.heading_line = 0
        self.prefecture, self.prefecture_label, self.prefecture_line = "", "", 0

    def read(self) -> DocumentLayout:
        lines = self._printed_lines()
        for number, text in lines:
            if heading := _HEADING.match(text):
                self._begin_section(number, heading["text"], next(lines, None))
            elif self.section is None:
                raise ReaderError(self.document.key, number, "text before the first section heading")
            else:
                self._row(number, self.section)
        read = [kind for kind, _, _ in self.layout.sections]
        for kind in section_kinds().values():
            if kind not in read:
                message = f"the document ends without its section {kind.heading!r}; restore the complete text"
                raise ReaderError(self.document.key, len(self.document.lines), message)
        return self.layout

    def _printed_lines(self) -> Iterator[tuple[int, str]]:
        for number, text in enumerate(self.document.lines, 1):
            if text.strip():
                yield number, text

    def _begin_section(self, number: int, heading: str, header: tuple[int, str] | None) -> None:
        kind = section_kinds().get(heading)
        if kind is None:
            raise ReaderError(self.document.key, number, f"unknown section {heading!r}; add it to lookups/sections.csv")
        if header is None or tuple(tidy(cell) for cell in header[1].split("\t")) != kind.header:
            line = header[0] if header else number
            raise ReaderError(self.document.key, line, f"not the header of the section {heading!r}")
        self.section, self.heading_line = kind, number
        self.prefecture, self.prefecture_label, self.prefecture_line = "", "", 0
        self.layout.sections.append((kind, number, header[0]))

    def _row(self, number: int, section: SectionKind) -> None:
        cells = _cells(self.document, number, section)
        *labels, department, url, email, classes = cells
        current = self.layout.listings[-1] if self.layout.listings else None
        place = labels[-1] if labels[-1] in _places() else ""
        if not labels[-1] or place:
            if current is None or current.section != section or (place and _places()[place] != current.municipality):
                raise ReaderError(
                    self.document.key, number, "a row without a municipality can belong to no listing above"
                )
            if len(labels) == 2 and labels[0]:
                raise ReaderError(self.document.key, number, f"a prefecture, {labels[0]!r}, without a municipality")
            current.rows.append(PrintedRow(number, department, url, email, classes, place))
            return
        listing = self._listing(number, section, labels)
        listing.rows.append(PrintedRow(number, department, url, email, classes))
        self.layout.listings.append(listing)

    def _listing(self, number: int, section: SectionKind, labels: list[str]) -> MunicipalityEntry:
        label, printed_prefecture = labels[-1], ""
        if section.has_prefecture_column:
            if labels[0]:
                self.prefecture = _resolve(self.document, number, labels[0], "", "prefecture")
                self.prefecture_label, self.prefecture_line = labels[0], number
                printed_prefecture = labels[0]
            if not self.prefecture:
                raise ReaderError(self.document.key, number, "the first row of the section names no prefecture")
            code, prefecture, prefecture_line = self._municipality_below_prefecture(number, label, bool(labels[0]))
        elif section.stated_type == "prefecture":
            code, prefecture, prefecture_line = _resolve(self.document, number, label, "", "prefecture"), "", 0
        else:
            code = _resolve(self.document, number, label, "", "municipality")
            prefecture, prefecture_line = _prefecture_of_label(label), number
        position = 1 + sum(listing.section == section for listing in self.layout.listings)
        return MunicipalityEntry(
            section, self.heading_line, position, code, label, prefecture, printed_prefecture, prefecture_line
        )

    def _municipality_below_prefecture(self, number: int, label: str, has_label: bool) -> tuple[str, str, int]:
        """Code, prefecture and the line that prints the prefecture, for a row whose prefecture may stand elsewhere.

        An empty prefecture cell goes on from above. After a page break the name of a group may stand one row late
        (line 104): a municipality that is not in the prefecture above is in the prefecture of the next row.
        """
        try:
            code = _resolve(self.document, number, label, self.prefecture, "municipality")
            return code, self.prefecture, self.prefecture_line
        except ReaderError:
            line, below = (0, "") if has_label else self._prefecture_of_next_row(number)
            if not below:
                raise
            return _resolve(self.document, number, label, below, "municipality"), below, line

    def _prefecture_of_next_row(self, number: int) -> tuple[int, str]:
        """The next printed line after line *number* and the prefecture its first cell names, or nothing."""
        for following, text in self._printed_lines():
            if following > number:
                first_cell = tidy(text.split("\t")[0])
                try:
                    return following, _resolve(
                        self.document, following, first_cell, "", "prefecture"
                    ) if first_cell else ""
                except ReaderError:
                    break
        return 0, ""


def read_layout(document: Document) -> DocumentLayout:
    """Sections and listings of *document*. Raises ReaderError for a line of another shape, or a missing section."""
    return _LayoutReader(document).read()
