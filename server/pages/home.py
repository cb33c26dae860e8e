"""The home page: what this site is, and a way to every kind of thing. ``home.yaml`` of the site declares its parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory
from pyoxigraph import DefaultGraph, NamedNode

from graph.formats import HTML
from mappings.declared import declared
from mappings.site import Site
from ontology.vocabulary import DCT, SKOS
from server.display.hrefs import href
from server.display.layout import Kind, KindSection
from server.display.publication import knowledge, layout, publication, reader_language, reader_presenter, site
from server.display.templating import LOGO
from server.finder.addresses import url_of
from server.finder.finder import finder_or_none
from server.finder.state import make_state
from server.http.caching import respond
from server.http.negotiation import Choice
from server.questions.curated import curated

blueprint = Blueprint("home", __name__)

FILE = "home.yaml"
_MOST_OFFERED = 12


@dataclass(frozen=True)
class PlaceLinks:
    """Things of *kind* whose ``dct:type`` is *type* (``kind/key``), as links below the map of the finder.

    *title* and *pages* are messages, as are *map_title* and *map_about*, which describe the map.
    """

    title: str
    pages: str
    kind: str
    type: str
    map_title: str
    map_about: str


@dataclass(frozen=True)
class OfferedKind:
    """Things of *kind*, by how many things the finder has of each.

    A site without a finder counts the things of the kind *by* that have them as the value of *property*, a prefixed
    name.
    """

    title: str
    kind: str
    property: str
    by: str


@dataclass(frozen=True)
class SearchWords:
    """Messages around the search: in its empty field, where nothing has the name, and where no name was given."""

    placeholder: str = "Name"
    nothing: str = "Nothing has this name. A shorter word finds more."
    hint: str = "Write a name."


@dataclass(frozen=True)
class HomePage:
    """The declared parts of the home page, and the words of the search on every page.

    *heading* and *lead* are messages, *featured* keys of questions, *examples* texts to search for by language.
    """

    heading: str
    lead: tuple[str, ...]
    featured: tuple[str, ...] = ()
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    places: PlaceLinks | None = None
    offered: OfferedKind | None = None
    search: SearchWords = SearchWords()

    @property
    def messages(self) -> list[str]:
        """Every message that the file names; the catalogues of the site must have them."""
        places, offered = self.places, self.offered
        titles = [places.title, places.pages, places.map_title, places.map_about] if places else []
        search = [self.search.placeholder, self.search.nothing, self.search.hint]
        return [self.heading, *self.lead, *titles, *([offered.title] if offered else []), *search]


def load_home_page(site: Site) -> HomePage:
    """The home page that *site* declares, or else one with its title and description. Raises DeclarationError."""

    def make(raw: Any) -> HomePage:
        places, offered = raw.get("places"), raw.get("offered")
        return HomePage(
            raw["heading"],
            tuple(raw["lead"]),
            tuple(raw.get("featured", ())),
            {language: tuple(examples) for language, examples in raw.get("examples", {}).items()},
            PlaceLinks(
                places["title"],
                places["pages"],
                places["kind"],
                places["type"],
                places["map"]["title"],
                places["map"]["about"],
            )
            if places
            else None,
            OfferedKind(offered["title"], offered["kind"], offered["property"], offered["by"]) if offered else None,
            SearchWords(**raw.get("search", {})),
        )

    return declared(site, FILE, make) or HomePage("", ())


def search_examples() -> tuple[str, ...]:
    """Texts to search for, in the language of the reader or in the fallback; none where the site names none."""
    examples = home_page().examples
    return examples.get(reader_language(), ()) or examples.get(site().interface.fallback, ())


def home_page() -> HomePage:
    """The home page of the site being served."""
    return publication().once(HomePage, lambda: load_home_page(site()))


@blueprint.app_context_processor
def _search_words() -> dict[str, SearchWords]:
    """The words of the search, for every page."""
    return {"search_words": home_page().search}


@blueprint.get("/")
def home() -> Response:
    """The home page: what this site is, a search, and links to every kind of thing."""
    return respond(lambda _: render_home(), Choice(HTML, is_fixed=True))


def render_home() -> str:
    """The home page for this request's reader."""
    presenter, page, questions = reader_presenter(), home_page(), curated()
    served = publication()
    return render_template(
        "home.html",
        home=page,
        examples=search_examples(),
        places=[presenter.value(iri) for iri in served.once(PlaceLinks, lambda: places(page))],
        sections=served.once(KindSection, kinds_by_section),
        offered=[
            (presenter.value(iri), count, _found_by(page.offered, iri))
            for iri, count in served.once(OfferedKind, lambda: offered(page))
        ],
        featured=[questions[key] for key in page.featured if key in questions],
        question_count=len(questions),
    )


def places(page: HomePage) -> list[NamedNode]:
    """The places that *page* links to, by their IRIs; none where it declares none."""
    if page.places is None:
        return []
    kind, _, key = page.places.type.partition("/")
    start = knowledge().namespace.thing(page.places.kind, "").value
    iris = [
        quad.subject
        for quad in knowledge().store.statements(None, DCT.type, knowledge().namespace.thing(kind, key), DefaultGraph())
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
    ]
    return sorted(iris, key=lambda iri: iri.value)


def offered(page: HomePage) -> list[tuple[NamedNode, int]]:
    """The things that *page* counts the use of, the most used first, as many as the page has room for."""
    if page.offered is None:
        return []
    facet, finder = _facet_of(page.offered), finder_or_none()
    if facet and finder:
        # The finder says what it finds; any other number beside the same name would confuse.
        counts = [
            (finder.index.iri(facet, key), finder.index.count(rows)) for key, rows in finder.index.masks[facet].items()
        ]
        return sorted(counts, key=lambda pair: (-pair[1], pair[0].value))[:_MOST_OFFERED]
    property, start = knowledge().expand(page.offered.property), knowledge().namespace.thing(page.offered.by, "").value
    counts = []
    for thing in knowledge().index.kinds.get(page.offered.kind, ()):
        iri = knowledge().iri(thing)
        count = sum(
            isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(start)
            for quad in knowledge().store.statements(None, property, iri, DefaultGraph())
        )
        if count:
            counts.append((iri, count))
    return sorted(counts, key=lambda pair: (-pair[1], pair[0].value))[:_MOST_OFFERED]


def _facet_of(declared: OfferedKind) -> str:
    """The facet of the finder whose values are the things of *declared*; empty where there is none."""
    finder = finder_or_none()
    facets = finder.declared.facets if finder else ()
    return next((facet.name for facet in facets if facet.values == declared.kind), "")


def _found_by(declared: OfferedKind | None, iri: NamedNode) -> str:
    """Where the things are that have *iri* as a value: in the finder, else on the page of *iri*."""
    finder, thing = finder_or_none(), knowledge().index.thing(iri.value)
    facet = _facet_of(declared) if declared else ""
    if finder and facet and thing:
        return url_of(make_state(finder.declared, finder.index, {facet: [thing.key]})[0])
    return href(iri.value, knowledge().namespace, request.script_root) or ""


def kinds_by_section() -> list[tuple[KindSection, list[tuple[Kind, int]]]]:
    """The kinds that this release has, by section, each with the number of its things.

    A kind that no section names comes into the section that takes the rest.
    """
    things, arrangement = knowledge().index.kinds, layout()
    named = {kind.name for section in arrangement.sections for kind in section.kinds}
    unnamed: dict[str, list[Kind]] = {"terms": [], "details": []}
    firsts = {name: knowledge().iri(things[name][0]) for name in things.keys() - named}
    knowledge().store.expect(firsts.values())
    for name, first in firsts.items():
        rest = "terms" if knowledge().values(first, SKOS.inScheme) else "details"
        unnamed[rest].append(arrangement.kind(name))
    sections = []
    for section in arrangement.sections:
        kinds = [kind for kind in section.kinds if kind.name in things]
        kinds += sorted(unnamed.get(section.rest, []), key=lambda kind: kind.name)
        if kinds:
            sections.append((section, [(kind, len(things[kind.name])) for kind in kinds]))
    return sections


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """The icon of the site, which browsers ask for by themselves."""
    assets = site().find("assets")
    if assets and (assets / LOGO).is_file():
        return send_from_directory(assets.resolve(), LOGO)
    return current_app.send_static_file("icon.svg")
