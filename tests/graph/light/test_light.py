"""A light release holds what the files state and nothing else; it is made once, and the same files give the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode, RdfFormat, Store, parse

from graph.light import release as light
from graph.light.release import light_release
from graph.release import Release
from graph.store import EmbeddedStore, open_store
from mappings.as_is.files import rdf_files
from ontology.errors import ReportedError
from tests.as_is import write_waste


def made(cache: Path, *paths: Path, base: str = "") -> Release:
    return light_release(rdf_files(paths), cache, base)


def dump(release: Release, end: str) -> bytes:
    return (release.dump_folder / f"{release.name}.{end}").read_bytes()


def test_it_holds_the_statements_of_the_file_and_describes_itself(tmp_path: Path) -> None:
    path = write_waste(tmp_path)
    release = made(tmp_path / "cache", path)
    stated = len(list(parse(path.read_bytes(), format=RdfFormat.TURTLE)))
    assert release.manifest["triples"] == release.quads == stated
    assert release.base == "https://data.example.jp"
    assert dict(release.site.title) == {"ja": "ごみの分別", "en": "Waste sorting"}
    assert release.site.licence_iri == "https://creativecommons.org/licenses/by/4.0/"
    void = (release.path / "void.ttl").read_text(encoding="utf-8")
    assert f"void:triples {stated}" in void
    catalogue = (release.path / "dcat.ttl").read_text(encoding="utf-8")
    assert "waste.ttl.gz" in catalogue
    assert {name.partition(".")[2] for name in release.files} >= {"ttl", "nt.gz", "nq", "trig", "jsonld", "rdf"}


def test_the_same_file_gives_the_same_bytes_and_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1764460800")
    path = write_waste(tmp_path)
    first, second = made(tmp_path / "1", path), made(tmp_path / "2", path)
    assert (first.path / "SHA256SUMS").read_bytes() == (second.path / "SHA256SUMS").read_bytes()
    assert first.version == second.version

    def never(*_: object) -> None:
        raise AssertionError("it is in the cache")

    monkeypatch.setattr(light, "in_child", never)
    assert made(tmp_path / "1", path).path == first.path
    path.write_text(path.read_text(encoding="utf-8") + "w:more a skos:Concept .", encoding="utf-8")
    with pytest.raises(AssertionError, match="in the cache"):
        made(tmp_path / "1", path)


def test_blank_nodes_keep_their_labels_from_the_dump_into_the_store(tmp_path: Path) -> None:
    release = made(tmp_path / "cache", write_waste(tmp_path))
    store = open_store(release, in_memory=True)
    lines = {str(quad.triple) for quad in store.statements(graph=DefaultGraph())}
    assert lines == set(dump(release, "nt").decode().replace(" .\n", "\n").splitlines())
    assert sum("_:" in line for line in lines) == 3


def test_named_graphs_stay_and_the_default_graph_is_the_union(tmp_path: Path) -> None:
    (tmp_path / "a.trig").write_text("<http://g.example/1> { <http://e.example/a> <http://e.example/p> _:x }")
    (tmp_path / "b.nt").write_text("<http://e.example/a> <http://e.example/p> _:x .\n")
    release = made(tmp_path / "cache", tmp_path / "a.trig", tmp_path / "b.nt")
    store = open_store(release, in_memory=True)
    assert isinstance(store, EmbeddedStore)
    assert len(list(store.statements(graph=DefaultGraph()))) == 2, "nodes of two files are two"
    assert len(list(store.statements(graph=NamedNode("http://g.example/1")))) == 1
    assert dict(release.named_graphs) == {"<http://g.example/1>": 1}
    quads = Store()
    quads.load(dump(release, "nq"), format=RdfFormat.N_QUADS)
    assert len(quads) == 3


def test_a_faulty_file_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.ttl").write_text("<http://e.example/a> <http://e.example/p>\n<http://e.example/b .")
    with pytest.raises(ReportedError, match=r"a\.ttl, line 2"):
        made(tmp_path / "cache", tmp_path / "a.ttl")
    with pytest.raises(ReportedError, match="base IRI"):
        made(tmp_path / "cache", write_waste(tmp_path), base="not an IRI")
    assert not [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]


def test_nesting_that_kills_the_parser_is_an_error(tmp_path: Path) -> None:
    levels = 30_000
    text = "<http://e/a> <http://e/p> " + "<<( <http://e/a> <http://e/p> " * levels + "1" + " )>>" * levels + " ."
    (tmp_path / "deep.ttl").write_text(text, encoding="utf-8")
    with pytest.raises(ReportedError, match=r"deep\.ttl.*levels deep"):
        made(tmp_path / "cache", tmp_path / "deep.ttl")
