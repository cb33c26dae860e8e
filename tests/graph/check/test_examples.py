"""The vocabulary in ``examples/`` is a whole site: nothing is wrong in it, and it can be built."""

from __future__ import annotations

from pathlib import Path

from pyoxigraph import DefaultGraph

from graph.build.pipeline import build
from graph.build.site_files import site_namespace
from graph.check.checking import problems_of
from graph.store import open_store
from mappings.site import load_site
from ontology.vocabulary import RDF, SKOS

EXAMPLES = Path(__file__).parents[3] / "examples"


def test_the_vocabulary_among_the_examples_is_a_site_with_its_own_iris(tmp_path: Path) -> None:
    site = load_site(EXAMPLES / "waste")
    assert list(problems_of(site)) == []
    release = build(site, site_namespace(site), tmp_path / "var").release
    store = open_store(release, in_memory=True)
    concepts = {str(quad.subject) for quad in store.statements(None, RDF.type, SKOS.Concept, DefaultGraph())}
    waste = {concept for concept in concepts if concept.startswith("<https://data.example.org/waste/")}
    assert len(waste) == 44
    own_graph = release.namespace.graph("waste")
    assert {str(quad.subject) for quad in store.statements(None, RDF.type, SKOS.Concept, own_graph)} == waste
