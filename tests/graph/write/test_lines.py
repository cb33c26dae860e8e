"""Lines of N-Triples and N-Quads: their order, and what is read off them."""

from __future__ import annotations

import random
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from graph.write.block_conversion import without_graph
from graph.write.lines import in_file_order, write_lines
from graph.write.serialisation import namespaces, namespaces_of_lines
from ontology.vocabulary import RDF, RDFS, XSD

A, AB = NamedNode("https://a.example/1"), NamedNode("https://a.example/1/b")
GRAPH = NamedNode("https://a.example/graph/g")
TRIPLES = [
    Triple(A, RDF.type, RDFS.Resource),
    Triple(A, NamedNode("http://example.org/about"), AB),
    Triple(A, RDFS.label, Literal("a")),
    Triple(A, RDFS.label, Literal("a", language="en")),
    Triple(A, RDFS.label, Literal('say "a b" <https://c.example/x> .\n\\')),
    Triple(A, RDFS.label, Literal("#type> ")),
    Triple(A, RDFS.range, XSD.string),
    Triple(A, RDFS.seeAlso, Literal("2", datatype=XSD.integer)),
    Triple(AB, RDF.type, RDFS.Resource),
    Triple(AB, RDFS.label, Literal("𠮟る", language="ja")),
]


def test_a_type_comes_before_every_other_property_and_the_rest_follows_the_alphabet() -> None:
    lines = [str(triple) for triple in TRIPLES]
    random.Random(3).shuffle(lines)
    by_terms = sorted(TRIPLES, key=lambda t: (str(t.subject), t.predicate != RDF.type, str(t.predicate), str(t.object)))
    assert in_file_order(lines) == [str(triple) for triple in by_terms]


def test_written_lines_are_read_as_the_statements_that_they_were(tmp_path: Path) -> None:
    path = tmp_path / "lines.nq"
    write_lines(path, map(str, TRIPLES[:4]))
    write_lines(path, map(str, TRIPLES), str(GRAPH))
    quads = list(parse(path=str(path), format=RdfFormat.N_QUADS))
    assert quads[:4] == [Quad(t.subject, t.predicate, t.object) for t in TRIPLES[:4]]
    assert quads[4:] == [Quad(t.subject, t.predicate, t.object, GRAPH) for t in TRIPLES]
    with path.open(encoding="utf-8", newline="") as file:
        assert [without_graph(line) for line in file] == [str(t) for t in (*TRIPLES[:4], *TRIPLES)]


def test_namespaces_of_lines_are_those_of_the_statements() -> None:
    assert namespaces_of_lines(map(str, TRIPLES)) == namespaces(TRIPLES)
    assert "https://c.example/" not in namespaces(TRIPLES)
