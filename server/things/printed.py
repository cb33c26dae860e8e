"""``/print/{kind}/{key}``: a sheet on one page of paper, in the reader's language and in that of the counter.

The page has a QR code (ISO/IEC 18004) of the address of the sheet, so that who is shown the paper finds the sources.
"""

from __future__ import annotations

import segno
from flask import Blueprint, Response, render_template, request
from markupsafe import Markup, escape
from pyoxigraph import NamedNode
from werkzeug.exceptions import NotFound

from graph.formats import HTML
from server.display.addresses import address_of, path_of
from server.display.index import Thing
from server.display.language import PARAMETER
from server.display.markup import value_markup
from server.display.publication import (
    knowledge,
    presenter_in,
    publication,
    reader_catalogue,
    reader_language,
    reader_presenter,
    words,
    words_language,
)
from server.display.readings import weekday_html
from server.display.translations import WEEKDAYS, weekday_name
from server.display.values import Value
from server.finder.cards import Day
from server.http.caching import respond
from server.http.negotiation import Choice
from server.http.parameters import check_parameters
from server.things.matrix import Matrix, MatrixSection
from server.things.matrix_markup import MatrixMarkup
from server.things.sheet import Sheet, sheet
from server.things.sheet_parts import SheetParts

blueprint = Blueprint("printed", __name__)
_MOST_ROWS, _MOST_OTHERS = 20, 2
"""Rows of the table, and other contacts, that fit on the paper; the page at the address has all."""


@blueprint.get("/print/<kind>/<path:key>")
def printed(kind: str, key: str) -> Response:
    """The sheet of a thing on one page."""
    check_parameters(request.args, (PARAMETER,))
    thing = Thing(kind, key)
    shown = sheet_of(thing)
    return respond(lambda _: _page(thing, shown), Choice(HTML, is_fixed=True))


def sheet_of(thing: Thing) -> Sheet:
    """The sheet of *thing* for this request's reader. Raises NotFound where it has none."""
    shown = sheet(thing, knowledge().iri(thing), reader_presenter()) if thing in knowledge().index else None
    if shown is None:
        raise NotFound(f"there is no sheet of {thing.kind}/{thing.key}; all there is stands at /doc/{thing.kind}")
    return shown


def _page(thing: Thing, shown: Sheet) -> str:
    address = address_of(path_of("documents.document", kind=thing.kind, key=thing.key))
    bilingual = BilingualWriter()
    matrix, is_cut = _cut(shown.matrix, _MOST_ROWS)
    parts = SheetParts(reader_catalogue(), value_markup(), words_language())
    return render_template(
        "things/printed.html",
        sheet=shown,
        bilingual=bilingual,
        _=bilingual.html,
        parts=parts,
        matrix=MatrixMarkup(reader_catalogue(), value_markup(), bilingual.name, bilingual.day).table(
            matrix, lambda section: _heading(bilingual, section), is_marked=False
        )
        if matrix.sections
        else "",
        is_cut=is_cut,
        others=shown.reach.others[:_MOST_OTHERS],
        address=address,
        code=qr_code(address),
    )


def qr_code(address: str) -> Markup:
    """The QR code of *address* as SVG, a unit for each module, with the quiet zone of the standard."""
    code = segno.make(address, micro=False, error="m")
    return Markup(code.svg_inline(omitsize=True, svgclass="qr", lineclass=None, title=address))


def _cut(matrix: Matrix, most: int) -> tuple[Matrix, bool]:
    """*matrix* with at most *most* rows, of places to go to where it has any, and whether rows are missing."""
    sections, left = [], most
    for section in [section for section in matrix.sections if section.card] or matrix.sections:
        rows = section.rows[:left]
        left -= len(rows)
        if rows:
            sections.append(MatrixSection(section.card, rows, section.days))
    used = {mode for section in sections for row in section.rows for mode in row.modes}
    modes = tuple((mode, value) for mode, value in matrix.modes if mode in used)
    return Matrix(matrix.days, modes, tuple(sections)), sum(len(section.rows) for section in matrix.sections) > most


def _heading(bilingual: BilingualWriter, section: MatrixSection) -> str:
    return bilingual.name(section.card.value) if section.card else bilingual.html("Web pages and publications")


def _primary(language: str) -> str:
    """The primary subtag of the tag *language* (RFC 5646, section 2.2.1)."""
    return language.partition("-")[0]


class BilingualWriter:
    """Writes words and names in the reader's language and, where it is another, in that of the data's counters.

    That is the first language of the interface of the site. An easy form of it (``ja-simple``) is no other language.
    """

    def __init__(self) -> None:
        self.other = publication().site.interface.languages[0]
        self._is_one = _primary(words().complete(reader_language())) == _primary(self.other)
        self._catalogue, self._theirs = reader_catalogue(), words().catalogue(self.other)
        self._presenter = presenter_in(self.other)
        self._values = value_markup()

    def html(self, message: str) -> Markup:
        """*message* in both languages."""
        own = self._catalogue.html(message)
        return own if self._is_one else own + self._beside(self._theirs.html(message))

    def name(self, value: Value) -> Markup:
        """The name of *value* in both languages; a text is as it is."""
        own = Markup(self._values.name(value))
        if self._is_one or value.kind != "thing":
            return own
        theirs = self._presenter.value(NamedNode(value.iri))
        return own if theirs.text == value.text else own + self._beside(escape(theirs.text))

    def day(self, day: Day) -> Markup:
        """The day in as few letters as possible, in both languages."""
        own = weekday_html(day.short, self._catalogue)
        if self._is_one:
            return own
        key = day.value.iri.rpartition("/")[2]
        theirs = weekday_name(self.other, key, "abbreviated") if key in WEEKDAYS else self._theirs.plain("Hol.")
        return own if theirs == day.short else own + self._beside(escape(theirs))

    def _beside(self, text: Markup) -> Markup:
        return Markup(' <span class="also" lang="{}">{}</span>').format(self.other, text)
