"""``tabunka export``: a release as files."""

from __future__ import annotations

import time
from pathlib import Path

import click

from graph.commands.terminal import megabytes, telling
from graph.release import Release, current
from mappings.options import out_option, site_option
from server.export.exporting import export as export_release


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--url", metavar="URL", default="", help="Where the files will be.  [default: the base of the release]")
@click.option("--live", metavar="URL", default="", help="Where a server answers what files cannot: search, SPARQL.")
@click.option("--language", "languages", multiple=True, metavar="TAG", help="A language of pages.  [default: all]")
@click.option("--processes", type=click.IntRange(0), default=0, metavar="N", help="0: one a processor.")
@click.option("--plain", "is_plain", is_flag=True, help="Files that open from disk; an archive if DIR ends with .zip.")
@click.option("--replace", is_flag=True, help="Replace an export that is in DIR.")
@click.option(
    "--release", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Its directory.  [default: var/current]"
)
@site_option
@out_option
def export(
    target: Path,
    url: str,
    live: str,
    languages: tuple[str, ...],
    processes: int,
    is_plain: bool,
    replace: bool,
    folder: Path | None,
    site_folder: Path,
    var: Path,
) -> None:
    """Write a release into DIR as files, which nginx gives out as the server does.

    Documents in every format, pages in every language, dumps, feeds and descriptions; DIR/nginx.conf says how to
    include them. What needs a server (SPARQL, search, the cards beside facts) is answered with a page that says so.
    DIR appears when it is complete.
    """
    release = Release.open(folder) if folder else current(var)
    began = time.monotonic()
    with telling() as progress:
        exported = export_release(
            release,
            target,
            progress,
            base=url,
            live=live,
            languages=languages,
            processes=processes,
            replace=replace,
            is_plain=is_plain,
        )
    for address in exported.crawled.refused:
        click.echo(f"no answer: {address}", err=True)
    click.echo(
        f"release {release.version}: {exported.crawled.addresses:,} addresses, {exported.files:,} files, "
        f"{megabytes(exported.size)}, {time.monotonic() - began:,.0f} s",
        err=True,
    )
    click.echo(str(target if is_plain else target / "nginx.conf"))
