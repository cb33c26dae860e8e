"""The command line lists the commands of every room, and loads only what the command that runs needs."""

from __future__ import annotations

import json
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
import json, sys
from server.cli import run
for arguments in json.loads(sys.argv[1]):
    assert run(arguments) == 0
    print(*sys.modules, file=sys.stderr)
"""


def modules_loaded_by(*commands: list[str]) -> list[set[str]]:
    """The modules that ``tabunka`` has imported after each of *commands*, in one process of their own."""
    process = subprocess.run(
        [sys.executable, "-c", LOADED, json.dumps(commands)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return [set(line.split()) for line in process.stderr.splitlines()[-len(commands) :]]


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
    (loaded,) = modules_loaded_by(["--help"])
    assert "click" in loaded
    assert not loaded & {"rich", "yaml", "pyoxigraph", "rdflib", "flask"}
    assert not {module for module in loaded if ".commands." in module}


def test_commands_that_read_a_release_load_neither_the_server_nor_the_validator(var: Path) -> None:
    commands = {
        "query": ["query", "ASK { ?s ?p ?o }"],
        "table": ["table", "listings"],
        "trace": ["trace", "municipality/28100"],
        "ledger": ["ledger"],
    }
    loaded = modules_loaded_by(*([*arguments, "--out", str(var)] for arguments in commands.values()))
    # What one has loaded is there for those after it: what none may load is loaded by none of them.
    for name, modules in zip(commands, loaded, strict=True):
        assert "pyoxigraph" in modules, name
        assert not modules & {"flask", "pyshacl", "urllib3", "server.app", "graph.build.pipeline"}, name
