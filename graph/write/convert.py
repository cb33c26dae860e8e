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

from graph.cache import Cache
from graph.formats import JSON_LD, RDF_FORMATS, RDF_XML, TRIG, TURTLE, FormatError, RdfFormat, named
from graph.processes import die_with
from graph.write import jsonld
from graph.write.block_conversion import BlockConverter, SourceBlock, source_blocks
from graph.write.large_conversion import convert_large
from graph.write.serialisation import element_prefixes, prefixes_of
from ontology.errors import ReportedError
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

LARGE = 256 << 20
"""Bytes of a file beyond which it is not held in memory."""


class Converter:
    """Writes dumps with the prefixes of *namespace* and with the JSON-LD *context*; *cache* has parts of them."""

    def __init__(self, namespace: Namespace, context: jsonld.Context, cache: Cache | None = None) -> None:
        self._namespace = namespace
        self._context = context
        self._blocks = BlockConverter(context, cache)
        self._read: tuple[Path, list[SourceBlock], dict[str, str]] | None = None

    def convert(self, form: RdfFormat, source: Path, target: Path) -> None:
        """Write the statements of *source* as *target* in *form*: N-Quads as TriG, N-Triples as all others.

        Block by block with the cache; a file that is too large for memory statement by statement, without it. Raises
        FormatError.
        """
        if source.stat().st_size > LARGE:
            convert_large(form, source, target, self._namespace, self._context)
        else:
            target.write_bytes(self._converted(form, source))

    def _converted(self, form: RdfFormat, source: Path) -> bytes:
        blocks, names = self._source(source, Syntax.N_QUADS if form == TRIG else Syntax.N_TRIPLES)
        if form == JSON_LD:
            return self._blocks.json_ld(blocks)
        if form == RDF_XML:
            names = element_prefixes(names, self._namespace.base)
        elif form not in (TURTLE, TRIG):
            raise FormatError(f"there is no dump in {form.name}")
        return self._blocks.serialised(form, blocks, names)

    def _source(self, source: Path, syntax: Syntax) -> tuple[list[SourceBlock], dict[str, str]]:
        """The blocks of *source*, and the prefixes that it uses; it is read once for several formats."""
        if self._read is None or self._read[0] != source:
            blocks = list(source_blocks(source.read_bytes(), syntax))
            names = prefixes_of(prefixes(self._namespace), self._blocks.namespaces(blocks), self._namespace.base)
            self._read = source, blocks, names
        return self._read[1:]


def main() -> None:
    """Carry out the orders of standard input: ``form``, ``source``, ``target``.

    An answer has an ``error`` or null, and ``entries``: new ones of the cache, for the build to put in place.
    """
    lines = iter(sys.stdin)
    for answer in _answers(lines):
        print(json.dumps(answer), flush=True)


def _answers(lines: Iterator[str]) -> Iterator[dict[str, object]]:
    settings = json.loads(next(lines))
    die_with(settings["parent"])
    namespace = Namespace(
        settings["base"], Path(settings["prefixes"]), settings["vocabulary"], frozenset(settings["concepts"])
    )
    context = jsonld.Context.parse(settings["context"], namespace.base, namespace.vocabulary)
    cache = Cache(Path(settings["cache"]["folder"]), settings["cache"]["software"]) if settings["cache"] else None
    converter = Converter(namespace, context, cache)
    for line in lines:
        order = json.loads(line)
        try:
            form = named(order["form"], RDF_FORMATS)
            converter.convert(form, Path(order["source"]), Path(order["target"]))
            yield {"error": None, "entries": cache.hand_over() if cache else []}
        except (OSError, ValueError, ReportedError) as error:
            yield {"error": f"{order['target']}: cannot be written ({error})"}


if __name__ == "__main__":
    main()
