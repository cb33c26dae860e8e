"""A release of RDF as it is, made in seconds: its statements, dumps and descriptions, and nothing that a site declares.

It has no tables, so no lineage and no ledger; no shapes, so no report. Its default graph is the union of all that the
files state, and nothing else.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import RdfFormat as Syntax
from pyoxigraph import parse, serialize

import ontology
from graph.build.cardinality import cardinalities
from graph.build.catalogue import Edition, describe_catalogue, describe_sizes
from graph.build.hub_counts import hubs_of
from graph.build.statement_index import StatementIndex
from graph.build.statistics import statistics
from graph.build.term_usage import term_usage
from graph.build.version import given_date
from graph.dumps import Dump, dumps
from graph.formats import N_QUADS, N_TRIPLES, RDF_XML, TRIG, RdfFormat
from graph.hubs import write_hubs
from graph.light.description import described_site, void_lines
from graph.publish.checksums import CHECKSUMS, write_checksums
from graph.publish.draft import drafted
from graph.quality import DEFINITIONS
from graph.release import MANIFEST
from graph.write.blocks import compress
from graph.write.files import Facts, file_facts, write_turtle
from graph.write.lines import in_file_order, write_lines
from mappings.as_is.base import guessed_base
from mappings.as_is.files import RdfFile
from mappings.as_is.reading import RdfReader
from mappings.site import FILE as SITE
from mappings.site import load_site
from ontology.json_text import indented
from ontology.namespaces import DEFAULT_BASE, Namespace

_LARGE = 200_000
"""With more statements than this, no dump in RDF/XML or JSON-LD is made: writing these takes longer than all else."""


@dataclass
class _Data:
    """What the files state: lines of the default graph and of each named one, prefixes, and the blank nodes."""

    default: list[str] = field(default_factory=list)
    named: dict[str, list[str]] = field(default_factory=dict)
    prefixes: dict[str, str] = field(default_factory=dict)
    blank_nodes: int = 0


def make_release(files: Sequence[RdfFile], var: Path, base: str, progress: Callable[[str], None]) -> Path:
    """Make the release of *files* below *var*, with the base IRI *base* (empty: guessed). Returns its folder.

    Raises RdfError, BaseError and ReleaseError.
    """
    data = _read(files, base)
    namespace = Namespace.of(base or guessed_base(data.default))
    progress(f"describing {len(data.default):,} statements")
    with drafted(var) as draft:
        version = _version(data, namespace)
        _write(draft, files, data, namespace, version)
        target = draft.parent / version
        if not target.exists():
            draft.rename(target)
    return target


def _read(files: Sequence[RdfFile], base: str) -> _Data:
    """The statements of *files*, each graph without doubles and in the order of files. Raises RdfError."""
    data = _Data()
    default: set[str] = set()
    named: defaultdict[str, set[str]] = defaultdict(set)
    for number, file in enumerate(files, 1):
        reader = RdfReader(file, f"{base or DEFAULT_BASE}/{file.stem}", f"f{number}b" if len(files) > 1 else "b")
        for line, graph in reader.lines():
            default.add(line)
            if graph:
                named[graph].add(line)
        data.prefixes = reader.prefixes | data.prefixes
        data.blank_nodes += reader.blank_nodes
    data.default = in_file_order(default)
    data.named = {graph: in_file_order(lines) for graph, lines in sorted(named.items())}
    return data


def _version(data: _Data, namespace: Namespace) -> str:
    digest = hashlib.sha256(namespace.base.encode())
    for graph, lines in (("", data.default), *data.named.items()):
        digest.update(f"\0{graph}\0".encode())
        digest.update("\n".join(lines).encode())
    return f"{given_date() or datetime.now(UTC).date()}-{digest.hexdigest()[:8]}"


def _write(draft: Path, files: Sequence[RdfFile], data: _Data, namespace: Namespace, version: str) -> None:
    """Write the release into *draft*."""
    index = StatementIndex(data.default, as_is=True)
    counted = statistics(index)
    name, text = described_site(files, index, namespace.base)
    (draft / SITE).write_text(text, encoding="utf-8")
    (draft / "ontology").mkdir()
    (draft / "ontology" / ontology.CONTEXT).write_text(ontology.context(draft / "ontology"), encoding="utf-8")
    prefixes = {**json.loads(ontology.PREFIXES.read_text(encoding="utf-8")), **_usable(data.prefixes)}
    (draft / "ontology" / ontology.PREFIXES.name).write_text(_json(prefixes), encoding="utf-8")
    (draft / DEFINITIONS.name).write_bytes(DEFINITIONS.read_bytes())
    site, day = load_site(draft), datetime.fromisoformat(f"{version[:10]}T00:00:00+00:00")
    own = Namespace(namespace.base, draft / "ontology" / ontology.PREFIXES.name)
    edition = Edition(version, day)
    offered = [dump for dump in dumps(name) if _is_offered(dump, len(data.default))]
    facts = _write_dumps(draft / "dump", offered, data)
    cardinalities(index).write(draft)
    write_hubs(draft, hubs_of(index, own, as_is=True))
    term_usage(index, (), own).write(draft)
    catalogue = [*describe_catalogue(own, site, edition, offered), *describe_sizes(own, site, edition, facts)]
    write_turtle(draft / "dcat.ttl", map(str, catalogue), own)
    write_turtle(draft / "void.ttl", void_lines(own, site, edition, counted, offered), own)
    (draft / "gone.json").write_text("{}\n", encoding="utf-8")
    (draft / "tables.json").write_text('{"tables":[]}\n', encoding="utf-8")
    manifest: dict[str, Any] = {
        "version": version,
        "base": namespace.base,
        "vocabulary": {"base": namespace.base, "concepts": []},
        "issued": version[:10],
        "modified": day.isoformat(),
        "quads": len(data.default) + sum(map(len, data.named.values())),
        "statements": {"default": len(data.default)},
        "rows": {},
        "documents": {},
        "triples": len(data.default),
        "as_is": ["default"],
        "named_graphs": {graph: len(lines) for graph, lines in data.named.items()},
        "blank_nodes": data.blank_nodes,
        "files": facts,
    }
    (draft / MANIFEST).write_text(_json(manifest), encoding="utf-8")
    write_checksums(draft)


def _usable(prefixes: Mapping[str, str]) -> dict[str, str]:
    """Those of the *prefixes* of files that a page or a query can write: with a name, for an IRI that is not relative.

    Braces would be taken for the bases that prefixes of ours are filled in with.
    """
    return {name: iri for name, iri in prefixes.items() if name and ":" in iri and "{" not in iri}


def _is_offered(dump: Dump, statements: int) -> bool:
    if dump.content == "provenance":
        return False
    return statements <= _LARGE or dump.format.names_graphs or dump.format.extension in ("nt", "ttl")


def _write_dumps(folder: Path, offered: Sequence[Dump], data: _Data) -> Facts:
    """Write the dumps *offered*, those that a format cannot hold left out. Returns their facts."""
    folder.mkdir()
    plain = [dump for dump in offered if not dump.compressed]
    triples, quads = (
        folder / next(dump.name for dump in plain if dump.format == form) for form in (N_TRIPLES, N_QUADS)
    )
    write_lines(triples, data.default)
    if data.named:
        write_lines(quads, data.default)
        for graph, lines in data.named.items():
            write_lines(quads, lines, graph)
    else:
        quads.hardlink_to(triples)
    facts: Facts = {}
    with ThreadPoolExecutor(2) as pool:
        # The default graph alone is the same text in both line-based formats: N-Triples comes first.
        ordered = sorted(plain, key=lambda dump: dump.format != N_TRIPLES)
        same = N_QUADS if not data.named else None
        written = [
            (dump, pool.submit(_converted, dump, folder / dump.name, triples, quads, data.prefixes, same))
            for dump in ordered
        ]
        for dump, future in written:
            if not future.result():
                continue
            if not data.named and dump.format == N_QUADS:
                (folder / f"{quads.name}.gz").hardlink_to(folder / f"{triples.name}.gz")
            for path in (folder / dump.name, folder / f"{dump.name}.gz"):
                facts[path.name] = {**file_facts(path), "media_type": dump.format.media_type}
    sums = "".join(f"{entry['sha256']}  {name}\n" for name, entry in facts.items())
    (folder / CHECKSUMS).write_text(sums, encoding="ascii")
    return facts


def _converted(
    dump: Dump,
    target: Path,
    triples: Path,
    quads: Path,
    prefixes: Mapping[str, str],
    same: RdfFormat | None,
) -> bool:
    """Write *dump* and its compressed form; False where its format cannot hold the statements.

    The dump in the format *same* is another's file.
    """
    if dump.format == same:
        return True
    if dump.format not in (N_TRIPLES, N_QUADS):
        source, syntax = (quads, Syntax.N_QUADS) if dump.format == TRIG else (triples, Syntax.N_TRIPLES)
        parsed = parse(path=str(source), format=syntax, lenient=True)
        statements = parsed if dump.format == TRIG else (quad.triple for quad in parsed)
        names = {name: iri for name, iri in prefixes.items() if dump.format != RDF_XML or name}
        try:
            serialize(statements, str(target), format=dump.format.rdf, prefixes=names)
        except (ValueError, OSError):
            # RDF/XML has no way to write some properties, and formats of RDF 1.1 no triple terms.
            target.unlink(missing_ok=True)
            return False
    compress(target, target.with_name(f"{target.name}.gz"))
    return True


def _json(value: object) -> str:
    return indented(value) + "\n"
