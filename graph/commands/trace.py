"""``tabunka trace``: where the statements about a thing come from, or what a line of a document supports."""

from __future__ import annotations

from pathlib import Path

import click
from rich.table import Table as Grid

from graph.ask.trace import parse_lines, trace_lines
from graph.ask.trace import trace as trace_thing
from graph.commands.terminal import answer_console, text_of
from graph.release import current
from graph.store import open_store
from mappings.options import out_option, site_option
from ontology.prefixes import compact


@click.command()
@click.argument("iri")
@site_option
@out_option
def trace(iri: str, site_folder: Path, var: Path) -> None:
    """List every statement about IRI with the table, row, document and lines it comes from.

    IRI may also be written short, as KIND/KEY. The other way round, KEY:78 lists every statement that line 78 of the
    document KEY supports.
    """
    release = current(var)
    namespace = release.namespace
    store = open_store(release, in_memory=False)
    lines = parse_lines(iri, release.manifest["documents"])
    if lines:
        grid = Grid("thing", "property", "value", "table/row", "document lines", box=None)
        statements = trace_lines(store, namespace, lines)
    else:
        if "://" not in iri:
            iri = f"{namespace.base}/id/{iri.removeprefix('id:').removeprefix('/id/').replace(':', '/')}"
        grid = Grid("property", "value", "table/row", "document lines", box=None)
        statements = trace_thing(store, namespace, iri)
    for traced in statements:
        predicate = compact(namespace, traced.triple.predicate.value) or traced.triple.predicate.value
        cited = sorted({span for origin in traced.origins for span in origin.lines})
        subject = traced.triple.subject
        grid.add_row(
            *([text_of(subject, namespace)] if lines else []),
            predicate,
            text_of(traced.triple.object, namespace).replace("[", r"\["),
            "\n".join(f"{origin.table}/{origin.row}" for origin in traced.origins),
            "\n".join(f"{span.document} {span.cell}" for span in cited),
        )
    answer_console().print(grid)
