"""The files of a release: in which order statements stand in them, how they are written, their sizes and checksums."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import Triple, parse, serialize

from graph.dumps import Content, Dump
from graph.formats import JSON_LD, N_QUADS, N_TRIPLES, RDF_XML, TRIG, TURTLE, FormatError, RdfFormat
from graph.write import jsonld
from graph.write.lines import in_file_order
from graph.write.serialisation import element_prefixes, in_order, namespaces_of_lines, prefixes_of
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

_BLOCK = 1 << 20

Facts = dict[str, dict[str, Any]]
"""``bytes``, ``sha256`` and ``media_type`` of files by name."""


@dataclass(frozen=True)
class DumpWriter:
    """Writes the dumps of a release into *folder* from those in N-Triples and N-Quads, which stand there already."""

    folder: Path
    dumps: Sequence[Dump]
    namespace: Namespace

    def plain(self, content: Content, form: RdfFormat) -> Path:
        """Where the dump of *content* in *form* stands, uncompressed."""
        names = (d.name for d in self.dumps if (d.content, d.format, d.compressed) == (content, form, False))
        return self.folder / next(names)

    def write(self, default: Sequence[str], context: jsonld.Context, facts: Facts) -> Iterator[str]:
        """Write the others, and compress all, yielding each name as it is done; *facts* are filled.

        *default* are the lines of the default graph. Files are compressed in other threads while the next are written.
        """
        starts = namespaces_of_lines(default)
        plain = [dump for dump in self.dumps if not dump.compressed]
        with ThreadPoolExecutor(1) as threads:
            waiting: dict[str, Future[Facts]] = {}
            source = self.plain("default graph", N_TRIPLES)
            triples = [quad.triple for quad in parse(path=str(source), format=Syntax.N_TRIPLES)]
            for dump in sorted(plain, key=lambda dump: dump.format not in (N_TRIPLES, N_QUADS)):
                path = self.folder / dump.name
                if dump.format not in (N_TRIPLES, N_QUADS):
                    path.write_bytes(self._converted(dump.format, triples, starts, context))
                waiting[dump.name] = threads.submit(_compressed, path, dump.format.media_type)
            for dump in plain:
                of_both = waiting[dump.name].result()
                facts |= of_both
                yield from of_both

    def _converted(
        self, form: RdfFormat, triples: Sequence[Triple], starts: set[str], context: jsonld.Context
    ) -> bytes:
        """The default graph *triples*, whose IRIs begin with *starts*, in *form*; TriG holds all graphs."""
        names = prefixes_of(prefixes(self.namespace), starts, self.namespace.base)
        if form == JSON_LD:
            return jsonld.dumps(triples, context).encode()
        if form == TURTLE:
            return in_order(serialize(triples, format=form.rdf, prefixes=names) or b"")
        if form == RDF_XML:
            names = element_prefixes(names, self.namespace.base)
            return in_order(serialize(triples, format=form.rdf, prefixes=names) or b"")
        if form != TRIG:
            raise FormatError(f"there is no dump in {form.name}")
        source = self.plain("all graphs", N_QUADS)
        with source.open(encoding="utf-8", newline="") as file:
            used = namespaces_of_lines(_without_graph(line) for line in file)
        names = prefixes_of(prefixes(self.namespace), used, self.namespace.base)
        quads = parse(path=str(source), format=Syntax.N_QUADS)
        return in_order(serialize(quads, format=form.rdf, prefixes=names) or b"")


def _without_graph(line: str) -> str:
    """The statement of a *line* of N-Quads; a line of the default graph has no graph to drop."""
    statement = line.removesuffix(" .\n")
    subject, predicate, value = statement.split(" ", 2)
    if value[0] == "<":
        return f"{subject} {predicate} {value.partition(' ')[0]}"
    # After a literal: its language or datatype has no space in it.
    literal, quote, rest = value.rpartition('"')
    return f"{subject} {predicate} {literal}{quote}{rest.partition(' ')[0]}"


def _compressed(path: Path, media_type: str) -> Facts:
    """Compress *path* into the file beside it that is called ``.gz``; the facts of both."""
    packed = path.with_name(f"{path.name}.gz")
    # No file name and no time in the header: the same data give the same bytes.
    with path.open("rb") as plain, packed.open("wb") as out, gzip.GzipFile("", "wb", 6, out, mtime=0) as zipped:
        shutil.copyfileobj(plain, zipped, _BLOCK)
    return {file.name: {**file_facts(file), "media_type": media_type} for file in (path, packed)}


def write_turtle(path: Path, triples: Iterable[Triple], namespace: Namespace) -> None:
    """Write *triples* as Turtle, with every prefix of the project, in the order of the dumps."""
    by_line: Mapping[str, Triple] = {str(triple): triple for triple in triples}
    data = serialize(
        [by_line[line] for line in in_file_order(by_line)], format=TURTLE.rdf, prefixes=prefixes(namespace)
    )
    path.write_bytes(in_order(data or b""))


def file_facts(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
