"""Own terms are few, explained in two languages, and tied to vocabularies that exist."""

from __future__ import annotations

import json
import re

import pytest
from pyoxigraph import RdfFormat, parse
from rdflib import CSVW, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SDO, SKOS, VANN, XSD, Graph, URIRef
from rdflib.namespace import DefinedNamespace

import ontology
from ontology.namespaces import Namespace

TBK = "http://localhost:8000/ontology#"
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
CLOSED: dict[str, type[DefinedNamespace]] = {
    str(n): n for n in (CSVW, DCTERMS, FOAF, ORG, OWL, PROV, QB, RDF, RDFS, SKOS, VANN)
}


OWN = [
    name
    for path in sorted((*ontology.ENGINE.glob("*.ttl"), *ontology.ROOM.glob("*.ttl")))
    for name in re.findall(r"^tbk:(\w+) a ", path.read_text(encoding="utf-8"), re.MULTILINE)
]
"""Names read from the text, so that collecting the tests parses no graph."""
ENGINE = [
    name
    for file in ("lineage.ttl", "ledger.ttl")
    for name in re.findall(r"^tbk:(\w+) a ", (ontology.ENGINE / file).read_text(encoding="utf-8"), re.MULTILINE)
]
"""The terms of the engine, for any site."""


def test_the_names_are_those_of_every_own_term(vocabulary: Graph) -> None:
    assert sorted(OWN) == sorted({str(s).removeprefix(TBK) for s in vocabulary.subjects() if str(s).startswith(TBK)})


@pytest.mark.parametrize("name", OWN)
def test_an_own_term_is_declared_labelled_and_explained_in_ja_and_en(vocabulary: Graph, name: str) -> None:
    term = URIRef(TBK + name)
    kinds = [kind for kind in KINDS if (term, RDF.type, kind) in vocabulary]
    assert len(kinds) == 1, f"{term} must be one of class, object property, datatype property"
    for predicate in (RDFS.label, RDFS.comment):
        languages = sorted(str(getattr(value, "language", None)) for value in vocabulary.objects(term, predicate))
        assert languages == ["en", "ja"], f"{term} {predicate}"
    whole = "http://localhost:8000/ontology/lineage" if name in ENGINE else "http://localhost:8000/ontology"
    assert set(vocabulary.objects(term, RDFS.isDefinedBy)) == {URIRef(whole)}
    assert (URIRef(whole), RDF.type, OWL.Ontology) in vocabulary
    assert name[0].isupper() == (kinds[0] == OWL.Class), f"{term}: classes begin with a capital"


@pytest.mark.parametrize("name", OWN)
def test_an_own_term_specialises_a_reused_one(vocabulary: Graph, name: str) -> None:
    term = URIRef(TBK + name)
    relation = RDFS.subClassOf if (term, RDF.type, OWL.Class) in vocabulary else RDFS.subPropertyOf
    above = {str(parent) for parent in vocabulary.transitive_objects(term, relation) if parent != term}
    reused = [parent for parent in above if not parent.startswith(TBK)]
    assert reused, f"{term} has no reused parent"
    for parent in reused:
        assert (URIRef(parent), RDFS.label, None) in vocabulary, f"{parent} is not named in reused.ttl"


@pytest.mark.parametrize("name", OWN)
def test_domains_and_ranges_are_classes_that_are_known(vocabulary: Graph, name: str) -> None:
    term = URIRef(TBK + name)
    is_object = (term, RDF.type, OWL.ObjectProperty) in vocabulary
    for value in vocabulary.objects(term, RDFS.domain):
        assert (value, RDFS.label, None) in vocabulary, f"{term} has the unknown domain {value}"
    for value in vocabulary.objects(term, RDFS.range):
        is_datatype = str(value).startswith(str(XSD)) or value in (RDF.langString, RDFS.Literal)
        assert is_datatype != is_object, f"{term}: range {value}"
        assert is_datatype or (value, RDFS.label, None) in vocabulary, f"{term} has the unknown range {value}"


def test_reused_terms_exist_in_their_vocabularies() -> None:
    graph = Graph().parse(ontology.ENGINE / "reused.ttl")
    newer = {  # published after the lists rdflib was generated from
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies",  # RDF 1.2
        "http://schema.org/observationAbout",
    }
    terms = set(graph.subjects(RDFS.isDefinedBy, None))
    assert len(terms) > 100
    for term in terms:
        for namespace, vocabulary in CLOSED.items():
            if str(term).startswith(namespace):
                assert str(term) in newer or URIRef(str(term)) in vocabulary, f"{term} is not a term of {namespace}"
        if str(term).startswith("http://schema.org/"):
            secure = URIRef(str(term).replace("http://", "https://", 1))
            assert str(term) in newer or secure in SDO, f"{term} is not a term of schema.org"


def test_reused_terms_are_named_in_both_languages() -> None:
    graph = Graph().parse(ontology.ENGINE / "reused.ttl")
    terms = set(graph.subjects(RDFS.isDefinedBy, None))
    assert len(terms) > 100
    for term in terms:
        languages = sorted(str(getattr(value, "language", None)) for value in graph.objects(term, RDFS.label))
        assert languages == ["en", "ja"], str(term)


def test_the_ontology_says_what_it_is(vocabulary: Graph) -> None:
    header = URIRef("http://localhost:8000/ontology")
    assert (header, RDF.type, OWL.Ontology) in vocabulary
    for predicate in (DCTERMS.title, DCTERMS.description):
        assert {getattr(v, "language", None) for v in vocabulary.objects(header, predicate)} == {"ja", "en"}
    assert str(vocabulary.value(header, DCTERMS.license)) == "http://creativecommons.org/licenses/by/4.0/"
    assert vocabulary.value(header, OWL.versionInfo) is not None


def test_alignment_names_only_terms_of_the_imi_core_vocabulary() -> None:
    graph = Graph().parse(ontology.ROOM / "alignment.ttl", publicID="http://localhost:8000/")
    ties = [(s, p, o) for s, p, o in graph if p != RDFS.seeAlso]
    assert len(ties) > 15
    for _, predicate, value in ties:
        assert predicate in (SKOS.closeMatch, SKOS.broadMatch, SKOS.relatedMatch)
        local = str(value).removeprefix("http://imi.go.jp/ns/core/rdf#")
        assert local != str(value)
        assert not local.isascii(), "IMI's terms have Japanese names"


def test_no_file_has_a_blank_node_or_an_absolute_iri_of_our_own() -> None:
    files = ontology.turtle_files()
    assert len(files) > 40
    for path in files:
        assert "localhost" not in path.read_text(encoding="utf-8"), f"{path.name}: write own IRIs relative"
        for quad in parse(path=str(path), format=RdfFormat.TURTLE, base_iri="http://localhost:8000/"):
            assert str(quad.triple).count("_:") == 0, f"{path.name}: {quad.triple}"


def test_a_term_is_defined_in_one_file_only() -> None:
    seen: dict[str, str] = {}
    for path in ontology.turtle_files():
        graph = Graph().parse(path, publicID="http://localhost:8000/")
        for term in {str(s) for s in graph.subjects(RDFS.isDefinedBy, None)}:
            assert term not in seen, f"{term} is defined in {seen[term]} and in {path.name}"
            seen[term] = path.name
    assert len(seen) > len(OWN)


def test_prefixes_are_the_same_everywhere() -> None:
    prefixes = json.loads(ontology.PREFIXES.read_text(encoding="utf-8"))
    assert len(set(prefixes.values())) == len(prefixes)
    context = json.loads(ontology.context())["@context"]
    assert {name: context.get(name) for name in prefixes} == prefixes
    for path in ontology.turtle_files():
        graph = Graph(bind_namespaces="none").parse(path, publicID="http://localhost:8000/")
        declared = list(graph.namespaces())
        assert declared, f"{path.name} declares no prefix"
        for name, namespace in declared:
            expected = Namespace().fill(prefixes.get(name, ""))
            assert str(namespace) == expected, f"{path.name}: prefix {name} is not in prefixes.json"
