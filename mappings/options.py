"""Options that commands of several rooms take."""

from __future__ import annotations

from pathlib import Path

import click

site_option = click.option(
    "--site",
    "site_folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    is_eager=True,
    metavar="DIR",
    help="Folder of the site: it holds site.toml.",
)


def _var_of_the_site(context: click.Context, _: click.Parameter, value: Path | None) -> Path:
    site_folder: Path = context.params["site_folder"]
    return site_folder / "var" if value is None else value


out_option = click.option(
    "--out",
    "var",
    type=click.Path(path_type=Path, file_okay=False),
    callback=_var_of_the_site,
    show_default="var of the site",
    metavar="DIR",
    help="Folder that holds releases/ and current.",
)
"""Only for commands that also take :data:`site_option`, which is read first."""
