"""``tabunka validate``: a release, or files of RDF, against the SHACL shapes of the site."""

from __future__ import annotations

import os
from pathlib import Path

import click
import rdflib

from graph.build.assemble import ontology_triples
from graph.build.site_files import site_namespace
from graph.build.validate import ValidationError, load_shapes, rdflib_graph, validate_lines
from graph.build.validate import validate as validate_graph
from graph.release import current
from mappings.options import out_option, site_option
from mappings.site import load_site
from ontology.errors import ReportedError


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
        namespace = site_namespace(site)
        for file in files:
            try:
                data.parse(file)
            except Exception as error:  # rdflib's parsers raise the errors of the library of each format
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
