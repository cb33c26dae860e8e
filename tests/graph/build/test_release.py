from __future__ import annotations

import shutil
from itertools import islice
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse

from graph.ask.trace import TraceError, parse_lines, trace, trace_lines
from graph.build.statement_index import StatementIndex
from graph.build.statistics import statistics
from graph.build.store_writer import StoreWriter
from graph.publish.draft import drafted
from graph.publish.publishing import make_current, publish
from graph.release import Release, ReleaseError, current, releases
from graph.store import EmbeddedStore, StoreError, open_store
from ontology.errors import ReportedError
from ontology.lines import LineRange
from ontology.namespaces import Namespace
from ontology.prefixes import compact
from tests.conftest import linked_release
from tests.graph.build.tiny_site import CHANGES, built, change
from tests.graph.conftest import copied

VOID = "http://rdfs.org/ns/void#"


def linked(release: Release, folder: Path) -> Path:
    linked_release(release, folder, release.version)
    make_current(folder, release.version)
    return folder


def test_void_states_true_counts_of_the_graph_it_is_part_of(release: Release, store: EmbeddedStore) -> None:
    text = (release.dump_folder / "tabunka.nt").read_text(encoding="utf-8")
    lines = text.removesuffix(" .\n").split(" .\n")
    counted = statistics(StatementIndex(lines))
    stated: dict[tuple[str, str], str] = {}
    for quad in parse(path=str(release.path / "void.ttl"), format=RdfFormat.TURTLE):
        stated[(str(quad.subject).strip("<>"), quad.predicate.value)] = getattr(quad.object, "value", "")
    dataset = f"{release.base}/dataset"
    assert int(stated[(dataset, VOID + "triples")]) == len(set(lines)) == counted.triples
    assert int(stated[(dataset, VOID + "distinctSubjects")]) == counted.subjects
    assert int(stated[(dataset, VOID + "distinctObjects")]) == counted.objects
    parts = {s for (s, p) in stated if p == VOID + "class"}
    assert {stated[(s, VOID + "class")]: int(stated[(s, VOID + "entities")]) for s in parts} == counted.classes
    parts = {s for (s, p) in stated if p == VOID + "property"}
    assert {stated[(s, VOID + "property")]: int(stated[(s, VOID + "triples")]) for s in parts} == {
        iri: count.triples for iri, count in counted.properties.items()
    }


def test_a_build_that_fails_at_its_last_step_leaves_nothing(
    built_site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    var = copied(built_site, tmp_path) / "var"
    before = current(var)
    change(tmp_path, CHANGES["a cell of a document"])
    stores: list[Path] = []
    finish = StoreWriter.finish

    def broken(writer: StoreWriter) -> None:
        finish(writer)
        stores.extend((var / "releases").glob(".draft-*/.store-*/store/CURRENT"))
        raise ReportedError("the disk is full")

    monkeypatch.setattr(StoreWriter, "finish", broken)
    with pytest.raises(ReportedError, match="disk is full"):
        built(tmp_path, var)
    assert len(stores) == 1, "the store was complete"
    assert [path.name for path in (var / "releases").iterdir()] == [before.version]
    assert current(var).version == before.version


def test_a_draft_is_renamed_when_complete_and_removed_when_not(release: Release, tmp_path: Path) -> None:
    with drafted(tmp_path) as draft:
        (draft / "manifest.json").write_text((release.path / "manifest.json").read_text(), encoding="utf-8")
        assert releases(tmp_path / "releases") == []
        published = publish(draft, tmp_path, "2026-01-01-aaaaaaaa")
    assert published.path == (tmp_path / "releases" / "2026-01-01-aaaaaaaa").resolve()
    assert current(tmp_path).path == published.path
    with pytest.raises(RuntimeError), drafted(tmp_path) as draft:
        raise RuntimeError
    assert not draft.exists()


def test_a_folder_without_a_release_is_an_error_that_says_how_to_get_one(tmp_path: Path, release: Release) -> None:
    with pytest.raises(ReleaseError, match="tabunka build"):
        current(tmp_path)
    with pytest.raises(ReleaseError, match="is not a release"):
        Release.open(tmp_path)
    var = linked(release, tmp_path / "var")
    shutil.rmtree(var / "releases" / release.version / "store")
    with pytest.raises(StoreError, match="tabunka build"):
        open_store(current(var), in_memory=False)


def test_a_store_in_memory_holds_what_the_one_on_disk_does(release: Release, store: EmbeddedStore) -> None:
    """It is loaded from the dumps, which tests/graph/write/test_dumps.py compares with the store on disk."""
    on_disk = open_store(release, in_memory=False)
    assert len(store.store) == len(on_disk.store) == release.quads
    for quad in islice(store.statements(), 0, None, 500):
        assert next(on_disk.statements(quad.subject, quad.predicate, quad.object, quad.graph_name)) == quad


def test_trace_leads_from_a_figure_to_its_row_and_line(release: Release, store: EmbeddedStore) -> None:
    traced = list(trace(store, release.namespace, f"{release.base}/id/municipality/14100"))
    assert all(statement.origins for statement in traced)
    assert {o.table for statement in traced for o in statement.origins} >= {"municipalities"}


def test_every_statement_of_a_document_traces_to_lines_of_that_document(release: Release, store: EmbeddedStore) -> None:
    for key in ("000", "003"):
        traced = 0
        for quad in list(store.statements(None, None, None, release.namespace.graph(key)))[::97]:
            assert not isinstance(quad.subject, Triple)
            statements = [
                t for t in trace(store, release.namespace, str(quad.subject).strip("<>")) if t.triple == quad.triple
            ]
            traced += len(statements)
            for statement in statements:
                assert any(lines.document == key for origin in statement.origins for lines in origin.lines)
        assert traced > 100, "all but a corrected one"


def test_a_line_leads_to_every_statement_it_supports(release: Release, store: EmbeddedStore) -> None:
    assert parse_lines("003:78", ["003"]) == LineRange("003", 78, 78)
    assert parse_lines(f"{release.base}/source/003#line=77,78", []) == LineRange("003", 78, 78)
    assert parse_lines("municipality/28100", ["003"]) is None
    assert parse_lines("municipality:28100", ["003"]) is None
    supported = {traced.triple for traced in trace_lines(store, release.namespace, LineRange("003", 78, 78))}
    emails = {getattr(t.object, "value", "") for t in supported if t.predicate.value.endswith("/email")}
    assert emails == {"kokusai@office.city.kobe.lg.jp"}
    with pytest.raises(TraceError, match="no record cites line 1 of document 003"):
        list(trace_lines(store, release.namespace, LineRange("003", 1, 1)))


def test_trace_of_a_stranger_says_so(release: Release, store: EmbeddedStore) -> None:
    with pytest.raises(TraceError, match="says nothing about"):
        list(trace(store, release.namespace, "http://example.org/"))
    with pytest.raises(TraceError, match="not an IRI"):
        list(trace(store, release.namespace, "not an iri"))


def test_an_iri_is_shortened_by_its_longest_prefix() -> None:
    assert compact(Namespace(), "http://www.w3.org/ns/org#unitOf") == "org:unitOf"
    assert compact(Namespace(), "http://www.w3.org/ns/org#") is None
    assert compact(Namespace(), "http://unknown.example/x") is None
