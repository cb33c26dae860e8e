from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import combinations
from math import hypot
from xml.etree.ElementTree import Element

import pytest

from server.display.labels import Label
from server.pictures import MapPlace, PictureError, PointMap, point_map, point_map_table
from server.pictures.labelling import text_width
from server.pictures.point_labels import Spot, texts_beside
from tests.server.pictures.conftest import BASE_MAP, Parse, reader_of, with_class, words

JA, EN = reader_of("ja"), reader_of("en")


def ja(name: str, reading: str = "") -> Label:
    return Label(name, "ja", reading)


SAPPORO = MapPlace(ja("札幌市", "さっぽろし"), 43.061972, 141.354374, 3, "doc/municipality/01100")
CHUO = MapPlace(ja("中央区"), 43.061414, 141.35389, 2, "doc/municipality/01101")
HAKODATE = MapPlace(ja("函館市"), 41.768712, 140.729108, 0, "doc/municipality/01202")
NAGANO = MapPlace(ja("長野市"), 36.648583, 138.194953, None, "doc/municipality/20201")
NAHA = MapPlace(ja("那覇市"), 26.212295, 127.679218, 1, "doc/municipality/47201")
OGASAWARA = MapPlace(ja("小笠原村"), 27.09438, 142.191904, 1)
COUNTERS = PointMap(
    "counters",
    "相談窓口",
    "資料による",
    BASE_MAP,
    [SAPPORO, CHUO, HAKODATE, NAGANO, NAHA],
    "か所",
    lambda places: "#counters-table",
)
LEVELS = ("point-wide", "point-narrow")


def marks(root: Element, level: str) -> list[Element]:
    return [element for element in with_class(root, level)[0].iter() if element.get("role") == "listitem"]


def position(mark: Element) -> tuple[float, float]:
    x, y = (mark.get("transform") or "").removeprefix("translate(").removesuffix(")").split()
    return float(x), float(y)


@pytest.mark.parametrize("level", LEVELS)
def test_every_place_is_counted_once(parse: Parse, level: str) -> None:
    drawn = marks(parse(point_map(COUNTERS, JA)), level)
    numbers = [words(element) for mark in drawn for element in with_class(mark, "point-number")]
    assert sum(map(int, numbers)) == 6
    labels = " ".join(mark[0].findtext("title") or "" for mark in drawn)
    assert [name for name in ("札幌市", "中央区", "函館市", "長野市", "那覇市") if labels.count(name) == 1]


def test_places_close_together_are_one_link_that_names_them(parse: Parse) -> None:
    root = parse(point_map(COUNTERS, JA))
    group = with_class(with_class(root, "point-wide")[0], "point-group")[0]
    assert group.findtext("title") == "2か所, 5か所: 札幌市、中央区"
    assert group.get("href") == "#counters-table"
    assert len(with_class(group, "point-ring")) == 1


def test_the_key_to_the_sizes_is_named_and_apart_from_the_places(parse: Parse) -> None:
    root = parse(point_map(COUNTERS, EN))
    for kind in ("point-wide", "point-narrow"):
        (key,) = with_class(with_class(root, kind)[0], "point-sizes")
        assert [words(name) for name in with_class(key, "point-sizes-name")] == ["Number"]
        (frame,) = with_class(key, "point-sizes-frame")
        left, right = float(frame.get("x", 0)), float(frame.get("x", 0)) + float(frame.get("width", 0))
        for circle in key.iter("g"):
            at = re.match(r"translate\(([\d.]+) ", circle.get("transform", ""))
            assert at is None or left < float(at[1]) < right


def test_the_url_of_a_group_is_made_from_its_places(parse: Parse) -> None:
    def listed(places: Sequence[MapPlace]) -> str:
        return "/find?place=" + ",".join(place.href[-5:] for place in places)

    root = parse(point_map(replace(COUNTERS, group_href=listed), JA))
    assert with_class(root, "point-group")[0].get("href") == "/find?place=01100,01101"


def test_a_single_place_links_to_itself(parse: Parse) -> None:
    links = [element.get("href") for element in with_class(parse(point_map(COUNTERS, EN)), "point-wide")[0].iter("a")]
    assert links == [
        "#counters-table",
        "doc/municipality/01202",
        "doc/municipality/20201",
        "doc/municipality/47201",
    ]


def test_zero_is_written_and_not_stated_is_an_empty_outline(parse: Parse) -> None:
    drawn = {
        (mark[0].findtext("title") or "").partition(":")[0]: mark[0]
        for mark in marks(parse(point_map(COUNTERS, JA)), "point-wide")
    }
    assert "point-zero" in (drawn["函館市"].get("class") or "")
    assert [words(element) for element in with_class(drawn["函館市"], "point-number")] == ["0"]
    assert drawn["長野市"].findtext("title") == "長野市: 記載なし"
    assert "picture-unstated" in (drawn["長野市"].get("class") or "")
    assert with_class(drawn["長野市"], "point-number") == []


@pytest.mark.parametrize(("level", "pixels", "width"), [("point-wide", 24, 770), ("point-narrow", 24, 330)])
def test_points_are_far_enough_apart_to_be_hit(parse: Parse, level: str, pixels: int, width: int) -> None:
    places = [
        MapPlace(ja(f"{north}-{east}"), 33.5 + north / 2, 132 + east / 2) for north in range(10) for east in range(10)
    ]
    at = [position(mark) for mark in marks(parse(point_map(replace(COUNTERS, places=places), JA)), level)]
    assert len(at) > 4
    nearest = min(hypot(point[0] - other[0], point[1] - other[1]) for point, other in combinations(at, 2))
    assert nearest * width / BASE_MAP.width >= pixels


FUNABASHI = MapPlace(ja("船橋市"), 35.694717, 139.982607, Decimal("3.28"))
FUJIMINO = MapPlace(ja("ふじみ野市"), 35.879444, 139.519722, Decimal("2.86"))
SHARES = PointMap("share", "割合", "", BASE_MAP, [FUNABASHI, FUJIMINO, NAHA], "%", measure="割合", adds_up=False)


@pytest.mark.parametrize("level", LEVELS)
def test_what_does_not_add_up_is_not_added(parse: Parse, level: str) -> None:
    root = parse(point_map(SHARES, EN))
    group = with_class(with_class(root, level)[0], "point-group")[0]
    assert group.findtext("title") == "2 places: 船橋市 3.28% and ふじみ野市 2.86%"
    assert words(with_class(group, "point-number")[0]) == "2 places"
    assert "6.14" not in words(root)
    assert len({dot.get("r") for dot in with_class(with_class(root, level)[0], "point-dot")}) == 1
    assert words(with_class(root, "picture-legend")[0]).startswith("Number: 割合 (%)")
    added = parse(point_map(replace(SHARES, adds_up=True), EN))
    assert "6.14" in words(added)


@pytest.mark.parametrize("level", LEVELS)
def test_a_number_too_long_for_its_point_stands_beside_it_whole(parse: Parse, level: str) -> None:
    amounts = {SAPPORO: 762_694, NAGANO: 788_985, NAHA: 921_241, HAKODATE: 222_518}
    places = [replace(place, amount=amount) for place, amount in amounts.items()]
    root = parse(point_map(replace(COUNTERS, places=places), EN))
    drawn = [mark for mark in marks(root, level) if with_class(mark, "point-number")]
    numbers = {words(with_class(mark, "point-number")[0]) for mark in drawn}
    assert numbers == {f"{amount:,}" for amount in amounts.values()}
    size = {"point-wide": (13, 11), "point-narrow": (24, 20)}[level]
    for mark in drawn:
        (text,) = with_class(mark, "point-number")
        radius = float(with_class(mark, "point-dot")[0].get("r") or 0)
        if "point-beside" in (text.get("class") or ""):
            assert max(abs(float(text.get("x") or 0)), abs(float(text.get("y") or 0))) > radius
        else:
            assert text_width(words(text), size[len(words(text)) > 2]) <= 2 * radius, "it is not cut"
    beside = [mark for mark in drawn if with_class(mark, "point-beside")]
    assert len(beside) >= 1


def test_texts_beside_points_touch_neither_points_nor_each_other() -> None:
    spots = [Spot(100 + 30 * (number % 5), 100 + 26 * (number // 5), 10, "123,456") for number in range(25)]
    places = texts_beside(spots, 11, 400, 400)
    boxes = []
    for spot, place in zip(spots, places, strict=True):
        if place is None:
            continue
        wide, high = text_width(spot.text, 11), 11 * 0.7
        left = spot.x + place.right - {"start": 0, "middle": wide / 2, "end": wide}[place.anchor]
        boxes.append((left, spot.y + place.down - high / 2, left + wide, spot.y + place.down + high / 2))
    assert 5 <= len(boxes) < 25, "the points at the edge have room, those in the middle have none"
    assert not [pair for pair in combinations(boxes, 2) if overlap(*pair)]
    assert not [(box, spot) for box in boxes for spot in spots if box[0] < spot.x < box[2] and box[1] < spot.y < box[3]]


def overlap(box: tuple[float, ...], other: tuple[float, ...]) -> bool:
    return box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]


def test_area_grows_with_the_number(parse: Parse) -> None:
    places = [replace(SAPPORO, amount=100), replace(NAHA, amount=25), replace(NAGANO, amount=50)]
    root = parse(point_map(replace(COUNTERS, places=places), JA))
    areas = {
        words(with_class(mark, "point-number")[0]): float(with_class(mark, "point-dot")[0].get("r") or 0) ** 2
        for mark in marks(root, "point-wide")
    }
    assert areas["100"] == pytest.approx(4 * areas["25"], rel=0.01)
    assert areas["100"] == pytest.approx(2 * areas["50"], rel=0.01)


def test_okinawa_is_in_its_box_and_hokkaido_to_the_right_of_it(parse: Parse) -> None:
    root = parse(point_map(COUNTERS, EN))
    boxes = with_class(root, "point-inset")
    assert [words(element) for element in boxes] == ["Okinawa and Amami"]
    rect = next(boxes[0].iter("rect"))
    left, top, width, height = (float(rect.get(name) or 0) for name in ("x", "y", "width", "height"))
    at = {(mark[0].findtext("title") or "")[:2]: position(mark) for mark in marks(root, "point-wide")}
    assert left < at["那覇"][0] < left + width
    assert top < at["那覇"][1] < top + height
    assert at["函館"][0] > left + width


def test_ogasawara_has_a_box_when_it_is_needed(parse: Parse) -> None:
    root = parse(point_map(replace(COUNTERS, places=[OGASAWARA]), EN))
    assert [words(element) for element in with_class(root, "point-inset")] == ["Okinawa and Amami", "Ogasawara"]
    assert all(0 < x < BASE_MAP.width and 0 < y < BASE_MAP.height for x, y in map(position, marks(root, "point-wide")))


def test_the_origin_of_the_backdrop_is_named(parse: Parse) -> None:
    note = words(with_class(parse(point_map(COUNTERS, EN)), "picture-note")[0])
    assert "Address Base Registry, CC BY 4.0" in note
    assert "Wikidata, CC0" in note


def test_hostile_names_are_text(parse: Parse) -> None:
    evil = MapPlace(Label('"><script>alert(1)</script>'), 35.0, 135.0, 1, "javascript:alert(1)", "<b>")
    root = parse(point_map(replace(COUNTERS, places=[evil], group_href=None), EN))
    mark = marks(root, "point-wide")[0][0]
    assert (mark.tag, mark.get("href")) == ("g", None)
    assert mark.findtext("title") == '"><script>alert(1)</script>: 1 か所 (<b>)'


def test_no_places_are_an_empty_map(parse: Parse) -> None:
    root = parse(point_map(replace(COUNTERS, places=[]), JA))
    assert marks(root, "point-wide") == []


def test_a_place_outside_the_map_or_a_negative_number_is_refused() -> None:
    with pytest.raises(PictureError, match=r"札幌市 at 37\.5, 126\.9 is outside the map"):
        point_map(replace(COUNTERS, places=[replace(SAPPORO, latitude=37.5, longitude=126.9)]), JA)
    with pytest.raises(PictureError, match="札幌市 has -1"):
        point_map(replace(COUNTERS, places=[replace(SAPPORO, amount=-1)]), JA)


def test_the_table_has_each_place_with_its_number_and_coordinates() -> None:
    table = point_map_table(COUNTERS, EN)
    assert table.headings == ("Place", "Number (か所)", "Latitude", "Longitude")
    rows = [[cell.text for cell in row] for row in table.rows]
    assert rows[0] == ["札幌市", "3", "43.0620", "141.3544"]
    assert [row[1] for row in rows] == ["3", "2", "0", "not stated", "1"]
