from __future__ import annotations

import csv
from itertools import combinations
from pathlib import Path

import pytest

from mappings.map import sources
from tests.server.pictures.conftest import GRID, reader_of

BORDERS = {
    "Aomori": "Iwate Akita",
    "Iwate": "Miyagi Akita",
    "Miyagi": "Akita Yamagata Fukushima",
    "Akita": "Yamagata",
    "Yamagata": "Fukushima Niigata",
    "Fukushima": "Ibaraki Tochigi Gunma Niigata",
    "Ibaraki": "Tochigi Saitama Chiba",
    "Tochigi": "Gunma Saitama",
    "Gunma": "Saitama Niigata Nagano",
    "Saitama": "Chiba Tokyo Yamanashi Nagano",
    "Chiba": "Tokyo",
    "Tokyo": "Kanagawa Yamanashi",
    "Kanagawa": "Yamanashi Shizuoka",
    "Niigata": "Toyama Nagano",
    "Toyama": "Ishikawa Nagano Gifu",
    "Ishikawa": "Fukui Gifu",
    "Fukui": "Gifu Shiga Kyoto",
    "Yamanashi": "Nagano Shizuoka",
    "Nagano": "Gifu Shizuoka Aichi",
    "Gifu": "Aichi Mie Shiga",
    "Shizuoka": "Aichi",
    "Aichi": "Mie",
    "Mie": "Shiga Kyoto Nara Wakayama",
    "Shiga": "Kyoto",
    "Kyoto": "Osaka Hyogo Nara",
    "Osaka": "Hyogo Nara Wakayama",
    "Hyogo": "Tottori Okayama",
    "Nara": "Wakayama",
    "Tottori": "Shimane Okayama Hiroshima",
    "Shimane": "Hiroshima Yamaguchi",
    "Okayama": "Hiroshima",
    "Hiroshima": "Yamaguchi",
    "Tokushima": "Kagawa Ehime Kochi",
    "Kagawa": "Ehime",
    "Ehime": "Kochi",
    "Fukuoka": "Saga Kumamoto Oita",
    "Saga": "Nagasaki",
    "Kumamoto": "Oita Miyazaki Kagoshima",
    "Oita": "Miyazaki",
    "Miyazaki": "Kagoshima",
}
"""Which prefectures have a border on land."""

PLACES = {tile.names["en"]: (tile.column, tile.row) for tile in GRID.tiles.values()}


def touch(place: str, other: str) -> bool:
    (column, row), (other_column, other_row) = PLACES[place], PLACES[other]
    return max(abs(column - other_column), abs(row - other_row)) == 1


def test_every_prefecture_has_a_tile_of_its_own() -> None:
    assert list(GRID.tiles) == [f"{number:02}000" for number in range(1, 48)]
    assert len(set(PLACES.values())) == 47


def test_names_on_tiles_are_distinct_and_short_enough_for_a_phone() -> None:
    for language, letters in (("ja", 2), ("ja-simple", 3), ("en", 3)):
        lines = [tile.lines(reader_of(language)) for tile in GRID.tiles.values()]
        assert len(set(lines)) == 47
        assert max(len(line) for name in lines for line in name) <= letters
        assert max(map(len, lines)) <= 2


def test_no_line_begins_with_a_small_kana() -> None:
    lines = [line for tile in GRID.tiles.values() for line in tile.lines(reader_of("ja-simple"))]
    assert not [line for line in lines if line[0] in "ゃゅょっん"]


def test_hokkaido_is_top_right_and_okinawa_bottom_left() -> None:
    columns, rows = zip(*PLACES.values(), strict=True)
    assert PLACES["Hokkaido"] == (max(columns), min(rows))
    assert PLACES["Okinawa"] == (min(columns), max(rows))


@pytest.mark.parametrize("neighbour", ["Kyoto", "Hyogo", "Nara", "Wakayama"])
def test_osaka_touches_its_neighbours(neighbour: str) -> None:
    assert touch("Osaka", neighbour)


def test_prefectures_with_a_common_border_touch_but_for_three_short_borders() -> None:
    borders = [(place, other) for place, others in BORDERS.items() for other in others.split()]
    assert len(borders) == 86
    assert [pair for pair in borders if not touch(*pair)] == [
        ("Saitama", "Nagano"),
        ("Gifu", "Mie"),
        ("Mie", "Kyoto"),
    ]


def test_nobody_is_without_a_neighbour_but_okinawa() -> None:
    assert [name for name in PLACES if not any(touch(name, other) for other in PLACES)] == ["Okinawa"]


def test_honshu_shikoku_and_kyushu_do_not_grow_together() -> None:
    shikoku = {"Tokushima", "Kagawa", "Ehime", "Kochi"}
    assert not [(place, other) for place in shikoku for other in set(PLACES) - shikoku if touch(place, other)]
    kyushu = {"Fukuoka", "Saga", "Nagasaki", "Kumamoto", "Oita", "Miyazaki", "Kagoshima"}
    across = [(place, other) for place in kyushu for other in set(PLACES) - kyushu - shikoku if touch(place, other)]
    assert across == [("Fukuoka", "Yamaguchi")]


def test_east_is_never_left_and_north_never_down() -> None:
    path = Path(sources.__file__).parents[1] / "register" / "tables" / "municipalities.csv"
    with path.open(encoding="utf-8", newline="") as file:
        at = {row["key"]: row for row in csv.DictReader(file) if row["type"] == "prefecture"}
    assert len(at) == 47
    for tile, other in combinations(GRID.tiles.values(), 2):
        east = float(at[tile.key]["lon"]) - float(at[other.key]["lon"])
        north = float(at[tile.key]["lat"]) - float(at[other.key]["lat"])
        if abs(east) > 1.4:
            assert (tile.column - other.column) * east >= 0, (tile.names["en"], other.names["en"])
        if abs(north) > 1.4:
            assert (other.row - tile.row) * north >= 0, (tile.names["en"], other.names["en"])
