"""The page of a state: menus, results or maps, facets, downloads."""

from __future__ import annotations

from flask import render_template, request
from markupsafe import Markup

from graph.formats import GEOJSON, HTML
from server.display.paging import Page
from server.display.publication import reader_presenter, words_language
from server.display.texts import language_of, localised
from server.finder.addresses import VIEWS, place_urls, url_of
from server.finder.cards import Cards
from server.finder.choices import also_of, chips_of, examples_of, group_of
from server.finder.coverage import coverage_of
from server.finder.finder import Finder
from server.finder.formats import FORMATS
from server.finder.maps import MapWords, maps
from server.finder.near import near_places
from server.finder.state import State
from server.finder.ways_on import places_to_ask, ways_on
from server.http.parameters import whole_number
from server.pictures.current import atlas, web_map
from server.pictures.web_map import has_land

PAGE_SIZE = 20
"""Results on a page."""


def shown_view() -> str:
    """How this request wants its results, one of VIEWS; the first where the site has no maps."""
    views = VIEWS if atlas().has_maps else VIEWS[:1]
    view = request.args.get("view", "")
    return view if view in views else views[0]


def render_page(finder: Finder, state: State) -> str:
    """The page of *state* for this request's reader."""
    presenter = reader_presenter()
    views = VIEWS if atlas().has_maps else VIEWS[:1]
    view = shown_view()
    numbers = finder.index.matching(state)
    page = Page(numbers, whole_number(request.args, "page", 1), PAGE_SIZE)
    cards = Cards(finder, presenter, state)
    groups = {facet.name: group_of(finder, state, facet, presenter) for facet in finder.declared.facets}
    place_url = place_urls(finder, state)
    chosen_view = {} if view == VIEWS[0] else {"view": view}
    return render_template(
        "finder/find.html",
        state=state,
        count=page.count,
        every=len(finder.index.items),
        cards=cards.cards(page.items) if view == "list" else [],
        draw=lambda about_points: maps(finder, state, presenter, place_url, _map_words(finder, about_points)),
        groups=[group for group in groups.values() if group.options or group.rest],
        menus=[groups[name] for name in finder.declared.menus],
        coverage=list(coverage_of(finder, state)),
        chips=chips_of(finder, state, presenter),
        also=also_of(finder, state, presenter),
        view=view,
        web_map=web_map(),
        web_map_has_land=has_land,
        results_url=url_of(state, GEOJSON.extension),
        views=[(name, url_of(state, **({} if name == VIEWS[0] else {"view": name}))) for name in views],
        page=page.number,
        pages=page.pages,
        downloads=[(format, url_of(state, format.extension)) for format in FORMATS if format != HTML],
        query=finder.query(state, words_language()),
        page_url=lambda number: url_of(state, **({"page": str(number)} if number > 1 else {})),
        canonical=url_of(state),
        expanded=request.args.get("more", ""),
        nothing=finder.declared.words.nothing,
        near=[] if page.count else near_places(finder, state, presenter),
        ask=places_to_ask(finder, state, numbers),
        ways_on=[] if page.count else ways_on(finder, state, presenter),
        more_url=lambda name: f"{url_of(state, **chosen_view, more=name)}#facet-{name}",
        examples=examples_of(finder, presenter),
    )


def _map_words(finder: Finder, about_points: Markup) -> MapWords:
    """The texts of the maps for this request's reader."""
    texts = finder.declared.map_texts
    return MapWords(
        localised(texts.by_place),
        localised(texts.about_places),
        localised(texts.by_government),
        about_points,
        language_of(texts.by_place),
    )
