from __future__ import annotations

from dataclasses import replace
from xml.etree.ElementTree import Element

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from server.display.labels import Label
from server.pictures import (
    Category,
    Classing,
    PictureError,
    Tile,
    TileMap,
    table_html,
    tile_map,
    tile_map_table,
)
from tests.server.pictures.conftest import GRID, Parse, reader_of, with_class, words

JA, EASY, EN = reader_of("ja"), reader_of("ja-simple"), reader_of("en")
RESIDENTS = TileMap(
    "residents",
    "在留外国人数",
    "2012年12月31日現在",
    GRID,
    [
        Tile("13000", 393585, href="doc/municipality/13000"),
        Tile("23000", 195970),
        Tile("39000", 0),
        Tile("01000", None),
    ],
    unit="人",
)
KINDS = TileMap(
    "kinds",
    "窓口の運営",
    "",
    GRID,
    [Tile("20000", category="commissioned"), Tile("27000", category="direct")],
    categories=[Category("direct", Label("直営", "ja"), "●"), Category("commissioned", Label("委託", "ja"), "○")],
)


def tile(root: Element, name: str) -> Element:
    tiles = [element for element in with_class(root, "tile") if (element.findtext("title") or "").startswith(name)]
    assert len(tiles) == 1
    return tiles[0]


def kinds(element: Element) -> set[str]:
    return set(element.get("class", "").split())


def test_every_prefecture_is_drawn_once_from_north_to_south(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, JA))
    items = [element for element in root.iter() if element.get("role") == "listitem"]
    assert len(items) == 47
    assert len({element.get("transform") for element in items}) == 47
    names = [(element[0].findtext("title") or "").partition(":")[0] for element in items]
    assert (names[0], names[12], names[46]) == ("北海道", "東京", "沖縄")


def test_a_value_is_written_out_in_the_title_and_on_the_tile(parse: Parse) -> None:
    tokyo = tile(parse(tile_map(RESIDENTS, JA)), "東京")
    assert (tokyo.tag, tokyo.get("href")) == ("a", "doc/municipality/13000")
    assert tokyo.findtext("title") == "東京: 393,585人"
    assert [words(element) for element in with_class(tokyo, "tile-value")] == ["393,585"]
    assert "picture-level-5" in kinds(tokyo)


def test_zero_is_a_value_and_not_stated_is_not_zero(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, JA))
    kochi, hokkaido, okinawa = tile(root, "高知"), tile(root, "北海道"), tile(root, "沖縄")
    assert kochi.findtext("title") == "高知: 0人"
    assert "picture-level-1" in kinds(kochi)
    assert [words(element) for element in with_class(kochi, "tile-value")] == ["0"]
    for unknown, name in ((hokkaido, "北海道"), (okinawa, "沖縄")):
        assert unknown.findtext("title") == f"{name}: 記載なし"
        assert "picture-unstated" in kinds(unknown)
        assert with_class(unknown, "tile-value") == []
        assert [element.get("fill") for element in unknown.iter("rect") if element.get("fill")] == [
            "url(#residents-hatch)"
        ]
    assert [element.get("fill") for element in kochi.iter("rect") if element.get("fill")] == []


def test_the_hatching_is_defined_in_the_picture(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, JA))
    assert [element.get("id") for element in root.iter("pattern")] == ["residents-hatch"]


def test_two_maps_on_a_page_do_not_share_ids(parse: Parse) -> None:
    parse(tile_map(RESIDENTS, JA) + tile_map(KINDS, JA))


def test_a_tile_without_a_link_is_no_link(parse: Parse) -> None:
    aichi = tile(parse(tile_map(RESIDENTS, JA)), "愛知")
    assert (aichi.tag, aichi.get("role")) == ("g", "img")


def test_a_dangerous_link_is_not_drawn(parse: Parse) -> None:
    picture = replace(RESIDENTS, tiles=[Tile("13000", 1, href="javascript:alert(1)")])
    root = parse(tile_map(picture, JA))
    assert [element.get("href") for element in root.iter("a")] == ["#residents-end"]


def test_the_picture_is_named_and_described_for_screen_readers(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, JA))
    drawing = with_class(root, "tile-map-drawing")[0]
    by_id = {element.get("id"): element for element in root.iter()}
    assert drawing.get("role") == "group"
    assert words(by_id[drawing.get("aria-labelledby")]) == "在留外国人数"
    assert words(by_id[drawing.get("aria-describedby")]) == "2012年12月31日現在"
    assert drawing.get("width") == "100%"


def test_a_keyboard_can_skip_the_links(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, EN))
    skip = with_class(root, "picture-skip")[0]
    assert words(skip) == "Skip this picture"
    target = (skip.get("href") or "").removeprefix("#")
    assert [element.tag for element in root.iter() if element.get("id") == target] == ["span"]


def test_the_legend_says_what_the_colours_mean(parse: Parse) -> None:
    root = parse(tile_map(replace(RESIDENTS, classing=Classing.EQUAL_STEPS), EN))
    entries = [words(element) for element in with_class(root, "picture-legend")[0]]
    assert entries == [
        "0–99,999人".replace("人", " 人"),
        "100,000–199,999 人",
        "200,000–299,999 人",
        "300,000–399,999 人",
        "not stated in the sources",
    ]
    assert words(with_class(root, "picture-note")[0]) == "Classes of equal width"


def test_the_legend_does_not_mention_what_does_not_occur(parse: Parse) -> None:
    picture = replace(RESIDENTS, tiles=[Tile(key, int(key[:2])) for key in GRID.tiles])
    assert "記載なし" not in words(parse(tile_map(picture, JA)))


def test_shares_have_classes_that_do_not_overlap_in_words(parse: Parse) -> None:
    picture = TileMap(
        "share", "Share", "", GRID, [Tile("01000", 0.5), Tile("02000", 3.2)], "%", Classing.EQUAL_STEPS, 4
    )
    entries = [words(element) for element in with_class(parse(tile_map(picture, EN)), "picture-legend")[0]]
    assert entries[:2] == ["0 to less than 1%", "1 to less than 2%"]


def test_categories_have_a_mark_beside_their_colour(parse: Parse) -> None:
    root = parse(tile_map(KINDS, JA))
    nagano, osaka, tokyo = tile(root, "長野"), tile(root, "大阪"), tile(root, "東京")
    assert nagano.findtext("title") == "長野: 委託"
    assert ("picture-kind-2" in kinds(nagano), "picture-kind-1" in kinds(osaka)) == (True, True)
    assert {words(element) for element in with_class(nagano, "tile-mark")} == {"○"}
    assert {words(element) for element in with_class(osaka, "tile-mark")} == {"●"}
    assert tokyo.findtext("title") == "東京: 記載なし"


def test_the_prefecture_of_the_page_is_marked(parse: Parse) -> None:
    picture = replace(RESIDENTS, selected="13000")
    current = [element for element in parse(tile_map(picture, JA)).iter() if element.get("aria-current")]
    assert [element.get("href") for element in current] == ["doc/municipality/13000"]
    assert "tile-selected" in kinds(current[0])


def test_names_are_in_the_readers_language_and_say_so(parse: Parse) -> None:
    english = tile(parse(tile_map(RESIDENTS, EN)), "Tokyo")
    assert [(words(element), element.get("lang")) for element in with_class(english, "tile-name")] == [("Tokyo", "en")]
    assert [(words(element), element.get("lang")) for element in with_class(english, "tile-line")] == [("TKY", "en")]
    easy = tile(parse(tile_map(RESIDENTS, EASY)), "東京（とうきょう）")
    assert [words(element) for element in with_class(easy, "tile-line")] == ["とう", "きょう"]
    assert [words(element) for element in with_class(easy, "tile-kana")] == ["とうきょう"]


def test_a_language_without_words_of_its_own_gets_english_marked_as_english(parse: Parse) -> None:
    root = parse(tile_map(RESIDENTS, reader_of("vi")))
    assert with_class(root, "tile-map")[0].get("lang") == "vi"
    (body,) = with_class(root, "picture-body")
    assert body.get("lang") == "en"
    assert "not stated in the sources" in [words(element) for element in body.iter("span")]
    drawing = next(root.iter("svg"))
    assert drawing.findtext("title") == RESIDENTS.title
    assert next(drawing.iter("title")).get("lang") == "vi", "the title is the page's, within a body in English"
    english = parse(tile_map(replace(RESIDENTS, language="en"), reader_of("vi")))
    assert next(english.iter("figcaption")).get("lang") == "en"
    assert tile(root, "Tokyo").findtext("title") == "Tokyo: 393,585 人"


def test_readings_in_a_caption_are_left_out_of_the_drawing(parse: Parse) -> None:
    title = Markup("<ruby>数<rp>（</rp><rt>かず</rt><rp>）</rp></ruby>")
    root = parse(tile_map(replace(RESIDENTS, title=title), EASY))
    assert next(element.text for element in root.iter("title")) == "数"
    assert next(words(element) for element in root.iter("rt")) == "かず"


def test_large_numbers_are_shortened_on_tiles_only(parse: Parse) -> None:
    tokyo = tile(parse(tile_map(replace(RESIDENTS, tiles=[Tile("13000", 13988129)]), JA)), "東京")
    assert [words(element) for element in with_class(tokyo, "tile-value")] == ["1398.8万"]
    assert tokyo.findtext("title") == "東京: 13,988,129人"


@settings(max_examples=30, deadline=None)
@given(st.text(), st.text(), st.text())
def test_hostile_text_adds_no_element(title: str, name: str, note: str) -> None:
    from xml.etree.ElementTree import fromstring

    def shape(title: str, name: str, note: str) -> list[str]:
        picture = TileMap("map", title, title, GRID, [Tile("01000", 1, name=Label(name), note=note)], unit=note)
        return [element.tag for element in fromstring(tile_map(picture, EN)).iter() if element.tag != "span"]

    assert shape(title, name, note) == shape("title", "name", note and "note")


def test_the_table_has_every_prefecture_with_what_it_shows() -> None:
    table = tile_map_table(RESIDENTS, JA)
    assert (table.caption, table.headings) == ("在留外国人数", ("都道府県", "数 (人)"))
    rows = {first.text: (first.href, second.text) for first, second in table.rows}
    assert len(rows) == 47
    assert rows["東京"] == ("doc/municipality/13000", "393,585")
    assert (rows["高知"][1], rows["北海道"][1]) == ("0", "記載なし")


def test_the_table_of_categories_and_notes() -> None:
    noted = replace(KINDS, tiles=[Tile("20000", category="direct", note="2024")])
    table = tile_map_table(noted, EN)
    assert table.headings == ("Prefecture", "Kind", "Note")
    assert [[cell.text for cell in row] for row in table.rows][19] == ["Nagano", "直営", "2024"]


def test_the_table_as_html_marks_numbers_and_what_is_not_stated(parse: Parse) -> None:
    root = parse(table_html(tile_map_table(RESIDENTS, JA)))
    assert len(list(root.iter("tr"))) == 48
    assert [words(element) for element in with_class(root, "number") if element.tag == "th"] == ["数 (人)"]
    assert len(with_class(root, "absent")) == 44
    assert [element.get("href") for element in root.iter("a")] == ["doc/municipality/13000"]


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (replace(RESIDENTS, tiles=[Tile("48000", 1)]), "'48000' has no place on the grid"),
        (replace(RESIDENTS, tiles=[Tile("01000", 1), Tile("01000", 2)]), "01000 has two tiles"),
        (replace(KINDS, tiles=[Tile("01000", category="unheard")]), "'unheard' of 01000 is none of its categories"),
        (
            replace(KINDS, categories=[Category(str(n), Label(str(n)), "●") for n in range(7)]),
            "7 categories; there are",
        ),
        (replace(RESIDENTS, identifier="a b"), "'a b': its id must be"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(picture: TileMap, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        tile_map(picture, JA)
