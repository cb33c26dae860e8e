"""The stylesheet of pictures: letters that can be read, and a rule for what is drawn."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.pictures import (
    Bar,
    BarChart,
    Category,
    Event,
    EventGroup,
    Label,
    MapPlace,
    PointMap,
    Tile,
    TileMap,
    Timeline,
    bar_chart,
    point_map,
    tile_map,
    timeline,
)
from tests.server.pictures.conftest import BASE_MAP, GRID, reader_of

STATIC = Path(__file__).parents[3] / "server" / "static"
SHEET = (STATIC / "pictures.css").read_text(encoding="utf-8")
SITE = (STATIC / "style.css").read_text(encoding="utf-8")


def colours(sheet: str, *, dark: bool) -> dict[str, str]:
    """The custom properties of *sheet* that are colours, in light or dark mode."""
    light, _, rest = sheet.partition("@media (prefers-color-scheme: dark)")
    properties = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", light))
    if dark:
        properties |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", rest[: rest.index("\n}\n")]))
    return properties


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(colour: str, other: str) -> float:
    """Contrast ratio (WCAG 2.2)."""
    darker, lighter = sorted((luminance(colour), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_letters_on_tiles_and_points_can_be_read(dark: bool) -> None:
    palette = colours(SHEET, dark=dark)
    pairs = [(f"level-{number}", f"on-level-{number}") for number in range(1, 6)]
    pairs += [(f"kind-{number}", "on-kind") for number in range(1, 7)]
    pairs += [("dot", "on-dot"), ("bar", "on-dot")]
    poor = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    assert not {pair: ratio for pair, ratio in poor.items() if ratio < 4.5}


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_stand_out_from_the_page(dark: bool) -> None:
    palette, site = colours(SHEET, dark=dark), colours(SITE, dark=dark)
    for name in ("bar", "dot", *(f"kind-{number}" for number in range(1, 7))):
        assert contrast(palette[name], site["paper"]) >= 3, name
        assert contrast(palette[name], site["sheet"]) >= 3, name


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_more_is_always_further_from_the_page(dark: bool) -> None:
    palette = colours(SHEET, dark=dark)
    steps = [luminance(palette[f"level-{number}"]) for number in range(1, 6)]
    assert steps == sorted(steps, reverse=not dark)
    assert all(contrast(palette[f"level-{n}"], palette[f"level-{n + 1}"]) > 1.25 for n in range(1, 5))


def test_every_custom_property_is_defined_for_both_modes() -> None:
    used = set(re.findall(r"var\(--([\w-]+)\)", SHEET)) - {"kind", "sans"}
    for dark in (False, True):
        defined = colours(SHEET, dark=dark) | colours(SITE, dark=dark)
        assert used <= set(defined)
    light, dark_only = SHEET.split("@media (prefers-color-scheme: dark)")[:2]
    names = re.findall(r"--([\w-]+): #", light)
    assert sorted(names) == sorted(re.findall(r"--([\w-]+): #", dark_only[: dark_only.index("\n}\n")]))


def test_what_is_drawn_has_a_rule() -> None:
    reader = reader_of("ja-simple")
    counts = [Tile(key, int(key[:2]) ** 2) for key in list(GRID.tiles)[:39]]
    drawn = [
        tile_map(TileMap("a", "a", "a", GRID, counts, selected="01000"), reader),
        tile_map(
            TileMap("b", "b", "b", GRID, [Tile("01000", category="x")], categories=[Category("x", Label("x"), "●")]),
            reader,
        ),
        point_map(
            PointMap(
                "c",
                "c",
                "c",
                BASE_MAP,
                [
                    MapPlace(Label("a"), 35, 135),
                    MapPlace(Label("b"), 35.01, 135, 200),
                    MapPlace(Label("c"), 40, 140, None),
                    MapPlace(Label("d"), 43, 143, 0),
                ],
            ),
            reader,
        ),
        bar_chart(BarChart("d", "d", "", [Bar(Label("x"), 1, is_highlighted=True), Bar(Label("y"))]), reader),
        timeline(Timeline("f", "f", "", [EventGroup(Label("x"), [Event("2019", Label("y"))])]), reader),
    ]
    classes = {name for picture in drawn for names in re.findall(r'class="([^"]*)"', picture) for name in names.split()}
    ruled = set(re.findall(r"\.([a-z][\w-]+)", re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)))
    hooks = {
        "tile-map",
        "tile-map-drawing",
        "point-map",
        "point-map-drawing",
        "point-group",
        "picture-end",
    }
    assert classes - ruled == hooks | {"bar-unknown", "timeline-middle", "timeline-strip"}
