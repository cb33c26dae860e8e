"""The rows that one page of the table gives: the page, what its note names, and what it offers in which languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from mappings.csv_files import Row
from mappings.helpers.gazetteer import Gazetteer
from mappings.helpers.languages import languages_of
from mappings.helpers.lookups import LookupProblem, read_rows
from mappings.helpers.organisations import organisation_of
from mappings.helpers.text_languages import in_their_language
from mappings.helpers.urls import is_web_address
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.source_000.grid import GridRow
from mappings.source_000.makers import Making, find_makers
from mappings.source_000.notes import LOOKUPS, Expression, NoteError, ReadNote, read_note
from mappings.source_000.provisions import Offer, Provision, find_provisions
from ontology.lines import ranges_of, write_cell

TABLES = (
    "page_survey",
    "surveyed_municipalities",
    "resident_figure_sets",
    "registered_residents",
    "pages",
    "page_topics",
    "named_publications",
    "page_publications",
    "distribution_places",
    "named_services",
    "page_services",
    "page_organisations",
    "page_units",
    "page_languages",
)
_LANGUAGE_OF_TITLE = re.compile(r"[(（](やさしい日本語)[)）]\Z")
"""A language in brackets at the end of a title: that of the page, which its note need not name."""
_OF_A_GOVERNMENT = re.compile(r"(?:\A|\.)(?:pref|city|metro)\.")
_MAKING = ("page", "maker", "made_by_municipality", "broadcaster", "frequency", "frequency_printed")
_TABLES_IN_ENGLISH_TOO = ("page_publications", "page_topics")
_WORDS = ("printed",)
_WORDS_IN_ENGLISH_TOO = ("printed", "printed_en")
_JAPANESE = re.compile(r"[぀-ヿ一-鿿]")
# The usual mode of a kind of thing, which keys of language statements leave out.
_USUAL_MODES = {"page": "page", "publication": "publication", "counselling": "staffed-counter"}


def page_slug(url: str) -> str:
    """The last two telling parts of the path of an address, for the key of its page.

    >>> page_slug("http://www.pref.hokkaido.lg.jp/ss/tsk/foreign/english_live.htm")
    'foreign-english-live'
    """
    path = [re.sub(r"\.\w+\Z", "", part) for part in urlsplit(url).path.split("/")]
    telling = [part for part in path if re.search("[A-Za-z]", part) and part not in ("index", "www", "genre")]
    return re.sub(r"[^a-z0-9]+", "-", "-".join(telling[-2:]).lower()).strip("-") or "page"


@dataclass
class SurveyedGovernment:
    """The local government whose pages are being read: its code, romaji for keys, and the lines that name it."""

    code: str
    slug: str
    lines: set[int]


@dataclass
class SurveyedPage:
    """A page: its key, its local government, its printed row and its note as read."""

    key: str
    place: SurveyedGovernment
    row: GridRow
    note: ReadNote

    def lines(self, *spans: tuple[int, int]) -> set[int]:
        """The line on which the row begins, and the lines that print these spans of its note."""
        return {self.row.first_line}.union(*(self.row.note.lines_of(start, end) for start, end in spans))


@dataclass
class _Thing:
    """A publication or service that notes name: its row, and the lines of all its mentions so far."""

    row: Row
    lines: set[int] = field(default_factory=set)


class Entries:
    """The tables of the document, growing page by page."""

    def __init__(self, document: Document, keys: Keys, gazetteer: Gazetteer) -> None:
        self.document = document
        self.keys = keys
        self.gazetteer = gazetteer
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.pages: list[SurveyedPage] = []
        self._things: dict[tuple[str, str], _Thing] = {}
        self._lookups = {
            kind: {(row[kind], row["municipality"]): row for row in read_rows(LOOKUPS / f"{kind}s.csv")}
            for kind in ("publication", "service", "unit")
        }

    def add(self, table: str, lines: Iterable[int], **cells: str) -> None:
        """Add a row that cites *lines* to *table*."""
        self.tables[table].append({**cells, "lines": write_cell(lines)})

    def fail(self, line: int, message: str) -> ReaderError:
        """A ReaderError of this document."""
        return ReaderError(self.document.key, line, message)

    def organisation(self, printed: str, line: int) -> str:
        """The key of an organisation. Raises ReaderError for one that isn't in the register."""
        try:
            return organisation_of(printed)
        except LookupProblem as error:
            raise self.fail(line, str(error)) from error

    # ------------------------------------------------------------------ a page

    def page(self, place: SurveyedGovernment, row: GridRow) -> None:
        """Add one page and all facts of its note. Raises ReaderError for a shape that is not known."""
        url, title = row.address.text, row.title.text
        if not is_web_address(url):
            raise self.fail(row.first_line, f"{url!r} is not an address")
        if not row.note.text.endswith("。"):
            raise self.fail(row.first_line, "the note doesn't end with 。; a part of it may be missing")
        try:
            note = read_note(row.note.text, place.code)
            provisions = find_provisions(note)
            makings = find_makers(note)
        except NoteError as error:
            line = min(row.note.lines_of(error.start, error.end) or row.note.lines)
            raise self.fail(line, str(error)) from error
        key = self.keys.key("pages", (place.code, url), f"{place.slug}-{page_slug(url)}")
        page = SurveyedPage(key, place, row, note)
        self.pages.append(page)
        japanese = bool(_JAPANESE.search(title))
        condition_ja, condition_en, condition_lines = self._condition(page)
        self.add(
            "pages",
            place.lines | row.title.lines | row.address.lines | condition_lines,
            key=key,
            municipality=place.code,
            title_ja=title if japanese else "",
            title_en="" if japanese else title,
            url=url,
            condition_ja=condition_ja,
            condition_en=condition_en,
            # That the local government publishes the page is told by its address, or else by the list alone.
            inferred="" if _OF_A_GOVERNMENT.search(urlsplit(url).netloc) else "municipality",
        )
        for expression in note.expressions:
            self._expression(page, expression)
        for making in makings:
            self._making(page, making)
        for provision in provisions:
            self._provision(page, provision)
        for unit in read_rows(
            LOOKUPS / "title_units.csv", ("printed", "municipality", "unit", "name", "name_en", "part_of")
        ):
            if unit["municipality"] == place.code and unit["printed"] in title:
                self._unit(page, unit, {row.first_line, *row.title.lines})
        for named in read_rows(LOOKUPS / "title_publications.csv", ("printed", "municipality", "publication")):
            if named["municipality"] == place.code and named["printed"] in title:
                self._titled_publication(page, named)
        if language := _LANGUAGE_OF_TITLE.search(title):
            of_page = Offer("page", "", "page", "page", "", "")
            (tag,) = languages_of(language[1])
            self._language(page, of_page, language[1], tag, "", {row.first_line, *row.title.lines})

    def _condition(self, page: SurveyedPage) -> tuple[str, str, set[int]]:
        """A general remark of the note on the languages of the page, in ja and en, with its lines."""
        for condition in read_rows(
            LOOKUPS / "page_conditions.csv", ("printed", "condition_ja", "condition_en", "note")
        ):
            start = page.note.text.find(condition["printed"])
            if start >= 0:
                lines = page.lines((start, start + len(condition["printed"])))
                return condition["condition_ja"], condition["condition_en"], lines
        return "", "", set()

    def _expression(self, page: SurveyedPage, expression: Expression) -> None:
        """The rows of all things that one printed expression names."""
        for topic in expression.values("topic"):
            self._mention(page, "page_topics", "topic", topic, expression)
        for kind in ("publication", "service"):
            for value in expression.values(kind):
                self._mention(page, f"page_{kind}s", kind, value, expression)
                self._thing(page, kind, value, expression)
        for name in expression.values("organisation"):
            organisation = self.organisation(name, page.row.first_line)
            inferred = "" if name == expression.printed else "organisation"
            self._mention(page, "page_organisations", "organisation", organisation, expression, inferred=inferred)
        for unit in expression.values("unit"):
            row = self._looked_up(page, "unit", unit)
            self._unit(page, row, page.lines((expression.start, expression.end)))

    def _unit(self, page: SurveyedPage, row: Row, lines: set[int]) -> None:
        """The division of the local government that *row* of a lookup file describes, named by *page*."""
        if any((other["page"], other["unit"]) == (page.key, row["unit"]) for other in self.tables["page_units"]):
            return
        self.add(
            "page_units",
            page.place.lines | lines,
            key=self.keys.key("page_units", (page.key, row["unit"]), f"{page.key}.{row['unit']}"),
            page=page.key,
            unit=row["unit"],
            name=row["name"] or row["printed"],
            name_en=row["name_en"],
            municipality=page.place.code,
            part_of=row["part_of"],
        )

    def _mention(
        self, page: SurveyedPage, table: str, kind: str, value: str, expression: Expression, **cells: str
    ) -> None:
        """A row for a thing that the note of *page* names; the same words twice give one row."""
        columns = _WORDS_IN_ENGLISH_TOO if table in _TABLES_IN_ENGLISH_TOO else _WORDS
        words = dict.fromkeys(columns, "") | in_their_language({"printed": expression.printed}, columns)
        key = self.keys.key(table, (page.key, value, *words.values()), f"{page.key}.{value}")
        lines = page.lines((expression.start, expression.end))
        for row in self.tables[table]:
            if row["key"] == key:
                row["lines"] = write_cell(lines | cited_lines(row))
                return
        self.add(table, lines, **{"key": key, "page": page.key, kind: value}, **words, **cells)

    def _titled_publication(self, page: SurveyedPage, named: Row) -> None:
        """A publication that the title of *page* names, as *named* of a lookup file describes it."""
        key, printed = named["publication"], named["printed"]
        lines = {page.row.first_line, *page.row.title.lines}
        words = dict.fromkeys(_WORDS_IN_ENGLISH_TOO, "")
        words |= in_their_language({"printed": printed}, _WORDS_IN_ENGLISH_TOO)
        mention = self.keys.key("page_publications", (page.key, key, *words.values()), f"{page.key}.{key}")
        self.add("page_publications", lines, key=mention, page=page.key, publication=key, **words)
        row = {"key": key, "title": printed, "name_en": named["name_en"], "kind": named["kind"]}
        row |= {"municipality": page.place.code, **dict.fromkeys(_MAKING, "")}
        self._things["publication", key] = _Thing(row, lines | page.place.lines)

    def _looked_up(self, page: SurveyedPage, kind: str, value: str) -> Row:
        """The lookup row of a publication, service or division, as this page may name it."""
        rows = self._lookups[kind]
        return rows.get((value, page.place.code)) or rows[value, ""]

    def _thing(self, page: SurveyedPage, kind: str, value: str, expression: Expression) -> None:
        """The row of a publication or service, made at its first mention."""
        described = self._looked_up(page, kind, value)
        thing = self._things.get((kind, value))
        if thing is None:
            row = {
                "key": value,
                "title": described["title"] or expression.printed,
                "name_en": described["name_en"],
                "kind": described["kind"],
                "municipality": described["municipality"],
            }
            if kind == "publication":
                row |= dict.fromkeys(_MAKING, "")
            else:
                operator = described["operator"]
                row["operator"] = self.organisation(operator, page.row.first_line) if operator else ""
                # A body runs it: that it is a matter of the local government is told by the list alone.
                row["inferred"] = "municipality" if operator else ""
            thing = self._things[kind, value] = _Thing(row)
        thing.lines |= page.lines((expression.start, expression.end))
        if described["municipality"]:
            thing.lines |= page.place.lines

    def _making(self, page: SurveyedPage, making: Making) -> None:
        """Who made a publication or broadcasts it, how often it appears, where it is handed out."""
        line = page.row.first_line
        thing = self._things["publication", making.publication]
        cells = {
            "maker": self.organisation(making.maker, line) if making.maker else "",
            "made_by_municipality": self._own_code(page, making.municipality) if making.municipality else "",
            "broadcaster": self.organisation(making.broadcaster, line) if making.broadcaster else "",
            "frequency": making.frequency,
            "frequency_printed": making.frequency_printed,
        }
        for column, value in cells.items():
            if value and thing.row[column] not in ("", value):
                raise self.fail(line, f"{making.publication} has {thing.row[column]} and {value} as its {column}")
            thing.row[column] = value or thing.row[column]
        thing.lines |= page.lines((making.start, making.end))
        for number, (printed, start, end) in enumerate(making.places, 1):
            key = self.keys.key("distribution_places", (making.publication, printed), f"{making.publication}-{number}")
            self.add(
                "distribution_places",
                page.lines((making.start, making.start + 1), (start, end)),
                key=key,
                publication=making.publication,
                place=printed,
                free="true",
            )

    def _own_code(self, page: SurveyedPage, printed: str) -> str:
        """The code of the local government *printed*, which must be the one whose page it is."""
        if self.gazetteer.by_name(printed) != page.place.code:
            raise self.fail(page.row.first_line, f"{printed} makes a publication on another local government's page")
        return page.place.code

    def close(self) -> None:
        """Put publications and services into their tables, with the one page whose title bears the name of each."""
        for (kind, _), thing in self._things.items():
            lines = set(thing.lines)
            if kind in ("publication", "service"):
                name, place = thing.row["title"], thing.row["municipality"]
                # A title may present a thing by other words than those by which a note names it.
                words = self._lookups[kind].get((thing.row["key"], place), {}).get("page_titled") or name
                pages = [page for page in self.pages if page.place.code == place and words in page.row.title.text]
                thing.row["page"] = pages[0].key if len(pages) == 1 else ""
                lines |= pages[0].row.title.lines if len(pages) == 1 else set()
                if name == thing.row["name_en"]:
                    # The document prints it in English.
                    thing.row["title"] = ""
            self.add(f"named_{kind}s", lines, **thing.row)

    def uncited(self) -> Iterator[tuple[int, str]]:
        """Lines of rows that no record cites, with their section; they hold connecting words only."""
        cited = {line for rows in self.tables.values() for row in rows for line in cited_lines(row)}
        for page in self.pages:
            for line in sorted(page.row.lines - cited):
                yield line, page.row.section

    # ------------------------------------------------------------------ languages

    def _provision(self, page: SurveyedPage, provision: Provision) -> None:
        """A row for every offer and language of one list; where only a count is printed, a row for every offer."""
        lines = page.lines((provision.start, provision.end))
        for offer in provision.offers:
            for printed, language in provision.languages.named or (("", ""),):
                self._language(page, offer, printed, language, provision.languages.count, lines)

    def _language(
        self, page: SurveyedPage, offer: Offer, printed: str, language: str, count: str, lines: set[int]
    ) -> None:
        """One row of ``page_languages``; ``unqualified_language`` stays empty for a conditional offer."""
        usual = _USUAL_MODES.get(offer.applies_to)
        proposal = offer.key or page.key
        if usual is None:
            proposal += f".{offer.applies_to}"
        elif usual != offer.mode:
            proposal += f".{offer.mode}"
        cells = {
            "page": "" if offer.key else page.key,
            "publication": offer.key if offer.thing == "publication" else "",
            "service": offer.key if offer.thing == "service" else "",
            "applies_to": offer.applies_to,
            "mode": offer.mode,
            "language": language,
            "printed": printed,
            "count": count,
        }
        key = self.keys.key("page_languages", tuple(cells.values()), f"{proposal}.{language or f'{count}-languages'}")
        self.add(
            "page_languages",
            lines,
            **{"key": key},
            **cells,
            unqualified_language=language if usual and not offer.condition_ja else "",
            condition_ja=offer.condition_ja,
            condition_en=offer.condition_en,
        )


def cited_lines(row: Row) -> set[int]:
    """The line numbers that a row cites."""
    return {line for lines in ranges_of("000", row["lines"]) for line in lines.numbers}
