"""The command ``tabunka init``: the folder of a new site."""

from __future__ import annotations

from pathlib import Path

import click

from mappings.new_site.writing import write_new_site
from ontology.namespaces import DEFAULT_BASE


def _by_language(_: click.Context, __: click.Parameter, titles: tuple[str, ...]) -> dict[str, str]:
    """Titles as in ``ja=例示市``, by language."""
    by_language = {}
    for title in titles:
        tag, sign, text = title.partition("=")
        if not (tag and sign and text):
            raise click.BadParameter(f"{title!r}: give it with its language, as in en='Example city'")
        by_language[tag] = text
    return by_language


@click.command()
@click.argument("folder", metavar="NAME", type=click.Path(path_type=Path))
@click.option("--base-iri", metavar="IRI", default=DEFAULT_BASE, show_default=True, help="The beginning of every URI.")
@click.option(
    "--title",
    "titles",
    multiple=True,
    metavar="LANGUAGE=TEXT",
    callback=_by_language,
    help="The title of the site, as in ja=例示市 (may be given several times).",
)
def init(folder: Path, base_iri: str, titles: dict[str, str]) -> None:
    """Make the folder NAME a new site.

    It gets a site.toml that says what a site may declare, and a place for sources. `tabunka source add FILE` then adds
    a table, and `tabunka build && tabunka serve` publishes it.
    """
    site = write_new_site(folder, base_iri, titles)
    click.echo(f"{site.folder / 'site.toml'} declares the site {site.name}, with URIs below {site.base_iri}", err=True)
    click.echo(f"next: cd {folder} && tabunka source add FILE && tabunka build && tabunka serve", err=True)
    click.echo(str(site.folder))
