"""The engine never walks through more than the shape of a plain query says, and nothing else is taken for plain."""

from __future__ import annotations

import random

import pytest
from pyoxigraph import QuerySolutions

from graph.cardinality import Cardinalities
from graph.release import Release
from graph.store import EmbeddedStore
from ontology.vocabulary import DCT, RDF, RDFS, SKOS
from server.query.shape import shape_of

PREFIXES = f"PREFIX dct: <{DCT.iri}> PREFIX skos: <{SKOS.iri}> PREFIX rdfs: <{RDFS.iri}> PREFIX : <{SKOS.iri}>"


@pytest.fixture(scope="module")
def cardinalities(release: Release) -> Cardinalities:
    of_release = Cardinalities.read(release.path)
    assert of_release is not None
    return of_release


def most(query: str, cardinalities: Cardinalities) -> int | None:
    shape, iris = shape_of(query)
    return None if shape is None else shape.most(iris, cardinalities)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { ?s ?p ?o OPTIONAL { ?s dct:title ?t } }",
        "SELECT * WHERE { { ?s dct:title ?t } UNION { ?s skos:prefLabel ?t } }",
        "SELECT * WHERE { <http://a/b> dct:title ?t MINUS { ?s ?p ?t } }",
        "SELECT * WHERE { <http://a/b> dct:title ?t BIND(REPEAT(?t) AS ?x) }",
        "SELECT * WHERE { VALUES ?s { <http://a/b> } ?s ?p ?o }",
        "SELECT * WHERE { <http://a/b> dct:isPartOf+ ?o }",
        "SELECT * WHERE { <http://a/b> dct:isPartOf* ?o }",
        "SELECT * WHERE { <http://a/b> dct:isPartOf/dct:title ?o }",
        "SELECT * WHERE { <http://a/b> ^dct:isPartOf ?o }",
        "SELECT * WHERE { <http://a/b> (dct:isPartOf|dct:title) ?o }",
        "SELECT * WHERE { <http://a/b> !dct:title ?o }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER EXISTS { ?x ?y ?o } }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(NOT EXISTS { ?x ?y ?o }) }",
        'SELECT * WHERE { <http://a/b> ?p ?o FILTER REGEX(?o, "(a+)+$") }',
        'SELECT * WHERE { <http://a/b> ?p ?o FILTER(REPLACE(?o, "a", "b") = "x") }',
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(<http://example.org/function>(?o)) FILTER(CONCAT(?o, ?o) = 1) }",
        "SELECT * WHERE { GRAPH ?g { <http://a/b> ?p ?o } }",
        "SELECT * FROM <http://a/g> WHERE { <http://a/b> ?p ?o }",
        "SELECT * WHERE { SERVICE <http://a/sparql> { <http://a/b> ?p ?o } }",
        "SELECT * WHERE { <http://a/b> ?p ?o SERVICE <http://a/sparql> { ?s ?q ?o } }",
        "SELECT (COUNT(*) AS ?n) WHERE { <http://a/b> ?p ?o }",
        "SELECT ?p (STR(?o) AS ?x) WHERE { <http://a/b> ?p ?o }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o } GROUP BY ?p",
        "SELECT ?p WHERE { <http://a/b> ?p ?o } ORDER BY STRLEN(?o)",
        "SELECT ?p WHERE { { SELECT ?p WHERE { <http://a/b> ?p ?o } } }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o } VALUES ?p { dct:title }",
        "SELECT ?p WHERE { <http://a/b> ?p [ dct:title ?t ] }",
        "SELECT ?p WHERE { _:b ?p <http://a/b> }",
        "SELECT ?p WHERE { <http://a/b> ?p (1 2) }",
        "SELECT ?p WHERE { << <http://a/b> ?p ?o >> dct:title ?t }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o . <http://a/c> ?q ?r }",
        "SELECT ?p WHERE { ?a dct:title ?b . ?c skos:prefLabel ?d }",
        "SELECT ?p WHERE { ?a ?b ?c . ?c ?d ?e . ?e ?f ?g . ?g ?h ?i . ?i ?j ?k }",
        "SELECT ?p WHERE { <http://a/b> undeclared:name ?o }",
        "BASE <http://a/> SELECT ?p WHERE { <b> ?p ?o }",
        "CONSTRUCT { ?s ?p ?o } WHERE { <http://a/b> ?p ?o }",
        "CONSTRUCT WHERE { <http://a/b> ?p ?o }",
        "DESCRIBE ?s WHERE { ?s a dct:Location }",
        "DESCRIBE *",
        "DESCRIBE",
        "DESCRIBE <http://a/b> FROM <http://a/g>",
        "INSERT DATA { <http://a/b> dct:title 1 }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o ",
        "SELECT ?p WHERE { <http://a/b> ?p ?o } }",
        "SELECT ?p WHERE { <http://a/b> ?p \0 }",
        "",
        "}" * 100,
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(" + "!" * 100 + "?o) }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o " + " " * 5000 + "}",
        "SELECT ?p WHERE { <http://a/b> ?p ?o } ORDER BY " + "?p" * 100,
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(UCASE(UCASE(?o)) = 'a') }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(LCASE('a') = ?o) }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(LCASE(STR(<http://a/long>)) = ?o) }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(LCASE(STR(STR('a'))) = ?o) }",
        "SELECT ?p WHERE { <http://a/b> ?p ?o FILTER(LCASE(?o) = 'a' || LCASE(?o) = 'b' || LCASE(?o) = 'c') }",
        f"SELECT {' '.join(f'?v{number}' for number in range(100))} WHERE {{ <http://a/b> ?p ?o }}",
    ],
)
def test_a_query_that_is_not_plain_has_no_shape(query: str) -> None:
    assert shape_of(f"{PREFIXES} {query}" if not query.startswith("BASE") else query)[0] is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { <http://a/b> ?p '<'.?a?b?c.?d?e?f.?g?h'>' }",
        "SELECT * WHERE { <http://a/b> ?p '<'.?a!dct:title?b.?c?d'>' }",
        "SELECT * WHERE { <http://a/b> ?p '<'.?a?b?c.?d?e\n'>' }",
        'SELECT * WHERE { <http://a/b> ?p "a\\u0022.?a?b?c.?d?e\\u0022a" }',
        "SELECT * WHERE { <\\u0068ttp://a/b> ?p ?o }",
        "PREFIX x: <\\u0068ttp://a/> SELECT * WHERE { x:b ?p ?o }",
        "SELECT * WHERE { <http://a/o'b> ?p ?o }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(?p<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(STR(?p)<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(1<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER('a'<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(true<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(dct:title<REGEX(?o,?o)&&?o>?p) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(<http://a/function>(?o, ?o)) }",
        "SELECT * WHERE { <http://a/b> ?p ?o FILTER(dct:function(?o)) }",
    ],
)
def test_a_query_that_the_engine_may_read_otherwise_is_not_plain(query: str) -> None:
    assert shape_of(f"{PREFIXES} {query}")[0] is None


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * WHERE { <http://a/b> ?p ?o }",
        "SELECT ?p ?o { <http://a/b> ?p ?o . FILTER(?o != <http://a/c> && LANG(?o) IN ('ja', \"en\")) } LIMIT 20",
        "select distinct ?l where { ?s :broader <http://a/b> ; skos:prefLabel ?l, ?m ; . } order by desc(?l) offset 5",
        'ASK { ?s a <http://a/b> ; dct:title \'x\'@ja-Hira, """a <b> } # c""", \'1\'^^<http://a/t> }',
        "ASK { ?s dct:title 5, true, ?t . }",
        "ASK { ?s ?p <http://a/b> FILTER CONTAINS(LCASE(?l), 'a') ?s skos:prefLabel ?l } # { <x>",
        "ASK { ?s ?p <http://a/b> FILTER(UCASE(STR(?s)) != 'B') }",
        "DESCRIBE <http://a/b> dct:title",
    ],
)
def test_plain_queries_have_a_shape(query: str, cardinalities: Cardinalities) -> None:
    assert most(f"{PREFIXES} {query}", cardinalities) is not None


def test_iris_make_no_difference_to_a_shape() -> None:
    query = "SELECT ?p WHERE { <http://a/NAME> ?p ?o }"
    assert shape_of(query.replace("NAME", "one"))[0] is shape_of(query.replace("NAME", "another"))[0]


@pytest.fixture(scope="module")
def things(store: EmbeddedStore) -> list[str]:
    """Some of all that has statements, as SPARQL writes them."""
    answer = store.query("SELECT DISTINCT ?s WHERE { ?s ?p ?o }")
    assert isinstance(answer, QuerySolutions)
    subjects = sorted(str(solution[0]) for solution in answer)
    return random.Random(1).sample(subjects, 150)


@pytest.mark.parametrize(
    "pattern",
    [
        "THING ?p ?o",
        "?s ?p THING",
        "THING a ?class . ?other a ?class",
        "THING dct:isPartOf ?whole . ?part dct:isPartOf ?whole",
        "?part dct:isPartOf THING ; skos:prefLabel ?label",
        "THING ?p ?o . ?o skos:prefLabel ?label",
        "?s ?p THING . ?s skos:prefLabel ?label . ?s a ?class",
        "THING rdfs:label ?label . ?s rdfs:label ?label",
        "THING ?p ?o . THING ?q ?o",
    ],
)
def test_no_pattern_matches_more_often_than_its_bound(
    store: EmbeddedStore, things: list[str], cardinalities: Cardinalities, pattern: str
) -> None:
    solutions = 0
    for thing in things:
        query = f"{PREFIXES} SELECT * WHERE {{ {pattern.replace('THING', thing)} }}"
        bound = most(query, cardinalities)
        assert bound is not None
        answer = store.query(query)
        assert isinstance(answer, QuerySolutions)
        count = sum(1 for _ in answer) if bound < 100_000 else 0
        assert count <= bound, query
        solutions += count
    assert solutions, "the pattern matches nothing, so the test saw nothing"


@pytest.mark.parametrize(
    ("query", "least"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", 100_000),
        ("SELECT * WHERE { ?s skos:prefLabel ?l } LIMIT 1", 10_000),
        (f"SELECT * WHERE {{ ?s a ?c . ?c a {RDFS.Class} }}", 1),
        ("SELECT * WHERE { ?s skos:prefLabel ?l . ?l ?p ?s }", 10_000),
        ("ASK { ?s ?p 'no literal of the release' }", 500),
    ],
)
def test_a_scan_is_known_for_one(query: str, least: int, cardinalities: Cardinalities) -> None:
    bound = most(f"{PREFIXES} {query}", cardinalities)
    assert bound is not None
    assert bound >= least


def test_a_property_of_other_graphs_may_be_walked_through(store: EmbeddedStore, cardinalities: Cardinalities) -> None:
    in_other_graphs = f"?s <{RDF.iri}reifies> ?o"
    assert bool(store.query(f"ASK {{ GRAPH ?g {{ {in_other_graphs} }} }}"))
    assert not bool(store.query(f"ASK {{ {in_other_graphs} }}"))
    bound = most(f"ASK {{ {in_other_graphs} }}", cardinalities)
    assert bound is not None
    assert bound >= cardinalities.statements
    assert most(f"SELECT * WHERE {{ ?s {RDF.type} <http://example.org/none> }}", cardinalities) == cardinalities.light


def test_statements_that_are_passed_count(cardinalities: Cardinalities) -> None:
    """No object has two statements with either property, but to know that the engine looks at hundreds, each time."""
    alone = most(f"SELECT * WHERE {{ ?a {SKOS.exactMatch} ?b }}", cardinalities)
    joined = most(f"SELECT * WHERE {{ ?a {SKOS.exactMatch} ?b . ?c {SKOS.hasTopConcept} ?b }}", cardinalities)
    assert alone is not None
    assert joined is not None
    assert joined > 10 * alone


def test_sorting_counts(cardinalities: Cardinalities) -> None:
    query = f"SELECT * WHERE {{ ?a {SKOS.exactMatch} ?b }}"
    unsorted, by_one, by_two = (most(f"{query} {end}", cardinalities) for end in ("", "ORDER BY ?a", "ORDER BY ?a ?b"))
    assert unsorted is not None
    assert by_one is not None
    assert by_two is not None
    assert unsorted < by_one < by_two
