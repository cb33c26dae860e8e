"""``/find`` and ``/suggest``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal
from flask import Blueprint, Response, redirect, render_template, request, url_for
from markupsafe import Markup
from pyoxigraph import Quad
from werkzeug.datastructures import MIMEAccept
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response as Redirection

from graph.formats import HTML, TABLE_CSV, TURTLE, Format, FormatError, named
from server.display.hrefs import href
from server.display.labels import Label
from server.display.publication import (
    knowledge,
    layout,
    reader_catalogue,
    reader_language,
    shower,
    site,
    words_language,
)
from server.display.rdf import data
from server.display.templating import locale, name_of_terms
from server.display.translations import with_ruby, without_ruby
from server.display.values import Shower, Value
from server.finder.cards import Cards
from server.finder.declaration import KIND, NOT_STATED, Facet
from server.finder.downloads import csv_text, json_text, suggestions_json
from server.finder.finder import Finder, finder
from server.finder.formats import FORMATS, JSON, QUERY
from server.finder.maps import MapWords, maps, start_map
from server.finder.state import TEXT, State, make_state, with_value, without_value
from server.finder.suggestions import Entry
from server.http.caching import respond
from server.http.negotiation import Choice, NotAcceptableError, negotiate
from server.pictures.current import atlas
from server.pictures.markup import named as named_label

blueprint = Blueprint("finder", __name__)

PAGE_SIZE = 20
_MOST_SUGGESTIONS = 50
_SUGGESTIONS = 8
_VIEWS = ("list", "map")
_SELECTED = ("language", "day", "place", "topic", KIND)
"""The facets of the form above the results, and of the home page."""
LANGUAGE = "language"
_HOME = (LANGUAGE, "day", "place")
_OTHER_PARAMETERS = (TEXT, "q", "view", "page", "more", "format", "lang")
_EXAMPLES = (
    {"language": "vi", "day": "saturday"},
    {"language": "pt", "kind": "counter"},
    {"kind": "class-information"},
)


@dataclass(frozen=True)
class Option:
    """A value of a facet that can be chosen. *options* are the narrower ones below it."""

    key: str
    value: Value | None
    label: Mapping[str, str] | None
    also: str
    count: int
    is_chosen: bool
    options: tuple[Option, ...] = ()

    @property
    def html(self) -> Markup:
        """The label for a page."""
        if self.label is not None:
            return label_html(self.label)
        if self.value is not None:
            return named_label(Label(self.value.text, self.value.language, self.value.reading))
        return Markup('<em class="unstated">{}</em>').format(reader_catalogue().html("not stated"))

    @property
    def is_open(self) -> bool:
        """Is this, or one below it, chosen?"""
        return self.is_chosen or any(option.is_open for option in self.options)


@dataclass(frozen=True)
class Group:
    """A facet with its options: those shown at once, and those behind "more"."""

    facet: Facet
    options: tuple[Option, ...]
    more: tuple[Option, ...]
    chosen: tuple[str, ...]


@dataclass(frozen=True)
class Chip:
    """Something chosen, and the URL without it."""

    facet: Facet | None
    option: Option | None
    text: str
    href: str


@blueprint.get("/find")
def find() -> Response | Redirection:
    """Things by facets: a page, or the results as data."""
    return _find(None)


@blueprint.get("/find.<any(html, csv, json, ttl, rq):extension>")
def find_as(extension: str) -> Response | Redirection:
    """The same in the format that the suffix fixes."""
    return _find(extension)


def _find(extension: str | None) -> Response | Redirection:
    choice = _choice(extension)
    found = finder()
    state, entries = _state(found, is_strict=choice.format != HTML)
    if entries is not None or any(not value for value in request.args.values()):
        # One URL for each state: what was typed becomes what it was understood as; empty menus are left out.
        return redirect(_url(state, extension, **_kept()), 303 if entries is not None else 302)
    if choice.format == HTML:
        return respond(lambda _: _page(found, state), choice)
    response = respond(lambda chosen: _data(found, state, chosen), choice)
    response.headers["Content-Disposition"] = f"inline; filename=find.{choice.format.extension}"
    return response


def _choice(extension: str | None) -> Choice:
    asked = request.args.get("format")
    if extension is None and asked:
        try:
            return Choice(named(asked, FORMATS), is_fixed=True)
        except FormatError:
            raise NotAcceptableError(FORMATS) from None
    accept = request.accept_mimetypes
    return negotiate(FORMATS, accept if isinstance(accept, MIMEAccept) else MIMEAccept(), extension)


def _state(found: Finder, *, is_strict: bool) -> tuple[State, list[Entry] | None]:
    """The state of this request, and what its ``q`` was understood as (None: there was none).

    Raises BadRequest for a value that does not exist, and where *is_strict* for a parameter that does not.
    """
    known = [*found.declared.by_name, *_OTHER_PARAMETERS]
    unknown = [name for name in request.args if name not in known]
    if unknown and is_strict:
        raise BadRequest(f"there is no parameter {unknown[0]!r}; there are {', '.join(known)}")
    chosen = {name: list(request.args.getlist(name)) for name in found.declared.by_name}
    text = request.args.get(TEXT, "")
    typed = request.args.get("q", "").strip()[:200]
    entries = None
    if typed:
        entries, rest = found.suggestions.understand(typed)
        for entry in entries:
            chosen[entry.facet].append(entry.key)
        text = " ".join((text, *rest))
    state, missing = make_state(found.declared, found.index, chosen, text)
    if missing:
        facet, key = missing[0]
        raise BadRequest(f"{facet}={key}: there is no such value; /find.json lists the values of each facet")
    return state, entries


def _kept() -> dict[str, str]:
    """The parameters beside the state that a redirect keeps."""
    return {name: request.args[name] for name in ("view", "format", "lang") if request.args.get(name)}


def _url(state: State, extension: str | None = None, **more: str) -> str:
    query = state.query_string(*more.items())
    path = url_for("finder.find_as", extension=extension) if extension else url_for("finder.find")
    return f"{path}?{query}" if query else path


# -- data


def _data(found: Finder, state: State, chosen: Format) -> str | bytes:
    numbers = found.index.found(state)
    if chosen == QUERY:
        return found.query(state, "en" if words_language() == "en" else "ja")
    if chosen == TABLE_CSV:
        return csv_text(found, numbers)
    if chosen == JSON:
        return json_text(found, state, numbers, found.query(state, "ja"))
    assert chosen == TURTLE
    quads: dict[Quad, None] = {}
    for number in numbers:
        item = found.index.items[number]
        quads |= dict.fromkeys(knowledge().description(item, with_graphs=False))
        for part in found.index.parts.get(item.value, ()):
            quads |= dict.fromkeys(knowledge().statements_about(part))
    return data(list(quads), TURTLE)


# -- the page


def _page(found: Finder, state: State) -> str:
    show = shower()
    numbers = found.index.found(state)
    views = _VIEWS if atlas().has_maps else ("list",)
    view = request.args.get("view", "list") if request.args.get("view") in views else "list"
    pages = max(1, -(-len(numbers) // PAGE_SIZE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    cards = Cards(found, show, state)
    shown = numbers[(page - 1) * PAGE_SIZE : page * PAGE_SIZE] if view == "list" else []
    groups = {facet.name: _group(found, state, facet, show) for facet in found.declared.facets}
    return render_template(
        "finder/find.html",
        state=state,
        count=len(numbers),
        every=len(found.index.items),
        cards=[cards.card(number) for number in shown],
        draw=lambda *words: maps(
            found, state, show, lambda key, name: _url(_only(found, state, name, key)), MapWords(*words)
        ),
        groups=[group for group in groups.values() if group.options or group.more],
        menus=[groups[name] for name in _SELECTED],
        chips=_chips(found, state, show),
        view=view,
        views=[(name, _url(state, **({"view": name} if name != "list" else {}))) for name in views],
        page=page,
        pages=pages,
        downloads=[(each, _url(state, each.extension)) for each in FORMATS if each != HTML],
        query=found.query(state, "en" if words_language() == "en" else "ja"),
        page_url=lambda number: _url(state, **({"page": str(number)} if number > 1 else {})),
        canonical=_url(state),
        expanded=request.args.get("more", ""),
        more_url=lambda name: f"{_url(state, **({'view': view} if view != 'list' else {}), more=name)}#facet-{name}",
        examples=_examples(found, show),
    )


def _only(found: Finder, state: State, facet: str, key: str) -> State:
    """*state* with *key* as the only value of *facet*."""
    chosen = {name: keys for name, keys in state.chosen if name != facet}
    return make_state(found.declared, found.index, {**chosen, facet: (key,)}, state.text)[0]


def _group(found: Finder, state: State, facet: Facet, show: Shower) -> Group:
    chosen = state.of(facet.name)
    counts = {each.key: each.count for each in found.index.counts(state, facet.name)}
    counts |= {key: counts.get(key, 0) for key in chosen}
    keys = [key for key, count in counts.items() if count or key in chosen]
    below: dict[str, list[str]] = {}
    for key in keys:
        broader = found.index.broader(facet.name, key) if facet.broader and key != NOT_STATED else ""
        below.setdefault(broader if broader in keys else "", []).append(key)

    def order(key: str) -> tuple[Any, ...]:
        if key == NOT_STATED:
            return (1,)
        if isinstance(facet.order, tuple):
            return (0, facet.order.index(key) if key in facet.order else len(facet.order), key)
        return (0, key) if facet.order == "key" else (0, -counts[key], key)

    def option(key: str) -> Option:
        narrower = tuple(option(each) for each in sorted(below.get(key, ()), key=order))
        is_open = key in chosen or any(each.is_open for each in narrower)
        kind = found.declared.kind_by_key.get(key) if facet.name == KIND else None
        value = None if key == NOT_STATED or kind else show.value(found.index.iri(facet.name, key))
        return Option(
            key,
            value,
            kind.label if kind else None,
            _also(facet, key, value, show),
            counts[key],
            key in chosen,
            narrower if facet.expands_always or is_open else (),
        )

    top = [option(key) for key in sorted(below.get("", ()), key=order)]
    first = [each for place, each in enumerate(top) if place < facet.shown or each.is_open or each.key == NOT_STATED]
    return Group(facet, tuple(first), tuple(each for each in top if each not in first), chosen)


def _also(facet: Facet, key: str, value: Value | None, show: Shower) -> str:
    """What a language calls itself, say, unless the label says so already."""
    if not facet.also or value is None:
        return ""
    cells = show.cells(finder().index.iri(facet.name, key), [facet.also])[0]
    return cells[0].text if cells and cells[0].text != value.text else ""


def _chips(found: Finder, state: State, show: Shower) -> list[Chip]:
    chips = []
    for name, keys in state.chosen:
        facet = found.declared.by_name[name]
        for key in keys:
            kind = found.declared.kind_by_key.get(key) if name == KIND else None
            value = None if key == NOT_STATED or kind else show.value(found.index.iri(name, key))
            option = Option(key, value, kind.label if kind else None, "", 0, True)
            chips.append(Chip(facet, option, "", _url(without_value(state, name, key))))
    if state.text:
        chips.append(Chip(None, None, state.text, _url(State(state.chosen, ""))))
    return chips


def _examples(found: Finder, show: Shower) -> list[tuple[list[Option], str]]:
    """States to begin with, as far as this release has them."""
    examples = []
    for wanted in _EXAMPLES:
        if not all(found.index.has(name, key) for name, key in wanted.items()):
            continue
        state = make_state(found.declared, found.index, {name: (key,) for name, key in wanted.items()})[0]
        if found.index.rows(state):
            examples.append(([chip.option for chip in _chips(found, state, show) if chip.option], _url(state)))
    return examples


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    """What templates of the finder, and the home page, use."""

    def start() -> dict[str, Any]:
        found = finder()
        show = shower()
        # Who reads in Vietnamese looks for help in Vietnamese: that is chosen already, and can be changed.
        own = {LANGUAGE: reader_language()} if reader_language() in site().interface.phrase_languages else {}
        menus = [_preselected(_menu(found, name, show), own.get(name)) for name in _HOME]
        return {"menus": menus, "examples": _examples(found, show)}

    def home_map(title: str, about: str) -> Markup:
        """What there is in each prefecture, which leads to the finder; nothing in a release changes."""
        found = finder()
        key = ("map", reader_language())
        if key not in found.menus:
            show = shower()
            found.menus[key] = start_map(
                found, show, lambda key, name: _url(_only(found, State(), name, key)), title, about
            )
        drawn: Markup = found.menus[key]
        return drawn

    return {
        "home_map": home_map,
        "label_of": label_html,
        "plain_label": label_text,
        "finder_start": start,
        "amount": amount,
    }


def label_html(label: Mapping[str, str]) -> Markup:
    """*label* for a page: in the reader's language, or as the key phrase that its English is."""
    if reader_language() in label:
        return with_ruby(label[reader_language()])
    return reader_catalogue().html(label[site().interface.fallback])


def label_text(label: Mapping[str, str]) -> str:
    """*label* for an attribute or title."""
    if reader_language() in label:
        return without_ruby(label[reader_language()])
    return reader_catalogue().plain(label[site().interface.fallback])


def amount(value: int) -> str:
    """A number of things as the reader's language writes it; the same few hundred come again and again."""
    return _amount(value, locale())


@lru_cache(maxsize=10_000)
def _amount(value: int, locale: Locale) -> str:
    return str(format_decimal(value, locale=locale))


def _menu(found: Finder, facet: str, show: Shower) -> Group:
    """The options of *facet* where nothing is chosen yet: nothing in a release changes, so they are made once."""
    key = (facet, show.language)
    group: Group | None = found.menus.get(key)
    if group is None:
        group = found.menus[key] = _group(found, State(), found.declared.by_name[facet], show)
    return group


def _preselected(group: Group, key: str | None) -> Group:
    """*group* with the option *key* chosen, where it has one."""
    if key is None:
        return group
    return replace(
        group,
        options=tuple(_with_choice(option, key) for option in group.options),
        more=tuple(_with_choice(option, key) for option in group.more),
    )


def _with_choice(option: Option, key: str) -> Option:
    narrower = tuple(_with_choice(each, key) for each in option.options)
    return replace(option, is_chosen=option.key == key, options=narrower)


# -- suggestions


@blueprint.get("/suggest")
def suggest() -> Response:
    """Names that begin with or hold ``q``, as JSON."""
    found = finder()
    text = request.args.get("q", "")[:100]
    limit = min(max(request.args.get("limit", _SUGGESTIONS, type=int), 1), _MOST_SUGGESTIONS)
    kinds = request.args.getlist("kind")
    unknown = [kind for kind in kinds if kind not in found.declared.suggestions]
    if unknown:
        known = ", ".join(found.declared.suggestions)
        raise BadRequest(f"there are no suggestions of the kind {unknown[0]!r}; there are {known}")
    choice = Choice(JSON, is_fixed=True)
    show = shower()

    def render(_: Format) -> str:
        return suggestions_json(found, text, found.suggestions.find(text, limit, kinds), show, _urls, _kind_label)

    return respond(render, choice, is_in_language=True)


def _kind_label(kind: str) -> str:
    """What a kind of suggestion is called: as pages call the kind, or as its list of terms is called."""
    named_kind = layout().kind(kind)
    return reader_catalogue().plain(named_kind.one) if named_kind.one else name_of_terms(kind).striptags()


def _urls(entry: Entry) -> tuple[str, str]:
    """The page of an entry, and the finder with what it chooses (nothing when it chooses nothing)."""
    page = href(entry.iri.value, knowledge().namespace) or ""
    if not entry.facet:
        return page, ""
    found = finder()
    return page, _url(with_value(found.declared, found.index, State(), entry.facet, entry.key))
