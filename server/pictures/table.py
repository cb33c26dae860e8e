"""The table beside a picture: the same content in words and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup

from server.display.labels import Label
from server.pictures.figure import Captioned, caption_language
from server.pictures.markup import element, linked, named, plain
from server.pictures.reader import Reader


@dataclass(frozen=True)
class TableCell:
    """One cell. *number*: it is aligned as a number; *is_stated*: the sources state the value."""

    label: Label
    href: str = ""
    number: bool = False
    is_stated: bool = True

    @property
    def text(self) -> str:
        """The text of the cell."""
        return self.label.text


@dataclass(frozen=True)
class PictureTable:
    """A caption, headings, and rows of as many cells as there are headings. The first cell of a row names it.

    *language* is that of the headings and of what is not stated, *caption_language* that of the caption, each where it
    is not the language of the page.
    """

    caption: str
    headings: tuple[str, ...]
    rows: tuple[tuple[TableCell, ...], ...]
    language: str | None = None
    caption_language: str | None = None


def cell(text: str, *, number: bool = False, href: str = "") -> TableCell:
    """A cell with *text* in the language of the page."""
    return TableCell(Label(text), href, number)


def table_of(
    picture: Captioned, reader: Reader, headings: tuple[str, ...], rows: Iterable[tuple[TableCell, ...]]
) -> PictureTable:
    """The table of *picture*: its title as the caption, *headings* in the language of the words of *reader*."""
    caption_in = caption_language(picture, reader)
    return PictureTable(plain(picture.title), headings, tuple(rows), reader.foreign_language, caption_in)


def not_stated(reader: Reader) -> TableCell:
    """The cell of a thing the sources do not state."""
    return TableCell(Label(reader.text("not stated"), reader.foreign_language or ""), is_stated=False)


def table_html(table: PictureTable) -> Markup:
    """*table* for a page, in the look of the site's tables."""
    numeric = [any(row[column].number for row in table.rows) for column in range(len(table.headings))]
    head = element(
        "tr",
        {},
        *(
            element("th", {"scope": "col", "class": "number" if is_numeric else None, "lang": table.language}, heading)
            for heading, is_numeric in zip(table.headings, numeric, strict=True)
        ),
    )
    body = []
    for first, *others in table.rows:
        written = [element("th", {"scope": "row"}, _content(first))]
        for other, is_numeric in zip(others, numeric[1:], strict=True):
            kinds = ["number"] * is_numeric + ["absent"] * (not other.is_stated)
            written.append(element("td", {"class": " ".join(kinds) or None}, _content(other)))
        body.append(element("tr", {}, *written))
    return element(
        "div",
        {
            "class": "scroll",
            "tabindex": 0,
            "role": "region",
            "aria-label": table.caption,
            "lang": table.caption_language,
        },
        element(
            "table",
            {"class": "picture-table"},
            element("caption", {"lang": table.caption_language}, table.caption),
            element("thead", {}, head),
            element("tbody", {}, *body),
        ),
    )


def _content(cell: TableCell) -> Markup:
    return linked(cell.href, named(cell.label)) if cell.href else named(cell.label)
