"""Dumps in Turtle, RDF/XML, JSON-LD and TriG, made from those in N-Triples and N-Quads.

Also run as a program (:mod:`graph.write.conversion`): the first line of standard input says how to write, each further
one which dump; each answer is one line. Lines are JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import Triple, parse, serialize

from graph.formats import JSON_LD, RDF_FORMATS, RDF_XML, TRIG, TURTLE, FormatError, RdfFormat, named
from graph.write import jsonld
from graph.write.serialisation import element_prefixes, in_order, namespaces_of_lines, prefixes_of
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes


class Converter:
    """Writes dumps with the prefixes of *namespace* and with the JSON-LD *context*."""

    def __init__(self, namespace: Namespace, context: jsonld.Context) -> None:
        self._namespace = namespace
        self._context = context
        self._read: tuple[Path, list[Triple]] | None = None

    def converted(self, form: RdfFormat, source: Path) -> bytes:
        """The statements of *source* in *form*: N-Quads for TriG, N-Triples for all others. Raises FormatError."""
        if form == JSON_LD:
            return jsonld.dumps(self._triples(source), self._context).encode()
        if form == TRIG:
            quads = parse(path=str(source), format=Syntax.N_QUADS)
            return in_order(serialize(quads, format=form.rdf, prefixes=self._prefixes(source)) or b"")
        names = self._prefixes(source)
        if form == RDF_XML:
            names = element_prefixes(names, self._namespace.base)
        elif form != TURTLE:
            raise FormatError(f"there is no dump in {form.name}")
        return in_order(serialize(self._triples(source), format=form.rdf, prefixes=names) or b"")

    def _triples(self, source: Path) -> list[Triple]:
        """The statements of *source*, which are read once for several formats."""
        if self._read is None or self._read[0] != source:
            self._read = source, [quad.triple for quad in parse(path=str(source), format=Syntax.N_TRIPLES)]
        return self._read[1]

    def _prefixes(self, source: Path) -> dict[str, str]:
        used = namespaces_of_lines(_statements(source))
        return prefixes_of(prefixes(self._namespace), used, self._namespace.base)


def _statements(source: Path) -> set[str]:
    """The different statements of *source*, without their graphs."""
    with source.open(encoding="utf-8", newline="") as file:
        return {_without_graph(line) for line in file}


def _without_graph(line: str) -> str:
    """The statement of a *line* of N-Quads; a line of the default graph has no graph to drop."""
    statement = line.removesuffix(" .\n")
    subject, predicate, value = statement.split(" ", 2)
    if value[0] == "<":
        return f"{subject} {predicate} {value.partition(' ')[0]}"
    # After a literal: its language or datatype has no space in it.
    literal, quote, rest = value.rpartition('"')
    return f"{subject} {predicate} {literal}{quote}{rest.partition(' ')[0]}"


def main() -> None:
    """Carry out the orders of standard input: ``form``, ``source``, ``target``. An answer has an ``error``, or null."""
    lines = iter(sys.stdin)
    for answer in _answers(lines):
        print(json.dumps({"error": answer}), flush=True)


def _answers(lines: Iterator[str]) -> Iterator[str | None]:
    settings = json.loads(next(lines))
    namespace = Namespace(
        settings["base"], Path(settings["prefixes"]), settings["vocabulary"], frozenset(settings["concepts"])
    )
    converter = Converter(namespace, jsonld.Context.parse(settings["context"], namespace.base, namespace.vocabulary))
    for line in lines:
        order = json.loads(line)
        try:
            form = named(order["form"], RDF_FORMATS)
            Path(order["target"]).write_bytes(converter.converted(form, Path(order["source"])))
            yield None
        except (OSError, ValueError, ReportedError) as error:
            yield f"{order['target']}: cannot be written ({error})"


if __name__ == "__main__":
    main()
