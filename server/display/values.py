"""Values, statements and links as a page shows them, with their origins and in the reader's language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import islice
from typing import NamedTuple

from babel import Locale
from babel.dates import format_date, format_skeleton
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.ask.trace import Origin
from ontology.lines import LineRange
from ontology.vocabulary import XSD
from server.display.chunks import page_of_line
from server.display.hrefs import own_href, page_elsewhere
from server.display.knowledge import Knowledge
from server.display.labels import Label
from server.display.layout import PageLayout
from server.display.paging import Page
from server.display.resource_paths import blank_path, resource_path
from server.display.translations import locale_of, number_text

_INTEGERS = {XSD.integer, XSD.nonNegativeInteger, XSD.positiveInteger, XSD.int, XSD.long}
_INTEGER = re.compile(r"[+-]?[0-9]{1,20}\Z")
"""The most digits that Babel formats exactly; a longer number is shown as the data has it."""
_TRUTH = {"true": "true", "1": "true", "false": "false", "0": "false"}
_DATE = re.compile(r"(?!0000)[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?\Z")
_KEPT = 2_000
"""Entries of the cache of shown things, for each language."""
_DEEPEST, _WIDEST = 5, 200
"""Blank nodes within one another that a page shows, and statements of each."""
_TELEPHONE = re.compile(r"tel:\+[0-9][0-9-]{4,20}\Z")
"""A global number as RFC 3966 (5.1.4) writes it."""
_EMAIL = re.compile(r"[^@\s<>\"'?&]+@[^@\s<>\"'?&]+\.[A-Za-z]{2,}\Z")


class Value(NamedTuple):
    """One value as a page shows it; a tuple, for a page makes hundreds.

    *kind* is what it is for the page: ``thing`` (ours), ``term`` (a class or property), ``lines`` (of a document),
    ``link`` (elsewhere), ``node`` (a thing without a name, with what is stated of it: *inner*), ``text``, ``date``,
    ``number``, ``boolean``, ``email``, ``telephone``, ``statement`` (a triple term).
    *exact* is what the data holds, where the text shows it otherwise. *which* tells a place from others of its name, as
    it stands after the text. *iri* is that of a thing or term.
    """

    kind: str
    text: str
    language: str = ""
    reading: str = ""
    href: str | None = None
    exact: str = ""
    is_fallback: bool = False
    origins: tuple[Origin, ...] = ()
    lines: LineRange | None = None
    which: str = ""
    iri: str = ""
    inner: tuple[PropertyRow, ...] = ()

    @property
    def full(self) -> str:
        """The text, told from others that are the same."""
        return self.text + self.which

    def with_origins(self, origins: tuple[Origin, ...]) -> Value:
        """The same value, as a statement with these *origins* has it."""
        # A page does this hundreds of times: the constructor takes three times as long with names.
        return tuple.__new__(Value, (*self[:_ORIGINS], origins, *self[_ORIGINS + 1 :]))


_ORIGINS = Value._fields.index("origins")


@dataclass(frozen=True)
class PropertyRow:
    """A property and its values."""

    iri: str
    name: str
    label: Label
    href: str | None
    values: tuple[Value, ...]


@dataclass(frozen=True)
class ShownGroup:
    """A group of properties; *title* is a message."""

    title: str
    rows: tuple[PropertyRow, ...]


class LinkRow(NamedTuple):
    """A thing that links here: itself, and the values of the columns."""

    value: Value
    cells: tuple[tuple[Value, ...], ...] = ()


@dataclass(frozen=True)
class LinkGroup:
    """Things that link here by one property: how many there are, and those on this page.

    Of very many, only the first *listed* are on pages. *title* is a message, for those that the layout shows as a
    table.
    """

    iri: str
    name: str
    label: Label
    count: int
    listed: int
    rows: tuple[LinkRow, ...]
    title: str = ""
    columns: tuple[tuple[Label, str], ...] = ()
    page: int = 1
    pages: int = 1


@dataclass
class Presenter:
    """Presents values to a reader of *language*, with links below the *root* of the requests that it is made for."""

    knowledge: Knowledge
    layout: PageLayout
    language: str
    root: str = ""
    reserved: frozenset[str] = frozenset()
    """The beginning of the paths of the site's own pages."""

    def __post_init__(self) -> None:
        """Cache the things shown last: the same things appear on many pages."""
        self._named = lru_cache(maxsize=_KEPT)(self._iri)

    @property
    def locale(self) -> Locale:
        """The locale of dates and numbers."""
        return locale_of(self.language)

    def value(self, term: NamedNode | BlankNode | Literal | Triple, origins: tuple[Origin, ...] = ()) -> Value:
        """*term* as a page shows it, with the *origins* of the statement that it is of."""
        if isinstance(term, NamedNode):
            value = self._named(term)
            return value.with_origins(origins) if origins else value
        if isinstance(term, Literal):
            return self._literal(term, origins)
        if isinstance(term, Triple):
            parts = [self.value(part).text for part in (term.subject, term.predicate, term.object)]
            return Value("statement", " — ".join(parts), origins=origins, exact=str(term))
        return self._node(term, origins, ())

    def _node(self, node: BlankNode, origins: tuple[Origin, ...], around: tuple[BlankNode, ...]) -> Value:
        """The blank *node* with all that is stated of it; *around* are those that it stands in."""
        where = blank_path(node.value, self.root)
        if node in around or len(around) == _DEEPEST:
            return Value("node", "…", href=where, exact=str(node), origins=origins)
        by_property: dict[NamedNode, list[Value]] = {}
        quads = self.knowledge.store.statements(node, None, None, DefaultGraph())
        for quad in sorted(islice(quads, _WIDEST), key=lambda quad: (quad.predicate.value, str(quad.object))):
            value = quad.object
            shown = self._node(value, (), (*around, node)) if isinstance(value, BlankNode) else self.value(value)
            by_property.setdefault(quad.predicate, []).append(shown)
        inner = tuple(self._property_row(predicate.value, values) for predicate, values in by_property.items())
        return Value("node", str(node), href=where, exact=str(node), origins=origins, inner=inner)

    def where(self, iri: str) -> str | None:
        """Where a page links to for *iri*: to the page about it, else to itself, else nowhere (None)."""
        knowledge = self.knowledge
        return self._where(iri, knowledge.namespace.path(iri), knowledge.is_elsewhere(iri))

    def _where(self, iri: str, below: str | None, is_elsewhere: bool) -> str | None:
        """The same for an IRI with the path *below* the base, if there is one."""
        if is_elsewhere or (below and self._is_only_named(below)):
            return resource_path(iri, below, self.reserved, self.root)
        return page_elsewhere(iri) if below is None else own_href(below, self.root)

    def _is_only_named(self, path: str) -> bool:
        """Does *path* below the base belong to a thing that somebody else's data names and does not describe?"""
        if not self.knowledge.release.is_light:
            return False
        first = path.removeprefix("/").partition("/")[0].partition(".")[0].partition("#")[0]
        return first not in {*self.reserved, "id", ""}

    def _iri(self, iri: NamedNode) -> Value:
        """*iri* without origins."""
        knowledge = self.knowledge
        text = iri.value
        path, is_elsewhere = knowledge.namespace.path(text), knowledge.is_elsewhere(text)
        where = self._where(text, path, is_elsewhere)
        lines = LineRange.parse(text) if path is not None and "#" in path else None
        if lines is not None and where:
            chunk = where.replace("#", f"?page={page_of_line(lines.first)}#", 1)
            return Value("lines", "", href=chunk, exact=text, lines=lines)
        label = knowledge.labels.best(iri, self.language)
        if is_elsewhere:
            kind = "thing"
        elif path is not None:
            kind = "thing" if path.startswith("/id/") else "term"
        elif where is None or knowledge.labels.is_named(iri) or (knowledge.release.as_is and knowledge.compact(text)):
            kind = "term"
        else:
            return Value("link", text, href=where, exact=text)
        return Value(
            kind,
            label.text,
            label.language,
            label.reading if self.language == "ja-simple" else "",
            where,
            knowledge.compact(text) or text,
            self._is_fallback(label.language),
            which=self._which(iri, label),
            iri=iri.value,
        )

    def _which(self, iri: NamedNode, label: Label) -> str:
        """The remark that distinguishes the place *iri* from its namesakes; empty where *label* does or none is."""
        thing, gazetteer = self.knowledge.index.thing(iri.value), self.knowledge.gazetteer
        if thing is None or not gazetteer.has_kind(thing.kind):
            return ""
        place = gazetteer.places.get(thing.key)
        is_plain = place is not None and place.names.get(label.language) == label.text
        return gazetteer.remark(thing.key, label.language) if is_plain else ""

    def _is_fallback(self, language: str) -> bool:
        return bool(language) and language.partition("-")[0] != self.locale.language

    def _literal(self, literal: Literal, origins: tuple[Origin, ...]) -> Value:
        text, tag = literal.value, (literal.language or "").lower()
        if tag:
            return Value("text", text, tag, is_fallback=self._is_fallback(tag), origins=origins)
        datatype = literal.datatype
        if datatype in _INTEGERS and _INTEGER.match(text):
            return Value("number", number_text(int(text), self.locale), exact=text, origins=origins)
        if datatype == XSD.boolean and text in _TRUTH:
            return Value("boolean", _TRUTH[text], exact=text, origins=origins)
        if datatype in (XSD.date, XSD.gYearMonth, XSD.gYear):
            return Value("date", self.date(text), exact=text, origins=origins)
        if _TELEPHONE.match(text):
            return Value("telephone", text.removeprefix("tel:"), href=text, exact=text, origins=origins)
        if _EMAIL.match(text):
            return Value("email", text, href=f"mailto:{text}", origins=origins)
        return Value("text", text, origins=origins)

    def date(self, text: str) -> str:
        """An xsd:date, gYearMonth or gYear as the reader's language writes it; anything else as it is."""
        return _date_text(text, self.locale) if _DATE.match(text) else text

    # -- statements about a thing

    def groups(self, quads: Iterable[Quad]) -> list[ShownGroup]:
        """The statements *quads* about one thing, grouped as the layout says."""
        by_property: dict[str, list[Quad]] = {}
        for quad in quads:
            by_property.setdefault(quad.predicate.value, []).append(quad)
        groups = []
        for title, iris in self._properties:
            rows = [self._row(iri, by_property.pop(iri)) for iri in iris if iri in by_property]
            if rows:
                groups.append(ShownGroup(title, tuple(rows)))
        rest = [self._row(iri, by_property[iri]) for iri in sorted(by_property)]
        if rest:
            groups.append(ShownGroup(self.layout.rest, tuple(rest)))
        return groups

    @cached_property
    def _properties(self) -> Sequence[tuple[str, Sequence[str]]]:
        """The groups of properties as the layout has them: the title of each, and the IRIs in it."""
        expand = self.knowledge.expand
        return [(group.title, [expand(name).value for name in group.properties]) for group in self.layout.groups]

    @cached_property
    def _ranks(self) -> Mapping[str, int]:
        """The place of each language in which the reader may want a name, the most wanted first."""
        return {
            tag: rank for rank, tag in enumerate(self.knowledge.release.site.interface.label_languages(self.language))
        }

    def _row(self, predicate: str, quads: Sequence[Quad]) -> PropertyRow:
        return self._property_row(
            predicate, [self.value(quad.object, self.knowledge.origins(quad.triple)) for quad in quads]
        )

    def _property_row(self, predicate: str, values: list[Value]) -> PropertyRow:
        if len(values) > 1:
            ranks = self._ranks
            values.sort(key=lambda value: (ranks.get(value.language, len(ranks)), value.language))
        iri = NamedNode(predicate)
        return PropertyRow(
            predicate,
            self.knowledge.compact(predicate) or predicate,
            self.knowledge.labels.best(iri, self.language),
            self.where(predicate),
            tuple(values),
        )

    def column(self, name: str) -> tuple[Label, str]:
        """The heading of a column for the property *name* (a prefixed name)."""
        return self.knowledge.labels.best(self.knowledge.expand(name), self.language), name

    def cells(self, subject: NamedNode, columns: Iterable[str]) -> tuple[tuple[Value, ...], ...]:
        """The values of *subject* for each property of *columns*."""
        return tuple(
            tuple(self.value(quad.object) for quad in self.knowledge.facts.some(subject, self.knowledge.expand(name)))
            for name in columns
        )

    # -- links to a thing

    def link_groups(self, iri: NamedNode, *, first: int, only: str | None, page: int, size: int) -> list[LinkGroup]:
        """The things that link to *iri*: the *first* few by each property, or a *page* of *size* by *only* one.

        Properties that the layout shows as a table come before the others.
        """
        groups = []
        self.knowledge.store.expect(self._first_linking(iri, first) if only is None else ())
        for incoming in self.knowledge.incoming(iri):
            name = self.knowledge.compact(incoming.predicate.value) or incoming.predicate.value
            if only is not None and only != name:
                continue
            shown = Page(incoming.subjects, page if only else 1, size)
            subjects = shown.items if only else incoming.subjects[:first]
            table = self.layout.tables.get(name)
            columns = table.columns if table else ()
            if only:
                self.knowledge.store.expect(subjects)
            rows = [self._linking(Triple(subject, incoming.predicate, iri), columns) for subject in subjects]
            used = [index for index in range(len(columns)) if any(row.cells[index] for row in rows)]
            groups.append(
                LinkGroup(
                    incoming.predicate.value,
                    name,
                    self.knowledge.labels.best(incoming.predicate, self.language),
                    incoming.count,
                    shown.count,
                    tuple(row._replace(cells=tuple(row.cells[index] for index in used)) for row in rows),
                    table.title if table else "",
                    tuple(self.column(columns[index]) for index in used),
                    shown.number,
                    shown.pages,
                )
            )
        order = list(self.layout.tables)
        groups.sort(key=lambda group: order.index(group.name) if group.name in order else len(order))
        return groups

    def _first_linking(self, iri: NamedNode, first: int) -> Iterator[NamedNode]:
        """The *first* few things that link to *iri* by each property."""
        return (subject for incoming in self.knowledge.incoming(iri) for subject in incoming.subjects[:first])

    def _linking(self, link: Triple, columns: Iterable[str]) -> LinkRow:
        """The row of the subject of *link*."""
        assert isinstance(link.subject, NamedNode)
        return LinkRow(self.value(link.subject, self.knowledge.origins(link)), self.cells(link.subject, columns))


@lru_cache(maxsize=_KEPT)
def _date_text(text: str, locale: Locale) -> str:
    """The date, month or year *text* as *locale* writes it; *text* where there is no such day."""
    try:
        match text.split("-"):
            case [year]:
                return f"{int(year)}年" if locale.language == "ja" else str(int(year))
            case [year, month]:
                return str(format_skeleton("yMMMM", date(int(year), int(month), 1), locale=locale))
            case [year, month, day]:
                return str(format_date(date(int(year), int(month), int(day)), "long", locale=locale))
    except ValueError:
        pass
    return text
