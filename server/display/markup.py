"""Values, their origins, and tables of them as HTML.

A page has hundreds of them. Jinja takes ten times as long for a macro as Python for a function.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from flask import request
from markupsafe import Markup, escape

from graph.ask.trace import Origin
from ontology.lines import LineRange
from server.display.addresses import prefix_of
from server.display.labels import Label
from server.display.publication import publication, reader_catalogue, reader_presenter
from server.display.readings import EASY, dated, readings
from server.display.translations import Catalogue, with_ruby
from server.display.values import LinkRow, PropertyRow, ShownGroup, Value
from server.display.web_links import Listing, listing_of

_LETTER = re.compile(r"[^\W\d_]")
_SPECIAL = re.compile("[&<>'\"]")
_MANY = 12
"""A property with more values than this shows them in columns."""
_KEPT_ROOTS = 100


class Named(Protocol):
    """Anything with a name: a value or a label."""

    @property
    def text(self) -> str:
        """The name."""

    @property
    def language(self) -> str:
        """Its language tag; empty without one."""

    @property
    def reading(self) -> str:
        """Its reading in kana; empty without one."""


class ValueMarkup:
    """Writes values in HTML, with the words of *catalogue* and links below the root of this request."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._line = catalogue.template("document %(document)s, line %(line)s")
        self._lines = catalogue.template("document %(document)s, lines %(first)s–%(last)s")
        self._yes, self._no = catalogue.html("yes"), catalogue.html("no")
        self._tag_title = escaped(catalogue.plain("Language of this text"))
        self._title_of: Callable[[str], Markup] = catalogue.html
        known_from = escaped(catalogue.plain("Where this is known from"))
        self._mark = (
            f'rel="nofollow" title="{known_from}"><span aria-hidden="true">※</span>'
            f'<span class="hidden">{known_from}</span></a>'
        )
        unstated = escaped(catalogue.plain("not stated"))
        self._unstated = f'<span title="{unstated}">–</span>'
        self._evidence = prefix_of("rows.evidence", "facts")
        self._catalogue = catalogue
        self._is_easy = catalogue.language == EASY
        # A date may stand in a sentence of the fallback language.
        self._own = "" if catalogue.fallback == catalogue.language else f' lang="{catalogue.language}"'

    # Public methods return Markup, their parts plain text: making a Markup takes longer than making its text.

    def named(self, value: Named) -> Markup:
        """The name of *value* in its language, with its reading where it has one."""
        return Markup(self.name(value))

    def show(self, value: Value) -> Markup:
        """*value*, linked where it leads somewhere, with its language where that is not the reader's."""
        return Markup(self.text(value))

    def told_apart(self, value: Value) -> Markup:
        """:meth:`show`, and what tells *value* from others of its name."""
        return Markup(self._told_apart(value))

    def _told_apart(self, value: Value) -> str:
        return self.text(value) + self._which(value)

    def named_apart(self, value: Value) -> Markup:
        """:meth:`named`, and what tells *value* from others of its name."""
        return Markup(self.name(value) + self._which(value))

    @staticmethod
    def _which(value: Value) -> str:
        return f'<span lang="{escaped(value.language)}">{escaped(value.which)}</span>' if value.which else ""

    def origin(self, origins: Sequence[Origin]) -> Markup:
        """The mark beside a statement: it leads to the rows and lines that the statement comes from."""
        return Markup(self.mark(origins))

    def listed(self, listing: Listing | None, url: str) -> Markup:
        """The note beside a link that a document gave long ago: the date, and the address of an archived copy."""
        if listing is None or not listing.is_old:
            return Markup("")
        word, copy = self._catalogue.html, listing.copy(url)
        text = (
            word("listed in %(date)s; may be gone", date=self.dated(reader_presenter().date(listing.month)))
            if listing.day
            else word("listed at a time not stated; may be gone")
        )
        archived = (
            f' → <a href="{escaped(copy)}" rel="external nofollow noopener">{word("archived copy")}</a>' if copy else ""
        )
        return Markup(f'<small class="listed">{text}{archived}</small>')

    def property(self, label: Label, name: str, href: str | None = None) -> Markup:
        """The property called *label*, its prefixed *name* beside it."""
        return Markup(self._property(label, name, href))

    def read(self, value: Named) -> Markup:
        """The text of *value*, in Easy Japanese with the readings of the words that are known."""
        return Markup(self._read(value))

    def name(self, value: Named) -> str:
        """:meth:`named` as text."""
        text = escaped(value.text)
        if value.reading:
            return (
                f'<ruby lang="{escaped(value.language)}">{text}<rp>（</rp><rt>{escaped(value.reading)}</rt>'
                "<rp>）</rp></ruby>"
            )
        if not value.language:
            return text
        return f'<span lang="{escaped(value.language)}">{self._read(value)}</span>'

    def _read(self, value: Named) -> str:
        if self._is_easy and value.language and EASY.startswith(value.language):
            return str(with_ruby(readings().noted(value.text)))
        return escaped(value.text)

    def text(self, value: Value) -> str:
        """:meth:`show` as text."""
        shown = self._shown(value)
        if value.is_fallback and value.kind in ("thing", "text"):
            return f'{shown} <span class="tag" title="{self._tag_title}">{escaped(value.language)}</span>'
        return shown

    def marked(self, value: Value) -> str:
        """:meth:`show` and the mark of where *value* is known from, as text."""
        return f"{self.text(value)}{self.mark(value.origins)}"

    def mark(self, origins: Sequence[Origin]) -> str:
        """:meth:`origin` as text."""
        if len(origins) == 1:
            facts = origins[0].statement
        else:
            facts = ",".join(dict.fromkeys(origin.statement for origin in origins if origin.statement))
        return f'<a class="origin" href="{self._evidence}{facts}" {self._mark}' if facts else ""

    def _property(self, label: Label, name: str, href: str | None = None) -> str:
        if href:
            return f'<a href="{escaped(href)}" title="{escaped(name)}">{self.name(label)}</a>'
        return f'<span title="{escaped(name)}">{self.name(label)}</span>'

    def _shown(self, value: Value) -> str:
        match value.kind:
            case "lines" if value.lines is not None:
                return f'<a href="{attribute(value.href)}">{self._range(value.lines)}</a>'
            case "link":
                where = attribute(value.href)
                listed = self.listed(listing_of(value.origins), value.exact)
                return (
                    f'<a class="elsewhere" href="{where}" rel="external nofollow noopener">{escaped(value.text)}</a>'
                    f"{' ' if listed else ''}{listed}"
                )
            case "email" | "telephone":
                return f'<a href="{attribute(value.href)}">{escaped(value.text)}</a>'
            case "date":
                return f'<time datetime="{escaped(value.exact)}"{self._own}>{self._date(value.text)}</time>'
            case "number":
                return f'<data value="{escaped(value.exact)}">{escaped(value.text)}</data>'
            case "boolean":
                return self._yes if value.text == "true" else self._no
            case "node":
                return self._node(value)
            case "statement":
                return f'<code class="triple">{escaped(value.exact)}</code>'
        if value.kind == "text" and not value.language and _LETTER.search(value.text):
            # The language is unknown (HTML, section 3.2.6.2).
            return f'<span lang="">{escaped(value.text)}</span>'
        if not value.href:
            return self.name(value)
        title = f' title="{escaped(value.exact)}"' if value.kind == "term" else ""
        return f'<a href="{escaped(value.href)}"{title}>{self.name(value)}</a>'

    def _node(self, value: Value) -> str:
        """A thing without a name: what is stated of it, or else a link to its page."""
        if not value.inner:
            return f'<a href="{attribute(value.href)}">{escaped(value.text)}</a>'
        rows = "".join(
            f"<dt>{self._property(row.label, row.name, row.href)}</dt>"
            f"<dd>{''.join(f'<div>{self.text(inner)}</div>' for inner in row.values)}</dd>"
            for row in value.inner
        )
        return f'<dl class="inner">{rows}</dl>'

    def dated(self, text: str) -> Markup:
        """A date of the reader's language for any place on the page."""
        return Markup(f"<span{self._own}>{self._date(text)}</span>") if self._own and text else self._date(text)

    def _date(self, text: str) -> Markup:
        """A date, in Easy Japanese with its readings."""
        return with_ruby(dated(text)) if self._is_easy else escape(text)

    def _range(self, lines: LineRange) -> str:
        document = escaped(lines.document)
        if lines.first == lines.last:
            return self._line % {"document": document, "line": lines.first}
        return self._lines % {"document": document, "first": lines.first, "last": lines.last}

    def statements(self, groups: Iterable[ShownGroup]) -> Markup:
        """Properties and their values, group by group."""
        return Markup(
            "".join(
                f'<section class="group">\n  <h2>{self._title_of(group.title)}</h2>\n  <dl>\n'
                f"{''.join(map(self._property_row, group.rows))}  </dl>\n</section>\n"
                for group in groups
            )
        )

    def _property_row(self, row: PropertyRow) -> str:
        values = "".join(
            f'          <li><span class="value">{self.text(value)}</span>{self.mark(value.origins)}</li>\n'
            for value in row.values
        )
        many = " many" if len(row.values) > _MANY else ""
        return (
            f"    <div>\n      <dt>{self._property(row.label, row.name, row.href)}</dt>\n      <dd>\n"
            f'        <ul class="values{many}">\n{values}        </ul>\n      </dd>\n    </div>\n'
        )

    def links(self, rows: Iterable[LinkRow]) -> Markup:
        """A list of things."""
        items = "".join(
            f'<li><span class="value">{self._told_apart(row.value)}</span>{self.mark(row.value.origins)}</li>\n'
            for row in rows
        )
        return Markup(f'<ul class="values plain">\n{items}</ul>\n')

    def link_table(self, rows: Iterable[LinkRow], columns: Sequence[tuple[Label, str]], first: Markup) -> Markup:
        """A table of things with a column for each of *columns*; *first* is the heading of the things themselves."""
        headings = "".join(f'<th scope="col">{self._property(label, name)}</th>' for label, name in columns)
        names = [escaped(label.text) for label, _ in columns]
        body = "".join(
            f'    <tr>\n      <th scope="row">{self._told_apart(row.value)}{self.mark(row.value.origins)}</th>\n'
            f"{''.join(map(self._cell, names, row.cells))}    </tr>\n"
            for row in rows
        )
        return Markup(
            f'<div class="scroll">\n<table class="things">\n  <thead><tr><th scope="col">{first}</th>{headings}'
            f"</tr></thead>\n  <tbody>\n{body}  </tbody>\n</table>\n</div>\n"
        )

    def _cell(self, name: str, values: Sequence[Value]) -> str:
        shown = "".join(f"<span>{self.text(value)}</span>" for value in values) or self._unstated
        absent = "" if values else ' class="absent"'
        return f'<td data-column="{name}"{absent}><span class="cell">{shown}</span></td>'


def value_markup() -> ValueMarkup:
    """Writes values for this request's reader."""
    cached_markup = publication().once(ValueMarkup, lambda: lru_cache(maxsize=_KEPT_ROOTS)(_made))
    return cached_markup(request.script_root, reader_catalogue())


def _made(_root: str, catalogue: Catalogue, /) -> ValueMarkup:
    """A writer of values with links below *_root*, the root of the request."""
    return ValueMarkup(catalogue)


def attribute(value: str | None) -> str:
    """*value* as it stands in an attribute."""
    return escaped(value or "None")


def escaped(text: str) -> str:
    """*text* with the special characters of HTML escaped; most texts have none."""
    return str(escape(text)) if _SPECIAL.search(text) else text
