"""A store that is still being read answers as one that was read before: who asks waits for what the answer needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions

from graph.loading import LoadingStore
from graph.release import Release
from graph.store import EmbeddedStore, StatementStore, StoreError, open_store
from tests.conftest import linked_release

COUNTS = {
    "the default graph": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }",
    "every graph": "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }",
    "lineage": "SELECT (COUNT(*) AS ?n) FROM <http://localhost:8000/graph/provenance> { ?s ?p ?o }",
}


def count(store: StatementStore, query: str, default_graph: list[NamedNode] | None = None) -> int:
    answer = store.query(query, default_graph=default_graph)
    assert isinstance(answer, QuerySolutions)
    return int(next(iter(answer))["n"].value)


@pytest.fixture(scope="module")
def part(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A fifth of the statements of a real release, which is still read for far longer than a question is asked."""
    part = Release.open(linked_release(release, tmp_path_factory.mktemp("part"), release.version))
    for name in (f"{release.name}.nt", f"{release.name}.nq", f"{release.name}-provenance.nq"):
        lines = (release.dump_folder / name).read_bytes().splitlines(keepends=True)
        (part.dump_folder / name).unlink()
        (part.dump_folder / name).write_bytes(b"".join(lines[::5]))
    return part


@pytest.fixture(scope="module")
def whole(part: Release) -> EmbeddedStore:
    """Its store, read before."""
    return open_store(part, in_memory=True)


@pytest.mark.parametrize("query", COUNTS.values(), ids=COUNTS)
def test_a_query_waits_for_the_graphs_that_it_reads(part: Release, whole: EmbeddedStore, query: str) -> None:
    assert count(LoadingStore(part), query) == count(whole, query) > 0


def test_a_query_on_a_dataset_of_the_request_waits_for_its_graphs(part: Release, whole: EmbeddedStore) -> None:
    lineage = part.namespace.graph("provenance")
    query = COUNTS["the default graph"]
    assert count(LoadingStore(part), query, default_graph=[lineage]) == count(whole, COUNTS["lineage"])


@pytest.mark.parametrize("graph", [DefaultGraph(), None, NamedNode("http://localhost:8000/graph/provenance")])
def test_a_look_up_waits_for_the_graph_that_it_is_in(
    part: Release, whole: EmbeddedStore, graph: NamedNode | DefaultGraph | None
) -> None:
    loading = LoadingStore(part)
    number = sum(1 for _ in loading.statements(None, None, None, graph))
    assert number == sum(1 for _ in whole.statements(None, None, None, graph))
    loading.complete()
    assert number == sum(1 for _ in loading.statements(None, None, None, graph))


def test_where_lineage_is_damaged_nobody_waits_for_it_in_vain(part: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(part, tmp_path, part.version))
    lineage = damaged.dump_folder / f"{part.name}-provenance.nq"
    lineage.unlink()
    lineage.write_text("<http://example.org/s> <http://example.org/p> .\n", encoding="utf-8")
    loading = LoadingStore(damaged)
    with pytest.raises(StoreError, match="tabunka build"):
        loading.complete()
    assert loading.is_read()
    with pytest.raises(StoreError, match="tabunka build"):
        next(loading.statements(None, None, None, None))
    with pytest.raises(StoreError, match="tabunka build"):
        open_store(damaged, in_memory=True)


def test_where_other_graphs_are_missing_the_default_graph_is_answered(part: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(part, tmp_path, part.version))
    (damaged.dump_folder / f"{part.name}.nq").unlink()
    loading = LoadingStore(damaged)
    assert count(loading, COUNTS["the default graph"]) > 0
    for ask in (lambda: loading.query(COUNTS["every graph"]), loading.complete):
        with pytest.raises(StoreError, match=r"No such file.*tabunka build"):
            ask()


def test_where_the_default_graph_is_missing_every_answer_is_an_error(part: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(part, tmp_path, part.version))
    (damaged.dump_folder / f"{part.name}.nt").unlink()
    loading = LoadingStore(damaged)
    for ask in (
        lambda: loading.query(COUNTS["the default graph"]),
        lambda: loading.statements(None, None, None, DefaultGraph()),
        loading.complete,
    ):
        with pytest.raises(StoreError, match=r"No such file.*tabunka build"):
            ask()
