"""The files of a release: in which order statements stand in them, how they are written, their sizes and checksums."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import parse, serialize

from graph.cache import Cache
from graph.dumps import Content, Dump
from graph.formats import TURTLE, RdfFormat
from graph.write.blocks import Cut, compress
from graph.write.conversion import Conversion
from graph.write.lines import in_file_order
from graph.write.serialisation import in_order
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

_BLOCK = 1 << 20

Facts = dict[str, dict[str, Any]]
"""``bytes``, ``sha256`` and ``media_type`` of files by name."""


class DumpWriter:
    """Writes the dumps of a release into *folder* while the build goes on, and compresses each.

    Those in N-Triples and N-Quads are written by the build: at :meth:`plain`, then :meth:`complete`. A process makes
    the others from them, with the text *context* of a JSON-LD context. The compressed blocks that *cache* has are not
    made again. Leaving the context ends what is unfinished.
    """

    def __init__(
        self, folder: Path, dumps: Sequence[Dump], namespace: Namespace, context: str, cache: Cache | None = None
    ) -> None:
        self.folder = folder
        self._plain = [dump for dump in dumps if not dump.compressed]
        self._cache = cache
        self._conversion = Conversion(namespace, context, cache)
        self._converting, self._compressing = ThreadPoolExecutor(1), ThreadPoolExecutor(1)
        self._cuts: dict[str, Future[Cut]] = {}

    def __enter__(self) -> DumpWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self._conversion.kill()
        self._converting.shutdown(cancel_futures=True)
        self._compressing.shutdown(cancel_futures=True)
        self._conversion.close()

    def plain(self, content: Content, form: RdfFormat) -> Path:
        """Where the dump of *content* in *form* stands, uncompressed."""
        return self.folder / next(dump.name for dump in self._plain if (dump.content, dump.format) == (content, form))

    def complete(self, path: Path) -> Future[Cut]:
        """Compress the dump *path*, which is complete, and make others from it. The future is of its blocks."""
        source = next(dump for dump in self._plain if dump.name == path.name)
        future = self._cuts[source.name] = self._compressing.submit(self._compressed, source)
        for dump in self._plain:
            if dump.content == source.content and dump.format != source.format:
                self._cuts[dump.name] = self._converting.submit(self._converted, dump, source)
        return future

    def finish(self, facts: Facts) -> Iterator[str]:
        """Wait for all dumps, yielding the name of each file as it is done; *facts* are filled.

        Raises ConversionError for the first one that cannot be written.
        """
        for dump in self._plain:
            cut = self._cuts[dump.name].result()
            facts[dump.name] = {"bytes": cut.size, "sha256": cut.sha256, "media_type": dump.format.media_type}
            yield dump.name
            packed = _packed(self.folder / dump.name)
            facts[packed.name] = {**file_facts(packed), "media_type": dump.format.media_type}
            yield packed.name

    def _converted(self, dump: Dump, source: Dump) -> Cut:
        self._conversion.convert(dump.format, self.folder / source.name, self.folder / dump.name)
        return self._compressed(dump)

    def _compressed(self, dump: Dump) -> Cut:
        path = self.folder / dump.name
        return compress(path, _packed(path), self._cache)


def _packed(path: Path) -> Path:
    return path.with_name(f"{path.name}.gz")


def write_turtle(path: Path, lines: Iterable[str], namespace: Namespace) -> None:
    """Write the statements *lines* as Turtle, with every prefix of the project, in the order of the dumps."""
    text = "".join(f"{line} .\n" for line in in_file_order(set(lines)))
    triples = (quad.triple for quad in parse(text, format=Syntax.N_TRIPLES))
    data = serialize(triples, format=TURTLE.rdf, prefixes=prefixes(namespace))
    path.write_bytes(in_order(data or b""))


def facts_of_files(paths: Iterable[Path]) -> list[dict[str, int | str]]:
    """:func:`file_facts` of each of *paths*, several at a time: hashing does not hold the interpreter."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(file_facts, paths))


def file_facts(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
