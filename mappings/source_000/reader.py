"""Document 000 to tables: pages of prefectures and designated cities, and what their notes say.

The document is one table in two parts (prefectures, designated cities) with a heading, a line that dates it, and a
footnote on the figures of the first part. ``grid`` makes rows of its lines, ``notes`` and ``provisions`` read the notes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from mappings.document import Document, ReaderError
from mappings.helpers.eras import era_year
from mappings.helpers.lookups import LookupProblem, read_rows, register_rows
from mappings.helpers.municipalities import Gazetteer, MunicipalityProblem
from mappings.helpers.organisations import organisation_of
from mappings.keys import Keys
from mappings.reading import Note, Reading, Row, Section
from mappings.source_000.grid import Cell, GridRow, parse_rows
from mappings.source_000.makers import find_makers
from mappings.source_000.notes import LOOKUPS, NoteError, ReadNote, read_note
from mappings.source_000.provisions import Offer, Provision, find_provisions
from mappings.tables import line_ranges

TABLES = (
    "page_survey", "surveyed_municipalities", "resident_figure_sets", "registered_residents", "pages", "page_topics",
    "named_publications", "page_publications", "distribution_places", "named_services", "page_services",
    "page_organisations", "page_units", "page_languages",
)
_PARTS = (
    ("prefecture", re.compile(r"【1】都道府県"), re.compile(r"都道府県 \(外国人登録者数\)\* 【順位】\*\tページ名\tアドレス\tメモ")),
    ("designated-city", re.compile(r"【2】政令指定都市編"), re.compile(r"都市\tページ名\tアドレス\tメモ")),
)
_TITLE = re.compile(r"～(.+)～")
_SURVEYED = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日現在。.+による調査")
_FOOTNOTE = re.compile(r"\*表中の外国人登録者数及びその順位は、平成(\d+)年(\d{1,2})月末現在、(.+?)の資料に.*")
_PREFECTURE = re.compile(r"(?P<name>\S+?) ?\((?P<persons>\d{1,3}(?:, ?\d{3})*)\) ?【(?P<rank>\d+)】")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
_FIGURES = "registered-foreign-residents"


def format_lines(lines: Iterable[int]) -> str:
    """Line numbers as a cell: ``{9, 12, 13, 14}`` → ``9 12-14``."""
    ranges: list[list[int]] = []
    for line in sorted(set(lines)):
        if ranges and ranges[-1][1] == line - 1:
            ranges[-1][1] = line
        else:
            ranges.append([line, line])
    return " ".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)


def page_slug(url: str) -> str:
    """What an address says of its page, for the proposal of a key: the last two telling parts of its path."""
    path = [re.sub(r"\.\w+\Z", "", part) for part in urlsplit(url).path.split("/")]
    telling = [part for part in path if re.search("[A-Za-z]", part) and part not in ("index", "www", "genre", "cgi-bin")]
    slug = re.sub(r"[^a-z0-9]+", "-", "-".join(telling[-2:]).lower()).strip("-")
    return slug or "page"


@dataclass
class _Place:
    """The local government whose rows are being read."""

    code: str
    slug: str
    lines: set[int]


@dataclass
class _Page:
    """A page's row: its key, the first document line, the row and the note as read."""

    key: str
    place: _Place
    row: GridRow
    note: ReadNote

    def lines(self, *spans: tuple[int, int]) -> set[int]:
        """The line on which the row begins, and the lines that print these spans of its note."""
        return {self.row.first_line}.union(*(self.row.note.lines_of(start, end) for start, end in spans))


@dataclass
class _Thing:
    """A publication or service that notes name: its row, whose lines grow with each mention."""

    row: Row
    lines: set[int] = field(default_factory=set)


class _Reader:
    """Reads one document; the tables grow as it goes down the pages."""

    def __init__(self, document: Document, keys: Keys) -> None:
        self.document = document
        self.keys = keys
        self.gazetteer = Gazetteer.registered()
        self.romaji = {row["key"]: row["romaji"] for row in register_rows("municipalities", ("key", "romaji"))}
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.notes: list[Note] = []
        self.sections: list[Section] = []
        self.things: dict[tuple[str, str], _Thing] = {}
        self.pages: list[_Page] = []
        self.lookups = {
            kind: {(row[kind], row["municipality"]): row for row in read_rows(LOOKUPS / f"{kind}s.csv")}
            for kind in ("publication", "service", "unit")
        }

    def fail(self, line: int, message: str) -> ReaderError:
        """A ReaderError of this document."""
        return ReaderError(self.document.key, line, message)

    def add(self, table: str, lines: Iterable[int], **cells: str) -> Row:
        """Add a row to *table*."""
        row = {**cells, "lines": format_lines(lines)}
        self.tables[table].append(row)
        return row

    # ------------------------------------------------------------------ the frame of the document

    def find(self, pattern: re.Pattern[str], start: int, what: str) -> tuple[int, re.Match[str]]:
        """The first line from *start* that *pattern* matches whole. Raises ReaderError."""
        for number in range(start, len(self.document.lines) + 1):
            if match := pattern.fullmatch(self.document.line(number).strip()):
                return number, match
        raise self.fail(max(start, 1), f"{what} is missing from here on; the document may be truncated")

    def only_blank(self, first: int, last: int) -> None:
        """Raise ReaderError when a line from *first* to *last* is not blank: nothing is known to stand there."""
        for number in range(first, last + 1):
            if self.document.line(number).strip():
                raise self.fail(number, "a line outside the tables that is neither heading, date nor footnote")

    def read(self) -> Reading:
        """Read the whole document."""
        title_line, title = self.find(_TITLE, 1, "the title between ～ and ～")
        date_line, surveyed = self.find(_SURVEYED, title_line + 1, "the line that says when the survey was made")
        as_of = self.date(date_line, *map(int, surveyed.groups()))
        self.sections.append(Section(1, "heading"))
        self.add("page_survey", {title_line, date_line}, key=self.document.key, title=title[1], as_of=as_of.isoformat())
        self.notes.append(Note(date_line, "withheld", "names of the persons who made the survey; its date is recorded", "heading"))
        self.only_blank(1, title_line - 1)
        self.only_blank(title_line + 1, date_line - 1)

        (first_part, first_heading, first_header), (second_part, second_heading, second_header) = _PARTS
        heading, _ = self.find(first_heading, date_line + 1, "the heading of the prefectures")
        header, _ = self.find(first_header, heading + 1, "the header of the table of prefectures")
        footnote, source = self.find(_FOOTNOTE, header + 1, "the footnote on the figures")
        heading_2, _ = self.find(second_heading, footnote + 1, "the heading of the designated cities")
        header_2, _ = self.find(second_header, heading_2 + 1, "the header of the table of designated cities")
        for first, last in ((date_line, heading), (heading, header), (footnote, heading_2), (heading_2, header_2)):
            self.only_blank(first + 1, last - 1)
        self.figures(source, header, footnote)
        end = len(self.document.lines)
        for part, start, top, first, last in (
            (first_part, heading, header, header + 1, footnote - 1),
            (second_part, heading_2, header_2, header_2 + 1, end),
        ):
            self.sections.append(Section(start, part))
            self.notes.append(Note(start, "heading", "heading of a part", part))
            if part == second_part:
                self.notes.append(Note(top, "furniture", "column headings", part))
            self.part(part, start, footnote, parse_rows(self.document, part, range(first, last + 1)))
        self.close_things()
        self.account_for_rest()
        return Reading(self.tables, self.notes, self.sections)

    def date(self, line: int, year: int, month: int, day: int) -> date:
        """A date, or a ReaderError for one that no calendar has."""
        try:
            return date(year, month, day)
        except ValueError as error:
            raise self.fail(line, f"{year}-{month}-{day} is no date ({error})") from error

    def figures(self, source: re.Match[str], header: int, footnote: int) -> None:
        """The set of figures of which the footnote gives date and source."""
        year, month = era_year("平成", source[1]), int(source[2])
        first = self.date(footnote, year, month, 1)
        as_of = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        self.as_of = as_of.isoformat()
        self.add(
            "resident_figure_sets", {header, footnote},
            key=f"{_FIGURES}-{year}", as_of=self.as_of, source=self.organisation(source[3], footnote), source_printed=source[3],
        )

    def organisation(self, printed: str, line: int) -> str:
        """The key of an organisation. Raises ReaderError for one that isn't in the register."""
        try:
            return organisation_of(printed)
        except LookupProblem as error:
            raise self.fail(line, str(error)) from error

    # ------------------------------------------------------------------ rows

    def part(self, part: str, heading: int, footnote: int, rows: Sequence[GridRow]) -> None:
        """The rows of one part of the table."""
        place: _Place | None = None
        for row in rows:
            if row.label.text:
                place = self.place(part, heading, footnote, row)
            if place is None:
                raise self.fail(row.first_line, "a page before the first local government")
            self.page(place, row)

    def place(self, part: str, heading: int, footnote: int, row: GridRow) -> _Place:
        """The local government named in the first cell, and its figure."""
        label = row.label
        match = _PREFECTURE.fullmatch(label.text) if part == "prefecture" else None
        if part == "prefecture" and match is None:
            raise self.fail(row.first_line, f"{label.text!r} is not a prefecture with (figure) 【rank】")
        name = match["name"] if match else label.text
        try:
            code = self.gazetteer.by_name(name)
        except MunicipalityProblem as error:
            raise self.fail(row.first_line, str(error)) from error
        if any(known["key"] == code for known in self.tables["surveyed_municipalities"]):
            raise self.fail(row.first_line, f"{name} has been listed before")
        self.add(
            "surveyed_municipalities", {heading} | label.lines_of(0, len(name)),
            key=code, municipality=code, stated_type=part,
        )
        if match:
            self.add(
                "registered_residents", label.lines | {footnote},
                key=f"{_FIGURES}-{self.as_of[:4]}-{code}", figures=f"{_FIGURES}-{self.as_of[:4]}", municipality=code,
                as_of=self.as_of, persons=re.sub(r"[, ]", "", match["persons"]), rank=match["rank"],
            )
        return _Place(code, self.romaji[code].lower(), label.lines_of(0, len(name)))

    def page(self, place: _Place, row: GridRow) -> None:
        """One page: its row, and all that its note says."""
        url, title = row.address.text, row.title.text
        if not re.fullmatch(r"https?://[!-~]+", url):
            raise self.fail(row.first_line, f"{url!r} is not an address")
        if not row.note.text.endswith("。"):
            raise self.fail(row.first_line, "the note doesn't end with 。; a part of it may be missing")
        try:
            note = read_note(row.note.text, place.code)
            provisions = find_provisions(note)
            makers = find_makers(note)
        except NoteError as error:
            line = min(row.note.lines_of(error.start, error.end) or row.note.lines, default=row.first_line)
            raise self.fail(line, str(error)) from error
        key = self.keys.key("pages", (place.code, url), f"{place.slug}-{page_slug(url)}")
        page = _Page(key, place, row, note)
        self.pages.append(page)
        japanese = bool(_JAPANESE.search(title))
        condition = self.condition(page)
        self.add(
            "pages", place.lines | row.title.lines | row.address.lines | condition[2],
            key=key, municipality=place.code, title_ja=title if japanese else "", title_en="" if japanese else title, url=url,
            condition_ja=condition[0], condition_en=condition[1],
        )
        for expression in note.expressions:
            span = (expression.start, expression.end)
            for topic in expression.values("topic"):
                self.mention(page, "page_topics", "topic", topic, expression.printed, span)
            for kind in ("publication", "service"):
                for value in expression.values(kind):
                    self.mention(page, f"page_{kind}s", kind, value, expression.printed, span)
                    self.thing(page, kind, value, expression.printed, span)
            for name in expression.values("organisation"):
                organisation = self.organisation(name, min(page.lines(span)))
                self.mention(
                    page, "page_organisations", "organisation", organisation, expression.printed, span,
                    inferred="" if name == expression.printed else "organisation",
                )
            for unit in expression.values("unit"):
                self.unit(page, unit, expression.printed, span)
        for maker in makers:
            thing = self.things["publication", maker.publication]
            cells = {
                "maker": self.organisation(maker.maker, row.first_line) if maker.maker else "",
                "made_by_municipality": self.own_name(page, maker.municipality) if maker.municipality else "",
                "broadcaster": self.organisation(maker.broadcaster, row.first_line) if maker.broadcaster else "",
                "frequency": maker.frequency,
                "frequency_printed": maker.frequency_printed,
            }
            for column, value in cells.items():
                if value and thing.row[column] not in ("", value):
                    raise self.fail(row.first_line, f"{maker.publication} has two values of {column}")
                thing.row[column] = value or thing.row[column]
            thing.lines |= page.lines((maker.start, maker.end))
            for printed, start, end in maker.places:
                self.add(
                    "distribution_places", page.lines((maker.start, maker.start + 1), (start, end)),
                    key=self.keys.key(
                        "distribution_places", (maker.publication, printed),
                        f"{maker.publication}-{len(self.tables['distribution_places']) + 1}",
                    ),
                    publication=maker.publication, place=printed, free="true",
                )
        for provision in provisions:
            self.provision(page, provision)

    def condition(self, page: _Page) -> tuple[str, str, set[int]]:
        """What the note says of the languages of the page in general, in ja and en, with its lines."""
        for known in read_rows(LOOKUPS / "page_conditions.csv", ("printed", "condition_ja", "condition_en", "note")):
            start = page.note.text.find(known["printed"])
            if start >= 0:
                return known["condition_ja"], known["condition_en"], page.lines((start, start + len(known["printed"])))
        return "", "", set()

    def own_name(self, page: _Page, printed: str) -> str:
        """The code of the local government *printed*, which must be the one whose page it is."""
        if self.gazetteer.by_name(printed) != page.place.code:
            raise self.fail(page.row.first_line, f"{printed} makes a publication on the page of another local government")
        return page.place.code

    def mention(
        self, page: _Page, table: str, kind: str, value: str, printed: str, span: tuple[int, int], **more: str
    ) -> None:
        """That the note of *page* names a thing with these words; the same words twice are one row."""
        identity = (page.key, value, printed)
        key = self.keys.key(table, identity, f"{page.key}.{value}")
        for row in self.tables[table]:
            if row["key"] == key:
                lines = {int(line) for part in row["lines"].split() for line in part.split("-")} | page.lines(span)
                row["lines"] = format_lines(lines)
                return
        self.add(table, page.lines(span), **{"key": key, "page": page.key, kind: value, "printed": printed}, **more)

    def looked_up(self, page: _Page, kind: str, value: str) -> Row:
        """The lookup row of a publication, service or division as this page may name it."""
        return self.lookups[kind].get((value, page.place.code)) or self.lookups[kind][value, ""]

    def thing(self, page: _Page, kind: str, value: str, printed: str, span: tuple[int, int]) -> None:
        """The row of a publication or service, made at its first mention."""
        found = self.looked_up(page, kind, value)
        if (kind, value) not in self.things:
            row = {
                "key": value, "title": found["title"] or printed, "name_en": found["name_en"], "kind": found["kind"],
                "municipality": found["municipality"],
            }
            if kind == "publication":
                row |= dict.fromkeys(("page", "maker", "made_by_municipality", "broadcaster", "frequency", "frequency_printed"), "")
            else:
                operator = found["operator"]
                row["operator"] = self.organisation(operator, page.row.first_line) if operator else ""
            self.things[kind, value] = _Thing(row)
        thing = self.things[kind, value]
        thing.lines |= page.lines(span) | (page.place.lines if found["municipality"] else set())

    def unit(self, page: _Page, unit: str, printed: str, span: tuple[int, int]) -> None:
        """A division of the local government that the note names."""
        found = self.looked_up(page, "unit", unit)
        self.add(
            "page_units", page.place.lines | page.lines(span),
            key=unit, page=page.key, name=found["name"] or printed, name_en=found["name_en"],
            municipality=page.place.code,
        )

    def close_things(self) -> None:
        """Put publications and services into their tables, with the page whose title a publication bears."""
        for (kind, _), thing in self.things.items():
            lines = set(thing.lines)
            if kind == "publication":
                for page in self.pages:
                    if page.row.title.text == thing.row["title"] and page.place.code == thing.row["municipality"]:
                        thing.row["page"] = page.key
                        lines |= page.row.title.lines
            self.add(f"named_{kind}s", lines, **thing.row)

    def account_for_rest(self) -> None:
        """A note on each line of a row that no record cites: ``read_note`` found only connecting words on it."""
        cited = {
            number
            for rows in self.tables.values()
            for row in rows
            for first, last in line_ranges(row["lines"])
            for number in range(first, last + 1)
        }
        for page in self.pages:
            for line in sorted(page.row.lines - cited):
                reason = "the end of a note after a page break: connecting words only"
                self.notes.append(Note(line, "prose", reason, page.row.section))

    # ------------------------------------------------------------------ languages

    def provision(self, page: _Page, provision: Provision) -> None:
        """The rows of one language list: a row for each offer and language, or for each offer where only a count is."""
        lines = page.lines((provision.start, provision.end))
        for offer in provision.offers:
            named = provision.languages.named or (("", ""),)
            for printed, language in named:
                self.language(page, offer, printed, language, provision.languages.count, lines)

    def language(self, page: _Page, offer: Offer, printed: str, language: str, count: str, lines: set[int]) -> None:
        """One row of ``page_languages``."""
        thing = offer.key or page.key
        usual = {"page": "page", "publication": "publication", "counselling": "staffed-counter"}
        suffix = "" if offer.applies_to in ("page", "publication", "counselling") else f".{offer.applies_to}"
        if usual.get(offer.applies_to, offer.mode) != offer.mode:
            suffix += f".{offer.mode}"
        proposal = f"{thing}{suffix}.{language or f'{count}-languages'}"
        unqualified = offer.applies_to in usual and not offer.condition_ja
        cells = {
            "page": "" if offer.key else page.key,
            "publication": offer.key if offer.thing == "publication" else "",
            "service": offer.key if offer.thing == "service" else "",
            "applies_to": offer.applies_to, "mode": offer.mode, "language": language, "printed": printed, "count": count,
        }
        key = self.keys.key("page_languages", tuple(cells.values()), proposal)
        self.add(
            "page_languages", lines,
            **{"key": key}, **cells, unqualified_language=language if unqualified else "",
            condition_ja=offer.condition_ja, condition_en=offer.condition_en,
        )


def read(document: Document, keys: Keys) -> Reading:
    """The tables of document 000, notes on the lines that hold no fact of ours, and its sections.

    Raises ReaderError naming the line whose shape isn't known.
    """
    return _Reader(document, keys).read()
