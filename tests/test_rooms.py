"""Arrows between rooms go one way: what each room may import, in one table, held to the imports in the code."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BEFORE_GRAPH = "ontology mappings mappings.csv_source mappings.as_is mappings.map mappings.read"
BEFORE_SERVER = f"{BEFORE_GRAPH} graph graph.write graph.ask"
PAGES = f"{BEFORE_SERVER} server server.http server.query server.display"
MAY_IMPORT = {
    # A room stands below those that it may import, so an arrow can only point upwards in this table.
    "ontology": "",
    "shapes": "",
    "mappings": "ontology",
    "mappings.helpers": "ontology mappings",
    "mappings.csv_source": "ontology mappings mappings.helpers",
    "mappings.as_is": "ontology mappings",
    "mappings.map": "ontology mappings mappings.csv_source mappings.as_is",
    "mappings.read": "ontology mappings mappings.csv_source mappings.map mappings.helpers",
    "mappings.layout": "ontology mappings mappings.map mappings.helpers mappings.read",
    "mappings.sources": "ontology mappings mappings.csv_source mappings.map mappings.helpers mappings.read "
    "mappings.layout",
    "mappings.new_site": "ontology mappings",
    "mappings.commands": "ontology mappings mappings.map mappings.read mappings.new_site",
    "graph": BEFORE_GRAPH,
    "graph.write": f"{BEFORE_GRAPH} graph",
    "graph.ask": f"{BEFORE_GRAPH} graph",
    "graph.publish": f"{BEFORE_GRAPH} graph graph.write",
    "graph.push": f"{BEFORE_GRAPH} graph",
    "graph.compare": f"{BEFORE_GRAPH} graph graph.write",
    "graph.build": f"{BEFORE_GRAPH} shapes graph graph.write graph.ask graph.publish graph.compare",
    "graph.check": f"{BEFORE_GRAPH} shapes graph graph.write graph.ask graph.publish graph.compare graph.build",
    "graph.commands": f"{BEFORE_GRAPH} shapes graph graph.write graph.ask graph.publish graph.push graph.compare "
    "graph.build graph.check",
    "graph.light": f"{BEFORE_GRAPH} graph graph.write graph.publish graph.build",
    "server": "ontology graph",
    "server.http": "ontology graph server",
    "server.query": "ontology graph graph.write server",
    "server.display": f"{BEFORE_SERVER} server server.http server.query",
    "server.pictures": PAGES,
    "server.finder": f"{PAGES} server.pictures",
    "server.questions": f"{PAGES} server.pictures",
    "server.figures": f"{PAGES} server.pictures server.questions",
    "server.stories": f"{PAGES} server.pictures server.questions",
    "server.sources": PAGES,
    "server.changes": f"{PAGES} graph.compare",
    "server.things": f"{PAGES} server.pictures server.finder server.figures server.sources server.changes",
    "server.sparql": f"{PAGES} server.pictures server.questions",
    "server.catalogue": f"{PAGES} server.pictures server.questions server.figures server.stories",
    "server.pages": f"{PAGES} server.pictures server.finder server.questions server.figures server.things "
    "server.changes",
    "server.resources": PAGES,
    "server.checks": f"{BEFORE_GRAPH} graph",
    "server.app": f"{PAGES} server.pictures server.finder server.questions server.figures server.things server.sources "
    "server.sparql server.stories server.catalogue server.changes server.pages server.resources",
    "server.export": f"{PAGES} server.app",
    "server.processes": f"{PAGES} server.sources server.pages server.app",
    "server.commands": f"{BEFORE_SERVER} mappings.commands graph.commands graph.light server server.http server.checks "
    "server.export server.processes",
}
"""The rooms that a room may import. ``mappings``, ``graph`` and ``server`` stand for the modules in those folders."""
FLAT = {
    "mappings.commands": "mappings.commands",
    "graph.commands": "graph.commands",
    # What starts the server stands above all of its rooms.
    **dict.fromkeys(("server.app", "server.health", "server.openapi", "server.problems"), "server.app"),
    **dict.fromkeys(("server.commands", "server.cli"), "server.commands"),
}
"""Modules in the folder itself that stand elsewhere than its other modules."""


def room_of(module: str) -> str:
    """The room of a module; ``mappings.source_001.reader`` is in the room of all sources."""
    top, _, rest = module.partition(".")
    folder = rest.partition(".")[0]
    if top == "mappings" and (folder.startswith("source_") or folder == "register"):
        return "mappings.sources"
    if f"{top}.{folder}" in FLAT:
        return FLAT[f"{top}.{folder}"]
    return f"{top}.{folder}" if (ROOT / top / folder).is_dir() and folder else top


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def imported(path: Path) -> set[str]:
    """The modules of ours that the file *path* imports, wherever in it."""
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {f"{node.module}.{name.name}" for name in node.names}
    return {module for module in modules if module.split(".")[0] in MAY_IMPORT}


@cache
def arrows() -> dict[str, dict[str, set[str]]]:
    """For each room the rooms that it imports, each with the files that do."""
    rooms: dict[str, dict[str, set[str]]] = {}
    for top in ("ontology", "shapes", "mappings", "graph", "server"):
        for path in sorted((ROOT / top).rglob("*.py")):
            room = room_of(module_of(path))
            targets = rooms.setdefault(room, {})
            for module in imported(path):
                if room_of(module) != room:
                    targets.setdefault(room_of(module), set()).add(str(path.relative_to(ROOT)))
    return rooms


def test_every_room_is_in_the_table() -> None:
    assert set(arrows()) == set(MAY_IMPORT)


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_a_room_imports_only_what_it_may(room: str) -> None:
    allowed = MAY_IMPORT[room].split()
    assert {target: files for target, files in arrows()[room].items() if target not in allowed} == {}


def test_no_arrow_goes_back() -> None:
    order = list(MAY_IMPORT)
    for room, allowed in MAY_IMPORT.items():
        assert all(order.index(target) < order.index(room) for target in allowed.split()), room


@pytest.mark.parametrize("room", [room for room in MAY_IMPORT if (ROOT / room.replace(".", "/")).is_dir()])
def test_the_docstring_of_a_room_names_the_rooms_beside_it_that_it_imports(room: str) -> None:
    text = importlib.import_module(room).__doc__ or ""
    assert len(re.findall(r"\.(?:\s|$)", text)) >= 2, "it says what the room is for, and what may import it"
    top = room.partition(".")[0]
    for target in arrows()[room]:
        name = target.rpartition(".")[2]
        if target.partition(".")[0] == top and target != top:
            assert re.search(rf"\b{name}\b", text), f"{room}/__init__.py does not name {name}"


def test_no_file_of_ours_is_longer_than_a_reader_can_hold() -> None:
    listed = subprocess.run(["git", "ls-files", "*.py", "*.mjs", "*.js", "*.css", "*.html"], cwd=ROOT, text=True,
                            capture_output=True, check=True).stdout.split()  # fmt: skip
    lengths = {name: len((ROOT / name).read_text(encoding="utf-8").splitlines()) for name in listed}
    assert len(lengths) > 300
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_the_folder_of_the_server_holds_few_modules() -> None:
    assert len([path for path in (ROOT / "server").iterdir() if path.is_file()]) <= 12


NAMES = re.compile(r"(?<![\w,])00[0-3](?![\w.])|CC BY|多文化|Tabunka")
"""Names that only this site has: its documents, its licence, its name."""
TEXTS = (".py", ".html", ".yaml", ".ttl", ".po", ".mjs", ".js", ".svg")


def test_the_engine_names_no_document_licence_or_site() -> None:
    seen = 0
    for top in ("graph", "server"):
        for path in sorted((ROOT / top).rglob("*")):
            if path.suffix in TEXTS and "vendor" not in path.parts:
                seen += 1
                lines = path.read_text(encoding="utf-8").splitlines()
                assert [line for line in lines if NAMES.search(line)] == [], path.relative_to(ROOT)
    assert seen > 200
