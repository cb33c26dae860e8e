"""The command line lists the commands of every room, and loads only what the command that runs needs."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest

from server.cli import ROOMS, tabunka

ROOT = Path(__file__).parents[2]
CONTEXT = click.Context(tabunka, info_name="tabunka")
COMMANDS = tabunka.list_commands(CONTEXT)
LOADED = """
import sys
from server.cli import run
assert run(sys.argv[1:]) == 0
print(*sys.modules, file=sys.stderr)
"""


def modules_loaded_by(*arguments: str) -> set[str]:
    """The modules that ``tabunka`` with *arguments* imports in a process of its own."""
    process = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    return set(process.stderr.splitlines()[-1].split())


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_listed_with_the_first_paragraph_of_its_help(name: str) -> None:
    command = tabunka.get_command(CONTEXT, name)
    assert command is not None
    assert command.name == name
    summaries = {key: text for room in ROOMS for key, text in import_module(f"{room}.commands").COMMANDS.items()}
    assert summaries[name] == " ".join((command.help or "").partition("\n\n")[0].split())


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_lists_every_command_that_its_modules_define(room: str) -> None:
    package = import_module(f"{room}.commands")
    modules = [import_module(f"{room}.commands.{path.stem}") for path in Path(package.__path__[0]).glob("[a-z]*.py")]
    defined = [command for module in modules for command in vars(module).values() if isinstance(command, click.Command)]
    of_groups = {name for group in defined if isinstance(group, click.Group) for name in group.commands}
    assert {command.name for command in defined} - of_groups == set(package.COMMANDS)


def test_help_loads_no_command_and_no_library_but_click() -> None:
    loaded = modules_loaded_by("--help")
    assert "click" in loaded
    assert not loaded & {"rich", "yaml", "pyoxigraph", "rdflib", "flask"}
    assert not {module for module in loaded if ".commands." in module}


@pytest.mark.parametrize(
    "arguments", [("query", "ASK { ?s ?p ?o }"), ("table", "listings"), ("trace", "municipality/28100"), ("ledger",)]
)
def test_a_command_that_reads_a_release_loads_neither_the_server_nor_the_validator(
    var: Path, arguments: tuple[str, ...]
) -> None:
    loaded = modules_loaded_by(*arguments, "--out", str(var))
    assert "pyoxigraph" in loaded
    assert not loaded & {"flask", "pyshacl", "urllib3", "server.app", "graph.build.pipeline"}
