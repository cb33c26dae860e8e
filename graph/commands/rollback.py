"""``tabunka rollback``: make an earlier release the current one."""

from __future__ import annotations

from pathlib import Path

import click

from graph.build.restore import restore
from graph.commands.terminal import telling
from graph.publish.history import chosen_release
from graph.publish.lock import locked
from graph.publish.publishing import current_version, make_current
from mappings.options import out_option, site_option


@click.command()
@click.argument("version", metavar="[ID]", required=False)
@site_option
@out_option
def rollback(version: str | None, site_folder: Path, var: Path) -> None:
    """Make release ID the current one; without ID, the release before the current.

    Its files are compared with their checksums first, and what was packed is unpacked. A release that is not whole is
    refused, and the current one stays. A running server takes it up by itself. The later releases stay where they are;
    `tabunka rollback ID` leads to them again.
    """
    with locked(var), telling() as progress:
        before = current_version(var)
        release = chosen_release(var, version)
        restore(release, progress)
        make_current(var, release.version)
    if before == release.version:
        click.echo(f"release {release.version} is the current one already", err=True)
    else:
        click.echo(f"release {release.version} is current; it was {before or 'none'}", err=True)
    click.echo(str(release.path))
