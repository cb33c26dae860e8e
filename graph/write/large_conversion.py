"""Conversion of a dump that is too large for memory: statement by statement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import Triple, parse, serialize

from graph.formats import JSON_LD, RDF_XML, TRIG, TURTLE, FormatError, RdfFormat
from graph.write import jsonld
from graph.write.block_conversion import without_graph
from graph.write.serialisation import element_prefixes, namespaces_of_lines, prefixes_of, put_in_order
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

_PART = 16 << 20
"""Bytes of the lines that are looked at together."""


def convert_large(form: RdfFormat, source: Path, target: Path, namespace: Namespace, context: jsonld.Context) -> None:
    """Write the statements of *source* as *target* in *form*: N-Quads as TriG, N-Triples as all others.

    Raises FormatError.
    """
    if form == JSON_LD:
        with target.open("w", encoding="utf-8", newline="") as file:
            jsonld.write(_Triples(source), context, file)
        return
    names = prefixes_of(prefixes(namespace), _namespaces(source), namespace.base)
    if form == TRIG:
        quads = parse(path=str(source), format=Syntax.N_QUADS)
        serialize(quads, str(target), format=form.rdf, prefixes=names)
    elif form in (TURTLE, RDF_XML):
        if form == RDF_XML:
            names = element_prefixes(names, namespace.base)
        serialize(_Triples(source), str(target), format=form.rdf, prefixes=names)
    else:
        raise FormatError(f"there is no dump in {form.name}")
    put_in_order(target)


class _Triples(Iterable[Triple]):
    """The statements of an N-Triples file, read each time."""

    def __init__(self, source: Path) -> None:
        self._source = source

    def __iter__(self) -> Iterator[Triple]:
        return (quad.triple for quad in parse(path=str(self._source), format=Syntax.N_TRIPLES))


def _namespaces(source: Path) -> set[str]:
    used: set[str] = set()
    with source.open(encoding="utf-8", newline="\n") as file:
        while lines := file.readlines(_PART):
            used |= namespaces_of_lines({without_graph(line) for line in lines})
    return used
