"""Tables to a validated release: assemble, describe, validate, write, publish."""

from __future__ import annotations

import gc
import resource
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import ontology
from graph.ask.question import Question
from graph.ask.story import Story
from graph.build.as_is import blank_nodes, exempt
from graph.build.assemble import Assembly, Lines, as_lines, assemble
from graph.build.cardinality import cardinalities
from graph.build.cases import find_cases, require_few
from graph.build.catalogue import Edition, describe_origin, describe_sizes
from graph.build.changes import record_changes, require_explained, require_removed
from graph.build.check_store import store_of_file
from graph.build.child_work import ChildWork
from graph.build.hub_counts import hubs_of
from graph.build.inputs import read_inputs
from graph.build.measurements import measures, quality_triples
from graph.build.metadata import add_metadata
from graph.build.previous_release import release_before
from graph.build.reifiers import Records, Reifiers
from graph.build.release_inputs import FILE as INPUTS
from graph.build.release_inputs import ReleaseInputs, release_inputs
from graph.build.release_store import ReleaseStore
from graph.build.reuse import Reuse
from graph.build.site_files import copy_site, quality_files
from graph.build.sortable_statements import Statements, things
from graph.build.stories import write_answers
from graph.build.tables import write_tables, write_texts
from graph.build.term_usage import usage_of, with_named_graphs
from graph.build.validate import ValidationReport, load_shapes, require_valid, validate_lines
from graph.build.version import edition_of, given_date
from graph.build.void import void_document
from graph.cardinality import Cardinalities
from graph.dumps import dumps
from graph.formats import N_QUADS, N_TRIPLES
from graph.gone import gone_since, read_moves
from graph.gone import write as write_things
from graph.hubs import Hubs, write_hubs
from graph.publish.checksums import CHECKSUMS
from graph.publish.draft import drafted
from graph.publish.drafts import set_aside
from graph.publish.lock import locked
from graph.publish.publishing import current_version, publish, require_not_overtaken
from graph.quality import FILE as MEASURED
from graph.quality import GRAPH as QUALITY_GRAPH
from graph.quality import metrics
from graph.release import MANIFEST, Release
from graph.usage import Usage
from graph.write.blocks import Cut
from graph.write.files import DumpWriter, Facts, write_turtle
from graph.write.jsonld import Context
from graph.write.lines import write_lines
from graph.write.sorting import Sorted, filed, merged
from mappings.garbage import has_frozen
from mappings.read.replacing import require_finished
from mappings.site import Site
from ontology.json_text import indented
from ontology.namespaces import Namespace

_SORTED = ".sorted"
"""The folder of a draft that holds statements that are too many for memory."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Built:
    """A finished build and its counts."""

    release: Release
    rows: dict[str, int]
    statements: dict[str, int]
    things: dict[str, int]
    report: ValidationReport
    peak_memory: int
    """In bytes, of the largest process."""
    unexplained: tuple[str, ...]
    """Paths of things of the release before that are gone without a reason."""


@dataclass(frozen=True)
class _Content:
    """Facts that the description of a release needs after its statements were written and released from memory."""

    site: Site
    namespace: Namespace
    questions: list[Question]
    stories: list[Story]
    edition: Edition
    origin: ReleaseInputs
    report: ValidationReport
    catalogue: Lines
    void: Lines
    rows: dict[str, int]
    statements: dict[str, int]
    things: dict[str, int]
    documents: dict[str, str]
    usage: Usage
    cardinalities: Cardinalities
    hubs: Hubs
    as_is: list[str]
    """The graphs of somebody else's data."""
    blank_nodes: int
    """The number of statements of these graphs that may have a blank node."""
    paths: Sorted
    """Of all things below ``/id/``."""


def build(
    site: Site,
    namespace: Namespace,
    var: Path,
    progress: Progress = lambda _: None,
    reuse: Reuse | None = None,
    is_draft: bool = False,
    allow_removals: bool = True,
) -> Built:
    """Build a release of *site* below *var* and make it current. With *is_draft* it is put aside instead, for a review.

    *progress* is called with each step as it begins.

    *reuse* has the inputs and what earlier builds made of them; without it everything is made anew. Without
    *allow_removals* no thing of the release before may be gone without a reason. Raises the error
    of the first thing that is wrong. Then nothing of the new release is left, and the current one stays.
    """
    reuse = reuse or Reuse(read_inputs(site))
    with _without_garbage_collection(), locked(var, is_new=True), reuse.committed(), drafted(var) as draft:
        require_finished(site.mappings)
        began_with, before = current_version(var), release_before(var)
        progress("mapping tables to statements")
        folder = draft / _SORTED
        folder.mkdir()
        (draft / "dump").mkdir()
        with ReleaseStore(draft, var, reuse.cache) as store:
            assembly = assemble(site, namespace, reuse.sources(namespace), folder)
            store.begin(assembly.is_small)
            context = _context(site, namespace)
            with (
                ChildWork(partial(_write_sources, assembly, draft), assembly.is_small) as tables,
                DumpWriter(draft / "dump", dumps(site.name), namespace, context, reuse.cache) as files,
                ThreadPoolExecutor(1) as checking,
                ExitStack() as beside,
            ):
                content = _written_statements(assembly, reuse, before, files, store, checking, beside, progress)
                del assembly
                tables.finish()
                _describe(content, draft, before, files, progress)
            progress("comparing with the release before")
            unexplained = record_changes(draft, before)
            progress("waiting for the store")
            store.finish(content.edition.version)
            write_answers(content.stories, namespace, draft)
        shutil.rmtree(folder)
        if not allow_removals:
            require_explained(unexplained)
        reuse.inputs.require_unchanged()
        require_not_overtaken(var, began_with)
        progress("publishing")
        release = (set_aside if is_draft else publish)(draft, var, content.edition.version)
        reuse.keep_release(release, namespace, given_date())
    usages = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return Built(
        release, content.rows, content.statements, content.things, content.report, max(usages) * 1024, unexplained
    )


@contextmanager
def _without_garbage_collection() -> Iterator[None]:
    """Switch the garbage collector off: it would visit millions of terms again and again and free none of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            # Freeze the objects of the build, as otherwise the next collection would visit all of them. (Objects that a
            # caller has frozen stay frozen.)
            if not has_frozen():
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _write_sources(assembly: Assembly, folder: Path) -> None:
    """Write the tables and the texts of *assembly* into *folder*."""
    write_tables(assembly, folder)
    write_texts(assembly, folder)


def _written_statements(
    assembly: Assembly,
    reuse: Reuse,
    before: Release | None,
    files: DumpWriter,
    store: ReleaseStore,
    checking: Executor,
    beside: ExitStack,
    progress: Progress,
) -> _Content:
    """Describe and validate *assembly*, and write its statements as N-Triples and N-Quads, which *store* loads.

    Where *reuse* knows that the release *before* is valid, only changes since are validated. Checks that are queries
    run in *checking*, since the engine does not hold the lock of the Python interpreter.
    """
    site, namespace = assembly.site, assembly.namespace
    origin = release_inputs(reuse.inputs, assembly.sources)
    edition = edition_of(assembly, origin, given_date())
    provenance = len(assembly.records) + assembly.records.origins
    progress("writing lineage")
    lineage = files.plain("provenance", N_QUADS)
    reifiers = Reifiers(namespace, assembly.records, assembly.folder)
    write_lineage = partial(_write_lineage, reifiers, lineage, namespace, files.folder.parent)
    written = beside.enter_context(ChildWork(write_lineage, assembly.is_small))
    lineage_complete = checking.submit(_complete, written, lineage, files, store)

    progress("describing the dataset")
    metadata = add_metadata(assembly, edition, {"provenance": provenance, "ledger": len(assembly.ledger)})
    lines, index = assembly.default, metadata.index
    default_graph = files.plain("default graph", N_TRIPLES)
    write_lines(default_graph, lines)
    cut_default_graph = files.complete(default_graph)
    store_folder = assembly.folder / "checks" if assembly.folder and lines.are_filed else None
    store_of_checks = checking.submit(store_of_file, default_graph, store_folder)

    progress(f"validating {len(lines):,} statements with SHACL")
    definitions = quality_files(site)
    asked = metrics(definitions).values()
    theirs = exempt(assembly.sources, assembly.named)
    finding = checking.submit(find_cases, store_of_checks.result, index, asked, namespace, site.allowed, theirs)
    # Work that needs no query is done while the engine loads its store and finds the cases.
    cardinality, hubs, usage = cardinalities(index), hubs_of(index, namespace), usage_of(index)
    paths = things((lines, *assembly.named.values(), assembly.ledger), namespace, assembly.folder)
    all_graphs = files.plain("all graphs", N_QUADS)
    write_lines(all_graphs, lines)
    precedents = reuse.precedents(namespace)
    change = None if theirs else precedents.change_since(before, default_graph)
    shapes = load_shapes(namespace, site.shapes)
    report = validate_lines(lines, shapes, index, store_of_checks.result, theirs, change)
    require_valid(report, assembly.is_whole)
    values = measures(assembly, report, metadata.counts.links_elsewhere)
    if not theirs:
        precedents.keep(cut_default_graph.result().sha256)
    cases = finding.result()
    require_few(cases)
    values |= {key: len(of_metric.cases) for key, of_metric in cases.items()}
    measured = Statements.of(quality_triples(namespace, values, edition, definitions))
    write_lines(files.folder.parent / MEASURED, measured)
    statements = {"default": len(lines)}
    statements |= {name: len(of_graph) for name, of_graph in sorted(assembly.named.items())}
    statements |= {"ledger": len(assembly.ledger), QUALITY_GRAPH: len(measured), "provenance": provenance}
    catalogue, classes = metadata.catalogue, Counter(metadata.counts.whole.classes)
    void = dict.fromkeys(void_document(assembly.named["metadata"], namespace))
    # Free objects as soon as they are not needed any more: the store that is loaded meanwhile takes memory.
    del metadata, store_of_checks, finding
    assembly.records = Records()

    progress("writing statements")
    outside = {"ledger": assembly.ledger, QUALITY_GRAPH: measured}
    named = {namespace.graph(name): of_graph for name, of_graph in sorted((assembly.named | outside).items())}
    for graph, of_graph in named.items():
        write_lines(all_graphs, of_graph, str(graph))
    cut_all_graphs = files.complete(all_graphs)
    store.load(all_graphs)
    usage = with_named_graphs(usage, index, named.items(), namespace, assembly.folder)
    store.complete({lineage: lineage_complete.result().result(), all_graphs: cut_all_graphs.result()})
    return _Content(
        site,
        namespace,
        assembly.questions,
        assembly.stories,
        edition,
        origin,
        report,
        catalogue,
        void,
        rows={name: len(table.rows) for name, table in assembly.tables.items()},
        statements=statements,
        things=dict(classes.most_common()),
        documents={source.key: source.metadata["sha256"] for source in assembly.sources if source.is_document},
        usage=usage,
        cardinalities=cardinality,
        hubs=hubs,
        as_is=[source.key for source in assembly.sources if source.is_as_is],
        blank_nodes=blank_nodes(assembly.sources, assembly.named),
        paths=filed(merged((paths, things((measured,), namespace))), assembly.folder, paths.is_filed),
    )


def _write_lineage(reifiers: Reifiers, file: Path, namespace: Namespace, folder: Path) -> None:
    """Write *reifiers* into *file*, and their index into the release in *folder*."""
    graph = str(namespace.graph("provenance"))
    write_lines(file, reifiers.lines(graph), graph)
    reifiers.write_index(folder)


def _complete(written: ChildWork, lineage: Path, files: DumpWriter, store: ReleaseStore) -> Future[Cut]:
    """Wait for the file *lineage*, have it compressed and loaded, and give the future of its blocks."""
    written.finish()
    store.load(lineage)
    return files.complete(lineage)


def _describe(
    content: _Content, draft: Path, before: Release | None, dump_writer: DumpWriter, progress: Progress
) -> None:
    """Write the other dumps and what describes the release."""
    site, namespace, edition = content.site, content.namespace, content.edition
    progress("describing the release")
    write_turtle(draft / "void.ttl", content.void, namespace)
    _write_report(draft / "report.json", content.report, namespace)
    content.usage.write(draft)
    content.cardinalities.write(draft)
    write_hubs(draft, content.hubs)
    moves = read_moves(site)
    paths = [path for path in content.paths if path not in moves.redirects] if moves.redirects else content.paths
    require_removed(moves, paths)
    write_things(draft, paths, gone_since(before, paths, moves))
    copy_site(site, content.questions, content.stories, draft)
    (draft / INPUTS).write_text(content.origin.text(), encoding="utf-8")

    files: Facts = {}
    for name in dump_writer.finish(files):
        progress(f"wrote dump/{name}")
    sums = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
    (draft / "dump" / CHECKSUMS).write_text(sums, encoding="ascii")
    sizes = [*describe_sizes(namespace, site, edition, files), *describe_origin(namespace, edition, content.origin)]
    write_turtle(draft / "dcat.ttl", [*content.catalogue, *as_lines(sizes)], namespace)
    _write_manifest(draft / MANIFEST, content, files)


def _context(site: Site, namespace: Namespace) -> str:
    """The text of the JSON-LD context of *site*. Raises ContextError where it cannot be followed."""
    text = ontology.context(site.ontology)
    Context.parse(text, namespace.base, namespace.vocabulary)
    return text


def _write_report(path: Path, report: ValidationReport, namespace: Namespace) -> None:
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
            "vocabulary": {
                "base": content.namespace.vocabulary_base,
                "concepts": sorted(content.namespace.concepts),
            },
            "issued": f"{edition.modified:%Y-%m-%d}",
            "modified": edition.modified.isoformat(),
            "quads": sum(content.statements.values()),
            "statements": content.statements,
            "rows": content.rows,
            "documents": content.documents,
            "triples": content.statements["default"],
            **({"as_is": content.as_is, "blank_nodes": content.blank_nodes} if content.as_is else {}),
            "made_from": content.origin.as_json(),
            "files": files,
        },
    )


def _write_json(path: Path, value: Mapping[str, Any]) -> None:
    path.write_text(indented(value) + "\n", encoding="utf-8")
