"""``python -m bench.growth``: make a site of a chosen size, build it, measure its server."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench.build import build_cost
from bench.growth.beside import beside_native
from bench.growth.measure import measured, rows_of
from bench.growth.site import make_site
from graph.release import current
from mappings.options import site_option
from mappings.site import load_site

SIZES = {"S": (2, 0), "M": (9, 0), "L": (88, 0), "hub": (1, 100_000)}
"""Copies of the rows, and the divisions of one local government besides."""
_FOLDER = click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))


@click.group()
def main() -> None:
    """What a release costs as its data grow."""


@main.command()
@site_option
@click.argument("size", type=click.Choice(list(SIZES)))
@click.argument("folder", type=click.Path(path_type=Path))
def make(size: str, folder: Path, site_folder: Path) -> None:
    """Make FOLDER a site of SIZE: S, M (1 million statements), L (10 million), hub (100,000 links to one thing)."""
    if folder.exists():
        raise click.ClickException(f"{folder} exists already; remove it, or name another folder")
    make_site(load_site(site_folder), folder, *SIZES[size])
    click.echo(f"made {folder}; python -m bench.growth build {folder}")


@main.command()
@_FOLDER
def build(folder: Path) -> None:
    """Build the site in FOLDER into its var/ and print what that costs."""
    click.echo(f"{folder}: {build_cost(['--site', str(folder)], folder / 'var')}")


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
def measure(folders: tuple[Path, ...]) -> None:
    """Print what a server of each of FOLDERS, sites that have been built, costs: its start, its pages, its answers."""
    sizes = {str(folder): measured(current(folder / "var")) for folder in folders}
    grid = Table("what", *sizes, title="processor time and memory of one process")
    for name, cells in rows_of(sizes):
        grid.add_row(name, *cells)
    Console().print(grid)


@main.command()
@_FOLDER
@click.option("--seconds", default=3, show_default=True, help="How long each burst takes.")
@click.option("--rounds", default=3, show_default=True, help="How often both take turns; medians count.")
@click.option("--clients", default=16, show_default=True, help="Clients at once.")
def beside(folder: Path, seconds: int, rounds: int, clients: int) -> None:
    """Ask the server of FOLDER, a site that has been built, and the native Oxigraph server the same."""
    grid = Table("work", "ours/s", "native/s", "ratio", "ms of ours", "ms of native", "failed", "differing")
    for name, cells in beside_native(current(folder / "var"), seconds, rounds, clients):
        grid.add_row(name, *cells)
    Console().print(grid)


if __name__ == "__main__":
    main()
