"""``tabunka table``: a table as CSV, read back from the graph."""

from __future__ import annotations

from pathlib import Path

import click

from graph.ask.readback import find_schema, read_back
from graph.release import current
from graph.store import open_store
from mappings.csv_files import to_csv
from mappings.map.sources import sources
from mappings.options import out_option, site_option
from mappings.site import load_site


@click.command()
@click.argument("name")
@site_option
@out_option
def table(name: str, site_folder: Path, var: Path) -> None:
    """Print the table NAME as CSV, read back from the graph by the query beside the table."""
    release = current(var)
    store = open_store(release, in_memory=False).store
    site = load_site(site_folder)
    schema = find_schema(sources(site.mappings, site.sources), name)
    click.echo(
        to_csv(schema.column_names, read_back(store, schema, release.namespace)),
        nl=False,
    )
