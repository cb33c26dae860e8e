"""docs/ontology.md is true: its words are those of the ontology, its diagram and queries hold for the data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, QuerySolutions, Store
from rdflib import RDFS, Graph, URIRef

import ontology
from graph.release import STORE, Release
from ontology.namespaces import Namespace

TEXT = (Path(__file__).parent.parent.parent / "docs" / "ontology.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sparql\n(.*?)```", TEXT, re.S)
PREFIXES: dict[str, str] = json.loads(Namespace().fill(ontology.PREFIXES.read_text()))
ARROW = re.compile(r'^  (\w+) -[-.] "([^"]+)" [-.]-?> (\w+)$', re.M)


@pytest.fixture(scope="module")
def default_graph(release: Release) -> Store:
    """Its own default graph, which queries of the store read when they name no other."""
    return Store.read_only(str(release.path / STORE))


def expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def test_every_term_in_the_text_is_one_the_ontology_names(vocabulary: Graph) -> None:
    names = set(re.findall(r"(?<![\w/-])((?:" + "|".join(PREFIXES) + r"):[A-Za-z]\w*)", TEXT))
    assert len(names) > 20
    for name in names:
        assert (URIRef(expand(name)), RDFS.label, None) in vocabulary, name


@pytest.mark.parametrize("number", range(len(QUERIES)))
def test_the_queries_have_answers(default_graph: Store, number: int) -> None:
    result = default_graph.query(QUERIES[number], prefixes=PREFIXES)
    assert isinstance(result, QuerySolutions)
    assert list(result), QUERIES[number]


def test_the_queries_are_those_shown() -> None:
    assert len(QUERIES) >= 3


def test_every_arrow_of_the_diagram_is_in_the_data(default_graph: Store) -> None:
    nodes = dict(re.findall(r'^  (\w+)\["([^"]+)"\]$', TEXT, re.M))
    arrows = ARROW.findall(TEXT)
    assert len(arrows) > 15
    assert {end for start, _, last in arrows for end in (start, last)} == set(nodes)
    for start, labels, end in arrows:
        for label in labels.split(", "):
            classes = [[f"<{expand(name)}>" for name in nodes[node].split(", ")] for node in (start, end)]
            query = (
                f"ASK {{ VALUES ?a {{ {' '.join(classes[0])} }} VALUES ?b {{ {' '.join(classes[1])} }} "
                f"?s a ?a ; {NamedNode(expand(label))} ?o . ?o a ?b }}"
            )
            assert bool(default_graph.query(query)), f"{start} {label} {end}"
