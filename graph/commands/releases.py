"""``tabunka releases``: the releases of a site, with what is kept of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich.table import Table as Grid

from graph.commands.terminal import answer_console, megabytes
from graph.compare.change_record import read_summary
from graph.compare.words import Wording
from graph.publish.history import ListedRelease, entries, unreadable
from graph.release import Release, ReleaseError
from mappings.options import out_option, site_option
from ontology.json_text import indented


@click.command()
@click.option(
    "--format",
    "format_name",
    type=click.Choice(("table", "json")),
    default="table",
    show_default=True,
    help="table, or json: a list with an object for each release.",
)
@site_option
@out_option
def releases(format_name: str, site_folder: Path, var: Path) -> None:
    """List the releases of the site, the newest first, with what is kept of each.

    whole: ready to be served. packed: its dumps, compressed. pruned: its description only. draft: not published yet.
    """
    listed = entries(var)
    if not listed:
        raise ReleaseError(f"there is no release in {var}; run `tabunka build`")
    for problem in unreadable(var):
        click.echo(f"left out: {problem}", err=True)
    if format_name == "json":
        click.echo(indented([_described(entry) for entry in listed]))
        return
    grid = Grid("version", "built", "statements", "size", "state", "changes", box=None)
    for entry in listed:
        described = _described(entry)
        state = ", ".join(word for word in (described["kept"], *(w for w in ("current", "served") if described[w])))
        grid.add_row(
            described["version"],
            "" if entry.release.is_draft else f"{entry.release.built:%Y-%m-%d %H:%M}",
            f"{entry.release.quads:,}",
            megabytes(entry.size),
            state,
            _shortened(_changes(entry.release)),
        )
    answer_console().print(grid)


def _changes(release: Release) -> list[str]:
    """What changed in *release* since the one before, in sentences; none where it does not tell."""
    try:
        summary = read_summary(release.path)
    except ReleaseError as error:
        return [str(error)]
    return Wording("en").overview(summary) if summary else []


def _shortened(sentences: list[str]) -> str:
    """The first of *sentences*, and how many more there are."""
    first, rest = sentences[:1], len(sentences) - 1
    return "".join(first) + (f" (and {rest} more: `tabunka diff`)" if rest > 0 else "")


def _described(entry: ListedRelease) -> dict[str, Any]:
    return {
        "version": entry.release.version,
        "built": None if entry.release.is_draft else entry.release.built.isoformat(),
        "statements": entry.release.quads,
        "bytes": entry.size,
        "kept": "draft" if entry.release.is_draft else entry.kept.value,
        "current": entry.is_current,
        "served": entry.is_served,
        "changes": _changes(entry.release),
        "path": str(entry.release.path),
    }
