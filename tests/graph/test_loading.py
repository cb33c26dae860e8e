"""A store that is still being read answers as one that was read before: who asks waits for what the answer needs.

What other graphs hold is read from the store on disk, or into memory where that does not do.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, QuerySolutions

from graph.loading import LoadingStore
from graph.quality import measurements_path
from graph.release import STORE, Release
from graph.store import EmbeddedStore, StatementStore, StoreError, open_store
from tests.conftest import linked_release
from tests.serving import open_files

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
    """A twentieth of the statements of a real release, which is still read for a hundred times as long as it takes to
    ask a question."""
    part = Release.open(linked_release(release, tmp_path_factory.mktemp("part"), release.version))
    shutil.rmtree(part.path / STORE)  # so that all of it is read into memory
    for name in (f"{release.name}.nt", f"{release.name}.nq", f"{release.name}-provenance.nq"):
        lines = (release.dump_folder / name).read_bytes().splitlines(keepends=True)
        (part.dump_folder / name).unlink()
        (part.dump_folder / name).write_bytes(b"".join(lines[::20]))
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


def files_of_stores() -> list[str]:
    """The files of stores on disk that this process has open."""
    return [name for name in open_files() if f"/{STORE}/" in name]


@pytest.fixture(scope="module")
def on_disk(served_store: LoadingStore) -> LoadingStore:
    """The store of the real release as it is served."""
    assert served_store.has_files
    return served_store


@pytest.fixture(scope="module")
def subjects(store: EmbeddedStore) -> list[str]:
    """The IRIs that the real release states something of."""
    return sorted({quad.subject.value for quad in store.statements() if isinstance(quad.subject, NamedNode)})


@pytest.mark.parametrize("query", COUNTS.values(), ids=COUNTS)
def test_a_store_on_disk_answers_as_the_one_in_memory(on_disk: LoadingStore, store: EmbeddedStore, query: str) -> None:
    assert count(on_disk, query) == count(store, query) > 0


@pytest.mark.parametrize("kind", ["municipality", "record", "statement", "measurement"])
def test_the_statements_about_a_thing_in_any_graph_are_the_same(
    on_disk: LoadingStore, store: EmbeddedStore, subjects: list[str], release: Release, kind: str
) -> None:
    home = release.namespace.home(kind)
    things = [subject for subject in subjects if subject.startswith(home)]
    for thing in map(NamedNode, things[::200]):
        assert set(on_disk.statements(thing)) == set(store.statements(thing)) != set()
    assert things


def test_reading_the_default_graph_alone_opens_no_file(small_release: Release) -> None:
    before = files_of_stores()
    served = LoadingStore(small_release)
    served.complete()
    assert count(served, COUNTS["the default graph"]) == sum(1 for _ in served.statements(graph=DefaultGraph()))
    assert files_of_stores() == before
    assert count(served, COUNTS["lineage"]) > 0
    assert len(files_of_stores()) > len(before)


def test_a_process_opens_the_files_that_its_parent_had_open_anew(on_disk: LoadingStore) -> None:
    """The child closes what it inherits, as the process for queries does, and is answered all the same."""
    expected = count(on_disk, COUNTS["lineage"])
    reader, writer = os.pipe()
    pid = os.fork()
    if not pid:
        os.closerange(3, writer)
        os.closerange(writer + 1, 1024)
        os.write(writer, b"%d" % count(on_disk, COUNTS["lineage"]))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        assert answer.read() == str(expected)
    os.waitpid(pid, 0)
    assert count(on_disk, COUNTS["lineage"]) == expected


@pytest.mark.parametrize("part", ["", "-provenance"])
def test_where_a_dump_was_cut_the_store_on_disk_is_not_trusted(
    small_release: Release, tmp_path: Path, part: str
) -> None:
    damaged = Release.open(linked_release(small_release, tmp_path, small_release.version))
    dump = damaged.dump_folder / f"{small_release.name}{part}.nq"
    whole = dump.read_bytes()
    dump.unlink()
    dump.write_bytes(whole[:-100])
    with pytest.raises(StoreError, match=r"has \d+ bytes.*tabunka build"):
        LoadingStore(damaged).complete()


def test_a_store_on_disk_that_is_damaged_is_one_clear_error(small_release: Release, tmp_path: Path) -> None:
    damaged = Release.open(linked_release(small_release, tmp_path, small_release.version))
    for file in (damaged.path / STORE).glob("*.sst"):
        file.unlink()
    served = LoadingStore(damaged)
    served.complete()
    for ask in (served.open_files, lambda: served.query(COUNTS["every graph"])):
        with pytest.raises(StoreError, match="its store cannot be opened.*tabunka build"):
            ask()
    assert count(served, COUNTS["the default graph"]) > 0


def test_servers_that_were_measured_after_the_build_are_in_the_answers(small_release: Release, tmp_path: Path) -> None:
    assert LoadingStore(small_release).has_files
    measured = Release.open(linked_release(small_release, tmp_path, small_release.version))
    path = measurements_path(measured)
    path.parent.mkdir()
    path.write_text("<urn:measurement> <urn:p> <urn:o> <urn:graph> .\n", encoding="utf-8")
    served = LoadingStore(measured)
    assert [quad.graph_name for quad in served.statements(NamedNode("urn:measurement"))] == [NamedNode("urn:graph")]
    assert not served.has_files
