"""The commands of this room: ``build``, ``validate``, ``query``, ``table``, ``trace``, ``ledger``."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import click
import rdflib
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryBoolean, QuerySolutions, Store, Triple
from rich.console import Console
from rich.table import Table as Grid

from graph.ask.account import accounted_lines, totals
from graph.ask.readback import find_schema, read_back
from graph.ask.trace import parse_lines, trace_lines
from graph.ask.trace import trace as trace_thing
from graph.build.assemble import ontology_triples
from graph.build.pipeline import build as build_release
from graph.build.site_files import prefix_file
from graph.build.validate import ValidationError, load_shapes, rdflib_graph, validate_lines
from graph.build.validate import validate as validate_graph
from graph.formats import RDF_FORMATS, RESULT_FORMATS, FormatError, named
from graph.release import Release, current
from graph.store import open_store
from graph.write.jsonld import Context
from graph.write.serialisation import serialise
from mappings.csv_files import to_csv
from mappings.map.sources import sources
from mappings.options import out_option, site_option
from mappings.read.ledger import STATUSES, LedgerError
from mappings.site import load_site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import compact, declarations, prefixes


class QueryError(ReportedError):
    """A query is malformed, or the engine cannot answer it."""


@click.command()
@click.option("--base-iri", metavar="IRI", help="The beginning of every URI.  [default: base-iri of site.toml]")
@site_option
@out_option
def build(base_iri: str | None, site_folder: Path, var: Path) -> None:
    """Build a validated release from the tables and make it the current one.

    A release that fails validation is not published: nothing of it is left, and the one before stays current.
    """
    console = Console(stderr=True)
    site = load_site(site_folder)
    namespace = Namespace.of(base_iri or site.base_iri, prefix_file(site))
    with console.status("starting") as status:

        def progress(message: str) -> None:
            status.update(message)
            if not console.is_terminal:
                click.echo(message, err=True)

        built = build_release(site, namespace, var, progress)
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
    console.print(f"peak memory {built.peak_memory / 1e6:,.0f} MB")
    click.echo(str(built.release.path))


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@site_option
@out_option
def validate(files: tuple[Path, ...], site_folder: Path, var: Path) -> None:
    """Validate the current release, or RDF FILES, with the SHACL shapes of the site.

    Exits 1 and lists the violations when a shape is broken. The extension of a file tells its format.
    """
    site = load_site(site_folder)
    if files:
        data = rdflib.Graph()
        namespace = Namespace.of(site.base_iri, prefix_file(site))
        for file in files:
            try:
                data.parse(file)
            except Exception as error:  # rdflib's parsers raise whatever their format's library does
                raise ReportedError(f"{file}: cannot be read as RDF ({' '.join(str(error).split())[:200]})") from error
        data += rdflib_graph(ontology_triples(site, namespace))
        report = validate_graph(data, load_shapes(namespace, site.shapes), os.cpu_count() or 1)
    else:
        release = current(var)
        text = (release.dump_folder / f"{release.name}.nt").read_text(encoding="utf-8")
        lines = [line.removesuffix(" .") for line in text.split("\n") if line]
        report = validate_lines(lines, load_shapes(release.namespace, site.shapes))
    for violation in report.violations:
        click.echo(str(violation))
    if not report.conforms:
        raise ValidationError(f"{len(report.violations)} violation(s)")
    click.echo(f"conforms: {len(report.focus_nodes)} shapes, {sum(report.focus_nodes.values()):,} focus nodes")


def _open(var: Path) -> tuple[Release, Store]:
    release = current(var)
    return release, open_store(release, in_memory=False).store


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
    release, store = _open(var)
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
        context = Context.parse(release.context, release.base)
        quads = [Quad(t.subject, t.predicate, t.object, DefaultGraph()) for t in result]
        data = serialise(quads, form, prefixes=prefixes(release.namespace), base=release.base, context=context)
    sys.stdout.buffer.write(data or b"")
    sys.stdout.buffer.flush()


def _short(message: str, added_lines: int) -> str:
    """Oxigraph's *message* without its list of what it expected; its line is counted from the first of the query."""
    message = " ".join(message.split())
    place = re.match(r"error at (\d+):(\d+): ", message)
    if not place:
        return message
    rest = message[place.end() :]
    if rest.startswith("expected one of"):
        rest = "something else is expected there"
    return f"line {int(place[1]) - added_lines}, column {place[2]}: {rest}"


def _console(stderr: bool = False) -> Console:
    """A console that cuts nothing off when its output goes to a file or a pipe."""
    console = Console(stderr=stderr)
    return console if console.is_terminal else Console(stderr=stderr, width=250)


def _text(term: NamedNode | BlankNode | Literal | Triple | None, namespace: Namespace) -> str:
    if term is None:
        return ""
    if isinstance(term, NamedNode):
        return compact(namespace, term.value) or term.value
    return term.value if isinstance(term, Literal | BlankNode) else str(term)


def _print_table(result: QuerySolutions | QueryBoolean, namespace: Namespace) -> None:
    console = _console()
    if isinstance(result, QueryBoolean):
        console.print("true" if result else "false")
        return
    grid = Grid(*(variable.value for variable in result.variables))
    count = 0
    for solution in result:
        grid.add_row(*(_text(term, namespace).replace("[", r"\[") for term in solution))
        count += 1
    console.print(grid)
    _console(stderr=True).print(f"{count} row(s)")


@click.command()
@click.argument("name")
@site_option
@out_option
def table(name: str, site_folder: Path, var: Path) -> None:
    """Print the table NAME as CSV, read back from the graph by the query kept beside it."""
    release, store = _open(var)
    site = load_site(site_folder)
    schema = find_schema(sources(site.mappings, site.sources), name)
    click.echo(to_csv(schema.column_names, read_back(store, schema, release.namespace)), nl=False)


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
    asked = parse_lines(iri, release.manifest["documents"])
    if asked:
        grid = Grid("thing", "property", "value", "table/row", "document lines", box=None)
        statements = trace_lines(store, namespace, asked)
    else:
        if "://" not in iri:
            iri = f"{namespace.base}/id/{iri.removeprefix('id:').removeprefix('/id/').replace(':', '/')}"
        grid = Grid("property", "value", "table/row", "document lines", box=None)
        statements = trace_thing(store, namespace, iri)
    for traced in statements:
        predicate = compact(namespace, traced.triple.predicate.value) or traced.triple.predicate.value
        cited = sorted({lines for origin in traced.origins for lines in origin.lines})
        subject = traced.triple.subject
        grid.add_row(
            *([_text(subject, namespace)] if asked else []),
            predicate,
            _text(traced.triple.object, namespace).replace("[", r"\["),
            "\n".join(f"{origin.table}/{origin.row}" for origin in traced.origins),
            "\n".join(f"{lines.document} {lines.cell}" for lines in cited),
        )
    _console().print(grid)


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
    lines = accounted_lines(open_store(release, in_memory=False), release.namespace, document)
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
    _console().print(grid)
