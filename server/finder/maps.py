"""The results on maps: how many in each region, and at each local government."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup

from server.display.labels import Label
from server.display.places import coordinates
from server.display.values import Shower
from server.finder.finder import Finder
from server.finder.state import State
from server.pictures.current import atlas, picture_reader
from server.pictures.point_map import Place, PointMap, point_map, point_map_table
from server.pictures.table import table_html
from server.pictures.tile_grid import TileGrid
from server.pictures.tile_map import Tile, TileMap, tile_map

Link = Callable[[str, str], str]
"""From a key and the facet it is of to the URL of the state with it."""


@dataclass(frozen=True)
class Maps:
    """The two maps and the table of the second; empty where the site has no such map."""

    tiles: Markup
    points: Markup
    table: Markup


@dataclass(frozen=True)
class MapWords:
    """Titles and descriptions of the maps, in the reader's language."""

    by_prefecture: str
    about_prefectures: str
    by_government: str
    about_governments: str


def maps(finder: Finder, state: State, show: Shower, link: Link, words: MapWords) -> Maps:
    """The results of *state* on maps whose places *link* to themselves."""
    reader, grid, base_map = picture_reader(show.language), atlas().grid, atlas().base_map
    tiles = points = table = Markup("")
    if grid is not None:
        selected = next((key for key in state.of("place") if key in grid), "")
        by_region = TileMap(
            "find-prefectures",
            words.by_prefecture,
            words.about_prefectures,
            grid,
            _tiles(finder, grid, state, link),
            selected=selected,
        )
        tiles = tile_map(by_region, reader)
    if base_map is not None:
        places = (_place(finder, key, count, show, link) for key, count in _governments(finder, state))
        by_place = PointMap(
            "find-places",
            words.by_government,
            words.about_governments,
            base_map,
            [place for place in places if place is not None],
        )
        points, table = point_map(by_place, reader), table_html(point_map_table(by_place, reader))
    return Maps(tiles, points, table)


def start_map(finder: Finder, show: Shower, link: Link, title: str, about: str) -> Markup:
    """Everything there is to find, by region: a way into the finder. Empty where the site has no tiles."""
    return _region_map("home-prefectures", title, about, finder, State(), show, link)


def state_map(finder: Finder, state: State, show: Shower, link: Link, title: str) -> Markup:
    """How many of the results of *state* are in each region, whose tiles *link* to them; empty as above."""
    return _region_map("thing-prefectures", title, "", finder, state, show, link)


def _region_map(
    identifier: str, title: str, about: str, finder: Finder, state: State, show: Shower, link: Link
) -> Markup:
    grid = atlas().grid
    if grid is None:
        return Markup("")
    picture = TileMap(identifier, title, about, grid, _tiles(finder, grid, state, link))
    return tile_map(picture, picture_reader(show.language))


def _tiles(finder: Finder, grid: TileGrid, state: State, link: Link) -> list[Tile]:
    counts = {place.key: place.count for place in finder.index.counts(state, "place")}
    return [Tile(key, counts.get(key, 0), href=link(key, "place")) for key in grid.tiles]


def _governments(finder: Finder, state: State) -> list[tuple[str, int]]:
    rows = finder.index.rows(state)
    masks = finder.index.masks["government"]
    counts = [(key, finder.index.count(rows & mask)) for key, mask in sorted(masks.items())]
    return [(key, count) for key, count in counts if count]


def _place(finder: Finder, key: str, count: int, show: Shower, link: Link) -> Place | None:
    """A point for a local government, or None where no coordinates of its area are known."""
    iri = finder.index.iri("government", key)
    position = coordinates(finder.knowledge, iri)
    if position is None:
        return None
    value = show.value(iri)
    return Place(Label(value.text, value.language, value.reading), *position, count, link(key, "government"))
