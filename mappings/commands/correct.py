"""The command ``tabunka correct``: what a reader reports becomes a row of ``corrections.csv``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TextIO

import click

from mappings.map.checking import all_tables
from mappings.map.corrections import Correction, load_corrections, with_correction
from mappings.map.reports import Report, correction_of, reports_in
from mappings.map.sources import sources
from mappings.options import site_option
from mappings.site import load_site
from mappings.whole_files import write_whole
from ontology.errors import ReportedError

FILE = "corrections.csv"


@click.command()
@click.argument("message", type=click.File(encoding="utf-8"), required=False)
@site_option
@click.option("--record", metavar="TABLE/ROW", help="The row, as its page names it; instead of a message.")
@click.option("--column", help="The column of the row.")
@click.option("--value", help="The right value.")
@click.option("--reason", default="", help="Why, in Japanese or English.")
@click.option("--evidence", default="", help="Where the value is known from, best an address. An addition needs it.")
@click.option("--by", help="Who says so: an office, never a private person.  [default: the publisher of the site]")
@click.option("--yes", is_flag=True, help="Do not ask before writing.")
def correct(
    message: TextIO | None,
    site_folder: Path,
    record: str | None,
    column: str | None,
    value: str | None,
    reason: str,
    evidence: str,
    by: str | None,
    yes: bool,
) -> None:
    """Correct or add a value of a row, as a message of a reader asks.

    MESSAGE is a file with the message, or - for standard input: the page "Tell us of an error" makes such messages, and
    the line of each value begins with {"record". Each becomes a row of mappings/corrections.csv, with who, when and
    why. The table itself stays as it was read; the next build shows the right value beside the printed one.
    """
    site = load_site(site_folder)
    if message is None:
        if not (record and column and value):
            raise click.UsageError("give a message, or --record, --column and --value")
        reports = [Report(record, column, value, reason, evidence)]
    else:
        try:
            reports = list(reports_in(message.read()))
        except ValueError as error:
            raise ReportedError(f"the message is not UTF-8 text ({error})") from error
        if not reports:
            raise ReportedError(
                'the message has no line that begins with {"record"; give --record, --column and --value'
            )
    path = site.mappings / FILE
    tables = all_tables(sources(site.mappings, site.sources))
    corrections = load_corrections(path)
    day = date.today().isoformat()
    steps: list[tuple[Correction, str]] = []
    for report in reports:  # all before the first is written: a mistake changes no file
        correction = correction_of(report, tables, by or site.author, day)
        steps.append((correction, with_correction(corrections, correction)))
        corrections.append(correction)
    for correction, text in steps:
        click.echo(_told(correction), err=True)
        if not yes:
            click.confirm(f"add it to {path}?", abort=True, err=True)
        _replace(path, text)
    click.echo(f"{path}: {len(reports)} added; run `tabunka build`", err=True)


def _told(correction: Correction) -> str:
    """*correction* for a person who decides about it."""
    old = f'"{correction.cell}"' if correction.cell else "an empty cell"
    evidence = f", known from {correction.evidence}" if correction.evidence else ""
    return (
        f'{correction.table} row {correction.row} column {correction.column}: {old} -> "{correction.corrected}" '
        f"({correction.reason} / {correction.reason_en}; {correction.by}{evidence})"
    )


def _replace(path: Path, text: str) -> None:
    """Write *text* to *path*, all of it or nothing. Raises ReportedError."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        raise ReportedError(f"{path}: cannot be written ({error.strerror}); free space or mend its rights") from error
