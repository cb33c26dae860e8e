"""How cost grows: figures by size of the data, kept in ``var/bench/growth.json`` and drawn in docs/performance.md.

The figures of a size: ``statements`` of its default graph; ``start``, for each step processor seconds and megabytes so
far; ``requests``, for each kind processor milliseconds of each request. Further numbers and texts are shown by name.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from bench.charts import lines
from bench.plan import FOLDER

FIGURES = "growth.json"
_INTRODUCTION = (
    "`python -m bench.growth` makes tables of this domain at a chosen size and maps them by the same rules\n"
    "([how, and what it shows](../bench/growth/README.md)). Drawn from\n"
    "`var/bench/growth.json`, by another run than the tables above, perhaps on another machine.\n"
)
_SHOWN = ("statements", "start", "requests", "bytes")
_LEAST = 0.01
"""Milliseconds that stand for less, since a logarithmic scale has no 0."""


def keep(size: str, figures: Mapping[str, Any], folder: Path = FOLDER) -> Path:
    """Add *figures* to those of *size*. Gives the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / FIGURES
    sizes = read(folder)
    sizes[size] = {**sizes.get(size, {}), **figures}
    path.write_text(json.dumps(sizes, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path


def read(folder: Path = FOLDER) -> dict[str, Any]:
    """The figures by size that are kept in *folder*; none where there are none."""
    path = folder / FIGURES
    sizes: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return sizes


def growth(sizes: Mapping[str, Any], draw: Callable[[str, str], str]) -> str:
    """Tables and charts of the costs at each size."""
    measured = [(name, figures) for name, figures in sizes.items() if "statements" in figures]
    every = sorted(measured, key=lambda size: int(size[1]["statements"]))
    if not every:
        return ""
    names = [name for name, _ in every]
    text = [
        "## Growth\n",
        _INTRODUCTION,
        _table(("", *names), [("statements of the default graph", *(f"{f['statements']:,}" for _, f in every))]),
    ]
    for key, head, value, up in (
        ("requests", "milliseconds of processor, median", statistics.median, "milliseconds of processor"),
        ("start", "seconds of processor; MB so far", lambda step: step[0], "seconds of processor"),
    ):
        kinds = list(dict.fromkeys(kind for _, figures in every for kind in figures.get(key, {})))
        if not kinds:
            continue
        rows = [(kind, *(_cell(figures.get(key, {}).get(kind), key) for _, figures in every)) for kind in kinds]
        text.append(_table((head, *names), rows))
        points = {
            kind: [(f["statements"], max(_LEAST, value(f[key][kind]))) for _, f in every if kind in f.get(key, {})]
            for kind in kinds
        }
        chart = lines(f"How {key} grow with the data", points, "statements of the default graph", up)
        text.append(draw(f"growth-{key}", chart))
    others = dict.fromkeys(name for _, figures in every for name in figures if name not in _SHOWN)
    if others:
        text.append(_table(("", *names), [(name, *(_plain(f.get(name)) for _, f in every)) for name in others]))
    return "\n".join(text)


def _cell(value: Any, key: str) -> str:
    if value is None:
        return "–"
    return f"{value[0]:.1f}; {value[1]:,.0f}" if key == "start" else f"{statistics.median(value):.1f}"


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if value >= 1 else f"{value:.3f}"
    return f"{value:,}" if isinstance(value, int) else "–" if value is None else str(value)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines_of = ["| " + " | ".join(head) + " |", "|---|" + "--:|" * (len(head) - 1)]
    return "\n".join([*lines_of, *("| " + " | ".join(row) + " |" for row in rows)]) + "\n"
