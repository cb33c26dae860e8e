"""``tabunka prune``: keep the last releases, and of those before only the description."""

from __future__ import annotations

from pathlib import Path

import click

from graph.commands.terminal import megabytes
from graph.publish.drafts import remove_draft
from graph.publish.history import to_pack, to_prune
from graph.publish.lock import locked
from graph.publish.packing import pack, packable, prunable, size_of
from graph.publish.packing import prune as prune_release
from graph.release import DRAFT
from mappings.options import out_option, site_option


@click.command()
@click.option("--keep", type=click.IntRange(1), required=True, metavar="N", help="How many releases to keep.")
@click.option("--dry-run", is_flag=True, help="Say what would be dropped, and change nothing.")
@site_option
@out_option
def prune(keep: int, dry_run: bool, site_folder: Path, var: Path) -> None:
    """Keep the newest N releases, and of those before only the description.

    The description has checksums, differences and the keys of all things. The current release is always kept whole, and
    the one before it stays ready to be served; of the others that are kept only the compressed dumps stay, from which
    the server still answers plain ones and `tabunka rollback` makes the store again. A draft is removed. What a running
    server serves is left alone.
    """
    with locked(var):
        freed = 0
        for release in to_prune(var, keep):
            size = size_of(prunable(release))
            freed += _told(release.version, "pruned", size, dry_run or prune_release(release))
        for release in to_pack(var):
            size = size_of(packable(release))
            if size and release not in to_prune(var, keep):
                freed += _told(release.version, "packed", size, dry_run or pack(release))
        if (var / DRAFT).is_dir():
            size = size_of([var / DRAFT])
            freed += _told("the draft", "removed", size, dry_run or remove_draft(var))
    click.echo(f"{'would free' if dry_run else 'freed'} {megabytes(freed)}", err=True)


def _told(name: str, what: str, size: int, is_done: bool) -> int:
    """Say what was done to the release *name*; the bytes that it freed."""
    click.echo(f"{name}: {f'{what}, {megabytes(size)}' if is_done else 'is being served; left as it is'}")
    return size if is_done else 0
