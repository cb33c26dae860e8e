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


@pytest.mark.parametrize("query", COUNTS.values(), ids=COUNTS)
def test_a_query_waits_for_the_graphs_that_it_reads(release: Release, store: EmbeddedStore, query: str) -> None:
    assert count(LoadingStore(release), query) == count(store, query) > 0


def test_a_query_on_a_dataset_of_the_request_waits_for_its_graphs(release: Release, store: EmbeddedStore) -> None:
    lineage = release.namespace.graph("provenance")
    query = COUNTS["the default graph"]
    assert count(LoadingStore(release), query, default_graph=[lineage]) == count(store, COUNTS["lineage"])


@pytest.mark.parametrize("graph", [DefaultGraph(), None, NamedNode("http://localhost:8000/graph/provenance")])
def test_a_look_up_waits_for_the_graph_that_it_is_in(
    release: Release, store: EmbeddedStore, graph: NamedNode | DefaultGraph | None
) -> None:
    loading = LoadingStore(release)
    number = sum(1 for _ in loading.statements(None, None, None, graph))
    assert number == sum(1 for _ in store.statements(None, None, None, graph))
    loading.complete()
    assert number == sum(1 for _ in loading.statements(None, None, None, graph))


def test_where_lineage_is_damaged_nobody_waits_for_it_in_vain(release: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(release, tmp_path, release.version))
    lineage = damaged.dump_folder / f"{release.name}-provenance.nq"
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


def test_where_other_graphs_are_missing_the_default_graph_is_answered(release: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(release, tmp_path, release.version))
    (damaged.dump_folder / f"{release.name}.nq").unlink()
    loading = LoadingStore(damaged)
    assert count(loading, COUNTS["the default graph"]) > 0
    for ask in (lambda: loading.query(COUNTS["every graph"]), loading.complete):
        with pytest.raises(StoreError, match=r"No such file.*tabunka build"):
            ask()


def test_where_the_default_graph_is_missing_every_answer_is_an_error(release: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(release, tmp_path, release.version))
    (damaged.dump_folder / f"{release.name}.nt").unlink()
    loading = LoadingStore(damaged)
    for ask in (
        lambda: loading.query(COUNTS["the default graph"]),
        lambda: loading.statements(None, None, None, DefaultGraph()),
        loading.complete,
    ):
        with pytest.raises(StoreError, match=r"No such file.*tabunka build"):
            ask()
