"""``python -m bench.growth``: make a site of a chosen size, build it, measure its server."""

from __future__ import annotations

from pathlib import Path

import click

from bench.growth.site import make_site
from mappings.options import site_option
from mappings.site import load_site

SIZES = {"S": (2, 0), "M": (9, 0), "L": (88, 0), "hub": (1, 100_000)}
"""Copies of the rows, and the divisions of one local government besides."""


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


if __name__ == "__main__":
    main()
