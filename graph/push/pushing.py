"""A release becomes the content of a store, a graph at a time, and is counted there."""

from __future__ import annotations

import gzip
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, RdfFormat

from graph.push.client import GraphStore
from graph.push.target import PushError
from graph.release import STORE, Release
from graph.store import DAMAGE, opened, unopened

_GZIP_LEVEL = 3
_TRIPLE_TERM = b"<<("
"""The beginning of an object that is a statement, in N-Triples of RDF 1.2."""
DEFAULT = "default"
"""The name of the default graph in the manifest."""
PROVENANCE = "provenance"
"""The name of the graph that needs RDF 1.2."""

Progress = Callable[[str], None]


@dataclass(frozen=True)
class Pushed:
    """What a push did."""

    counts: dict[str, int]
    """The statements of each graph in the store, which are those of the release, by the names of the manifest."""
    left_out: int
    """Statements of the lineage that the store cannot read, because they need RDF 1.2."""
    old_graphs: tuple[str, ...]
    """Graphs of a former push that this release does not have."""
    has_removed: bool
    """Have the old graphs been removed?"""


def push(release: Release, store: GraphStore, progress: Progress, *, replace: bool = False) -> Pushed:
    """Make every graph of *release* the whole of that graph in *store*, and count them there.

    The default graph, by whose version a server knows the release, comes last. *replace*: overwrite a default graph
    that holds something else than a release of the same base, and remove the graphs of a former push that are not in
    this one. Raises PushError: for what the store refuses, and for a graph with another number of statements.
    """
    _require_own_default_graph(release, store, replace)
    counts: dict[str, int] = {name: int(count) for name, count in release.manifest["statements"].items()}
    reads_rdf12 = store.reads_rdf12()
    left_out = 0
    with tempfile.TemporaryDirectory(prefix="tabunka-push-") as folder:
        for name in sorted(counts, key=lambda name: (name == DEFAULT, counts[name])):
            written, unread = _put(release, store, name, Path(folder), progress, reads_rdf12=reads_rdf12)
            counts[name], left_out = written, left_out + unread
    own = {_iri(release, name) for name in counts} | {store.target.default_graph}
    old = tuple(g for g in store.graphs_below(release.namespace.graph("").value) if g not in own)
    if replace:
        for graph in old:
            progress(f"removing {graph}")
            store.remove(graph)
    progress("counting")
    differences = []
    for name, count in counts.items():
        there = store.count(_iri(release, name))
        if there != count:
            differences.append(f"{name} has {there:,} statements, the release {count:,}")
    if differences:
        raise PushError(
            f"the store at {store.target.graphs} does not hold release {release.version}: {'; '.join(differences)}"
        )
    return Pushed(counts, left_out, old, has_removed=replace and bool(old))


def _require_own_default_graph(release: Release, store: GraphStore, replace: bool) -> None:
    """Raise PushError where the default graph of *store* holds what a push of this site did not put there."""
    pattern = store.target.pattern_of("")
    if replace or not store.holds(pattern):
        return
    version = pattern.replace("?s ?p ?o", "?s <http://www.w3.org/ns/dcat#version> ?o")
    if not store.holds(f'{version} FILTER(STRSTARTS(STR(?s), "{release.base}/release/"))'):
        raise PushError(
            f"the default graph of the store at {store.target.graphs} has {store.count(''):,} statements that are no "
            f"release of {release.base}; name another graph with --default-graph, or overwrite it with --replace"
        )


def _iri(release: Release, name: str) -> str:
    return "" if name == DEFAULT else release.namespace.graph(name).value


def _put(
    release: Release, store: GraphStore, name: str, folder: Path, progress: Progress, *, reads_rdf12: bool
) -> tuple[int, int]:
    """Put the graph *name*; the statements that were put, and those left out."""
    plain, compressed = folder / "graph.nt", folder / "graph.nt.gz"
    count = int(release.manifest["statements"][name])
    try:
        left_out = _write(release, name, plain, with_rdf12=reads_rdf12 or name != PROVENANCE)
    except DAMAGE as error:
        raise unopened(release, error) from error
    if store.takes_gzip:
        with plain.open("rb") as source, gzip.open(compressed, "wb", _GZIP_LEVEL) as file:
            shutil.copyfileobj(source, file)
    path = compressed if store.takes_gzip else plain
    size, note = path.stat().st_size, " compressed" if store.takes_gzip else ""
    progress(f"{name}: {count - left_out:,} statements, {size / 1e6:,.1f} MB{note}")
    with path.open("rb") as body:
        store.put(_iri(release, name), body, size, is_compressed=path == compressed)
    return count - left_out, left_out


def _write(release: Release, name: str, path: Path, *, with_rdf12: bool) -> int:
    """Write the graph *name* to *path* as N-Triples; the number of statements that were left out."""
    embedded = opened(release.path / STORE).store
    graph = NamedNode(_iri(release, name)) if name != DEFAULT else DefaultGraph()
    if with_rdf12:
        embedded.dump(path, RdfFormat.N_TRIPLES, from_graph=graph)
        return 0
    whole = path.with_suffix(".rdf12")
    embedded.dump(whole, RdfFormat.N_TRIPLES, from_graph=graph)
    left_out = 0
    with whole.open("rb") as statements, path.open("wb") as file:
        for statement in statements:
            if statement.split(b" ", 2)[2].startswith(_TRIPLE_TERM):
                left_out += 1
            else:
                file.write(statement)
    return left_out
