from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.display.labels import Label
from server.pictures import Bar, BarChart, PictureError, bar_chart, bar_table
from tests.server.pictures.conftest import Parse, reader_of, with_class, words

JA, EN = reader_of("ja"), reader_of("en")
LANGUAGES = BarChart(
    "languages",
    "言語ごとの案内",
    "",
    [
        Bar(Label("英語", "ja", "えいご"), 60, "doc/language/en"),
        Bar(Label("ベトナム語", "ja"), 15, "doc/language/vi", is_highlighted=True),
        Bar(Label("タミル語", "ja"), 0),
        Bar(Label("モンゴル語", "ja")),
    ],
    "件",
    "言語",
)
STACKED = BarChart(
    "stacked",
    "Offers",
    "",
    [Bar(Label("Sapporo"), parts=(3, 4, 1)), Bar(Label("Sendai"), parts=(5, 0, 2))],
    parts=(Label("pages"), Label("publications"), Label("counters")),
)


def widths(parse: Parse, picture: BarChart) -> list[list[str | None]]:
    rows = with_class(parse(bar_chart(picture, JA)), "bar-row")
    return [[element.get("width") for element in row.iter("rect")] for row in rows]


def test_bars_are_as_long_as_their_numbers_beginning_at_zero(parse: Parse) -> None:
    assert widths(parse, LANGUAGES)[:2] == [["100%"], ["25%"]]


def test_zero_is_a_mark_and_not_stated_is_hatched(parse: Parse) -> None:
    root = parse(bar_chart(LANGUAGES, JA))
    zero, unknown = with_class(root, "bar-row")[2:]
    assert words(with_class(zero, "bar-value")[0]) == "0件"
    assert [element.get("class") for element in zero.iter("rect")] == ["bar bar-zero"]
    assert words(with_class(unknown, "bar-value")[0]) == "記載なし"
    assert [element.get("fill") for element in unknown.iter("rect")] == ["url(#languages-hatch)"]
    assert [element.get("id") for element in root.iter("pattern")] == ["languages-hatch"]


def test_names_are_text_of_the_page_with_link_language_and_reading(parse: Parse) -> None:
    english, vietnamese, tamil, _ = with_class(parse(bar_chart(LANGUAGES, JA)), "bar-label")
    assert (english.tag, english.get("href")) == ("a", "doc/language/en")
    assert words(next(english.iter("rt"))) == "えいご"
    assert next(english.iter("ruby")).get("lang") == "ja"
    assert (words(vietnamese), tamil.tag) == ("ベトナム語", "span")


def test_one_row_can_be_highlighted_and_says_so(parse: Parse) -> None:
    rows = with_class(parse(bar_chart(LANGUAGES, JA)), "bar-row")
    assert [row.get("aria-current") for row in rows] == [None, "true", None, None]
    assert len(with_class(rows[1], "bar-highlighted")) == 1


def test_the_drawing_is_hidden_where_the_words_say_it_all(parse: Parse) -> None:
    drawings = with_class(parse(bar_chart(LANGUAGES, JA)), "bar-drawing")
    assert [element.get("aria-hidden") for element in drawings] == ["true"] * 4


def test_a_row_can_have_words_of_its_own_for_its_number(parse: Parse) -> None:
    bars = [Bar(Label("札幌市"), 11, shown="11言語以上")]
    assert words(with_class(parse(bar_chart(replace(LANGUAGES, bars=bars), JA)), "bar-value")[0]) == "11言語以上"


def test_units_stand_as_the_language_writes_them(parse: Parse) -> None:
    counted = replace(LANGUAGES, bars=[Bar(Label("x"), 12345)], unit="pages")
    share = replace(LANGUAGES, bars=[Bar(Label("x"), Decimal("6.08"))], unit="%")
    assert words(with_class(parse(bar_chart(counted, EN)), "bar-value")[0]) == "12,345 pages"
    assert words(with_class(parse(bar_chart(share, EN)), "bar-value")[0]) == "6.08%"


def test_stacked_parts_follow_each_other_and_are_named(parse: Parse) -> None:
    root = parse(bar_chart(STACKED, EN))
    first, second = with_class(root, "bar-row")
    assert [(element.get("x"), element.get("width")) for element in first.iter("rect")] == [
        ("0%", "37.5%"),
        ("37.5%", "50%"),
        ("87.5%", "12.5%"),
    ]
    assert [element.text for element in first.iter("title")] == ["pages: 3", "publications: 4", "counters: 1"]
    assert words(with_class(second, "bar-value")[0]) == "7"
    assert [words(element) for element in with_class(root, "picture-legend")[0]] == [
        "pages",
        "publications",
        "counters",
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(st.none() | st.integers(0, 10**9) | st.floats(0, 10, width=32), max_size=20), st.text())
def test_no_bar_leaves_its_room(values: list[int | float | None], text: str) -> None:
    from xml.etree.ElementTree import fromstring

    picture = replace(LANGUAGES, bars=[Bar(Label(text), value) for value in values])
    root = fromstring(bar_chart(picture, JA))
    assert len(with_class(root, "bar-row")) == len(values)
    for bar in with_class(root, "bar"):
        width = bar.get("width") or ""
        assert width == "2" or 0 <= float(width.removesuffix("%")) <= 100


def test_the_table_says_the_same() -> None:
    table = bar_table(LANGUAGES, JA)
    assert table.headings == ("言語", "数 (件)")
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["英語", "60"],
        ["ベトナム語", "15"],
        ["タミル語", "0"],
        ["モンゴル語", "記載なし"],
    ]
    stacked = bar_table(STACKED, EN)
    assert stacked.headings == ("Name", "Number", "pages", "publications", "counters")
    assert [cell.text for cell in stacked.rows[0]] == ["Sapporo", "8", "3", "4", "1"]


@pytest.mark.parametrize(
    ("picture", "message"),
    [
        (replace(LANGUAGES, bars=[Bar(Label("x"), -1)]), "'x' is -1; a bar is 0 or longer"),
        (replace(LANGUAGES, bars=[Bar(Label("x"), float("nan"))]), "cannot be drawn"),
        (replace(STACKED, bars=[Bar(Label("x"), parts=(1, 2))]), "'x' has 2 parts, the chart 3"),
        (
            replace(STACKED, bars=[], parts=[Label(str(number)) for number in range(7)]),
            "7 parts; there are colours for 6",
        ),
    ],
)
def test_what_is_no_length_is_refused(picture: BarChart, message: str) -> None:
    with pytest.raises(PictureError, match=message):
        bar_chart(picture, JA)
