"""The engine's terms for any site and a site's own terms are two vocabularies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, NamedNode
from rdflib import OWL, RDF, RDFS, Graph, URIRef

import ontology
from graph.build.assemble import ontology_triples
from graph.release import Release
from graph.store import EmbeddedStore, open_store
from mappings.site import load_site
from ontology.namespaces import Namespace
from ontology.vocabulary import VOID
from tests.example_site import site_toml

ROOT = Path(__file__).parents[2]
ENGINE_CODE = ("graph", "server", "mappings/map", "mappings/read", "mappings/helpers", "mappings/commands", "ontology")
_SUFFIXES = (".py", ".yaml", ".html", ".js", ".rq", ".ttl", ".jsonld")
NAMED = re.compile(r"""\.term\(f?["'](\w+)["']|\btbk:(\w+)|/ontology#(\w+)""")
LINEAGE = URIRef("http://localhost:8000/ontology/lineage")


def terms_of_the_engine(vocabulary: Graph) -> set[str]:
    terms = {str(term).rpartition("#")[2] for term in vocabulary.subjects(RDFS.isDefinedBy, LINEAGE)}
    assert {"Record", "LineRange", "printedLabel", "LedgerLine"} <= terms
    return terms


def files_of_the_engine() -> Iterator[Path]:
    for room in ENGINE_CODE:
        folder = ROOT / room
        for path in folder.rglob("*"):
            is_site = room == "ontology" and path.suffix != ".py" and ontology.ENGINE not in path.parents
            is_built = not {"node_modules", "vendor", "__pycache__"}.isdisjoint(path.parts)
            if path.suffix in (".py", ".yaml", ".html", ".js", ".rq", ".ttl", ".jsonld") and not is_site | bool(
                is_built
            ):
                yield path
    yield from (ROOT / "mappings").glob("*.py")


def test_the_code_of_the_engine_names_no_term_but_the_engines(vocabulary: Graph) -> None:
    allowed = terms_of_the_engine(vocabulary)
    own = {str(term).rpartition("#")[2] for term in vocabulary.subjects(RDF.type, None) if "/ontology#" in str(term)}
    named: dict[str, set[str]] = {}
    for path in files_of_the_engine():
        for match in NAMED.finditer(path.read_text(encoding="utf-8")):
            name = next(filter(None, match.groups()))
            named.setdefault(name, set()).add(str(path.relative_to(ROOT)))
    assert len(named.keys() & allowed) > 12
    assert {name: files for name, files in named.items() if name in own - allowed} == {}


def test_each_vocabulary_is_declared_by_its_own_files_and_refers_to_no_term_of_a_site(vocabulary: Graph) -> None:
    engine = Graph()
    for path in ontology.turtle_files(ROOT / "no such folder"):
        engine.parse(path, publicID="http://localhost:8000/")
    assert set(engine.subjects(RDF.type, OWL.Ontology)) == {LINEAGE}
    assert set(vocabulary.subjects(RDF.type, OWL.Ontology)) == {LINEAGE, URIRef("http://localhost:8000/ontology")}
    mentioned = {str(term).rpartition("#")[2] for triple in engine for term in triple if "/ontology#" in str(term)}
    assert mentioned == terms_of_the_engine(vocabulary)


def test_the_context_of_the_engine_has_no_term_of_a_site(vocabulary: Graph) -> None:
    engine = json.loads((ontology.ENGINE / ontology.CONTEXT).read_text(encoding="utf-8"))["@context"]
    site = json.loads((ontology.ROOM / ontology.CONTEXT).read_text(encoding="utf-8"))["@context"]
    assert engine.keys().isdisjoint(site)
    assert json.loads(ontology.context())["@context"] == engine | site
    named = re.findall(r"tbk:(\w+)", json.dumps(engine))
    assert set(named) <= terms_of_the_engine(vocabulary)
    assert "Municipality" not in engine


def test_a_context_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / ontology.CONTEXT).write_text("[]", encoding="utf-8")
    with pytest.raises(ontology.ContextFileError, match=r"context\.jsonld: .* JSON-LD context"):
        ontology.context(tmp_path)


def test_a_site_of_another_domain_publishes_the_vocabulary_of_the_engine_alone(
    small_release: Release, vocabulary: Graph
) -> None:
    store = open_store(small_release)
    published = {
        quad.subject.value.rpartition("#")[2]
        for quad in store.statements(None, None, None, small_release.namespace.graph("ontology"))
        if isinstance(quad.subject, NamedNode) and "/ontology#" in quad.subject.value
    }
    assert published == terms_of_the_engine(vocabulary)
    assert vocabularies(store, small_release) >= {str(LINEAGE), "http://purl.org/dc/terms/"}
    assert "http://localhost:8000/ontology" not in vocabularies(store, small_release)
    assert "tbk:Municipality" not in small_release.context
    assert "tbk:Record" in small_release.context


def test_this_site_publishes_both(release: Release) -> None:
    assert vocabularies(open_store(release, in_memory=False), release) >= {
        str(LINEAGE),
        "http://localhost:8000/ontology",
        "http://schema.org/",
    }


def vocabularies(store: EmbeddedStore, release: Release) -> set[str]:
    dataset = NamedNode(f"{release.base}/dataset")
    quads = store.statements(dataset, VOID.vocabulary, None, DefaultGraph())
    return {quad.object.value for quad in quads if isinstance(quad.object, NamedNode)}


def test_a_site_with_terms_of_its_own_has_them_beside_the_engines(tmp_path: Path) -> None:
    (tmp_path / "site.toml").write_text(site_toml("birds", "Birds", "Birds.", example="bird/a"), encoding="utf-8")
    (tmp_path / "ontology").mkdir()
    (tmp_path / "ontology" / "birds.ttl").write_text("<ontology#Bird> a <http://e/Class> .", encoding="utf-8")
    subjects = {str(triple.subject) for triple in ontology_triples(load_site(tmp_path), Namespace())}
    assert {"<http://localhost:8000/ontology#Bird>", "<http://localhost:8000/ontology#Record>"} <= subjects
    assert "<http://localhost:8000/ontology#Municipality>" not in subjects
