"""The results on maps: how many in each region, and at each place."""

from __future__ import annotations

from collections.abc import Callable
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
class Maps:
    """The two maps and the table of the second; empty where the site has no such map.

    The second has *drawn* of the *count* places where something was found.
    """

    tiles: Markup
    points: Markup
    table: Markup
    drawn: int = 0
    count: int = 0


@dataclass(frozen=True)
class MapWords:
    """Titles and descriptions of the maps, in the reader's language."""

    by_region: str
    about_regions: str
    by_place: str
    about_places: str


def maps(finder: Finder, state: State, presenter: Presenter, link: Link, words: MapWords) -> Maps:
    """The results of *state* on maps whose places *link* to themselves."""
    reader, grid, base_map = picture_reader(presenter.language), atlas().grid, atlas().base_map
    tiles = points = table = Markup("")
    if grid is not None and REGION in finder.declared.by_name:
        selected = next((key for key in state.of(REGION) if key in grid), "")
        by_region = TileMap(
            "find-prefectures",
            words.by_region,
            words.about_regions,
            grid,
            _tiles(finder, grid, state, link),
            selected=selected,
        )
        tiles = tile_map(by_region, reader)
    counted: list[tuple[str, int]] = []
    drawn: list[tuple[str, int]] = []
    if base_map is not None and PLACE in finder.declared.by_name:
        counted = _counts_by_place(finder, state)
        drawn = sorted(nlargest(_MOST_PLACES, counted, key=lambda place: (place[1], place[0])))
        places = (_place(finder, key, count, presenter, link) for key, count in drawn)
        by_place = PointMap(
            "find-places",
            words.by_place,
            words.about_places,
            base_map,
            [place for place in places if place is not None],
        )
        points, table = point_map(by_place, reader), table_html(point_map_table(by_place, reader))
    return Maps(tiles, points, table, len(drawn), len(counted))


def start_map(finder: Finder, presenter: Presenter, link: Link, title: str, about: str) -> Markup:
    """Everything there is to find, by region: a way into the finder. Empty where the site has no tiles."""
    return _region_map("home-prefectures", title, about, finder, State(), presenter, link)


def state_map(finder: Finder, state: State, presenter: Presenter, link: Link, title: str) -> Markup:
    """How many of the results of *state* are in each region, whose tiles *link* to them.

    Empty where the site has no tiles.
    """
    return _region_map("thing-prefectures", title, "", finder, state, presenter, link)


def _region_map(
    identifier: str, title: str, about: str, finder: Finder, state: State, presenter: Presenter, link: Link
) -> Markup:
    grid = atlas().grid
    if grid is None or REGION not in finder.declared.by_name:
        return Markup("")
    picture = TileMap(identifier, title, about, grid, _tiles(finder, grid, state, link))
    return tile_map(picture, picture_reader(presenter.language))


def _tiles(finder: Finder, grid: TileGrid, state: State, link: Link) -> list[Tile]:
    counts = {place.key: place.count for place in finder.index.counts(state, REGION)}
    return [Tile(key, counts.get(key, 0), href=link(key, REGION)) for key in grid.tiles]


def _counts_by_place(finder: Finder, state: State) -> list[tuple[str, int]]:
    rows = finder.index.rows(state)
    masks = finder.index.masks[PLACE]
    counts = [(key, finder.index.count(rows & mask)) for key, mask in sorted(masks.items())]
    return [(key, count) for key, count in counts if count]


def _place(finder: Finder, key: str, count: int, presenter: Presenter, link: Link) -> MapPlace | None:
    """A point for the place *key*, or None where no coordinates of its area are known."""
    iri = finder.index.iri(PLACE, key)
    position = finder.coordinates(iri)
    if position is None:
        return None
    value = presenter.value(iri)
    return MapPlace(Label(value.text, value.language, value.reading), *position, count, link(key, PLACE))
