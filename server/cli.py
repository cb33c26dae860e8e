"""The command ``tabunka``: the commands of every room, and errors in one line."""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from ontology.errors import ReportedError

ROOMS = ("mappings", "graph", "server")
_SERVE = "serve"


class RoomCommands(click.Group):
    """The commands that ``commands`` of each of *rooms* lists; each is imported when it runs.

    So the list of all commands needs none of their modules, and a command loads only what it needs itself.
    """

    def __init__(self, *, rooms: Sequence[str] = ROOMS, **options: Any) -> None:
        super().__init__(**options)
        self._rooms: dict[str, str] = {}
        self._summaries: dict[str, str] = {}
        for room in rooms:
            summaries: Mapping[str, str] = importlib.import_module(f"{room}.commands").COMMANDS
            self._summaries |= summaries
            self._rooms |= dict.fromkeys(summaries, room)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands, in order."""
        return sorted(self._rooms)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command *cmd_name*, or None when no room has it."""
        room = self._rooms.get(cmd_name)
        if room is None:
            return None
        command: click.Command = getattr(importlib.import_module(f"{room}.commands.{cmd_name}"), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands, from their summaries alone."""
        listed = [click.Command(name, help=summary) for name, summary in self._summaries.items()]
        click.Group(commands=listed).format_commands(ctx, formatter)


@click.group(cls=RoomCommands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tabunka")
def tabunka() -> None:
    """Turn documents into linked open data, each fact with the lines it was read from, and publish it."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or 1 for an error of ours, 2 for wrong arguments, 130 when interrupted."""
    if arguments is None and sys.argv[1:2] == [_SERVE]:
        # Before anything is imported that would have to be imported again.
        from server.processes.allocator import start_tuned

        start_tuned()
    code = run(arguments)
    # What is left goes with the process: to look through it for circles takes a tenth of a second after a build.
    gc.freeze()
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. An error is one line on standard error."""
    try:
        result = tabunka.main(args=arguments, prog_name="tabunka", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return error.exit_code
    except click.ClickException as error:
        return _fail(error.format_message(), error.exit_code)
    except ReportedError as error:
        return _fail(str(error), 1)
    except (click.Abort, KeyboardInterrupt):
        return _fail("interrupted", 130)
    except BrokenPipeError:
        # The reader of our output has closed it. Python flushes once more at exit and would print a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return result if isinstance(result, int) else 0


def _fail(message: str, code: int) -> int:
    click.echo(f"tabunka: {' '.join(message.split())}", err=True)
    return code


if __name__ == "__main__":
    main()
