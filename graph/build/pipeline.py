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

from pyoxigraph import NamedNode

from graph.ask.question import Question
from graph.build.assemble import Assembly, Triples, assemble
from graph.build.cardinality import cardinalities
from graph.build.catalogue import Edition, describe_sizes
from graph.build.measurements import quality_triples
from graph.build.metadata import add_metadata
from graph.build.site_files import context_file, copy_site
from graph.build.statement_index import StatementIndex
from graph.build.store_writer import StoreWriter
from graph.build.term_usage import term_usage
from graph.build.validate import Report, load_shapes, require_valid, validate_lines
from graph.build.version import build_time, edition_of
from graph.build.void import void_document
from graph.cardinality import Cardinalities
from graph.dumps import dumps
from graph.formats import N_QUADS, N_TRIPLES
from graph.gone import gone_since, things
from graph.gone import write as write_things
from graph.lineage import reifier_lines
from graph.quality import GRAPH as QUALITY_GRAPH
from graph.release import MANIFEST, Release, ReleaseError, current, drafted, publish
from graph.usage import Usage
from graph.write.files import DumpWriter, Facts, write_turtle
from graph.write.jsonld import Context
from graph.write.lines import in_file_order, write_lines
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
    """In bytes, of the largest process."""


@dataclass(frozen=True)
class _Content:
    """What the description of a release needs once its statements are written, so that these can be let go."""

    site: Site
    namespace: Namespace
    questions: list[Question]
    edition: Edition
    moment: datetime
    report: Report
    catalogue: Triples
    void: Triples
    rows: dict[str, int]
    statements: dict[str, int]
    things: dict[str, int]
    documents: dict[str, str]
    lines: list[str]
    """The default graph."""
    usage: Usage
    cardinalities: Cardinalities
    paths: list[str]
    """Of all things below ``/id/``."""


def build(site: Site, namespace: Namespace, var: Path, progress: Progress = lambda _: None) -> Built:
    """Build a release of *site* below *var* and make it current. *progress* is told each step as it begins.

    Raises the error of the first thing that is wrong. Then nothing of the new release is left, and the current one
    stays.
    """
    with _without_garbage_collection():
        progress("mapping tables to statements")
        assembly = assemble(site, namespace)
        with drafted(var) as draft, StoreWriter(draft / "store") as store:
            content = _written_statements(assembly, draft, store, progress)
            del assembly
            _describe(content, draft, var, store, progress)
            release = publish(draft, var, content.edition.version)
        usages = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return Built(release, content.rows, content.statements, content.things, content.report, max(usages) * 1024)


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


def _written_statements(assembly: Assembly, draft: Path, store: StoreWriter, progress: Progress) -> _Content:
    """Describe and validate *assembly*, and write its statements as N-Triples and N-Quads, which *store* loads."""
    site, namespace = assembly.site, assembly.namespace
    moment = build_time()
    edition = edition_of(assembly, moment)
    (draft / "dump").mkdir()
    files = DumpWriter(draft / "dump", dumps(site.name), namespace)
    provenance = len(assembly.records) + sum(map(len, assembly.records.values()))
    progress("writing lineage")
    lineage = files.plain("provenance", N_QUADS)
    write_lines(lineage, reifier_lines(namespace, assembly.records), str(namespace.graph("provenance")))
    store.load(lineage)

    progress("describing the dataset")
    metadata = add_metadata(assembly, edition, {"provenance": provenance, "ledger": len(assembly.ledger)})
    lines = in_file_order(map(str, assembly.default))

    progress(f"validating {len(lines):,} statements with SHACL")
    index = StatementIndex(lines)
    report = validate_lines(lines, load_shapes(namespace, site.shapes), index)
    require_valid(report, assembly.is_whole)
    measured = quality_triples(assembly, report, metadata.counts.links_elsewhere, edition)

    statements = {"default": len(lines)}
    statements |= {name: len(triples) for name, triples in sorted(assembly.named.items())}
    statements |= {"ledger": len(assembly.ledger), QUALITY_GRAPH: len(measured), "provenance": provenance}
    catalogue, classes = metadata.catalogue, Counter(metadata.counts.whole.classes)
    void = dict.fromkeys(void_document(assembly.named["metadata"], namespace))
    # What is not needed any more is let go at once: the store is loaded meanwhile, which takes memory.
    del metadata
    assembly.default.clear()
    assembly.records.clear()

    progress("writing statements")
    write_lines(files.plain("default graph", N_TRIPLES), lines)
    all_graphs = files.plain("all graphs", N_QUADS)
    write_lines(all_graphs, lines)
    outside = {"ledger": assembly.ledger, QUALITY_GRAPH: measured}
    named: dict[NamedNode, list[str]] = {}
    for name, triples in sorted((assembly.named | outside).items()):
        graph = namespace.graph(name)
        named[graph] = in_file_order(map(str, triples))
        triples.clear()
        write_lines(all_graphs, named[graph], str(graph))
    store.load(all_graphs)
    subjects = index.subjects().union(line.partition(" ")[0] for of_graph in named.values() for line in of_graph)
    return _Content(
        site,
        namespace,
        assembly.questions,
        edition,
        moment,
        report,
        catalogue,
        void,
        rows={name: len(table.rows) for name, table in assembly.tables.items()},
        statements=statements,
        things=dict(classes.most_common()),
        documents={source.key: source.metadata["sha256"] for source in assembly.sources if source.is_document},
        lines=lines,
        cardinalities=cardinalities(index),
        usage=term_usage(index, named.items(), namespace),
        paths=things((subject[1:-1] for subject in subjects), namespace),
    )


def _describe(content: _Content, draft: Path, var: Path, store: StoreWriter, progress: Progress) -> None:
    """Write the other dumps and what describes the release, and wait for *store*."""
    site, namespace, edition = content.site, content.namespace, content.edition
    folder = draft / "dump"
    context = Context.parse(context_file(site).read_text(encoding="utf-8"), namespace.base)
    files: Facts = {}
    for name in DumpWriter(folder, dumps(site.name), namespace).write(content.lines, context, files):
        progress(f"wrote dump/{name}")
    sums = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
    (folder / "SHA256SUMS").write_text(sums, encoding="ascii")

    progress("describing files")
    sizes = describe_sizes(namespace, site, edition, files)
    write_turtle(draft / "dcat.ttl", [*content.catalogue, *sizes], namespace)
    write_turtle(draft / "void.ttl", content.void, namespace)
    _write_report(draft / "report.json", content.report, namespace)
    content.usage.write(draft)
    content.cardinalities.write(draft)
    write_things(draft, content.paths, gone_since(_before(var), content.paths))
    copy_site(site, content.questions, draft)
    _write_manifest(draft / MANIFEST, content, files)

    progress("waiting for the store")
    store.finish()


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


def _write_manifest(path: Path, content: _Content, files: Facts) -> None:
    edition = content.edition
    _write_json(
        path,
        {
            "version": edition.version,
            "base": content.namespace.base,
            "issued": f"{edition.modified:%Y-%m-%d}",
            "modified": edition.modified.isoformat(),
            "built": content.moment.isoformat(),
            "quads": sum(content.statements.values()),
            "statements": content.statements,
            "rows": content.rows,
            "documents": content.documents,
            "triples": content.statements["default"],
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
