"""The reader of document 003: from its printed rows to the tables of this folder.

Six tables: the sections, the listings below them, the divisions named (``units``), who is in charge
(``responsibilities``), how to reach them (``contacts``), the pages given as Japanese-class information
(``class_pages``), and every page linked to (``directory_pages``).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from itertools import zip_longest

from mappings.csv_files import Row
from mappings.helpers.lookups import read_rows
from mappings.helpers.text_languages import in_their_language
from mappings.read.document import Document, ReaderError
from mappings.read.keys import Keys
from mappings.read.reading import Note, Reading, Section
from mappings.source_003.bodies import LOOKUPS, ResponsibleBody, bodies, known_organisation, names_by_language
from mappings.source_003.cells import CellProblem, EmailAddress, PrintedLink, addresses, is_number, links, same_marker
from mappings.source_003.layout import DocumentLayout, MunicipalityEntry, PrintedRow, gazetteer, read_layout
from ontology.lines import write_cell

TABLES = (
    "directory_sections", "listings", "units", "responsibilities", "contacts", "class_pages", "directory_pages",
)  # fmt: skip
_LONGEST_SLUG = 70


@cache
def _slugs() -> dict[str, str]:
    return {row["printed"]: row["slug"] for row in read_rows(LOOKUPS / "name_slugs.csv", ("printed", "slug", "note"))}


@cache
def _known_pages() -> dict[str, tuple[str, str]]:
    """Pages that another document describes: the key and the document, by address."""
    rows = read_rows(LOOKUPS / "page_keys.csv", ("url", "page", "document", "note"))
    return {row["url"]: (row["page"], row["document"]) for row in rows}


def _slug(name: str) -> str:
    """*name* as part of a key: ``Board of Education, Lifelong Education Division`` → ``board-of-education-…``."""
    plain = unicodedata.normalize("NFKD", _slugs().get(name, name)).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    slug = ""
    for word in words:
        if len(slug) + len(word) > _LONGEST_SLUG:
            break
        slug = f"{slug}-{word}" if slug else word
    return slug


class _InCharge:
    """A body in charge of a listing, with the row it stands in and the key of its responsibility."""

    def __init__(self, body: ResponsibleBody, row: PrintedRow) -> None:
        self.body = body
        self.row = row
        self.key = ""


class _Reader:
    """Fills the tables listing by listing."""

    def __init__(self, document: Document, keys: Keys) -> None:
        self.document = document
        self.keys = keys
        self.tables: dict[str, list[Row]] = {name: [] for name in TABLES}
        self.unit_lines: dict[str, set[int]] = {}
        self.page_lines: dict[str, set[int]] = {}

    def read(self, layout: DocumentLayout) -> Reading:
        notes, sections = [], []
        for kind, heading_line, header_line in layout.sections:
            self._section(kind.key, kind.heading, kind.member_of, heading_line)
            notes.append(Note(header_line, "furniture", "the header of the table's columns", kind.key))
            sections.append(Section(heading_line, kind.heading))
        for listing in layout.listings:
            self._listing(listing)
        for name, lines in (("units", self.unit_lines), ("directory_pages", self.page_lines)):
            for row in self.tables[name]:
                row["lines"] = write_cell(lines[row["key"]])
        return Reading(self.tables, notes, sections)

    def _add(self, table: str, **cells: str) -> None:
        self.tables[table].append(cells)

    def _section(self, key: str, heading: str, organisation: str, line: int) -> None:
        key = self.keys.key("directory_sections", [heading], key)
        self._add("directory_sections", key=key, heading=heading, organisation=organisation, lines=str(line))

    # ------------------------------------------------------------------ one listing

    def _listing(self, listing: MunicipalityEntry) -> None:
        section, first = listing.section, listing.rows[0].line
        slug = gazetteer()[listing.municipality].romaji.lower()
        key = self.keys.key("listings", [section.key, str(listing.position)], slug + section.slug)
        lines = {listing.heading_line, first} | ({listing.prefecture_line} if listing.prefecture_line else set())
        self._add(
            "listings",
            key=key,
            section=section.key,
            position=str(listing.position),
            municipality=listing.municipality,
            prefecture=listing.prefecture,
            prefecture_label=listing.prefecture_label,
            stated_type=section.stated_type,
            member_of=section.member_of,
            inferred=listing.inferred,
            lines=write_cell(lines),
            **in_their_language({"municipality_label": listing.municipality_label}, ("municipality_label_ja_latn",)),
        )
        in_charge = self._responsibilities(listing, key, slug)
        self._contacts(listing, key, slug, in_charge)
        self._class_pages(listing, key, slug, in_charge)

    def _responsibilities(self, listing: MunicipalityEntry, key: str, slug: str) -> list[_InCharge]:
        in_charge: list[_InCharge] = []
        for row in listing.rows:
            try:
                in_charge += [_InCharge(body, row) for body in bodies(row.department)]
            except CellProblem as problem:
                raise ReaderError(self.document.key, row.line, str(problem)) from problem
        if not in_charge:
            raise ReaderError(self.document.key, listing.rows[0].line, "names no department in charge")
        for position, body_in_charge in enumerate(in_charge, 1):
            body_in_charge.key = self.keys.key("responsibilities", [key, str(position)], f"{key}-{position}")
            body, lines = body_in_charge.body, {listing.rows[0].line, body_in_charge.row.line}
            is_unit = not body.organisation
            owner = body.owner_municipality or ("" if body.owner_organisation else listing.municipality)
            self._add(
                "responsibilities",
                key=body_in_charge.key,
                listing=key,
                municipality=listing.municipality,
                position=str(position),
                marker=body.marker,
                **names_by_language(body.name),
                abbreviation=body.abbreviation,
                unit=self._unit(body.name, owner, body.owner_organisation, lines) if is_unit else "",
                organisation=body.organisation,
                within=self._unit(body.within, owner, "", lines) if body.within else "",
                topic=body.topic,
                place=body_in_charge.row.place,
                lines=write_cell(lines),
            )
        return in_charge

    def _unit(self, name: str, municipality: str, organisation: str, lines: set[int]) -> str:
        """The key of a division, which gets a row where it is named first."""
        slug = gazetteer()[municipality].romaji.lower() if municipality else organisation
        name_slug = _slug(name)
        # 'Otsu city Tourism …' and sections of foundations begin with the name of their owner.
        proposal = name_slug if name_slug.startswith(slug) else f"{slug}-{name_slug}"
        names = names_by_language(name)
        key = self.keys.key("units", [municipality, organisation, *names.values()], proposal)
        if key not in self.unit_lines:
            self._add("units", key=key, municipality=municipality, organisation=organisation, **names)
        self.unit_lines.setdefault(key, set()).update(lines)
        return key

    # ------------------------------------------------------------------ contacts

    def _contacts(self, listing: MunicipalityEntry, key: str, slug: str, in_charge: list[_InCharge]) -> None:
        """A row for every address and page of a body; values without a clear owner belong to the whole listing."""
        pages: dict[str, list[tuple[PrintedRow, PrintedLink, str, bool]]] = {}
        emails: dict[str, list[tuple[PrintedRow, EmailAddress, bool]]] = {}
        for row in listing.rows:
            try:
                linked = [(link, "") for link in links(row.url)]
                if "<a " in row.email:
                    linked += [(link, "e-mail") for link in links(row.email)]
                written = [] if "<a " in row.email else addresses(row.email)
                page_owners = self._owners([link.marker for link, _ in linked], row, in_charge)
                email_owners = self._owners([address.marker for address in written], row, in_charge)
            except CellProblem as problem:
                raise ReaderError(self.document.key, row.line, str(problem)) from problem
            for (link, column), (owner, ordered) in zip(linked, page_owners, strict=True):
                pages.setdefault(owner, []).append((row, link, column, ordered))
            for address, (owner, ordered) in zip(written, email_owners, strict=True):
                emails.setdefault(owner, []).append((row, address, ordered))
        position = 0
        for owner in [*(body_in_charge.key for body_in_charge in in_charge), ""]:
            for page, email in zip_longest(pages.get(owner, []), emails.get(owner, [])):
                position += 1
                values = [value for value in (page, email) if value]
                lines = {listing.rows[0].line, *(value[0].line for value in values)}
                if page and page[2]:
                    lines.add(self._line_of_columns(listing.rows[0].line))
                page_lines = {page[0].line} if page else set()
                self._add(
                    "contacts",
                    key=self.keys.key("contacts", [key, str(position)], f"{key}-{position}"),
                    listing=key,
                    municipality=listing.municipality,
                    responsibility=owner,
                    position=str(position),
                    page=self._page(page[1].url, f"{slug}-office", page_lines) if page else "",
                    page_marker=page[1].marker if page else "",
                    link_text=page[1].text if page else "",
                    printed_column=page[2] if page else "",
                    email=email[1].email if email else "",
                    email_marker=email[1].marker if email else "",
                    inferred="responsibility" if any(value[-1] for value in values) else "",
                    lines=write_cell(lines),
                )

    def _line_of_columns(self, before: int) -> int:
        """The line above *before* that heads the columns."""
        return max(n for n in range(1, before) if "e-mail" in self.document.line(n).split("\t"))

    def _owners(self, markers: Sequence[str], row: PrintedRow, in_charge: list[_InCharge]) -> list[tuple[str, bool]]:
        """The owners of the values of a cell: keys of responsibilities (or empty), and whether they are inferred.

        A number, label or parenthesis printed before the value names its body. Without a marker the values of a row
        with one body are that body's, and as many values as bodies follow the order of the bodies; other values have
        no owner.
        Raises CellProblem for a marker that no body has.
        """
        here = [body_in_charge for body_in_charge in in_charge if body_in_charge.row is row]
        if (any(markers) and len(here) > 1) or any(is_number(marker) for marker in markers):
            if not all(markers) and len(markers) != len(here):
                raise CellProblem("some values are numbered and some are not")
            return [
                (self._named(marker, here), False) if marker else (here[index].key, False)
                for index, marker in enumerate(markers)
            ]
        if any(markers):
            raise CellProblem(f"{next(filter(None, markers))!r} stands before a value of a row that names one body")
        if len(here) == 1:
            return [(here[0].key, False) for _ in markers]
        if len(markers) == len(here):
            return [(body_in_charge.key, True) for body_in_charge in here]
        return [("", False) for _ in markers]

    @staticmethod
    def _named(marker: str, here: list[_InCharge]) -> str:
        """The responsibility that *marker* names: by number, by name, or as the city's only division."""
        wanted = marker.strip("【】").casefold()
        for body_in_charge in here:
            if same_marker(body_in_charge.body.marker, marker) or body_in_charge.body.name.casefold() == wanted:
                return body_in_charge.key
        divisions = [body_in_charge for body_in_charge in here if not body_in_charge.body.organisation]
        if marker.startswith("【") and marker.rstrip("】").endswith(" City") and len(divisions) == 1:
            return divisions[0].key
        raise CellProblem(f"{marker!r} is the number or name of no body in this row")

    # ------------------------------------------------------------------ pages

    def _class_pages(self, listing: MunicipalityEntry, key: str, slug: str, in_charge: list[_InCharge]) -> None:
        position = 0
        for row in listing.rows:
            try:
                pages = links(row.classes)
            except CellProblem as problem:
                raise ReaderError(self.document.key, row.line, str(problem)) from problem
            numbered = {m for body_in_charge in in_charge if is_number(m := body_in_charge.body.marker)}
            for link in pages:
                position += 1
                owner = ""
                if link.marker in numbered:
                    owner = next(
                        body_in_charge.key for body_in_charge in in_charge if body_in_charge.body.marker == link.marker
                    )
                organisation = known_organisation(link.label) if link.label else ""
                if link.label and not organisation:
                    raise ReaderError(
                        self.document.key, row.line,
                        f"{link.label!r} is not in mappings/register/lookups/organisation_names.csv",
                    )  # fmt: skip
                self._add(
                    "class_pages",
                    key=self.keys.key("class_pages", [key, str(position)], f"{key}-{position}"),
                    listing=key,
                    municipality=listing.municipality,
                    responsibility=owner,
                    position=str(position),
                    marker=link.marker,
                    page=self._page(link.url, f"{slug}-japanese-classes", {row.line}),
                    link_text=link.text,
                    label=link.label,
                    organisation=organisation,
                    lines=write_cell({listing.rows[0].line, row.line}),
                )

    def _page(self, url: str, proposal: str, lines: set[int]) -> str:
        """The key of the page at *url*; one page has one key, also when another document gave it."""
        page, document = _known_pages().get(url, (proposal, ""))
        key = self.keys.key("directory_pages", [url], page)
        if key not in self.page_lines:
            self._add("directory_pages", key=key, url=url, also_in=document)
        self.page_lines.setdefault(key, set()).update(lines)
        return key


def read(document: Document, keys: Keys) -> Reading:
    """Read document 003. Raises ReaderError naming the first line of an unknown shape."""
    layout = read_layout(document)
    return _Reader(document, keys).read(layout)
