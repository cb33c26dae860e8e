from __future__ import annotations

import re
from dataclasses import replace

import pytest

from server.display.labels import Label
from server.pictures import Arrow, Box, BoxDiagram, PictureError, box_diagram, box_diagram_table, table_html
from server.pictures.labelling import lines_of, text_width
from tests.server.pictures.conftest import Parse, reader_of, with_class, words

JA, EN = reader_of("ja"), reader_of("en")
CITY = Box("city", Label("地方公共団体", "ja"), 1, 0, 1, rows=2, href="#City", shown="283", note="tbk:City")
PAGE = Box("page", Label("ページ", "ja"), 0, 0, 2, href="#Page", shown="336")
OFFER = Box("offer", Label("言語対応", "ja"), 0, 1, 2, href="#Offer", shown="399")
PUBLISHER = Arrow("page", "city", Label("発行者", "ja"), 123, "#publisher")
OF = Arrow("offer", "page", Label("対象", "ja"), 152)
DIAGRAM = BoxDiagram("terms", "クラスと関係", "箱はクラス", [CITY, PAGE, OFFER], [PUBLISHER, OF], ["団体", "提供"])


def test_each_box_is_a_link_of_a_list_with_its_number(parse: Parse) -> None:
    root = parse(box_diagram(DIAGRAM, JA))
    items = [element for element in root.iter() if element.get("role") == "listitem"]
    assert [words(item[0][0]) for item in items] == ["地方公共団体: 283: tbk:City", "ページ: 336", "言語対応: 399"]
    assert [item[0].get("href") for item in items] == ["#City", "#Page", "#Offer"]
    assert [item[0].tag for item in items] == ["a"] * 3


def test_the_drawing_has_a_name_and_a_description_and_can_be_skipped(parse: Parse) -> None:
    root = parse(box_diagram(DIAGRAM, JA))
    (drawing,) = with_class(root, "box-diagram-drawing")
    named = {element.get("id"): words(element) for element in root.iter() if element.get("id")}
    assert named[drawing.get("aria-labelledby")] == "クラスと関係"
    assert named[drawing.get("aria-describedby")] == "箱はクラス"
    (skip,) = with_class(root, "picture-skip")
    assert (skip.get("href") or "").removeprefix("#") in named


def test_it_is_moved_sideways_in_a_frame_that_the_keyboard_reaches(parse: Parse) -> None:
    (frame,) = with_class(parse(box_diagram(DIAGRAM, JA)), "scroll")
    assert (frame.get("tabindex"), frame.get("role"), frame.get("aria-label")) == ("0", "region", "クラスと関係")


def test_an_arrow_goes_from_edge_to_edge_and_says_how_often_it_holds(parse: Parse) -> None:
    root = parse(box_diagram(DIAGRAM, JA))
    drawn = {words(element[0]): element[1].get("d") for element in with_class(root, "box-relation")}
    assert drawn == {
        "ページ → 発行者 → 地方公共団体: 123": "M140 31H234",
        "言語対応 → 対象 → ページ: 152": "M70 108V62",
    }


def test_a_diagram_is_legible_in_its_table_too(parse: Parse) -> None:
    rows = [[cell.text for cell in row] for row in box_diagram_table(DIAGRAM, EN).rows]
    assert rows == [["ページ", "発行者", "地方公共団体", "123"], ["言語対応", "対象", "ページ", "152"]]
    table = parse(table_html(box_diagram_table(DIAGRAM, EN)))
    assert [element.get("href") for element in table.iter("a")] == ["#Page", "#publisher", "#City", "#Offer", "#Page"]


@pytest.mark.parametrize(
    ("diagram", "reason"),
    [
        (replace(DIAGRAM, boxes=[CITY, PAGE, replace(OFFER, row=0)]), "page is at column 0, row 0"),
        (replace(DIAGRAM, boxes=[CITY, PAGE, replace(OFFER, group=3)]), "no group 3"),
        (replace(DIAGRAM, boxes=[CITY, PAGE, replace(OFFER, row=3)]), "not beside each other"),
        (replace(DIAGRAM, arrows=[replace(OF, end="nothing")]), "there is no box 'nothing'"),
        (replace(DIAGRAM, identifier="no good"), "id must be"),
    ],
)
def test_what_cannot_be_drawn_says_why(diagram: BoxDiagram, reason: str) -> None:
    with pytest.raises(PictureError, match=re.escape(reason)):
        box_diagram(diagram, JA)


def test_a_hostile_label_stays_text(parse: Parse) -> None:
    box = replace(PAGE, label=Label('<script>"&'), href="javascript:alert(1)")
    root = parse(box_diagram(replace(DIAGRAM, boxes=[CITY, box, OFFER]), JA))
    assert not [element for element in root.iter("a") if "javascript" in (element.get("href") or "")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("言語", ("言語",)),
        ("consultation counter", ("consultation", "counter")),
        ("一元的相談窓口の運営形態", ("一元的相談窓", "口の運営形態")),
        ("外国人住民のコミュニティ", ("外国人住民の", "コミュニティ")),
        ("", ("",)),
    ],
)
def test_a_name_is_broken_between_words_into_lines_of_about_the_same_length(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text, 120, 14) == lines
    assert all(text_width(line, 14) <= 120 for line in lines)
