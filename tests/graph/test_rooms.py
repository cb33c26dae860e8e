"""The arrows between the rooms of ``graph`` go one way, as their ``__init__`` say."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MAY_IMPORT = {
    "graph": set(),
    "graph.write": {"graph"},
    "graph.ask": {"graph"},
    "graph.build": {"graph", "graph.write", "graph.ask"},
    "graph.commands": {"graph", "graph.write", "graph.ask", "graph.build"},
    "server": {"graph", "graph.write", "graph.ask", "graph.commands"},
}
"""The rooms of ``graph`` that a room may import beside itself; ``graph`` stands for the modules of the room itself."""


def room_of(module: str) -> str:
    parts = module.split(".")
    if parts[0] == "graph" and parts[1:2] and parts[1] in ("ask", "build", "commands", "write"):
        return f"graph.{parts[1]}"
    return parts[0]


def imported(path: Path) -> set[str]:
    """The modules that the file *path* imports; ``from graph import x`` imports ``graph.x``."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {f"{node.module}.{name.name}" for name in node.names}
    return modules


def arrows() -> dict[str, set[tuple[str, str]]]:
    """For each room the files in it that import a room of ``graph``, with that room."""
    found: dict[str, set[tuple[str, str]]] = {}
    for path in sorted(file for folder in ("graph", "server") for file in (ROOT / folder).rglob("*.py")):
        name = path.relative_to(ROOT).with_suffix("")
        room = room_of(".".join(name.parts))
        targets = {room_of(module) for module in imported(path) if module.split(".")[0] == "graph"}
        found.setdefault(room, set()).update((str(name), target) for target in targets - {room})
    return found


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_of_graph_imports_only_those_below_it(room: str) -> None:
    assert [arrow for arrow in sorted(arrows()[room]) if arrow[1] not in MAY_IMPORT[room]] == []


def test_every_room_is_looked_at_and_stands_on_another() -> None:
    assert set(arrows()) == set(MAY_IMPORT)
    assert all(arrows()[room] for room in MAY_IMPORT if room != "graph")


@pytest.mark.parametrize("folder", ["graph", "ontology", "shapes"])
def test_no_file_is_longer_than_a_reader_can_hold(folder: str) -> None:
    lengths = {path.name: len(path.read_text(encoding="utf-8").splitlines()) for path in (ROOT / folder).rglob("*.py")}
    assert lengths
    assert max(lengths.values()) <= 400
