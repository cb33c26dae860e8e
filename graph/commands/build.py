"""``tabunka build``: tables and rules become a release."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table as Grid

from graph.build.changes import is_of_this_machine, removals
from graph.build.pipeline import build as build_release
from graph.build.reuse import Reuse
from graph.build.site_files import site_namespace
from graph.build.version import given_date
from graph.publish.history import pack_older
from graph.publish.lock import locked
from graph.release import Release, ReleaseError
from mappings.options import out_option, site_option
from mappings.site import load_site
from ontology.prefixes import compact


@click.command()
@click.option("--base-iri", metavar="IRI", help="The beginning of every URI.  [default: base-iri of site.toml]")
@site_option
@out_option
@click.option(
    "--allow-removals",
    is_flag=True,
    help="Let things of the release before be gone without a reason, also where the base is not this machine.",
)
@click.option("--no-cache", is_flag=True, help="Make everything anew, and keep nothing for the next build.")
@click.option("--draft", is_flag=True, help="Make a draft: `tabunka serve --draft` shows it, `publish` publishes it.")
def build(
    base_iri: str | None, site_folder: Path, var: Path, no_cache: bool, draft: bool, allow_removals: bool
) -> None:
    """Build a validated release from the tables and make it the current one.

    A release that fails validation is not published: its files are removed, and the release before stays current. Where
    nothing has changed since a release was built, that one is made current, and none is made. Releases older than the
    one before are packed: `tabunka prune --help` says what that is.
    """
    console = Console(stderr=True)
    site = load_site(site_folder)
    namespace = site_namespace(site, base_iri)
    day = given_date()
    reuse = None if no_cache else Reuse.of(site, var)
    with locked(var, is_new=True):
        release = reuse.release(var, namespace, day) if reuse and not draft else None
    if release:
        click.echo(f"nothing changed since release {release.version} was built", err=True)
        click.echo(str(release.path))
        return
    with console.status("starting") as status:

        def progress(message: str) -> None:
            status.update(message)
            if not console.is_terminal:
                click.echo(message, err=True)

        # Nobody else uses URIs of a machine that only its user reaches: there a message about removed URIs is enough.
        may_remove = allow_removals or is_of_this_machine(namespace.base)
        built = build_release(site, namespace, var, progress, reuse, draft, may_remove)
        progress("packing older releases")
        packed = _packed(var)
    grid = Grid("table", "rows", box=None)
    for name, rows in built.rows.items():
        grid.add_row(name, f"{rows:,}")
    things = Grid("class", "things", box=None)
    for iri, count in built.things.items():
        things.add_row(compact(namespace, iri) or iri, f"{count:,}")
    graphs = Grid("graph", "statements", box=None)
    for name, count in built.statements.items():
        graphs.add_row(name, f"{count:,}")
    for part in (grid, things, graphs):
        console.print(part)
    shapes = len(built.report.focus_nodes)
    looked_at = sum(built.report.focus_nodes.values())
    console.print(f"SHACL: {shapes} shapes looked at {looked_at:,} focus nodes and found nothing wrong")
    if packed:
        console.print(f"packed {', '.join(release.version for release in packed)}")
    console.print(f"peak memory {built.peak_memory / 1e6:,.0f} MB")
    if built.unexplained:
        click.echo(f"warning: {removals(built.unexplained)}", err=True)
    click.echo(str(built.release.path))


def _packed(var: Path) -> list[Release]:
    """Pack older releases; where that cannot be done, say why: the build has succeeded all the same."""
    try:
        with locked(var):
            return pack_older(var)
    except ReleaseError as error:
        click.echo(f"older releases were not packed: {error}", err=True)
        return []
