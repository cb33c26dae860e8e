"""Options that commands of several rooms take."""

from __future__ import annotations

from pathlib import Path

import click

site_option = click.option(
    "--site",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path(),
    show_default="here",
    metavar="DIR",
    help="Folder of the site: it holds site.toml.",
)
