"""Of many statements a derivation is shown those that it can look at, and composes the same of them."""

from __future__ import annotations

import random
from itertools import product

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, QueryTriples, Store, Triple

from mappings.map import derivations
from mappings.map.derivations import Derivations, load_derivations
from mappings.map.query_patterns import MatchableStatements
from ontology.namespaces import Namespace
from ontology.prefixes import complete_query

NAMESPACE = Namespace()
NODES = [NamedNode(f"urn:{name}") for name in "abc"]
PREDICATES = [NamedNode(f"urn:{name}") for name in "pqrs"]
VALUES = (*NODES, Literal("1"), Literal(2), Literal("x", language="en"))
POSSIBLE = [Triple(*terms) for terms in product(NODES, PREDICATES, VALUES)]
TRIPLES = random.Random(1).sample(POSSIBLE, 30)
NARROW = (
    "?x <urn:p> ?y",
    "?x <urn:p> <urn:a> ; <urn:q> ?y",
    "?x <urn:p> 2 BIND(?x AS ?y)",
    "?x <urn:p>/<urn:q> ?y",
    "?x ^<urn:p>|<urn:q> ?y",
    "?x <urn:p>+ ?y",
    "?x <urn:p> ?y FILTER NOT EXISTS { ?x <urn:q> ?z ; <urn:r> <urn:b> }",
    "?x <urn:p> ?y FILTER(?y = <urn:a> || EXISTS { ?y <urn:q>/<urn:r> ?x })",
    "?x <urn:p> ?y OPTIONAL { ?x <urn:q> <urn:c> ; <urn:r> ?z } FILTER(!BOUND(?z))",
    "{ ?x <urn:p> ?y } UNION { ?x <urn:q> <urn:b> BIND(1 AS ?y) }",
    "?x <urn:p> ?y MINUS { ?x <urn:q> <urn:c> , <urn:b> }",
    "{ SELECT ?x (COUNT(?z) AS ?y) WHERE { ?x <urn:p> ?z . ?z <urn:q> ?w } GROUP BY ?x }",
    "VALUES ?y { <urn:a> <urn:b> } ?x <urn:p> ?y",
    "?x <urn:p> [ <urn:q> ?y ]",
)
ALL = (
    "?x ?p ?y",
    "VALUES ?p { <urn:p> } ?x ?p ?y",
    "?x <urn:p>* ?y",
    "?x <urn:p>? ?y",
    "?x !<urn:p> ?y",
    "?x <urn:p> ?y FILTER NOT EXISTS { ?x ?z <urn:b> }",
    "?x <urn:p> ?y . <<( ?x <urn:p> ?y )>> <urn:q> ?z",
)


def constructed(pattern: str, triples: list[Triple]) -> set[Triple]:
    store = Store()
    store.extend(Quad(*triple, DefaultGraph()) for triple in triples)
    answer = store.query(f"CONSTRUCT {{ ?x <urn:made> ?y }} WHERE {{ {pattern} }}")
    assert isinstance(answer, QueryTriples)
    return set(answer)


@pytest.mark.parametrize("pattern", NARROW)
def test_statements_that_a_query_cannot_match_do_not_change_its_answer(pattern: str) -> None:
    looked_at = MatchableStatements([f"CONSTRUCT {{ ?x <urn:made> ?y }} WHERE {{ {pattern} }}"])
    needed = [triple for triple in TRIPLES if triple in looked_at]
    assert 0 < len(needed) < len(TRIPLES)
    answer = constructed(pattern, TRIPLES)
    assert answer
    assert constructed(pattern, needed) == answer


@pytest.mark.parametrize("pattern", ALL)
def test_a_query_looks_at_all_where_no_predicate_says_what(pattern: str) -> None:
    looked_at = MatchableStatements([f"CONSTRUCT {{ ?x <urn:made> ?y }} WHERE {{ {pattern} }}"])
    assert all(triple in looked_at for triple in TRIPLES)


def test_several_queries_match_the_statements_that_one_of_them_matches() -> None:
    looked_at = MatchableStatements(f"ASK {{ ?x <urn:{name}> <urn:a> }}" for name in "pq")
    needed = {(triple.predicate, triple.object) for triple in POSSIBLE if triple in looked_at}
    assert needed == {(NamedNode("urn:p"), NODES[0]), (NamedNode("urn:q"), NODES[0])}


def test_no_derivation_of_this_site_looks_at_all() -> None:
    for name, query in load_derivations().items():
        looked_at = MatchableStatements([complete_query(NAMESPACE, query)])
        assert TRIPLES[0] not in looked_at, name


def test_derivations_compose_the_same_of_more_than_is_held_whatever_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    queries = {
        f"{number}.rq": f"CONSTRUCT {{ ?x <urn:made> ?y }} WHERE {{ {text} }}" for number, text in enumerate(NARROW)
    }
    answers = []
    for most in (len(TRIPLES) + 4, 10, 0):
        monkeypatch.setattr(derivations, "MOST", most)
        monkeypatch.setattr(derivations, "_BATCH", 7)
        made = Derivations(queries, NAMESPACE)
        made.refer_to(TRIPLES[:12])
        made.show("000", TRIPLES[8:])
        made.hide("000", TRIPLES[14:18])
        answers.append({triple for triple, _ in made.of("000", lambda _: NODES)})
    assert answers[0]
    assert answers == [answers[0]] * 3
