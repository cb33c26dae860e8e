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
        graphs = _Graphs(release, Path(folder))
        for name in sorted(counts, key=lambda name: (name == DEFAULT, counts[name])):
            written, unread = _put(graphs, store, name, progress, reads_rdf12=reads_rdf12)
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


def _put(graphs: _Graphs, store: GraphStore, name: str, progress: Progress, *, reads_rdf12: bool) -> tuple[int, int]:
    """Put the graph *name*; the statements that were put, and those left out."""
    count = int(graphs.release.manifest["statements"][name])
    path, left_out = graphs.written(name, with_rdf12=reads_rdf12 or name != PROVENANCE)
    if store.takes_gzip:
        path = _compressed(path)
    size, note = path.stat().st_size, " compressed" if store.takes_gzip else ""
    progress(f"{name}: {count - left_out:,} statements, {size / 1e6:,.1f} MB{note}")
    with path.open("rb") as body:
        store.put(_iri(graphs.release, name), body, size, is_compressed=store.takes_gzip)
    return count - left_out, left_out


def _compressed(path: Path) -> Path:
    compressed = path.with_suffix(".nt.gz")
    with path.open("rb") as source, gzip.open(compressed, "wb", _GZIP_LEVEL) as file:
        shutil.copyfileobj(source, file)
    return compressed


class _Graphs:
    """The graphs of *release*, one after the other as a file in *folder*.

    The store of the release is opened once: that takes longer than to write a small graph. Raises StoreError where the
    store is missing or damaged.
    """

    def __init__(self, release: Release, folder: Path) -> None:
        self.release = release
        self._folder = folder
        try:
            self._store = opened(release.path / STORE).store
        except DAMAGE as error:
            raise unopened(release, error) from error

    def written(self, name: str, *, with_rdf12: bool) -> tuple[Path, int]:
        """A file of the graph *name* as N-Triples; the number of statements that were left out. Raises StoreError."""
        graph = NamedNode(_iri(self.release, name)) if name != DEFAULT else DefaultGraph()
        path, whole = self._folder / "graph.nt", self._folder / "graph.rdf12"
        try:
            self._store.dump(path if with_rdf12 else whole, RdfFormat.N_TRIPLES, from_graph=graph)
        except DAMAGE as error:
            raise unopened(self.release, error) from error
        return path, 0 if with_rdf12 else _copy_without_rdf12(whole, path)


def _copy_without_rdf12(whole: Path, path: Path) -> int:
    """Copy the statements of *whole* that RDF 1.1 has to *path*; the number of the others."""
    left_out = 0
    with whole.open("rb") as statements, path.open("wb") as file:
        for statement in statements:
            if statement.split(b" ", 2)[2].startswith(_TRIPLE_TERM):
                left_out += 1
            else:
                file.write(statement)
    return left_out
