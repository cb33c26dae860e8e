"""The results on maps: how many in each prefecture, and at each local government."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from markupsafe import Markup
from pyoxigraph import Literal, NamedNode

from server.display.labels import Label
from server.display.values import Shower
from server.finder.finder import Finder
from server.finder.state import State
from server.pictures.point_map import Place, PointMap, point_map, point_map_table
from server.pictures.reader import Reader
from server.pictures.table import table_html
from server.pictures.tile_map import Tile, TileMap, tile_map
from server.pictures.tiles import prefecture_tiles

_LATITUDE = NamedNode("http://schema.org/latitude")
_LONGITUDE = NamedNode("http://schema.org/longitude")
Link = Callable[[str, str], str]
"""From a key and the facet it is of to the URL of the state with it."""


@dataclass(frozen=True)
class Maps:
    """The two maps and the table of the second."""

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


def maps(found: Finder, state: State, show: Shower, link: Link, words: MapWords) -> Maps:
    """The results of *state* on maps whose places *link* to themselves."""
    reader = Reader(show.language)
    picture = TileMap(
        "find-prefectures",
        words.by_prefecture,
        words.about_prefectures,
        _tiles(found, state, link),
        selected=next((key for key in state.of("place") if key.endswith("000")), ""),
    )
    points = PointMap(
        "find-places",
        words.by_government,
        words.about_governments,
        [place for key, count in _governments(found, state) if (place := _place(found, key, count, show, link))],
    )
    return Maps(tile_map(picture, reader), point_map(points, reader), table_html(point_map_table(points, reader)))


def start_map(found: Finder, show: Shower, link: Link, title: str, about: str) -> Markup:
    """Everything there is to find, by prefecture: a way into the finder."""
    return tile_map(TileMap("home-prefectures", title, about, _tiles(found, State(), link)), Reader(show.language))


def state_map(found: Finder, state: State, show: Shower, link: Link, title: str) -> Markup:
    """How many of the results of *state* are in each prefecture, whose tiles *link* to them."""
    return tile_map(TileMap("thing-prefectures", title, "", _tiles(found, state, link)), Reader(show.language))


def _tiles(found: Finder, state: State, link: Link) -> list[Tile]:
    places = {each.key: each.count for each in found.index.counts(state, "place")}
    return [Tile(code, places.get(f"{code}000", 0), href=link(f"{code}000", "place")) for code in prefecture_tiles()]


def _governments(found: Finder, state: State) -> list[tuple[str, int]]:
    rows = found.index.rows(state)
    masks = found.index.masks["government"]
    counts = [(key, found.index.count(rows & mask)) for key, mask in sorted(masks.items())]
    return [(key, count) for key, count in counts if count]


def _place(found: Finder, key: str, count: int, show: Shower, link: Link) -> Place | None:
    """A point for a local government, or None where no coordinates of its area are known."""
    at = []
    for predicate in (_LATITUDE, _LONGITUDE):
        values = found.knowledge.values(found.knowledge.namespace.thing("area", key), predicate)
        if not values or not isinstance(values[0].object, Literal):
            return None
        at.append(float(values[0].object.value))
    value = show.value(found.index.iri("government", key))
    return Place(Label(value.text, value.language, value.reading), at[0], at[1], count, link(key, "government"))
