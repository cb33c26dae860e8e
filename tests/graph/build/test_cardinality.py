"""The cardinalities of a release are those that its statements have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, QuerySolutions

from graph.cardinality import BOUND, FILE, FREE, Cardinalities, CardinalityError
from graph.release import Release
from graph.store import EmbeddedStore
from ontology.vocabulary import DCT, RDF, SKOS


@pytest.fixture(scope="module")
def cardinalities(release: Release) -> Cardinalities:
    of_release = Cardinalities.read(release.path)
    assert of_release is not None
    return of_release


def number(store: EmbeddedStore, query: str) -> int:
    answer = store.query(query)
    assert isinstance(answer, QuerySolutions)
    value = next(answer)[0]
    assert isinstance(value, Literal)
    return int(value.value)


def most_of(store: EmbeddedStore, variable: str, pattern: str) -> int:
    return number(store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }} GROUP BY {variable} ORDER BY DESC(?n) LIMIT 1")


@pytest.mark.parametrize("predicate", [RDF.type, DCT.spatial, SKOS.prefLabel, DCT.isPartOf], ids=str)
def test_of_a_property(store: EmbeddedStore, cardinalities: Cardinalities, predicate: NamedNode) -> None:
    pattern = f"?s {predicate} ?o"
    of_property = cardinalities.properties[str(predicate)]
    assert of_property.statements == number(store, f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}")
    assert of_property.of_subject == most_of(store, "?s", pattern)
    assert of_property.of_object == most_of(store, "?o", pattern)
    assert cardinalities.most(BOUND, str(predicate), BOUND) == 1


def test_of_the_graph(store: EmbeddedStore, cardinalities: Cardinalities) -> None:
    assert cardinalities.most(FREE, FREE, FREE) == number(store, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }")
    assert cardinalities.most(BOUND, FREE, FREE) == most_of(store, "?s", "?s ?p ?o")
    assert cardinalities.most(FREE, FREE, BOUND) == most_of(store, "?o", "?s ?p ?o")


def test_of_things_with_many_statements(store: EmbeddedStore, cardinalities: Cardinalities) -> None:
    assert len(cardinalities.objects) > 20
    for thing, count in list(cardinalities.objects.items())[:20]:
        assert cardinalities.most(FREE, FREE, thing) == count
        assert count == number(store, f"SELECT (COUNT(*) AS ?n) {{ ?s ?p {thing} }}")


def test_a_release_may_lack_them_and_a_damaged_one_is_named(cardinalities: Cardinalities, tmp_path: Path) -> None:
    assert Cardinalities.read(tmp_path) is None
    cardinalities.write(tmp_path)
    assert Cardinalities.read(tmp_path) == cardinalities
    whole = json.loads((tmp_path / FILE).read_text())
    for damaged in ("", "[]", "{}", json.dumps(whole | {"properties": {"<a>": [1]}}), json.dumps(whole)[:-20]):
        (tmp_path / FILE).write_text(damaged)
        with pytest.raises(CardinalityError, match=r"cardinality\.json cannot be read"):
            Cardinalities.read(tmp_path)
