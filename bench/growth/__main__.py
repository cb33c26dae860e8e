"""``python -m bench.growth``: make a site of a chosen size, build it, measure its server.

Figures are kept by the name of the folder, for docs/performance.md (:mod:`bench.growth_chart`).
"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from bench.beside import measure as measure_beside
from bench.beside import ratio, table
from bench.build import build_cost
from bench.growth.measure import measured, rows_of
from bench.growth.site import make_site
from bench.growth_chart import keep
from bench.plan import Plan
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
    cost = build_cost(["--site", str(folder)], folder / "var")
    figures = {"build, s of processor": cost.processor, "build, MB of a process": cost.largest_process // 10**6}
    keep(folder.name, {"build, s by the clock": cost.wall, **figures})
    click.echo(f"{folder}: {cost}")


@main.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, file_okay=False))
def measure(folders: tuple[Path, ...]) -> None:
    """Print what a server of each of FOLDERS, sites that have been built, costs: its start, its pages, its answers."""
    sizes = {folder.name: measured(current(folder / "var")) for folder in folders}
    grid = Table("what", *sizes, title="processor time and memory of one process")
    for name, cells in rows_of(sizes):
        grid.add_row(name, *cells)
    for name, figures in sizes.items():
        keep(name, asdict(figures))
    Console().print(grid)


@main.command()
@_FOLDER
@click.option("--seconds", default=3, show_default=True, help="How long each burst takes.")
@click.option("--rounds", default=3, show_default=True, help="How often both take turns; medians count.")
@click.option("--clients", default=16, show_default=True, help="Clients at once.")
def beside(folder: Path, seconds: int, rounds: int, clients: int) -> None:
    """Ask the server of FOLDER, a site that has been built, and the native Oxigraph server the same."""
    plan = Plan(current(folder / "var"), seconds, rounds, clients, False, lambda text: click.echo(text, err=True))
    section = measure_beside(plan, others=False)
    ratios = {f"{name}, of Oxigraph": ratio(row) for name, row in section["work"].items()}
    keep(folder.name, {name: value for name, value in ratios.items() if value is not None})
    Console().print(table(section))


@main.command("all")
@site_option
@click.argument("size", type=click.Choice(list(SIZES)))
@click.argument("folder", type=click.Path(path_type=Path))
@click.pass_context
def everything(context: click.Context, size: str, folder: Path, site_folder: Path) -> None:
    """Make FOLDER a site of SIZE, build it, measure its server, and put it beside native Oxigraph."""
    context.invoke(make, size=size, folder=folder, site_folder=site_folder)
    context.invoke(build, folder=folder)
    context.invoke(measure, folders=(folder,))
    context.invoke(beside, folder=folder, seconds=3, rounds=3, clients=16)


if __name__ == "__main__":
    main()
