"""``tabunka check``: everything that is wrong in a site, in seconds, without a build."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from graph.check.checking import problems_of
from mappings.options import site_option
from mappings.problems import Problem
from mappings.site import load_site
from ontology.errors import ReportedError
from ontology.json_text import indented

_COLUMNS = ("file", "row", "column", "value", "message", "suggestion", "kind")
_MOST = 10
"""How many problems of a kind in a file are listed, without ``--all``."""


class CheckError(ReportedError):
    """A site has problems."""


@click.command()
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("text", "csv", "json")),
    default="text",
    show_default=True,
    help="text for people, csv for a spreadsheet, json for programs; the last two list all problems.",
)
@click.option("--all", "lists_all", is_flag=True, help=f"List all problems, not only {_MOST} of a kind in a file.")
@site_option
def check(format_name: str, lists_all: bool, site_folder: Path) -> None:
    """List every problem of the tables, rules, IRIs and shapes of a site at once; nothing is built.

    A row is counted as a spreadsheet does: the header is row 1. Exits 1 when something is wrong: then a build would be
    refused, too.
    """
    problems = problems_of(load_site(site_folder))
    if format_name == "json":
        click.echo(indented([asdict(problem) for problem in problems]))
    elif format_name == "csv":
        click.echo(_csv(problems), nl=False)
    else:
        for line in _lines(problems, lists_all):
            click.echo(line)
    if problems:
        raise CheckError(f"{len(problems)} problem{'' if len(problems) == 1 else 's'}")
    if format_name == "text":
        click.echo("nothing is wrong")


def _lines(problems: Sequence[Problem], lists_all: bool) -> Iterator[str]:
    counts: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        group = (problem.file, problem.kind)
        counts[group] += 1
        if lists_all or counts[group] <= _MOST:
            yield str(problem)
    for (file, kind), count in counts.items():
        if not lists_all and count > _MOST:
            yield f"{file}: {count - _MOST} more of this kind ({kind}); --all lists them"


def _csv(problems: Sequence[Problem]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for problem in problems:
        cells = asdict(problem)
        writer.writerow({**cells, "row": "" if problem.row is None else problem.row})
    return out.getvalue()
