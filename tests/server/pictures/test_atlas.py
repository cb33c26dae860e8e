"""The maps that a site declares: this one's, another country's, and none."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from mappings.declared import DeclarationError
from mappings.site import Interface
from server.display.labels import Label
from server.display.translations import Words
from server.pictures import (
    Atlas,
    MapPlace,
    PointMap,
    Tile,
    TileMap,
    load_atlas,
    make_reader,
    point_map,
    tile_map,
    tile_map_table,
)
from server.pictures.atlas import FILE
from tests.server.pictures.conftest import ATLAS, Parse, with_class, words
from tests.this_site import SITE

BENELUX = """
places: {kinds: [city]}
tiles:
  file: countries.csv
  region: {en: Country}
  quantiles: {en: About equally many countries in each class}
points:
  size: [300, 400]
  scale: 1
  sizes-end: 290
  backdrop: towns.csv
  note: {en: Grey dots are towns.}
  windows:
    - name: {en: Benelux}
      south: 49
      north: 54
      west: 2
      east: 8
      projection: {meridian: 5, parallel: 51, standard-parallels: [50, 53]}
      origin: [150, 200]
"""
COUNTRIES = "key,column,row,name_en,short_en\nnl,1,0,Netherlands,NL\nbe,0,1,Belgium,BE\nlu,1,2,Luxembourg,LU\n"
TOWNS = "latitude,longitude\n52.37,4.90\n50.85,4.35\n49.61,6.13\n0,0\n"


@pytest.fixture
def maps(tmp_path: Path) -> Path:
    """The folder of the maps of a site elsewhere."""
    folder = (tmp_path / "site" / FILE).parent
    folder.mkdir(parents=True)
    (tmp_path / "site" / FILE).write_text(BENELUX, encoding="utf-8")
    (folder / "countries.csv").write_text(COUNTRIES, encoding="utf-8")
    (folder / "towns.csv").write_text(TOWNS, encoding="utf-8")
    return folder


def load(maps: Path) -> Atlas:
    return load_atlas(replace(SITE, folder=maps.parents[1], interface=Interface(("en",))))


def test_a_site_without_the_file_has_an_empty_atlas(tmp_path: Path) -> None:
    atlas = load_atlas(replace(SITE, folder=tmp_path))
    assert atlas == Atlas()
    assert not atlas.has_maps


def test_this_site_has_prefectures_as_regions_and_no_cities() -> None:
    assert ATLAS.has_maps
    assert ATLAS.grid is not None
    assert [key in ATLAS.grid for key in ("13000", "47000", "14100", "13101", "48000")] == [True, True] + [False] * 3
    assert "municipality" in ATLAS.place_kinds


def test_the_maps_of_another_country_are_drawn_with_its_words(maps: Path, parse: Parse) -> None:
    atlas = load(maps)
    assert atlas.grid is not None
    assert atlas.base_map is not None
    reader = make_reader(Words(Interface(("en",))), "en")
    tiles = TileMap("t", "Bicycles", "", atlas.grid, [Tile("nl", 23), Tile("be", 5)])
    root = parse(tile_map(tiles, reader))
    assert [words(element) for element in with_class(root, "tile-name")] == ["Netherlands", "Belgium", "Luxembourg"]
    assert [words(element) for element in with_class(root, "tile-line")] == ["NL", "BE", "LU"]
    assert words(with_class(root, "picture-note")[0]) == "About equally many countries in each class"
    assert with_class(root, "tile-sea") == []
    assert tile_map_table(tiles, reader).headings == ("Country", "Number")
    points = PointMap("p", "Towns", "", atlas.base_map, [MapPlace(Label("Gent"), 51.05, 3.72)])
    root = parse(point_map(points, reader))
    assert words(with_class(root, "picture-note")[0]) == "Grey dots are towns."
    assert with_class(root, "point-inset") == [], "one piece without a frame"
    (backdrop,) = with_class(root, "point-backdrop")
    assert (backdrop.get("d") or "").count("M") == 3, "a dot outside every window is left out"


@pytest.mark.parametrize(("part", "missing"), [("tiles", "base_map"), ("points", "grid")])
def test_a_site_can_have_one_map_only(maps: Path, part: str, missing: str) -> None:
    raw = yaml.safe_load(BENELUX)
    (maps / Path(FILE).name).write_text(yaml.safe_dump({"places": raw["places"], part: raw[part]}), encoding="utf-8")
    atlas = load(maps)
    assert atlas.has_maps
    assert getattr(atlas, missing) is None


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("region: {en: Country}", "region: {nl: Land}", "atlas.yaml: region is not given in en"),
        ("file: countries.csv", "fil: countries.csv", "'file' is missing"),
        ("file: countries.csv", "file: nothing.csv", "nothing.csv"),
        ("origin: [150, 200]", "origin: [150, 200]\n      shown: sometimes", "always or with-places, not 'sometimes'"),
        ("standard-parallels: [50, 53]", "standard-parallels: [50]", "atlas.yaml: .*values to unpack"),
    ],
)
def test_a_wrong_declaration_is_refused_by_name(maps: Path, before: str, after: str, message: str) -> None:
    assert before in BENELUX
    (maps / Path(FILE).name).write_text(BENELUX.replace(before, after), encoding="utf-8")
    with pytest.raises(DeclarationError, match=message):
        load(maps)


def test_a_file_of_tiles_without_names_is_refused(maps: Path) -> None:
    (maps / "countries.csv").write_text("key,column,row\nnl,1,0\n", encoding="utf-8")
    with pytest.raises(DeclarationError, match="'short_{language}' is missing"):
        load(maps)


def test_a_copy_in_a_release_is_read_like_the_original(tmp_path: Path) -> None:
    shutil.copytree(SITE.data / "maps", tmp_path / "site" / "maps")
    assert load_atlas(replace(SITE, folder=tmp_path)) == ATLAS
