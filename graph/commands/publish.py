"""``tabunka publish``: the draft becomes the current release."""

from __future__ import annotations

from pathlib import Path

import click

from graph.publish.drafts import publish_draft
from graph.publish.lock import locked
from mappings.options import out_option, site_option


@click.command()
@click.argument("version", metavar="[ID]", required=False)
@site_option
@out_option
def publish(version: str | None, site_folder: Path, var: Path) -> None:
    """Make the draft of `tabunka build --draft` the current release.

    ID, if given, must be its version. Its files are the ones that were looked at. A draft that was built upon another
    release than the current one is refused, since what it says of changes would not hold.
    """
    with locked(var):
        release = publish_draft(var, version)
    click.echo(f"release {release.version} is current", err=True)
    click.echo(str(release.path))
