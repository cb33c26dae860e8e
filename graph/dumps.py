"""Dumps of a release: which files there are, and how they are written."""

from __future__ import annotations

import gzip
import hashlib
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal as Choice

from pyoxigraph import DefaultGraph, Quad, RdfFormat, Triple, serialize

from graph.prefixes import prefixes
from mappings.namespaces import Namespace

Holds = Choice["default graph", "all graphs", "provenance"]
_FORMATS = "http://www.w3.org/ns/formats/"
_KINDS: tuple[tuple[str, str, str, str, RdfFormat], ...] = (
    ("ttl", "text/turtle", "Turtle", "Turtle", RdfFormat.TURTLE),
    ("nt", "application/n-triples", "N-Triples", "N-Triples", RdfFormat.N_TRIPLES),
    ("rdf", "application/rdf+xml", "RDF_XML", "RDF/XML", RdfFormat.RDF_XML),
    ("jsonld", "application/ld+json", "JSON-LD", "JSON-LD", RdfFormat.JSON_LD),
    ("nq", "application/n-quads", "N-Quads", "N-Quads", RdfFormat.N_QUADS),
    ("trig", "application/trig", "TriG", "TriG", RdfFormat.TRIG),
)


@dataclass(frozen=True)
class Dump:
    """One file of a release that people download."""

    name: str
    media_type: str
    format_iri: str
    format: RdfFormat
    holds: Holds
    compressed: bool
    title_ja: str
    title_en: str


def _dumps() -> Iterator[Dump]:
    for extension, media_type, iri, title, kind in _KINDS:
        whole = extension in ("nq", "trig")
        holds: Holds = "all graphs" if whole else "default graph"
        ja, en = ("全グラフ", "all graphs") if whole else ("既定グラフ", "default graph")
        for gz in (False, True):
            yield Dump(
                f"tabunka.{extension}" + (".gz" if gz else ""), media_type, _FORMATS + iri, kind, holds, gz,
                f"{ja}（{title}{'、gzip' if gz else ''}）", f"{en}, {title}{', gzip' if gz else ''}",
            )
    for gz in (False, True):
        yield Dump(
            "tabunka-provenance.nq" + (".gz" if gz else ""), "application/n-quads", _FORMATS + "N-Quads",
            RdfFormat.N_QUADS, "provenance", gz,
            f"来歴（RDF 1.2 N-Quads{'、gzip' if gz else ''}）", f"lineage, RDF 1.2 N-Quads{', gzip' if gz else ''}",
        )


DUMPS: tuple[Dump, ...] = tuple(_dumps())


def ordered(triples: Iterable[Triple]) -> list[Triple]:
    """*triples* by subject, ``rdf:type`` first, then predicate and object: the same data give the same file."""
    return sorted(triples, key=lambda t: (str(t.subject), not t.predicate.value.endswith("#type"), str(t.predicate), str(t.object)))


def quads(default: Iterable[Triple], named: Mapping[str, Iterable[Triple]], namespace: Namespace) -> Iterator[Quad]:
    """The default graph, then each named graph by name, in the order of the files."""
    for triple in ordered(default):
        yield Quad(triple.subject, triple.predicate, triple.object, DefaultGraph())
    for name in sorted(named):
        graph = namespace.graph(name)
        for triple in ordered(named[name]):
            yield Quad(triple.subject, triple.predicate, triple.object, graph)


def write_dumps(
    folder: Path, namespace: Namespace, default: list[Triple], all_quads: list[Quad], provenance: list[Quad]
) -> Iterator[str]:
    """Write every dump into *folder*, yielding each name as it is done.

    *default* and *all_quads* must be in file order; *all_quads* holds the default graph and the named ones.
    """
    content: dict[Holds, list[Triple] | list[Quad]] = {
        "default graph": default, "all graphs": all_quads, "provenance": provenance
    }
    used = prefixes(namespace)
    for dump in DUMPS:
        path = folder / dump.name
        if dump.compressed:
            with path.with_suffix("").open("rb") as plain, path.open("wb") as out:
                # No file name and no time in the header: the same data give the same bytes.
                with gzip.GzipFile("", "wb", 6, out, mtime=0) as zipped:
                    shutil.copyfileobj(plain, zipped, 1 << 20)
        else:
            known = {} if dump.format in (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS) else used
            serialize(content[dump.holds], str(path), dump.format, prefixes=known)
        yield dump.name


def file_facts(path: Path) -> dict[str, int | str]:
    """Size in bytes and SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return {"bytes": path.stat().st_size, "sha256": digest.hexdigest()}


