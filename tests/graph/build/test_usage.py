"""The use of terms is counted once, and agrees with the descriptions in the release."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.build.sortable_statements import Statements
from graph.build.statement_index import StatementIndex
from graph.build.term_usage import spread, term_usage
from graph.usage import ClassUse, PropertyUse, Usage, UsageError
from ontology.namespaces import Namespace

TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
BELOW = NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
LABEL = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
NAMESPACE = Namespace()
CITY, BODY, LINE, NAME = (NAMESPACE.term(name) for name in ("City", "Body", "Line", "name"))
LEDGER = NAMESPACE.graph("ledger")


def thing(key: str) -> NamedNode:
    return NAMESPACE.thing("city", key)


@pytest.fixture
def usage() -> Usage:
    """Five cities, each also stated to be a body; three have a name, and one line stands in another graph."""
    store = Store()
    for key in "abcde":
        for class_ in (CITY, BODY):
            store.add(Quad(thing(key), TYPE, class_, DefaultGraph()))
    for key in "abc":
        store.add(Quad(thing(key), NAME, Literal(key, language="ja"), DefaultGraph()))
    store.add(Quad(thing("a"), NAME, thing("b"), DefaultGraph()))
    store.add(Quad(CITY, BELOW, BODY, DefaultGraph()))
    store.add(Quad(LINE, LABEL, Literal("line"), DefaultGraph()))
    store.add(Quad(NamedNode("https://a.example/1"), TYPE, LINE, LEDGER))
    default, ledger = (
        Statements.of(str(quad.triple) for quad in store.quads_for_pattern(None, None, None, graph))
        for graph in (DefaultGraph(), LEDGER)
    )
    return term_usage(StatementIndex(default), [(LEDGER, ledger)], NAMESPACE)


def test_a_class_has_its_things_counted_and_examples_from_all_over(usage: Usage) -> None:
    assert usage.of_class(CITY) == ClassUse(5, (thing("a"), thing("b"), thing("d")))


def test_the_use_of_a_property_names_the_narrowest_classes(usage: Usage) -> None:
    use = usage.of_property(NAME)
    assert use.count == 4
    assert use.subjects == ((CITY, 4),), "a body too, but that follows"
    text = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")
    assert use.objects == ((text, 3), (CITY, 1))
    assert [quad.subject for quad in use.examples] == [thing("a"), thing("a"), thing("b")]


def test_a_relation_is_counted_for_each_class_of_its_ends(usage: Usage) -> None:
    assert usage.relations[(CITY, NAME, CITY)] == usage.relations[(CITY, NAME, BODY)] == 1
    assert usage.relations[(CITY, NAME, LINE)] == 0


def test_an_own_term_that_only_another_graph_has_is_counted_there(usage: Usage) -> None:
    assert usage.of_class(LINE) == ClassUse(1, (NamedNode("https://a.example/1"),), LEDGER)


def test_a_term_that_nothing_has_is_used_by_nothing(usage: Usage) -> None:
    assert usage.of_class(NAMESPACE.term("Nothing")) == ClassUse()
    assert usage.of_property(NAMESPACE.term("nothing")) == PropertyUse()


@pytest.mark.parametrize(("text", "chosen"), [("", ""), ("ab", "ab"), ("abc", "abc"), ("abcdefghi", "adg")])
def test_examples_are_spread(text: str, chosen: str) -> None:
    assert "".join(spread(text)) == chosen


def test_written_usage_is_read_back(usage: Usage, tmp_path: Path) -> None:
    usage.write(tmp_path)
    assert Usage.read(tmp_path) == usage
    first = (tmp_path / "usage.json").read_bytes()
    Usage.read(tmp_path).write(tmp_path)
    assert (tmp_path / "usage.json").read_bytes() == first


def test_a_release_without_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="run `tabunka build`"):
        Usage.read(tmp_path)
