"""Tables to a validated release: assemble, describe, validate, write, publish."""

from __future__ import annotations

import gc
import json
import resource
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyoxigraph import Quad

from graph.build.assemble import Assembly, Triples, assemble
from graph.build.catalogue import Edition, describe_sizes
from graph.build.measurements import quality_triples
from graph.build.metadata import Metadata, add_metadata
from graph.build.site_files import context_file, copy_site
from graph.build.term_usage import term_usage
from graph.build.validate import Report, load_shapes, require_valid, validate_lines
from graph.build.version import build_time, edition_of
from graph.build.void import void_document
from graph.dumps import Content, dumps
from graph.gone import gone_since, things
from graph.gone import write as write_things
from graph.lineage import reifiers
from graph.quality import GRAPH as QUALITY_GRAPH
from graph.release import MANIFEST, Release, ReleaseError, current, drafted, publish
from graph.store import opened, write_store
from graph.write.files import describe_files, quads, write_dumps, write_turtle
from graph.write.jsonld import Context
from mappings.site import Site
from ontology.namespaces import Namespace

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A finished build and its counts."""

    release: Release
    rows: dict[str, int]
    statements: dict[str, int]
    things: dict[str, int]
    report: Report
    peak_memory: int
    """In bytes, of this process."""


@dataclass(frozen=True)
class _Content:
    """Everything that the files of a release hold."""

    assembly: Assembly
    edition: Edition
    moment: datetime
    metadata: Metadata
    report: Report
    measured: Triples
    provenance: list[Quad]

    @property
    def outside(self) -> dict[str, Triples]:
        """The named graphs that are not part of the default graph, but for provenance."""
        return {"ledger": self.assembly.ledger, QUALITY_GRAPH: self.measured}


def build(site: Site, namespace: Namespace, var: Path, progress: Progress = lambda _: None) -> Built:
    """Build a release of *site* below *var* and make it current. *progress* is told each step as it begins.

    Raises the error of the first thing that is wrong. Then nothing of the new release is left, and the current one
    stays.
    """
    with _without_garbage_collection():
        content = _made(site, namespace, progress)
        with drafted(var) as draft:
            rows, statements = _write(content, draft, var, progress)
            release = publish(draft, var, content.edition.version)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
        classes = dict(Counter(content.metadata.counts.whole.classes).most_common())
        return Built(release, rows, statements, classes, content.report, peak)


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: it would visit millions of terms again and again, and all of them stay."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _made(site: Site, namespace: Namespace, progress: Progress) -> _Content:
    """The content of a release of *site*, validated."""
    progress("mapping tables to statements")
    assembly = assemble(site, namespace)
    moment = build_time()
    edition = edition_of(assembly, moment)
    provenance = list(reifiers(namespace, assembly.records))

    progress("describing the dataset")
    sizes = {"provenance": len(provenance), "ledger": len(assembly.ledger)}
    metadata = add_metadata(assembly, edition, sizes)

    progress(f"validating {len(assembly.default):,} statements with SHACL")
    report = validate_lines([str(triple) for triple in assembly.default], load_shapes(namespace, site.shapes))
    require_valid(report, assembly.is_whole)
    measured = quality_triples(assembly, report, metadata.counts.links_elsewhere, edition)
    return _Content(assembly, edition, moment, metadata, report, measured, provenance)


def _write(content: _Content, draft: Path, var: Path, progress: Progress) -> tuple[dict[str, int], dict[str, int]]:
    """Write the release into *draft*; the numbers of rows by table and of statements by graph."""
    assembly, edition = content.assembly, content.edition
    site, namespace = assembly.site, assembly.namespace
    all_quads = list(quads(assembly.default, assembly.named | content.outside, namespace))
    files: dict[str, dict[str, Any]] = {}
    for message in _write_dumps(content, all_quads, draft / "dump", files):
        progress(message)

    progress("describing files")
    sizes = describe_sizes(namespace, site, edition, files)
    write_turtle(draft / "dcat.ttl", [*content.metadata.catalogue, *sizes], namespace)
    write_turtle(draft / "void.ttl", void_document(assembly.named["metadata"], namespace), namespace)
    _write_report(draft / "report.json", content.report, namespace)

    progress("writing the store")
    write_store(draft / "store", [*all_quads, *content.provenance])
    term_usage(opened(draft / "store"), namespace).write(draft)
    rows = {name: len(table.rows) for name, table in assembly.tables.items()}
    statements = _statement_counts(content)
    paths = things((quad.triple for quad in all_quads), namespace)
    write_things(draft, paths, gone_since(_before(var), paths))
    copy_site(site, assembly.questions, draft)
    quad_count = len(all_quads) + len(content.provenance)
    _write_manifest(draft / MANIFEST, content, files, rows, statements, quad_count)
    return rows, statements


def _write_dumps(
    content: _Content, all_quads: list[Quad], folder: Path, files: dict[str, dict[str, Any]]
) -> Iterator[str]:
    """Write the dumps and their checksums into *folder*, and what describes them into *files*."""
    assembly = content.assembly
    namespace, site = assembly.namespace, assembly.site
    folder.mkdir()
    by_content: dict[Content, list[Quad]] = {
        "default graph": all_quads[: len(assembly.default)],
        "all graphs": all_quads,
        "provenance": content.provenance,
    }
    context = Context.parse(context_file(site).read_text(encoding="utf-8"), namespace.base)
    for name in write_dumps(folder, dumps(site.name), by_content, namespace, context):
        yield f"wrote dump/{name}"
    files |= describe_files(folder, dumps(site.name))
    sums = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")


def _statement_counts(content: _Content) -> dict[str, int]:
    """The number of statements of each graph by name, ``default`` first, ``provenance`` last."""
    assembly = content.assembly
    counts = {"default": len(assembly.default)}
    counts |= {name: len(triples) for name, triples in sorted(assembly.named.items())}
    counts |= {name: len(triples) for name, triples in content.outside.items()}
    return counts | {"provenance": len(content.provenance)}


def _write_report(path: Path, report: Report, namespace: Namespace) -> None:
    """The SHACL report, without the blank nodes that pyshacl names its results by."""
    start = f"{namespace.base}/"
    _write_json(
        path,
        {
            "conforms": report.conforms,
            "violations": [str(violation) for violation in report.violations],
            "focus_nodes": {shape.removeprefix(start): count for shape, count in report.focus_nodes.items()},
        },
    )


def _write_manifest(
    path: Path,
    content: _Content,
    files: Mapping[str, Mapping[str, Any]],
    rows: Mapping[str, int],
    statements: Mapping[str, int],
    quad_count: int,
) -> None:
    assembly, edition = content.assembly, content.edition
    _write_json(
        path,
        {
            "version": edition.version,
            "base": assembly.namespace.base,
            "issued": f"{edition.modified:%Y-%m-%d}",
            "modified": edition.modified.isoformat(),
            "built": content.moment.isoformat(),
            "quads": quad_count,
            "statements": statements,
            "rows": rows,
            "documents": {source.key: source.metadata["sha256"] for source in assembly.sources if source.is_document},
            "triples": content.metadata.counts.whole.triples,
            "files": files,
        },
    )


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _before(var: Path) -> Release | None:
    """The release that is current until the new one is, or None."""
    try:
        return current(var)
    except ReleaseError:
        return None
