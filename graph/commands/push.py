"""``tabunka push``: a release into a store."""

from __future__ import annotations

import os
from pathlib import Path

import click

from graph.commands.terminal import telling
from graph.push.client import GraphStore
from graph.push.credentials import Credentials
from graph.push.pushing import push as push_release
from graph.push.target import target_of
from graph.release import Release, current
from mappings.options import out_option, site_option


@click.command()
@click.argument("url")
@click.option(
    "--query-url", metavar="URL", default="", help="Its SPARQL endpoint, where that does not follow from URL."
)
@click.option(
    "--default-graph",
    metavar="IRI",
    default="",
    help="Graph for the statements of the default graph, for a store whose own is the union of all graphs.",
)
@click.option(
    "--replace", is_flag=True, help="Overwrite a default graph of others, and remove graphs that the release has not."
)
@click.option(
    "--release", "folder", type=click.Path(path_type=Path), metavar="DIR", help="Its directory.  [default: var/current]"
)
@site_option
@out_option
def push(
    url: str, query_url: str, default_graph: str, replace: bool, folder: Path | None, site_folder: Path, var: Path
) -> None:
    """Load a release into the store at URL, and count it there.

    URL is where the store takes graphs (SPARQL 1.1 Graph Store HTTP Protocol): http://localhost:7878/store of Oxigraph,
    http://localhost:8890/sparql-graph-crud-auth of Virtuoso. TABUNKA_PUSH_USER and TABUNKA_PUSH_PASSWORD, or
    TABUNKA_PUSH_TOKEN, are sent where the store asks for them. Exits 1 unless each graph has as many statements there
    as in the release.
    """
    release = Release.open(folder) if folder else current(var)
    target = target_of(url, release, query_url, default_graph)
    store = GraphStore(target, Credentials.of(os.environ))
    with telling() as progress:
        pushed = push_release(release, store, progress, replace=replace)
    if pushed.left_out:
        click.echo(f"the store reads no RDF 1.2: {pushed.left_out:,} statements of the lineage stay out", err=True)
    for graph in pushed.old_graphs:
        if pushed.has_removed:
            click.echo(f"removed {graph}, which release {release.version} has not", err=True)
        else:
            click.echo(f"{graph} is of an earlier release; remove it with --replace", err=True)
    statements = sum(pushed.counts.values())
    click.echo(
        f"release {release.version}: {statements:,} statements in {len(pushed.counts)} graphs, counted", err=True
    )
    option = f" --store-default-graph {target.default_graph}" if target.default_graph else ""
    click.echo(f"tabunka serve --store {target.queries}{option}")
