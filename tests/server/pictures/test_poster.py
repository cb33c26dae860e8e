"""A picture as a file: all of it there, in the colours of the style sheet, and every word inside."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import Element, fromstring

import pytest

from server.pictures import Bar, BarChart, Label, MapPlace, PointMap, Tile, TileMap, standing_alone
from server.pictures.labelling import text_width
from server.pictures.png import can_write, png
from server.pictures.poster import MOST_BARS, WIDTH, Poster, poster
from tests.server.pictures.conftest import BASE_MAP, GRID, reader_of
from tests.server.pictures.test_colours import SHEET, colours
from tests.server.pictures.test_colours import SITE as SITE_SHEET

SVG = "{http://www.w3.org/2000/svg}"
TILES = TileMap("t", "外国人登録者数", "", GRID, [Tile("13000", 393585), Tile("01000", 22027)], unit="人")
POINTS = PointMap("p", "Places", "", BASE_MAP, [MapPlace(Label("Sapporo"), 43.06, 141.35, 762_694)], measure="People")
BARS = BarChart("b", "Topics", "", [Bar(Label(f"a long name of topic {n}"), n) for n in range(80)], unit="pages")


def drawn(picture: TileMap | PointMap | BarChart, language: str) -> Element:
    about = "A line about it, long enough to be broken where the paper ends: " * 3
    return fromstring(poster(Poster(picture, about, ["Source: a document", "Tabunka"]), reader_of(language)))


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en"])
@pytest.mark.parametrize("picture", [TILES, POINTS, BARS], ids=["tiles", "points", "bars"])
def test_a_poster_needs_no_style_sheet_and_leads_nowhere(picture: TileMap | PointMap | BarChart, language: str) -> None:
    root = drawn(picture, language)
    for element in root.iter():
        assert not {"class", "style", "href"} & set(element.attrib)
        assert element.tag not in (f"{SVG}a", f"{SVG}style", f"{SVG}script")
    for text in root.findall(f"{SVG}text"):
        width = text_width(text.text or "", float(text.get("font-size") or 0))
        left = float(text.get("x") or 0) - (width if text.get("text-anchor") == "end" else 0)
        assert left >= 0, text.text
        assert left + width <= WIDTH, text.text
        assert float(text.get("y") or 0) <= float(root.get("height") or 0)


def test_a_poster_shows_the_values() -> None:
    tiles = "".join(drawn(TILES, "ja").itertext())
    assert "393,585" in tiles
    assert "資料に記載なし" in tiles, "45 prefectures are not stated"
    assert "762,694" in "".join(drawn(POINTS, "en").itertext())
    bars = "".join(drawn(BARS, "en").itertext())
    assert f"{MOST_BARS - 1} pages" in bars
    assert f"{80 - MOST_BARS} more" in bars


def test_its_colours_are_those_of_the_style_sheet() -> None:
    sheet = colours(SHEET, dark=False)
    for level, colour in standing_alone.LEVELS.items():
        assert (colour, standing_alone.ON_LEVELS[level]) == (sheet[f"level-{level}"], sheet[f"on-level-{level}"])
    names = ("BAR", "HATCH", "DOT", "BACKDROP", "INSET")
    assert {name: getattr(standing_alone, name) for name in names} == {name: sheet[name.lower()] for name in names}
    assert (sheet["bar-track"], sheet["tile-edge"]) == (standing_alone.TRACK, standing_alone.EDGE)
    site = colours(SITE_SHEET, dark=False)
    assert (site["ink"], site["quiet"]) == (standing_alone.INK, standing_alone.QUIET)


def test_every_class_of_a_map_has_its_look() -> None:
    reader = reader_of("ja-simple")
    for figure in (TILES, replace(POINTS, adds_up=False)):
        text = poster(Poster(figure, "", []), reader)
        for shape in re.findall(r"<(?:\w+:)?(?:circle|path|text)\b[^>]*>", text):
            assert re.search(r"fill=|stroke=", shape), shape


def test_a_png_has_the_size_of_its_svg_and_a_missing_letter_is_noticed() -> None:
    image = png(poster(Poster(BARS, "", []), reader_of("en")))
    assert int.from_bytes(image[16:20], "big") == WIDTH
    assert can_write("A", standing_alone.FONTS)
    assert not can_write("\U0010fffc", standing_alone.FONTS), "no font has a letter of the private use area"
