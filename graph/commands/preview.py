"""``tabunka preview``: a row of a table, its statements, its page."""

from __future__ import annotations

from pathlib import Path

import click

from graph.check.preview import ThingPreview
from graph.check.preview import preview as preview_of
from mappings.options import site_option
from mappings.site import load_site


@click.command()
@click.argument("table")
@click.argument("key")
@click.option("--language", metavar="TAG", default="", help="Language of the page.  [default: the site's first]")
@site_option
def preview(table: str, key: str, language: str, site_folder: Path) -> None:
    """Show what becomes of the row KEY of TABLE: its cells, its statements, its page; nothing is built.

    TABLE is the key of a CSV source, or the name of a table.
    """
    shown = preview_of(load_site(site_folder), table, key, language)
    click.secho(shown.place, bold=True)
    for heading, value in shown.cells.items():
        click.echo(f"  {heading}: {value}")
    for problem in shown.problems:
        click.secho(f"  {problem}", fg="red")
    click.secho("\nStatements", bold=True)
    click.echo(shown.turtle.rstrip())
    for page in shown.pages:
        _show(page)


def _show(page: ThingPreview) -> None:
    click.echo()
    click.secho(page.title, bold=True)
    click.echo(f"  {', '.join(page.types)}  {page.iri}".rstrip() if page.types else f"  {page.iri}")
    for fact in page.facts:
        click.echo(f"  {fact.name}: {' · '.join(fact.values)}")
