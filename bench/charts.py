"""Charts as SVG files for documents: bars on a logarithmic scale, stacked bars, lines. Pure functions from numbers.

(The pictures of the server are figures of HTML with the site's style sheet; a document can show only an image.)
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise

from markupsafe import escape

Points = Sequence[tuple[float, float]]
_COLOURS = (
    "#1f5fa8",
    "#c2571a",
    "#4d7f35",
    "#8a4fa0",
    "#6b6b6b",
    "#a8891f",
    "#2a8c8c",
    "#b03a5b",
    "#3b3b8f",
    "#999999",
    "#5ca0e6",
    "#e89b6c",
    "#93c47d",
    "#c39bd3",
    "#d4b95e",
    "#7fcdcd",
)
_WIDTH, _LEFT, _RIGHT, _TOP = 860, 250, 90, 46
_BAR, _GAP, _LEGEND = 13, 12, 20
_STYLE = (
    "text{font:12px sans-serif;fill:#222}.title{font-weight:bold;font-size:14px}.small{font-size:11px;fill:#555}"
    ".grid{stroke:#ddd}"
)


def bars(title: str, rows: Mapping[str, Mapping[str, float]], unit: str) -> str:
    """A group of bars for each of *rows*, a bar for each series, on a logarithmic scale from 1, in *unit*."""
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    powers = range(math.ceil(math.log10(max(value for row in rows.values() for value in row.values()))) + 1)
    scale = (_WIDTH - _LEFT - _RIGHT) / max(powers[-1], 1)
    at, drawn = _TOP + _LEGEND, []
    for label, row in rows.items():
        drawn.append(_text(_LEFT - 8, at + len(row) * _BAR / 2 + 4, label, "end"))
        for name, value in row.items():
            width = max(1.0, math.log10(max(value, 1)) * scale)
            drawn.append(_bar(_LEFT, at, width, series.index(name), f"{label}, {name}: {_number(value)} {unit}"))
            drawn.append(_text(_LEFT + width + 4, at + _BAR - 3, _number(value), kind="small"))
            at += _BAR
        at += _GAP
    grid = [_rule(_LEFT + power * scale, at) + _tick(_LEFT + power * scale, at, 10.0**power) for power in powers]
    return _svg(title, at + 24, [*_legend(series), *grid, *drawn], f"{unit}, logarithmic")


def stacked(title: str, rows: Mapping[str, Mapping[str, float]], unit: str) -> str:
    """A bar for each of *rows*, made of its parts, each row on a scale of its own: shares are what counts."""
    series = list(dict.fromkeys(name for row in rows.values() for name in row))
    width = _WIDTH - _LEFT - _RIGHT
    lines = math.ceil(len(series) / 4)
    at, drawn = _TOP + _LEGEND * lines, []
    for label, row in rows.items():
        whole, left = sum(row.values()) or 1, float(_LEFT)
        drawn.append(_text(_LEFT - 8, at + 16, label, "end"))
        for name, value in row.items():
            part = value * width / whole
            drawn.append(_bar(left, at, part, series.index(name), f"{name}: {_number(value)} {unit}", height=24))
            left += part
        drawn.append(_text(_LEFT + width + 6, at + 16, f"{_number(whole)} {unit}", kind="small"))
        at += 24 + _GAP
    return _svg(title, at, [*_legend(series), *drawn])


def lines(title: str, series: Mapping[str, Points], across: str, up: str) -> str:
    """A line for each of *series* of points (both above 0), on logarithmic scales called *across* and *up*."""
    xs, ys = zip(*(point for points in series.values() for point in points), strict=True)
    left, right = math.floor(math.log10(min(xs))), math.ceil(math.log10(max(xs)))
    low, high = math.floor(math.log10(min(ys))), math.ceil(math.log10(max(ys)))
    begin, width, height = 70, _WIDTH - 70 - 250, 320
    top = _TOP

    def place(x: float, y: float) -> tuple[float, float]:
        return (
            begin + (math.log10(x) - left) * width / max(right - left, 1),
            top + height - (math.log10(y) - low) * height / max(high - low, 1),
        )

    drawn = []
    for power in range(left, right + 1):
        x, _ = place(10.0**power, 10.0**low)
        drawn += [_rule(x, top + height, top), _tick(x, top + height, 10.0**power)]
    for power in range(low, high + 1):
        _, y = place(10.0**left, 10.0**power)
        drawn.append(f'<line class="grid" x1="{begin}" y1="{y:.1f}" x2="{begin + width}" y2="{y:.1f}"/>')
        drawn.append(_text(begin - 6, y + 4, _number(10.0**power), "end", "small"))
    ends = sorted((place(*points[-1])[1], name) for name, points in series.items())
    heights = [y for y, _ in ends]
    for index, (before, after) in enumerate(pairwise(list(heights)), 1):
        heights[index] = max(after, max(before, heights[index - 1]) + 14)
    names = {name: y for (_, name), y in zip(ends, heights, strict=True)}
    for number, (name, points) in enumerate(series.items()):
        colour = _COLOURS[number % len(_COLOURS)]
        placed = [place(*point) for point in points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in placed)
        drawn.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        drawn += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in placed]
        drawn.append(_text(placed[-1][0] + 8, names[name] + 4, name, colour=colour))
    drawn.append(_text(begin, top + height + 36, f"{across}; up: {up}; both logarithmic", kind="small"))
    return _svg(title, top + height + 50, drawn)


def _svg(title: str, height: float, drawn: Sequence[str], note: str = "") -> str:
    head = _text(12, 22, title, kind="title") + (_text(_WIDTH - 12, 22, note, "end", "small") if note else "")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height:.0f}" width="{_WIDTH}" role="img" '
        f'aria-label="{escape(title)}">\n<style>{_STYLE}</style>\n'
        f'<rect width="100%" height="100%" fill="#fff"/>\n{head}\n' + "\n".join(drawn) + "\n</svg>\n"
    )


def _legend(series: Sequence[str]) -> list[str]:
    drawn, step = [], (_WIDTH - 24) / 4 if len(series) > 4 else (_WIDTH - 24) / max(len(series), 1)
    for number, name in enumerate(series):
        x, y = 12 + number % 4 * step if len(series) > 4 else 12 + number * step, 34 + number // 4 * _LEGEND
        drawn += [_bar(x, y, 12, number, name, height=12), _text(x + 17, y + 10, name)]
    return drawn


def _bar(x: float, y: float, width: float, number: int, title: str, height: int = _BAR - 2) -> str:
    colour = _COLOURS[number % len(_COLOURS)]
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height}" fill="{colour}">'
        f"<title>{escape(title)}</title></rect>"
    )


def _text(x: float, y: float, text: str, anchor: str = "start", kind: str = "", colour: str = "") -> str:
    more = (f' class="{kind}"' if kind else "") + (f' style="fill:{colour}"' if colour else "")
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}>{escape(text)}</text>'


def _rule(x: float, bottom: float, top: float = _TOP + 14) -> str:
    return f'<line class="grid" x1="{x:.1f}" y1="{top:.1f}" x2="{x:.1f}" y2="{bottom:.1f}"/>'


def _tick(x: float, y: float, value: float) -> str:
    return _text(x, y + 16, _number(value), "middle", "small")


def _number(value: float) -> str:
    """*value* with the digits that matter."""
    if value >= 10:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"
