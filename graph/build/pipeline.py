"""Tables to a validated release: assemble, describe, validate, dump, store, publish."""

from __future__ import annotations

import gc
import hashlib
import json
import os
import resource
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

import ontology
from graph import quality
from graph.build.assemble import Assembly, assemble
from graph.build.descriptions import (
    Edition,
    add_metadata,
    describe_sizes,
    describe_void_document,
    load_link_targets,
)
from graph.build.statistics import linksets
from graph.build.usage import Usage
from graph.build.validate import Report, load_shapes, rdflib_graph, require_valid, validate
from graph.gone import gone_since, things
from graph.gone import write as write_things
from graph.lineage import reifiers
from graph.release import MANIFEST, Release, ReleaseError, current, drafted, publish
from graph.store import opened, write_store
from graph.write.dumps import DUMPS, file_facts, ordered, quads, write_dumps
from graph.write.serialisation import in_order
from mappings.map.rules import RDF_TYPE
from mappings.read.ledger import load_ledger
from mappings.site import DATA, FILE, Site
from ontology.namespaces import Namespace
from ontology.prefixes import prefixes

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


def build_time() -> datetime:
    """Now, in UTC to the second, or the time of ``SOURCE_DATE_EPOCH`` (https://reproducible-builds.org/)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if epoch and epoch.isdigit():
        return datetime.fromtimestamp(int(epoch), UTC)
    return datetime.now(UTC).replace(microsecond=0)


def fingerprint(assembly: Assembly) -> str:
    """Eight hexadecimal digits that change when a statement of any graph, a record or the base does."""
    digest = hashlib.sha256(assembly.namespace.base.encode())
    for name in sorted(assembly.named):
        digest.update(name.encode())
        for line in sorted(str(triple) for triple in assembly.named[name]):
            digest.update(line.encode())
    for line in sorted(f"{triple} {' '.join(sorted(map(str, r)))}" for triple, r in assembly.records.items()):
        digest.update(line.encode())
    return digest.hexdigest()[:8]


def classes(assembly: Assembly) -> dict[str, int]:
    """Instances of each class in the default graph."""
    counts = Counter(
        triple.object.value
        for triple in assembly.default
        if triple.predicate.value == RDF_TYPE and isinstance(triple.object, NamedNode)
    )
    return dict(counts.most_common())


def _write_turtle(path: Path, triples: list[Triple], namespace: Namespace) -> None:
    data = serialize(ordered(triples), format=RdfFormat.TURTLE, prefixes=prefixes(namespace))
    path.write_bytes(in_order(data or b""))


def _write_report(path: Path, report: Report, namespace: Namespace) -> None:
    """The SHACL report, without the blank nodes that pyshacl names its results by."""
    path.write_text(
        json.dumps(
            {
                "conforms": report.conforms,
                "violations": [str(violation) for violation in report.violations],
                "focus_nodes": {shape.removeprefix(namespace.base + "/"): n for shape, n in report.focus_nodes.items()},
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        encoding="utf-8",
    )


def build(site: Site, namespace: Namespace, var: Path, progress: Progress = lambda _: None) -> Built:
    """Build a release of *site* below *var* and make it current. *progress* is told what is being done.

    Raises the error of whatever does not hold; then nothing of the new release is left, and the one before stays.
    """
    with _uncollected():
        return _build(site, namespace, var, progress)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: it would look again and again at millions of terms that all stay to the end."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _build(site: Site, namespace: Namespace, var: Path, progress: Progress) -> Built:
    progress("mapping tables to statements")
    assembly = assemble(site, namespace)
    moment = build_time()
    edition = Edition(f"{moment:%Y-%m-%d}-{fingerprint(assembly)}", moment)
    provenance = list(reifiers(namespace, assembly.records))
    progress("describing the dataset")
    statistics = add_metadata(assembly, edition, {"provenance": len(provenance), "ledger": len(assembly.ledger)})

    progress(f"validating {len(assembly.default):,} statements with SHACL")
    report = validate(rdflib_graph(assembly.default), load_shapes(namespace, site.shapes), os.cpu_count() or 1)
    require_valid(report)

    measured = _quality(assembly, report, moment, edition.version)
    with drafted(var) as draft:
        (draft / "dump").mkdir()
        outside = {"ledger": assembly.ledger, quality.GRAPH: measured}
        every = list(quads(assembly.default, assembly.named | outside, namespace))
        default = every[: len(assembly.default)]
        for name in write_dumps(draft / "dump", namespace, default, every, provenance):
            progress(f"wrote dump/{name}")
        files: dict[str, dict[str, Any]] = {
            dump.name: {**file_facts(draft / "dump" / dump.name), "media_type": dump.format.media_type}
            for dump in DUMPS
        }
        sums = "".join(f"{facts['sha256']}  {name}\n" for name, facts in files.items())
        (draft / "dump" / "SHA256SUMS").write_text(sums, encoding="ascii")

        progress("describing files")
        catalogue = [triple for triple in assembly.named["metadata"] if _is_catalogue(triple, namespace)]
        sizes = describe_sizes(namespace, edition.version, files)
        _write_turtle(draft / "dcat.ttl", [*catalogue, *sizes], namespace)
        _write_turtle(draft / "void.ttl", list(describe_void_document(assembly)), namespace)
        _write_report(draft / "report.json", report, namespace)

        progress("writing the store")
        write_store(draft / "store", [*every, *provenance])
        Usage.of(opened(draft / "store"), namespace).write(draft)
        rows = {name: len(table.rows) for name, table in assembly.tables.items()}
        counts = {"default": len(assembly.default)} | {name: len(t) for name, t in sorted(assembly.named.items())}
        counts |= {name: len(triples) for name, triples in outside.items()}
        counts["provenance"] = len(provenance)
        manifest = {
            "version": edition.version,
            "base": namespace.base,
            "issued": f"{moment:%Y-%m-%d}",
            "modified": moment.isoformat(),
            "quads": len(every) + len(provenance),
            "statements": counts,
            "rows": rows,
            "documents": {s.key: s.metadata["sha256"] for s in assembly.sources if s.is_document},
            "triples": statistics.triples,
            "files": files,
        }
        (draft / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        paths = things((quad.triple for quad in every), namespace)
        write_things(draft, paths, gone_since(_before(var), paths))
        _copy_site(site, draft)
        release = publish(draft, var, edition.version)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Built(release, rows, counts, classes(assembly), report, peak)


def _copy_site(site: Site, draft: Path) -> None:
    """Copy what a server needs of *site*, so that it shows the release as it was built, whatever *site* says later."""
    shutil.copy(site.folder / FILE, draft / FILE)
    if site.data.is_dir():
        shutil.copytree(site.data, draft / DATA)
    (draft / "ontology").mkdir()
    shutil.copy(ontology.CONTEXT, draft / "ontology" / ontology.CONTEXT.name)


def _quality(assembly: Assembly, report: Report, moment: datetime, version: str) -> dict[Triple, None]:
    """What is measured of a release while it is built, with the metrics themselves."""
    namespace = assembly.namespace
    lines: Counter[str] = Counter()
    tokens = mapped = 0
    for source in assembly.sources:
        if source.is_document:
            for entry in load_ledger(source):
                lines[entry.status] += 1
                tokens, mapped = tokens + entry.tokens, mapped + entry.mapped
    starts = {target["start"]: target["name"] for target in load_link_targets(assembly.site)}
    links = sum(linksets(assembly.default, f"{namespace.base}/", starts).values())
    traced = sum(triple in assembly.records for triple in assembly.default)
    values = quality.measured_at_build(report, assembly.default, traced, lines, (tokens, mapped), namespace, links)
    found = [quality.Measurement(metric, value, moment) for metric, value in values.items()]
    return dict.fromkeys([*quality.describe_metrics(namespace), *quality.describe(namespace, version, found)])


def _before(var: Path) -> Release | None:
    """The release that is current until this one is, or None."""
    try:
        return current(var)
    except ReleaseError:
        return None


def _is_catalogue(triple: Triple, namespace: Namespace) -> bool:
    """Whether *triple* belongs to the DCAT document: about the dataset, a release, a distribution, a service."""
    subject = str(triple.subject).strip("<>")
    if triple.predicate.value.startswith("http://rdfs.org/ns/void#"):
        return False
    starts = tuple(f"{namespace.base}/{path}" for path in ("dataset", "release/", "id/agent/", "id/attribution/"))
    named = (f"{namespace.base}/sparql", f"{namespace.base}/")
    return subject.startswith(starts) or subject in named or "creativecommons.org" in subject
