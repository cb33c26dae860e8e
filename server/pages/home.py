"""Pages for people: the home page, the lists of things."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory
from pyoxigraph import DefaultGraph, NamedNode, Quad
from werkzeug.exceptions import NotFound

from graph.formats import GRAPH_FORMATS, HTML, TABLE_CSV
from server.display.index import Thing
from server.display.layout import Kind, KindSection
from server.display.publication import knowledge, layout, publication, settings, shower, site
from server.display.rdf import data
from server.display.templating import LOGO
from server.display.values import LinkRow, Shower
from server.http.caching import respond
from server.http.negotiation import negotiate, split_suffix
from server.questions.curated import curated

blueprint = Blueprint("pages", __name__)

_LIST_FORMATS = (HTML, *GRAPH_FORMATS, TABLE_CSV)
_TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
_DCT_TYPE = NamedNode("http://purl.org/dc/terms/type")
_DCT_LANGUAGE = NamedNode("http://purl.org/dc/terms/language")
_IN_SCHEME = NamedNode("http://www.w3.org/2004/02/skos/core#inScheme")
FILE = "home.yaml"
_MOST_LANGUAGES = 12


def declared_home() -> dict[str, Any]:
    """What ``home.yaml`` of the site says. A site without it has its title and description there."""
    plain = {"heading": site().title["en"], "lead": [site().description["en"]], "featured": [], "examples": []}
    return publication().once(FILE, lambda: plain | (site().read_yaml(FILE) or {}))


@blueprint.get("/")
def home() -> Response:
    """What this is, a search, and a way to every kind of thing."""
    return respond(lambda _: _home(), negotiate((HTML,), request.accept_mimetypes, "html"))


def _home() -> str:
    known, show = knowledge(), shower()
    questions, declared = curated(), declared_home()
    prefecture = known.namespace.thing("municipality-type", "prefecture")
    start = known.namespace.thing("municipality", "").value
    prefectures = sorted(
        (
            quad.subject
            for quad in known.store.statements(None, _DCT_TYPE, prefecture, DefaultGraph())
            if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
        ),
        key=lambda iri: iri.value,
    )
    return render_template(
        "home.html",
        prefectures=[show.value(iri) for iri in prefectures],
        sections=kinds_by_section(),
        offered=[(show.value(iri), count) for iri, count in offered_languages()[:_MOST_LANGUAGES]],
        sources=[show.value(known.iri(each)) for each in known.index.kinds.get("document", ())],
        heading=declared["heading"],
        lead=declared["lead"],
        featured=[questions[key] for key in declared["featured"] if key in questions],
        question_count=len(questions),
    )


def offered_languages() -> list[tuple[NamedNode, int]]:
    """Languages by how often something is said to be offered in them, the most often first."""
    known = knowledge()
    found = []
    for thing in known.index.kinds.get("language", ()):
        iri = known.iri(thing)
        count = sum(
            "/id/language-provision/" in quad.subject.value
            for quad in known.store.statements(None, _DCT_LANGUAGE, iri, DefaultGraph())
            if isinstance(quad.subject, NamedNode)
        )
        if count:
            found.append((iri, count))
    return sorted(found, key=lambda each: (-each[1], each[0].value))


def kinds_by_section() -> list[tuple[KindSection, list[tuple[Kind, int]]]]:
    """The kinds that this release has, by section, each with the number of its things.

    What no section names comes into the one that takes the rest.
    """
    things, arrangement = knowledge().index.kinds, layout()
    named = {kind.name for section in arrangement.sections for kind in section.kinds}
    unnamed: dict[str, list[Kind]] = {"terms": [], "details": []}
    for name in things.keys() - named:
        first = knowledge().iri(things[name][0])
        rest = "terms" if knowledge().values(first, _IN_SCHEME) else "details"
        unnamed[rest].append(arrangement.kind(name))
    found = []
    for section in arrangement.sections:
        kinds = [kind for kind in section.kinds if kind.name in things]
        kinds += sorted(unnamed.get(section.rest, []), key=lambda kind: kind.name)
        if kinds:
            found.append((section, [(kind, len(things[kind.name])) for kind in kinds]))
    return found


@blueprint.get("/doc/<kind>")
def kind(kind: str) -> Response:
    """The things of a kind: a page at a time, or all of them as data."""
    extension = None
    if kind not in knowledge().index.kinds:
        kind, extension = split_suffix(kind, _LIST_FORMATS)
    things = knowledge().index.kinds.get(kind)
    if things is None:
        raise NotFound(f"there is no kind {kind}; there are {', '.join(sorted(knowledge().index.kinds))}")
    return respond(
        lambda chosen: _list(kind, things) if chosen == HTML else data(_listed(things), chosen),
        negotiate(_LIST_FORMATS, request.accept_mimetypes, extension),
    )


def _listed(things: Sequence[Thing]) -> list[Quad]:
    """Types and names of *things*."""
    known = knowledge()
    quads: list[Quad] = []
    known.store.expect(map(known.iri, things))
    for thing in things:
        iri = known.iri(thing)
        quads += known.values(iri, _TYPE)
        quads += known.labels.statements(iri)
    return quads


def _list(kind_name: str, things: Sequence[Thing]) -> str:
    show, size = shower(), settings().page_size
    arrangement = layout().kind(kind_name)
    pages = max(1, -(-len(things) // size))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "list.html",
        kind=arrangement,
        count=len(things),
        rows=_rows(show, things[(page - 1) * size : page * size], arrangement.columns),
        columns=[show.column(name) for name in arrangement.columns],
        page=page,
        pages=pages,
        formats=[each for each in _LIST_FORMATS if each != HTML],
    )


def _rows(show: Shower, things: Sequence[Thing], columns: Sequence[str]) -> list[LinkRow]:
    iris = [show.knowledge.iri(thing) for thing in things]
    return [LinkRow(show.value(iri), show.cells(iri, columns)) for iri in iris]


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Browsers ask for this by themselves."""
    assets = site().find("assets")
    if assets and (assets / LOGO).is_file():
        return send_from_directory(assets.resolve(), LOGO)
    return current_app.send_static_file("icon.svg")
