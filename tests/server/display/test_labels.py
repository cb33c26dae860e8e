"""The names of things, whether they stay in memory or are looked up in the store."""

from __future__ import annotations

from pyoxigraph import NamedNode

from server.display.knowledge import Knowledge
from server.display.labels import Labels

LANGUAGES = ("ja", "ja-simple", "en", "zh-Hans")


def test_labels_in_memory_are_those_that_the_store_has(knowledge: Knowledge) -> None:
    interface = knowledge.release.site.interface
    looked_up = Labels(knowledge.store, knowledge.facts, knowledge.namespace, interface)
    kinds = knowledge.index.kinds
    things = [knowledge.iri(thing) for kind in kinds for thing in kinds[kind][:: max(1, len(kinds[kind]) // 20)]]
    terms = [NamedNode(knowledge.prefixes["schema"] + "url"), NamedNode("https://example.org/of-nobody")]
    assert len(things) > 500
    for thing in (*things, *terms):
        assert knowledge.labels.of(thing) == looked_up.of(thing)
        for language in LANGUAGES:
            assert knowledge.labels.best(thing, language) == looked_up.best(thing, language)


def test_a_name_with_one_kanji_form_and_one_reading_has_the_reading(knowledge: Knowledge) -> None:
    city = knowledge.namespace.thing("municipality", "34100")
    assert knowledge.labels.best(city, "ja").reading == "ひろしまし"
    assert not knowledge.labels.best(city, "en").reading
