"""The command ``tabunka``: the commands of every room, and errors in one line."""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence

import click

from ontology.errors import ReportedError

ROOMS = ("mappings", "graph", "server")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="tabunka")
def tabunka() -> None:
    """Linked open data about what Japan's local governments offer foreign residents."""


def collect(group: click.Group, rooms: Sequence[str] = ROOMS) -> None:
    """Add to *group* every command that ``commands.py`` of each of *rooms* defines."""
    for room in rooms:
        module = importlib.import_module(f"{room}.commands")
        for value in vars(module).values():
            if isinstance(value, click.Command):
                group.add_command(value)


collect(tabunka)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit: 0, or 1 for an error of ours, 2 for wrong arguments, 130 when interrupted."""
    sys.exit(run(arguments))


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
