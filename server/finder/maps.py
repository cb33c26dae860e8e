"""The results on maps: how many in each region, and at each place."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import nlargest

from markupsafe import Markup

from server.display.labels import Label
from server.display.values import Presenter
from server.finder.declaration import PLACE, REGION
from server.finder.finder import Finder
from server.finder.state import State
from server.pictures.current import atlas, picture_reader
from server.pictures.point_map import MapPlace, PointMap, point_map, point_map_table
from server.pictures.table import table_html
from server.pictures.tile_grid import TileGrid
from server.pictures.tile_map import Tile, TileMap, tile_map

Link = Callable[[str, str], str]
"""From a key and the facet it is of to the URL of the state with it."""

_MOST_PLACES = 300
"""Points on a map; where something was found at more places, those with the most are drawn."""


@dataclass(frozen=True)
class ListedPlace:
    """A place on the map, and the numbers of the items there: a point for several places counts each of them once."""

    place: MapPlace
    items: Sequence[int]


@dataclass(frozen=True)
class Maps:
    """The two maps and the table of the second; empty where the site has no such map.

    The second has *places*, those with the most of the *count* places where something was found.
    """

    tiles: Markup
    points: Markup
    table: Markup
    places: Sequence[ListedPlace] = ()
    count: int = 0
    without: int = 0
    """Results that are at no place whose position is known."""


@dataclass(frozen=True)
class MapWords:
    """Titles and descriptions of the maps, in *language*; empty: the reader's."""

    by_region: Markup
    about_regions: Markup
    by_place: Markup
    about_places: Markup
    language: str = ""


def maps(finder: Finder, state: State, presenter: Presenter, link: Link, words: MapWords) -> Maps:
    """The results of *state* on maps whose places *link* to themselves."""
    reader, grid, base_map = picture_reader(presenter.language), atlas().grid, atlas().base_map
    tiles = points = table = Markup("")
    without = 0
    if grid is not None and REGION in finder.declared.by_name:
        selected = next((key for key in state.of(REGION) if key in grid), "")
        by_region = TileMap(
            "find-prefectures",
            words.by_region,
            words.about_regions,
            grid,
            _tiles(finder, grid, state, link),
            selected=selected,
            language=words.language,
        )
        tiles = tile_map(by_region, reader)
    counted: list[tuple[str, int]] = []
    drawn: list[ListedPlace] = []
    if base_map is not None and PLACE in finder.declared.by_name:
        counted = _counts_by_place(finder, state)
        most = sorted(nlargest(_MOST_PLACES, counted, key=lambda place: (place[1], place[0])))
        rows = finder.index.rows(state)
        drawn = [
            ListedPlace(place, finder.index.numbers(rows & finder.index.masks[PLACE][key]))
            for key, count in most
            if (place := _place(finder, key, count, presenter, link)) is not None
            and base_map.window(place.latitude, place.longitude) is not None
        ]
        without = _without_position(finder, state, counted)
        by_place = PointMap(
            "find-places",
            words.by_place,
            words.about_places,
            base_map,
            [listed.place for listed in drawn],
            language=words.language,
        )
        points, table = point_map(by_place, reader), table_html(point_map_table(by_place, reader))
    by_count = sorted(drawn, key=lambda listed: -len(listed.items))
    return Maps(tiles, points, table, by_count, len(counted), without)


def start_map(finder: Finder, presenter: Presenter, link: Link, title: Markup, about: Markup) -> Markup:
    """Everything there is to find, by region: a way into the finder. Empty where the site has no tiles."""
    return _region_map("home-prefectures", title, about, finder, State(), presenter, link)


def state_map(finder: Finder, state: State, presenter: Presenter, link: Link, title: Markup) -> Markup:
    """How many of the results of *state* are in each region, whose tiles *link* to them.

    Empty where the site has no tiles.
    """
    return _region_map("thing-prefectures", title, Markup(""), finder, state, presenter, link)


def _region_map(
    identifier: str, title: Markup, about: Markup, finder: Finder, state: State, presenter: Presenter, link: Link
) -> Markup:
    grid = atlas().grid
    if grid is None or REGION not in finder.declared.by_name:
        return Markup("")
    picture = TileMap(identifier, title, about, grid, _tiles(finder, grid, state, link))
    return tile_map(picture, picture_reader(presenter.language))


def _tiles(finder: Finder, grid: TileGrid, state: State, link: Link) -> list[Tile]:
    counts = {place.key: place.count for place in finder.index.counts(state, REGION)}
    # Where the sources state nothing, nothing may be counted: no zero, and no colour.
    return [Tile(key, counts.get(key) or None, href=link(key, REGION)) for key in grid.tiles]


def _counts_by_place(finder: Finder, state: State) -> list[tuple[str, int]]:
    rows = finder.index.rows(state)
    return sorted((key, count) for key, count in finder.index.counts_of(PLACE, rows).items() if count)


def _without_position(finder: Finder, state: State, counted: Iterable[tuple[str, int]]) -> int:
    """How many results of *state* are at none of the places *counted* whose position is known."""
    index, rows = finder.index, finder.index.rows(state)
    placed = 0
    for key, _ in counted:
        if finder.position(key) is not None:
            placed |= index.masks[PLACE][key]
    return index.count(rows) - index.count(rows & placed)


def _place(finder: Finder, key: str, count: int, presenter: Presenter, link: Link) -> MapPlace | None:
    """A point for the place *key*, or None where no coordinates of its area are known."""
    position = finder.position(key)
    if position is None:
        return None
    value = presenter.value(finder.index.iri(PLACE, key))
    return MapPlace(Label(value.text, value.language, value.reading), *position, count, link(key, PLACE))
