"""A site with somebody else's data: its own graph, its own IRIs, its blank nodes; held to none of the site's shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, RdfFormat, parse

from graph.build.pipeline import build
from graph.build.reuse import Reuse
from graph.build.site_files import site_namespace
from graph.check.checking import problems_of
from graph.release import Release
from graph.store import open_store
from mappings.as_is.adding import add_as_is
from mappings.as_is.files import RdfError
from mappings.site import load_site
from ontology.errors import ReportedError
from server.app import create_app
from server.display.publication import _EXTENSION
from tests.as_is import write_waste

SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
<shapes#concept> a sh:NodeShape ; sh:targetClass skos:Concept ; sh:pattern "/id/" ; sh:message "is elsewhere"@en .
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A site whose shape says that concepts are below ``/id/``, with waste from elsewhere."""
    folder = tmp_path / "city"
    (folder / "shapes").mkdir(parents=True)
    (folder / "site.toml").write_text('name = "city"\n', encoding="utf-8")
    (folder / "shapes" / "concept.ttl").write_text(SHAPE, encoding="utf-8")
    add_as_is(folder, write_waste(tmp_path))
    return folder


def built(folder: Path) -> Release:
    site = load_site(folder)
    return build(site, site_namespace(site), folder / "var", reuse=Reuse.of(site, folder / "var")).release


def lines(release: Release, end: str) -> set[str]:
    return set((release.dump_folder / f"city.{end}").read_text(encoding="utf-8").splitlines())


def test_a_file_becomes_a_source_with_its_own_title_and_licence(folder: Path) -> None:
    metadata = (folder / "mappings" / "waste" / "metadata.yaml").read_text(encoding="utf-8")
    assert "kind: rdf" in metadata
    assert "ごみの分別" in metadata
    assert "licence: https://creativecommons.org/licenses/by/4.0/" in metadata
    with pytest.raises(RdfError, match="--key"):
        add_as_is(folder, folder / "mappings" / "waste" / "waste.ttl")
    (folder / "broken.ttl").write_text("<http://e.example/a> <b", encoding="utf-8")
    with pytest.raises(ReportedError, match="line 1"):
        add_as_is(folder, folder / "broken.ttl")
    assert [path.name for path in (folder / "mappings").iterdir()] == ["waste"]


def test_its_statements_are_in_its_graph_and_in_the_default_one(folder: Path) -> None:
    release = built(folder)
    text = (folder / "mappings" / "waste" / "waste.ttl").read_bytes()
    stated = len(list(parse(text, format=RdfFormat.TURTLE)))
    assert release.manifest["statements"]["waste"] == stated
    store = open_store(release, in_memory=True)
    theirs = {quad.triple for quad in store.statements(graph=release.namespace.graph("waste"))}
    default = {quad.triple for quad in store.statements(graph=DefaultGraph())}
    assert len(theirs) == stated
    assert {str(triple) for triple in theirs} < {str(triple) for triple in default}
    assert sum("_:waste-b" in line for line in lines(release, "nt")) == 3


def test_a_change_of_the_file_is_built_upon_the_release_before(folder: Path) -> None:
    built(folder)
    path = folder / "mappings" / "waste" / "waste.ttl"
    path.write_text(path.read_text(encoding="utf-8") + 'w:paper dct:source [ dct:title "x" ] .\n', encoding="utf-8")
    release = built(folder)
    on_disk = {str(quad.triple) for quad in open_store(release, in_memory=False).statements(graph=DefaultGraph())}
    assert on_disk == {line.removesuffix(" .") for line in lines(release, "nt")}
    assert sum("_:waste-b" in line for line in on_disk) == 5


def test_statements_of_the_site_itself_are_still_validated(folder: Path) -> None:
    assert built(folder).manifest["as_is"] == ["waste"]
    assert problems_of(load_site(folder)) == [], "`tabunka check` says what the build says"
    (folder / "ontology").mkdir()
    concept = "<http://localhost:8000/kind> a <http://www.w3.org/2004/02/skos/core#Concept> ."
    (folder / "ontology" / "mine.ttl").write_text(concept, encoding="utf-8")
    with pytest.raises(ReportedError, match="is elsewhere"):
        built(folder)


def test_the_server_of_the_site_shows_it(folder: Path) -> None:
    app = create_app(built(folder))
    try:
        client = app.test_client()
        paper = client.get("/resource?iri=https://data.example.jp/waste/paper", headers={"Accept": "text/html"}).text
        assert "Office of waste" in paper
        assert "/resource?iri=http%3A%2F%2Fother.example%2Fcodes%23paper" in paper
        assert "data.example.jp%2Fwaste%2Fpaper" in client.get("/search?q=paper").text
        assert client.get("/doc/reference/waste", headers={"Accept": "text/html"}).status_code == 200
    finally:
        app.extensions[_EXTENSION].runner.close()
