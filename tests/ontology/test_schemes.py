"""Concept schemes: named in Japanese, Easy Japanese and English, and well formed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, SKOS, Graph, Literal, URIRef
from rdflib.term import Node

import ontology

BASE = "http://localhost:8000/"
SCHEMES = ontology.ROOM / "schemes"
FILES = sorted([*SCHEMES.glob("*.ttl"), *(ontology.ENGINE / "schemes").glob("*.ttl")], key=lambda path: path.name)
FROM_TABLES = ("countries", "languages")
IN_EVERY_LANGUAGE = ("bounds", "channel-types", "modes", "weekdays")
"""Whoever looks for help meets these."""
OTHER_LANGUAGES = {"zh-hans", "zh-hant", "ko", "vi", "pt", "es", "fil", "ne", "id", "th"}
KANJI = range(0x4E00, 0xA000)


def language(value: Node) -> str | None:
    return value.language if isinstance(value, Literal) else None


def languages(graph: Graph, subject: Node, predicate: Node) -> set[str | None]:
    return {language(value) for value in graph.objects(subject, predicate)}


def _scheme(path: Path) -> tuple[Graph, URIRef]:
    graph = Graph().parse(path, publicID=BASE)
    (scheme,) = graph.subjects(RDF.type, SKOS.ConceptScheme)
    return graph, URIRef(str(scheme))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_file_holds_one_scheme_named_after_it(path: Path) -> None:
    graph, scheme = _scheme(path)
    assert str(scheme) == f"{BASE}id/scheme/{path.stem}"
    assert languages(graph, scheme, SKOS.prefLabel) == {"ja", "ja-simple", "en"}
    assert languages(graph, scheme, DCTERMS.description) == {"ja", "en"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_concepts_are_named_once_a_language_and_defined(path: Path) -> None:
    graph, scheme = _scheme(path)
    concepts = list(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts or path.stem in FROM_TABLES, "the concepts of other schemes stand beside their scheme"
    expected = {"ja", "ja-simple", "en"} | (OTHER_LANGUAGES if path.stem in IN_EVERY_LANGUAGE else set())
    for concept in concepts:
        assert languages(graph, concept, SKOS.prefLabel) == expected, str(concept)
        assert len(list(graph.objects(concept, SKOS.prefLabel))) == len(expected), str(concept)
        (easy,) = (str(v) for v in graph.objects(concept, SKOS.prefLabel) if language(v) == "ja-simple")
        assert not any(ord(character) in KANJI for character in easy), easy
        assert languages(graph, concept, SKOS.definition) == {"ja", "en"}, str(concept)
        assert set(graph.objects(concept, SKOS.inScheme)) == {scheme}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_concept_is_at_the_top_or_below_one_of_its_scheme(path: Path) -> None:
    graph, scheme = _scheme(path)
    concepts = list(graph.subjects(RDF.type, SKOS.Concept))
    assert concepts or path.stem in FROM_TABLES
    for concept in concepts:
        top = (concept, SKOS.topConceptOf, scheme) in graph
        assert top == ((scheme, SKOS.hasTopConcept, concept) in graph)
        broader = list(graph.objects(concept, SKOS.broader))
        assert top == (not broader), str(concept)
        for above in broader:
            assert (above, SKOS.inScheme, scheme) in graph, f"{concept} is below {above}, which is not there"
        assert concept not in list(graph.transitive_objects(concept, SKOS.broader))[1:], f"{concept} is above itself"


def test_no_two_concepts_of_a_scheme_share_a_name() -> None:
    assert len(FILES) > 30
    for path in FILES:
        graph, _ = _scheme(path)
        names = Counter((str(v), language(v)) for _, v in graph.subject_objects(SKOS.prefLabel))
        assert names
        repeated = [name for name, count in names.items() if count > 1 and name[1] != "ja-simple"]
        assert not repeated, f"{path.stem}: {repeated}"


def test_topics_cover_what_the_pages_are_about() -> None:
    graph, _ = _scheme(SCHEMES / "topics.ttl")
    names = {str(value) for value in graph.objects(None, SKOS.prefLabel)}
    assert {"医療・健康", "教育", "税金", "住まい", "防災・災害", "日本語教室", "在留資格・届出"} <= names
    assert {"姉妹・友好都市", "国際協力", "海外展開", "留学生", "観光", "多文化共生施策"} <= names


def test_modes_are_those_of_the_design() -> None:
    graph, _ = _scheme(SCHEMES / "modes.ttl")
    keys = {str(concept).rsplit("/", 1)[-1] for concept in graph.subjects(RDF.type, SKOS.Concept)}
    assert keys == {"page", "site", "publication", "staffed-counter", "telephone", "video", "machine"}
