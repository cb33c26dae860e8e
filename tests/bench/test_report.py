"""The figures of a run become tables and charts of docs/performance.md; what was not measured stays as it is."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from bench import growth_chart
from bench.beside import cell, ratio
from bench.charts import bars, lines, stacked
from bench.report import BLOCKS, DOCUMENT, filled, grid
from bench.workloads import solutions

SVG = "{http://www.w3.org/2000/svg}"


def shapes(svg: str, tag: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}{tag}"))


def test_a_bar_ten_times_as_high_is_one_step_longer() -> None:
    svg = bars("Rates & more", {"look-ups": {"a": 10, "b": 100}, "pages": {"a": 1000}}, "requests/s")
    widths = [float(bar.attrib["width"]) for bar in shapes(svg, "rect") if bar.find(f"{SVG}title") is not None][2:]
    assert widths[1] - widths[0] == pytest.approx(widths[2] - widths[1], abs=0.2)
    assert widths[1] == pytest.approx(2 * widths[0], abs=0.2)


def test_the_parts_of_a_bar_fill_it() -> None:
    svg = stacked("Shares", {"one": {"a": 1, "b": 3}, "two": {"b": 5}}, "µs")
    parts = [float(bar.attrib["width"]) for bar in shapes(svg, "rect") if bar.attrib["height"] == "24"]
    assert parts[1] == pytest.approx(3 * parts[0], abs=0.2)
    assert parts[2] == pytest.approx(parts[0] + parts[1], abs=0.2)


def test_a_cost_that_does_not_grow_is_a_level_line() -> None:
    svg = lines("Growth", {"level": [(1e5, 5), (1e7, 5)], "steep": [(1e5, 1), (1e7, 100)]}, "statements", "ms")
    level, steep = (
        [float(pair.split(",")[1]) for pair in line.attrib["points"].split()] for line in shapes(svg, "polyline")
    )
    assert level[0] == level[1]
    assert steep[0] > steep[1], "up is less in SVG"


def test_a_block_is_filled_and_what_is_around_it_stays() -> None:
    document = "# A\n\n<!-- figures: start -->\nold\n<!-- end -->\n\n<!-- figures: build -->\nkept\n<!-- end -->\n"
    text = filled(document, {"start": grid(("a", "b"), [("x", "1")])})
    assert text == (
        "# A\n\n<!-- figures: start -->\n\n| a | b |\n|---|--:|\n| x | 1 |\n\n<!-- end -->\n\n"
        "<!-- figures: build -->\nkept\n<!-- end -->\n"
    )
    assert filled(text, {"start": grid(("a", "b"), [("x", "1")])}) == text
    with pytest.raises(ValueError, match="figures: pages"):
        filled(document, {"pages": ""})


def test_the_document_has_a_place_for_every_section_and_shows_charts_that_are_there() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert filled(text, dict.fromkeys([*BLOCKS, "taken"], "x")).count("<!-- end -->") == len(BLOCKS) + 1
    for chart in DOCUMENT.with_suffix("").glob("*.svg"):
        assert f"({chart.parent.name}/{chart.name})" in text
        ElementTree.fromstring(chart.read_text(encoding="utf-8"))


def test_a_server_with_another_answer_is_not_counted() -> None:
    row = {"Tabunka": {"rate": 50.0, "failed": 2}, "Oxigraph": {"rate": 100.0, "failed": 0}, "Other": {"differs": "/q"}}
    assert ratio(row) == 0.5
    assert [cell(row, name) for name in (*row, "absent")] == ["50 (2 failed)", "100", "another answer", "–"]


def test_figures_by_size_are_kept_together_and_drawn(tmp_path: Path) -> None:
    for size, statements, milliseconds in (("S", 100_000, [2.0, 4.0, 3.0]), ("M", 1_000_000, [3.0])):
        growth_chart.keep(size, {"statements": statements, "start": {"store": [1.5, 80.0]}}, tmp_path)
        growth_chart.keep(size, {"requests": {"page": milliseconds}, "build, s": 12}, tmp_path)
    drawn: dict[str, str] = {}
    text = growth_chart.growth(growth_chart.read(tmp_path), lambda name, svg: drawn.setdefault(name, svg) and name)
    assert "| page | 3.0 | 3.0 |" in text
    assert "| store | 1.5; 80 | 1.5; 80 |" in text
    assert "| build, s | 12 | 12 |" in text
    assert set(drawn) == {"growth-requests", "growth-start"}
    assert growth_chart.growth({}, lambda name, _: name) == ""


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ({"head": {}, "boolean": True}, True),
        ({"head": {"vars": ["__ASK_RETVAL"]}, "results": {"bindings": [{"__ASK_RETVAL": {"value": "0"}}]}}, False),
        (
            {"head": {"vars": ["a"]}, "results": {"bindings": [{"a": {"type": "typed-literal", "value": "2"}}, {}]}},
            ['{"a": ["literal", "2"]}', "{}"],
        ),
    ],
)
def test_answers_are_compared_by_their_content(answer: object, meaning: object) -> None:
    assert solutions(json.dumps(answer).encode()) == meaning
