"""``tabunka ledger``: the status of every line of every document."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table as Grid

from graph.ask.account import accounted_lines, carried_accounts, totals
from graph.commands.terminal import answer_console
from graph.release import current
from graph.store import open_store
from mappings.options import out_option, site_option
from mappings.read.ledger import LedgerError
from mappings.read.reading import STATUSES


@click.command()
@click.option("--document", metavar="KEY", help="Only this document.")
@click.option("--sections", is_flag=True, help="Totals by section.")
@click.option("--status", type=click.Choice(STATUSES), help="List the lines of this status, with their reasons.")
@site_option
@out_option
def ledger(document: str | None, sections: bool, status: str | None, site_folder: Path, var: Path) -> None:
    """Tell the status of every line of every document.

    Totals count the lines that are not blank, and the tokens on them: addresses, numbers, dates, languages and local
    governments. Each token is in a record or is excluded with a reason.
    """
    release = current(var)
    lines = carried_accounts(release, document) or accounted_lines(
        open_store(release, in_memory=False), release.namespace, document
    )
    if not lines:
        raise LedgerError(f"release {release.version} has no ledger" + (f" of document {document}" if document else ""))
    if status:
        for line in lines:
            if line.status == status:
                click.echo(f"{line.document} line {line.line}: {'; '.join(line.reasons)}".rstrip(": "))
        return
    grid = Grid("document", *(["section"] if sections else []), "lines", *STATUSES, "tokens", "in records", box=None)
    for total in totals(lines, sections):
        grid.add_row(
            total.document,
            *([total.section.replace("[", r"\[")] if sections else []),
            f"{total.lines:,}",
            *(f"{total.statuses[name]:,}" for name in STATUSES),
            f"{total.tokens:,}",
            f"{total.mapped_tokens:,}",
        )
    answer_console().print(grid)
