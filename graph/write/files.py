"""The files of a release: in which order statements stand in them, how they are written, their sizes and checksums."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pyoxigraph import DefaultGraph, Quad, Triple, serialize

from graph.dumps import Content, Dump
from graph.formats import TURTLE
from graph.write.jsonld import Context
from graph.write.serialisation import in_order, serialise
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

_BLOCK = 1 << 20


def ordered(triples: Iterable[Triple]) -> list[Triple]:
    """*triples* by subject, ``rdf:type`` first, then predicate and object: the same data give the same file."""
    return sorted(
        triples,
        key=lambda t: (str(t.subject), not t.predicate.value.endswith("#type"), str(t.predicate), str(t.object)),
    )


def quads(default: Iterable[Triple], named: Mapping[str, Iterable[Triple]], namespace: Namespace) -> Iterator[Quad]:
    """The default graph, then each named graph by name, in the order of the files."""
    for triple in ordered(default):
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
    for name in sorted(named):
        graph = namespace.graph(name)
        for triple in ordered(named[name]):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def write_dumps(
    folder: Path,
    dumps: Sequence[Dump],
    content: Mapping[Content, Sequence[Quad]],
    namespace: Namespace,
    context: Context,
) -> Iterator[str]:
    """Write *dumps* into *folder*, yielding each name as it is done. The quads of *content* must be in file order."""
    for dump in dumps:
        path = folder / dump.name
        if dump.compressed:
            # No file name and no time in the header: the same data give the same bytes.
            with (
                path.with_suffix("").open("rb") as plain,
                path.open("wb") as out,
                gzip.GzipFile("", "wb", 6, out, mtime=0) as zipped,
            ):
                shutil.copyfileobj(plain, zipped, _BLOCK)
        else:
            data = serialise(
                content[dump.content],
                dump.format,
                prefixes=prefixes(namespace),
                base=namespace.base,
                context=context,
            )
            path.write_bytes(data)
        yield dump.name


def write_turtle(path: Path, triples: Iterable[Triple], namespace: Namespace) -> None:
    """Write *triples* as Turtle, with every prefix of the project."""
    data = serialize(ordered(triples), format=TURTLE.rdf, prefixes=prefixes(namespace))
    path.write_bytes(in_order(data or b""))


def describe_files(folder: Path, dumps: Iterable[Dump]) -> dict[str, dict[str, Any]]:
    """``bytes``, ``sha256`` and ``media_type`` of each of *dumps* in *folder*."""
    return {dump.name: {**file_facts(folder / dump.name), "media_type": dump.format.media_type} for dump in dumps}


def file_facts(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
