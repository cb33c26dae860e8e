"""Dumps of a release: which files there are, and how they are written."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as Choice

from pyoxigraph import DefaultGraph, Quad, Triple

import ontology
from graph.formats import DATASET_FORMATS, N_QUADS, RDF_FORMATS, Format
from graph.write.jsonld import Context
from graph.write.serialisation import serialise
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

Holds = Choice["default graph", "all graphs", "provenance"]
_TITLES: dict[Holds, tuple[str, str]] = {
    "default graph": ("既定グラフ", "default graph"),
    "all graphs": ("全グラフ", "all graphs"),
    "provenance": ("来歴（RDF 1.2）", "lineage (RDF 1.2)"),
}


@dataclass(frozen=True)
class Dump:
    """One file of a release that people download."""

    name: str
    format: Format
    holds: Holds
    compressed: bool

    @property
    def titles(self) -> dict[str, str]:
        """What the file is called, in ja and en."""
        ja, en = _TITLES[self.holds]
        extra_ja, extra_en = ("、gzip", ", gzip") if self.compressed else ("", "")
        return {"ja": f"{ja}（{self.format.name}{extra_ja}）", "en": f"{en}, {self.format.name}{extra_en}"}


def _dumps() -> Iterator[Dump]:
    kinds: list[tuple[str, Format, Holds]] = [
        ("tabunka", each, "all graphs" if each in DATASET_FORMATS else "default graph") for each in RDF_FORMATS
    ]
    for stem, each, holds in [*kinds, ("tabunka-provenance", N_QUADS, "provenance")]:
        yield Dump(f"{stem}.{each.extension}", each, holds, False)
        yield Dump(f"{stem}.{each.extension}.gz", each, holds, True)


DUMPS: tuple[Dump, ...] = tuple(_dumps())
"""Every dump of a release. A compressed one follows the plain one it is made from."""


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
    folder: Path, namespace: Namespace, default: list[Quad], all_quads: list[Quad], provenance: list[Quad]
) -> Iterator[str]:
    """Write every dump into *folder*, yielding each name as it is done.

    *default* and *all_quads* must be in file order; *all_quads* holds the default graph and the named ones.
    """
    content: dict[Holds, list[Quad]] = {"default graph": default, "all graphs": all_quads, "provenance": provenance}
    context = Context.parse(ontology.CONTEXT.read_text(encoding="utf-8"), namespace.base)
    for dump in DUMPS:
        path = folder / dump.name
        if dump.compressed:
            # No file name and no time in the header: the same data give the same bytes.
            with (
                path.with_suffix("").open("rb") as plain,
                path.open("wb") as out,
                gzip.GzipFile("", "wb", 6, out, mtime=0) as zipped,
            ):
                shutil.copyfileobj(plain, zipped, 1 << 20)
        else:
            path.write_bytes(
                serialise(
                    content[dump.holds],
                    dump.format,
                    prefixes=prefixes(namespace),
                    base=namespace.base,
                    context=context,
                )
            )
        yield dump.name


def file_facts(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}
