"""``tabunka validate``: a release, or files of RDF, against the SHACL shapes of the site."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import click
import rdflib

from graph.build.assemble import ontology_triples
from graph.build.cases import find_cases
from graph.build.site_files import quality_files, site_namespace
from graph.build.statement_index import StatementIndex
from graph.build.validate import ValidationError, load_shapes, rdflib_graph, validate_lines
from graph.build.validate import validate as validate_graph
from graph.formats import DATASET_FORMATS, JSON_LD, N_QUADS, N_TRIPLES, RDF_FORMATS, RDF_XML, TRIG, TURTLE, by_extension
from graph.quality import metrics
from graph.release import current
from mappings.options import out_option, site_option
from mappings.site import load_site
from ontology.errors import ReportedError

_RDFLIB = {TURTLE: "turtle", N_TRIPLES: "nt", RDF_XML: "xml", JSON_LD: "json-ld", N_QUADS: "nquads", TRIG: "trig"}
"""What rdflib calls each format."""


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
        data = rdflib.Graph()
        for file in files:
            statements = read_statements(file)
            if not statements:
                raise ReportedError(f"{file}: it holds no statement, so there is nothing to validate")
            data += statements
        data += rdflib_graph(ontology_triples(site, namespace))
        report = validate_graph(data, load_shapes(namespace, site.shapes), os.cpu_count() or 1)
        lines = lines_of(data)
    else:
        release = current(var)
        text = (release.dump_folder / f"{release.name}.nt").read_text(encoding="utf-8")
        lines = [line.removesuffix(" .") for line in text.split("\n") if line]
        namespace = release.namespace
        report = validate_lines(lines, load_shapes(namespace, site.shapes))
    if report.focus_nodes and not sum(report.focus_nodes.values()):
        raise ReportedError("no shape has a focus node here, so that nothing was validated; name files with things")
    cases = find_cases(lines, StatementIndex(lines), metrics(quality_files(site)).values(), namespace, site.allowed)
    violations = [*report.violations, *(case for each in cases.values() if each.too_many for case in each.cases)]
    for violation in violations:
        click.echo(str(violation))
    if violations:
        raise ValidationError(f"{len(violations)} violation(s)")
    click.echo(f"conforms: {len(report.focus_nodes)} shapes, {sum(report.focus_nodes.values()):,} focus nodes")


def lines_of(data: rdflib.Graph) -> list[str]:
    """The statements of *data* without blank nodes, as N-Triples write them without the full stop."""
    named = rdflib.Graph()
    for triple in data:
        if not any(isinstance(term, rdflib.BNode) for term in triple):
            named.add(triple)
    return [line.removesuffix(" .") for line in named.serialize(format="nt").split("\n") if line]


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
        raise ReportedError(f"{file}: cannot be read as RDF ({' '.join(str(error).split())[:200]})") from error
