"""How cost grows, from the figures that ``python -m bench.growth`` keeps in ``var/bench/growth.json``.

They are, by size, as ``bench.growth.measure.Figures`` has them: ``statements``; ``start``, for each step seconds of
processor and megabytes; ``requests``, for each kind milliseconds of each request. What a size has besides is shown as
it is, a number or a text by name.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping
from typing import Any

from bench.charts import lines

FIGURES = "growth.json"
_LEAST = 0.01
"""Milliseconds: nothing of a logarithmic scale is 0."""


def growth(sizes: Mapping[str, Any], draw: Callable[[str, str], str]) -> str:
    """Tables and charts of what costs at each size."""
    every = sorted(sizes.items(), key=lambda size: int(size[1]["statements"]))
    names = [name for name, _ in every]
    text = [_table(("", *names), [("statements of the default graph", *(f"{f['statements']:,}" for _, f in every))])]
    for key, head, value, up in (
        ("requests", "milliseconds of processor, median", statistics.median, "milliseconds of processor"),
        ("start", "seconds of processor; MB so far", lambda step: step[0], "seconds of processor"),
    ):
        kinds = list(dict.fromkeys(kind for _, figures in every for kind in figures.get(key, {})))
        if not kinds:
            continue
        rows = [(kind, *(_cell(figures[key].get(kind), key) for _, figures in every)) for kind in kinds]
        text.append(_table((head, *names), rows))
        points = {
            kind: [(f["statements"], max(_LEAST, value(f[key][kind]))) for _, f in every if kind in f.get(key, {})]
            for kind in kinds
        }
        chart = lines(f"How {key} grow with the data", points, "statements of the default graph", up)
        text.append(draw(f"growth-{key}", chart))
    others = dict.fromkeys(
        name for _, f in every for name in f if name not in ("statements", "start", "requests", "bytes")
    )
    if others:
        text.append(_table(("", *names), [(name, *(_plain(f.get(name)) for _, f in every)) for name in others]))
    return "\n".join(text)


def _cell(value: Any, key: str) -> str:
    if value is None:
        return "–"
    return f"{value[0]:.1f}; {value[1]:,.0f}" if key == "start" else f"{statistics.median(value):.1f}"


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}"
    return f"{value:,}" if isinstance(value, int) else "–" if value is None else str(value)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines_of = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines_of, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
