"""``tabunka validate``: a release, or files of RDF, against the SHACL shapes of the site."""

from __future__ import annotations

import gzip
import os
from collections.abc import Iterable
from functools import cache, partial
from pathlib import Path

import click
import rdflib
from pyoxigraph import RdfFormat, parse
from rdflib.term import Node

from graph.build.assemble import ontology_triples
from graph.build.cases import find_cases
from graph.build.check_store import store_of_lines
from graph.build.site_files import quality_files, site_namespace
from graph.build.statement_index import StatementIndex
from graph.build.validate import ValidationError, ValidationReport, load_shapes, rdflib_graph, validate_lines
from graph.build.validate import validate as validate_graph
from graph.formats import DATASET_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_FORMATS, RDF_XML, TRIG, TURTLE, by_extension
from graph.quality import metrics
from graph.release import current
from mappings.options import out_option, site_option
from mappings.site import Site, load_site
from ontology.errors import ReportedError
from ontology.namespaces import Namespace

_RDFLIB = {TURTLE: "turtle", N_TRIPLES: "nt", RDF_XML: "xml", JSON_LD: "json-ld", N_QUADS: "nquads", TRIG: "trig"}
"""What rdflib calls each format."""
_SHARED_OUT = 100_000
"""Statements. Fewer are looked at by one process: several would take more time to begin than they save."""


@click.command()
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@site_option
@out_option
def validate(files: tuple[Path, ...], site_folder: Path, var: Path) -> None:
    """Validate the current release, or RDF FILES, with the site's SHACL shapes and quality queries.

    Exits 1 and lists the violations when a shape is broken, or a query finds more cases than there may be. The
    extension of a file tells its format.
    """
    site = load_site(site_folder)
    if files:
        namespace = site_namespace(site)
        lines, report = _validated_files(files, site, namespace)
        store = cache(partial(store_of_lines, lines))
    else:
        release = current(var)
        text = (release.dump_folder / f"{release.name}.nt").read_text(encoding="utf-8")
        lines = [line.removesuffix(" .") for line in text.split("\n") if line]
        namespace, store = release.namespace, cache(partial(store_of_lines, lines))
        report = validate_lines(lines, load_shapes(namespace, site.shapes), store=store)
    if report.focus_nodes and not sum(report.focus_nodes.values()):
        raise ReportedError("no shape has a focus node here, so that nothing was validated; name files with things")
    cases = find_cases(store, StatementIndex(lines), metrics(quality_files(site)).values(), namespace, site.allowed)
    violations = [*report.violations, *(case for found in cases.values() if found.too_many for case in found.cases)]
    for violation in violations:
        click.echo(str(violation))
    if violations:
        raise ValidationError(f"{len(violations)} violation(s)")
    click.echo(f"conforms: {len(report.focus_nodes)} shapes, {sum(report.focus_nodes.values()):,} focus nodes")


def _validated_files(files: Iterable[Path], site: Site, namespace: Namespace) -> tuple[list[str], ValidationReport]:
    """The statements of *files* beside those of the ontology, without blank nodes, and the report on all of them."""
    data, lines = rdflib.Graph(), dict.fromkeys(map(str, ontology_triples(site, namespace)))
    for file in files:
        statements = read_statements(file)
        if not statements:
            raise ReportedError(f"{file}: it holds no statement, so there is nothing to validate")
        lines |= dict.fromkeys(_lines(file, statements))
        data += statements
    shapes = load_shapes(namespace, site.shapes)
    if not any(map(_has_blank_node, data)):
        return list(lines), validate_lines(list(lines), shapes)
    # The screen before SHACL compares terms by their names.
    data += rdflib_graph(ontology_triples(site, namespace))
    processes = os.cpu_count() if len(data) >= _SHARED_OUT else None
    return list(lines), validate_graph(data, shapes, processes or 1)


def _lines(file: Path, statements: rdflib.Graph) -> list[str]:
    """The *statements* of *file* without blank nodes, as N-Triples write them without the full stop."""
    named = rdflib.Graph()
    for triple in statements:
        if not _has_blank_node(triple):
            named.add(triple)
    try:
        return [str(quad.triple) for quad in parse(named.serialize(format="nt"), format=RdfFormat.N_TRIPLES)]
    except Exception as error:  # rdflib knows no more special one for an IRI that is none
        raise _unreadable(file, error) from error


def _has_blank_node(triple: tuple[Node, Node, Node]) -> bool:
    return any(isinstance(term, rdflib.BNode) for term in triple)


def read_statements(file: Path) -> rdflib.Graph:
    """The statements of *file* in all its graphs; it may be compressed by gzip. Raises ReportedError."""
    name = file.name.removesuffix(".gz")
    form = by_extension(RDF_FORMATS).get(name.rpartition(".")[2].lower())
    try:
        data = gzip.decompress(file.read_bytes()) if name != file.name else file.read_bytes()
        text = data.removeprefix(b"\xef\xbb\xbf")
        graph = rdflib.Graph()
        if form in DATASET_FORMATS or form == JSON_LD:
            for subject, predicate, value, _graph in rdflib.Dataset().parse(data=text, format=_RDFLIB[form]).quads():
                graph.add((subject, predicate, value))
            return graph
        return graph.parse(data=text, format=_RDFLIB[form] if form else rdflib.util.guess_format(name))
    except Exception as error:  # rdflib's parsers raise the errors of the library of each format
        raise _unreadable(file, error) from error


def _unreadable(file: Path, error: Exception) -> ReportedError:
    return ReportedError(f"{file}: cannot be read as RDF ({' '.join(str(error).split())[:200]})")
