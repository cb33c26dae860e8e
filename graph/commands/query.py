"""``tabunka query``: SPARQL on the current release, answered on standard output."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click
from pyoxigraph import DefaultGraph, Quad, QueryBoolean, QuerySolutions
from rich.table import Table as Grid

from graph.commands.terminal import answer_console, text_of
from graph.formats import RDF_FORMATS, RESULT_FORMATS, FormatError, named
from graph.release import current
from graph.store import open_store
from graph.write.jsonld import Context
from graph.write.serialisation import serialise
from mappings.options import out_option, site_option
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import declarations, prefixes


class QueryError(ReportedError):
    """A query is malformed, or the engine cannot answer it."""


@click.command()
@click.argument("text", metavar="QUERY")
@click.option(
    "--format",
    "format_name",
    default="table",
    show_default=True,
    metavar="NAME",
    help="table, or " + ", ".join(f.extension for f in (*RESULT_FORMATS, *RDF_FORMATS)) + ".",
)
@site_option
@out_option
def query(text: str, format_name: str, site_folder: Path, var: Path) -> None:
    """Ask the current release a SPARQL QUERY; `-` reads it from standard input.

    The prefixes of the project need not be declared, nor those of kinds of things: language:vi will do.
    """
    if text == "-":
        text = sys.stdin.read()
    release = current(var)
    store = open_store(release, in_memory=False).store
    declared = declarations(release.namespace, text)
    try:
        result = store.query(declared + text)
    except (SyntaxError, ValueError, OSError) as error:
        raise QueryError(f"the query cannot be answered: {_short(str(error), declared.count(chr(10)))}") from error
    if isinstance(result, QuerySolutions | QueryBoolean):
        if format_name == "table":
            _print_table(result, release.namespace)
            return
        chosen = named(format_name, RESULT_FORMATS)
        if isinstance(result, QueryBoolean) and chosen.extension in ("csv", "tsv"):
            raise FormatError("ASK has no CSV or TSV answer; choose table, json or xml")
        data = result.serialize(format=chosen.results)
    else:
        form = named("ttl" if format_name == "table" else format_name, RDF_FORMATS)
        context = Context.parse(release.context, release.base, release.namespace.vocabulary)
        quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in result]
        data = serialise(quads, form, prefixes=prefixes(release.namespace), base=release.base, context=context)
    sys.stdout.buffer.write(data or b"")
    sys.stdout.buffer.flush()


def _short(message: str, added_lines: int) -> str:
    """Oxigraph's *message* without its list of expected tokens. Lines are counted from the first line of the query."""
    message = " ".join(message.split())
    position = re.match(r"error at (\d+):(\d+): ", message)
    if not position:
        return message
    rest = message[position.end() :]
    if rest.startswith("expected one of"):
        rest = "something else is expected there"
    return f"line {int(position[1]) - added_lines}, column {position[2]}: {rest}"


def _print_table(result: QuerySolutions | QueryBoolean, namespace: Namespace) -> None:
    console = answer_console()
    if isinstance(result, QueryBoolean):
        console.print("true" if result else "false")
        return
    grid = Grid(*(variable.value for variable in result.variables))
    count = 0
    for solution in result:
        grid.add_row(*(text_of(term, namespace).replace("[", r"\[") for term in solution))
        count += 1
    console.print(grid)
    answer_console(stderr=True).print(f"{count} row(s)")
