"""The command ``tabunka extract``: read the documents into tables, or compare them with the committed ones."""

from __future__ import annotations

from pathlib import Path

import click
from rich.console import Console
from rich.table import Table as Grid

from mappings.map.sources import sources
from mappings.map.tables import check_references
from mappings.options import site_option
from mappings.read.extract import Extraction, compare, read_source, written
from mappings.read.ledger import ledger_csv, ledger_path
from mappings.read.replacing import finish, replace_all, require_finished
from mappings.site import load_site
from ontology.errors import ReportedError


class DifferenceError(ReportedError):
    """The committed tables differ from what the readers make of the documents."""


@click.command()
@site_option
@click.option(
    "--documents",
    required=True,
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder that holds the documents.",
)
@click.option("--check", is_flag=True, help="Change nothing; exit 1 with the differences if the tables differ.")
@click.option("--source", "only", multiple=True, metavar="KEY", help="Only this source (may be given several times).")
def extract(site_folder: Path, documents: Path, check: bool, only: tuple[str, ...]) -> None:
    """Read the documents of a site into tables.

    Every reader runs and every table and ledger is checked before anything is written; then all are, or none. With
    --check nothing is written: rows and cells that differ from the committed tables are listed with their lines in the
    document.
    """
    console = Console(stderr=True)
    site = load_site(site_folder)
    (require_finished if check else finish)(site.mappings)
    loaded = sources(site.mappings, site.sources)
    chosen = [source for source in loaded if source.has_reader and (not only or source.key in only)]
    unknown = set(only) - {source.key for source in chosen}
    if unknown:
        raise ReportedError(
            f"no source {', '.join(sorted(unknown))}; there are {', '.join(s.key for s in loaded if s.has_reader)}"
        )
    tables = {name: table for source in loaded if source not in chosen for name, table in source.tables().items()}
    read: list[Extraction] = []
    for source in chosen:
        with console.status(f"reading document {source.key}"):
            read.append(read_source(source, documents))
        tables |= read[-1].tables
    check_references(tables)

    ledgers = {ledger_path(extraction.source): ledger_csv(extraction.ledger()) for extraction in read}
    changed: list[Path] = []
    if not check:
        texts = [written(extraction.tables.values()) for extraction in read]
        changed = replace_all(site.mappings, {path: text for part in (*texts, ledgers) for path, text in part.items()})
    different: list[str] = []
    grid = Grid("document", "table", "rows", "was" if check else "file", box=None)
    for extraction in read:
        problems = compare(extraction.source, extraction.tables) if check else []
        for name, table in extraction.tables.items():
            differing = sum(line.startswith(table.schema.path.name) for line in problems)
            if check:
                state = f"{differing} differ" if differing else "same"
            else:
                state = "written" if table.schema.path in changed else "unchanged"
            grid.add_row(extraction.source.key, name, f"{len(table.rows):,}", state)
        different += problems
    console.print(grid)
    for extraction, (path, text) in zip(read, ledgers.items(), strict=True):
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            different.append(f"{path.parent.name}/{path.name}: the ledger of document {extraction.source.key} differs")
    if different:
        for line in different:
            click.echo(line)
        raise DifferenceError(f"{len(different)} difference(s) between the committed tables and the documents")
