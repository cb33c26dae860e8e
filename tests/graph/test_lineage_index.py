"""The index of lineage leads to the records that the provenance graph has."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Triple

from graph.ask.trace import Origin, Origins
from graph.build.reifiers import LineageError, Records, Reifiers
from graph.lineage import statement_key
from graph.lineage_index import FILE, LineageIndex, LineageIndexError
from graph.release import Release
from graph.store import EmbeddedStore
from graph.write.lines import write_lines
from graph.write.sorting import Sorted
from ontology.namespaces import DEFAULT_BASE, Namespace
from tests.conftest import linked_release

NAMESPACE = Namespace(DEFAULT_BASE)
GRAPH = f"<{DEFAULT_BASE}/graph/provenance>"


@pytest.fixture
def index(release: Release) -> LineageIndex:
    index = LineageIndex.of(release)
    assert index is not None
    return index


def told(origins: Iterable[Origin]) -> list[tuple[object, ...]]:
    """All that *origins* tell."""
    return [(origin.table, origin.row, origin.lines, origin.statement) for origin in origins]


def test_a_statement_has_the_origins_that_the_provenance_graph_tells(
    release: Release, store: EmbeddedStore, index: LineageIndex
) -> None:
    stored, indexed = Origins(store, release.namespace, 5000), Origins(store, release.namespace, 5000, index)
    numbers = set()
    for number, quad in enumerate(store.statements(graph=DefaultGraph())):
        if number % 7 == 0:
            triple = Triple(quad.subject, quad.predicate, quad.object)
            origins = stored.of(triple)
            assert told(indexed.of(triple)) == told(origins)
            numbers.add(len(origins))
    assert numbers >= {0, 1, 2, 3}


def test_a_statement_that_nobody_made_has_no_record(index: LineageIndex) -> None:
    assert list(index.records(statement_key(NAMESPACE, "<urn:a> <urn:b> <urn:c>"))) == []


def released(release: Release, tmp_path: Path) -> Release:
    return Release.open(linked_release(release, tmp_path, release.version))


def test_statements_with_many_records_and_long_texts_are_read_whole(release: Release, tmp_path: Path) -> None:
    made = released(release, tmp_path)
    many = [f"<{DEFAULT_BASE}/id/record/table/{number:04}>" for number in range(500)]
    records = {f'<urn:{number}> <urn:p> "{"国" * 1000 * number}"': many[: number * 125] for number in range(1, 5)}
    texts = [f"{line}\x01{' '.join(origins)}" for line, origins in records.items()]
    (dump,) = (dump for dump in made.dumps if dump.content == "provenance" and not dump.compressed)
    for path in (made.path / FILE, made.dump_folder / dump.name):
        path.unlink()
    reifiers = Reifiers(NAMESPACE, Records(Sorted(texts)))
    write_lines(made.dump_folder / dump.name, reifiers.lines(GRAPH), GRAPH)
    reifiers.write_index(made.path)
    index = LineageIndex.of(made)
    assert index is not None
    for line, expected in records.items():
        assert [f"<{record}>" for record in index.records(statement_key(NAMESPACE, line))] == expected


def test_two_statements_of_one_hash_are_refused(tmp_path: Path) -> None:
    reifiers = Reifiers(NAMESPACE, Records(Sorted(["<urn:a> <urn:b> <urn:c>\x01<urn:r>"] * 2)))
    assert len(list(reifiers.lines(GRAPH))) == 4
    with pytest.raises(LineageError):
        reifiers.write_index(tmp_path)


def test_an_index_of_another_dump_is_an_error_and_not_a_statement_without_origin(
    release: Release, tmp_path: Path
) -> None:
    other = released(release, tmp_path)
    (dump,) = (dump for dump in other.dumps if dump.content == "provenance" and not dump.compressed)
    path = other.dump_folder / dump.name
    lines = path.read_bytes().splitlines(keepends=True)
    path.unlink()
    path.write_bytes(b"".join(lines[2:]))
    index = LineageIndex.of(other)
    assert index is not None
    key = lines[0].partition(b"/id/statement/")[2][:20].decode()
    with pytest.raises(LineageIndexError, match="tabunka build"):
        list(index.records(key))


def test_a_release_without_index_reads_the_store(release: Release, tmp_path: Path) -> None:
    older = released(release, tmp_path)
    (older.path / FILE).unlink()
    assert LineageIndex.of(older) is None
