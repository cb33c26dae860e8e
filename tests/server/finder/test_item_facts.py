"""The facts on results are read in advance, and are those of the release."""

from __future__ import annotations

from pyoxigraph import DefaultGraph, NamedNode

from ontology.vocabulary import SCHEMA
from server.display.knowledge import Knowledge
from server.finder.finder import Finder


def test_after_the_preparation_no_card_reads_facts(knowledge: Knowledge, finder: Finder) -> None:
    finder.facts.cache_clear()
    finder.coordinates.cache_clear()
    for step in finder.preparation():
        step()
    read = finder.facts.cache_info().misses
    assert read == len(finder.index.items)
    for number in range(len(finder.index.items)):
        finder.facts(number)
    assert finder.facts.cache_info().misses == read
    places = [finder.index.iri("government", key) for key in finder.index.masks["government"]]
    assert any(map(finder.coordinates, places))
    assert finder.coordinates.cache_info().misses == len(places)


def test_a_counter_has_its_days_and_the_lines_that_state_them(knowledge: Knowledge, finder: Finder) -> None:
    item, openings = next(iter(finder.index.details["opening"].items()))
    number = finder.index.number(NamedNode(item))
    assert number is not None
    facts = finder.facts(number)
    days = {
        quad.object.value.rpartition("/")[2]
        for opening in openings
        if isinstance(opening, NamedNode)
        for quad in knowledge.store.statements(opening, SCHEMA.dayOfWeek, None, DefaultGraph())
        if isinstance(quad.object, NamedNode)
    }
    assert days
    assert set(facts.days.status) == days
    assert facts.day_origins
    assert {lines.document for origin in facts.day_origins for lines in origin.lines} <= {*facts.documents}
