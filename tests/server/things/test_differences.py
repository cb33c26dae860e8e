"""Sources that state different values of one thing: the page shows them side by side with source and date."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from graph.release import Release
from graph.store import EmbeddedStore
from mappings.declared import DeclarationError
from server.display.index import Thing
from server.display.knowledge import Knowledge
from server.display.values import Presenter
from server.things.differences import ComparedFact, Differences, Stated, checked, differences, load_differences
from tests.server.site_pages import SitePages
from tests.this_site import LAYOUT, SITE

URL = "schema:url"


def stated(knowledge: Knowledge, app: Flask, kind: str, key: str) -> list[tuple[Stated, ...]]:
    with app.test_request_context("/"):
        presenter = Presenter(knowledge, LAYOUT, "en")
        return differences(presenter, Thing(kind, key), knowledge.namespace.thing(kind, key))


def block(text: str) -> str:
    """The block of the page, without tags."""
    start = text.index('<section class="differences"')
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text[start : text.index("</section>", start)]))


# -- in the release


def test_two_documents_give_a_page_two_addresses(site_page: SitePages) -> None:
    """Document 000, lines 106 to 108 (corrected), and document 003: the page of Nagasaki with http and with https."""
    section = block(site_page.text("/doc/page/nagasaki-office", "en"))
    for address in (
        "http://www.pref.nagasaki.jp/section/kokusaiai/index.html",
        "http://www.pref.nagasaki.jp/section/kokusai/index.html",
        "https://www.pref.nagasaki.jp/section/kokusai/index.html",
    ):
        assert f" {address} " in section
    assert "July 15, 2014" in section
    assert "date not stated" in section, "document 003 prints none"
    assert "corrections" in section


def test_what_a_document_prints_stands_beside_its_correction(knowledge: Knowledge, app: Flask) -> None:
    """Document 003, line 139: the address of Takamatsu with the suffix of its name inside."""
    (fact,) = stated(knowledge, app, "contact", "takamatsu-shi-1")
    assert [[value.text for value in statement.values] for statement in fact] == [
        ["gakkyo@city.takamatsushi.lg.jp"],
        ["gakkyo@city.takamatsu.lg.jp"],
    ]
    assert [statement.is_document for statement in fact] == [True, False]


def test_a_city_listed_under_two_headings_is_compared_with_the_register(knowledge: Knowledge, app: Flask) -> None:
    (types,) = stated(knowledge, app, "municipality", "22130")
    assert [len(statement.values) for statement in types] == [1, 2, 1]
    assert {statement.name for statement in types} == {"dct:type", "tbk:statedType"}


@pytest.mark.parametrize("key", ["04100", "14100", "23000", "03000"])
def test_who_hosts_a_branch_and_who_is_in_charge_of_classes_do_not_differ(
    knowledge: Knowledge, app: Flask, site_page: SitePages, key: str
) -> None:
    """Document 001 says with which division CLAIR's branch is, document 003 who is in charge: both are true."""
    iri = knowledge.namespace.thing("municipality", key)
    assert knowledge.values(iri, knowledge.expand("tbk:responsibleBody"))
    branches = knowledge.store.statements(None, knowledge.expand("org:linkedTo"), iri, DefaultGraph())
    assert any(knowledge.values(link.subject, knowledge.expand("tbk:hostedBy")) for link in branches)
    assert not stated(knowledge, app, "municipality", key)
    assert 'class="differences"' not in site_page.text(f"/doc/municipality/{key}")


@pytest.mark.parametrize(
    ("broader", "narrower"),
    [("tbk:responsibleBody", "tbk:hostedBy"), ("foaf:homepage", "schema:url"), ("tbk:statedType", "dct:type")],
)
def test_properties_of_different_meanings_cannot_be_declared_together(
    knowledge: Knowledge, broader: str, narrower: str
) -> None:
    declared = Differences((), (), (ComparedFact(("municipality",), broader, narrower, (), ()),))
    with pytest.raises(DeclarationError, match="are different questions"):
        checked(declared, knowledge)


@pytest.mark.parametrize("language", ["ja", "ja-simple", "en", "vi"])
@pytest.mark.parametrize("path", ["/doc/municipality/22130", "/doc/page/kochi-office", "/doc/service/kobe-counter"])
def test_the_block_is_sound_and_each_value_has_its_mark(site_page: SitePages, path: str, language: str) -> None:
    text = site_page.text(path, language)
    assert not site_page(path, language).checked.faults
    start = text.index('<section class="differences"')
    section = text[start : text.index("</section>", start)]
    assert section.count("<tr>") >= 3
    assert section.count('<a class="origin"') >= 2


@pytest.mark.parametrize(
    "path", ["/doc/language/vi", "/doc/municipality/12204", "/doc/municipality/22130?by=tbk:listedFor"]
)
def test_where_sources_agree_there_is_no_block(site_page: SitePages, path: str) -> None:
    assert 'class="differences"' not in site_page.text(path)


def test_everything_compared_is_of_this_release(knowledge: Knowledge, app: Flask) -> None:
    """Each row is a statement of the graph that it names: nothing is made up, and much is found."""
    kinds = {kind for fact in load_differences(SITE).facts for kind in fact.kinds}
    count = 0
    with app.test_request_context("/"):
        presenter = Presenter(knowledge, LAYOUT, "en")
        for thing in (thing for kind in kinds for thing in knowledge.index.kinds[kind]):
            for fact in differences(presenter, thing, knowledge.iri(thing)):
                count += 1
                assert len({statement.source.href for statement in fact}) > 1
                assert all(statement.values for statement in fact)
    assert count >= 48


def test_compared_facts_are_terms_and_kinds_of_the_release(knowledge: Knowledge) -> None:
    declared = load_differences(SITE)
    for fact in declared.facts:
        assert set(fact.kinds) <= knowledge.index.kinds.keys()
        for name in filter(None, [fact.property, fact.narrower, *fact.along, *fact.across]):
            assert knowledge.labels.of(knowledge.expand(name.removeprefix("^"))), name
    graphs = knowledge.release.manifest["statements"]
    assert set(declared.sources) <= graphs.keys()


# -- the rule


@pytest.fixture
def small(release: Release) -> tuple[Store, Knowledge]:
    store = Store()
    return store, Knowledge(release, EmbeddedStore(store))


def state(store: Store, knowledge: Knowledge, graph: str, key: str, name: str, value: NamedNode | Literal) -> None:
    quad = Quad(knowledge.namespace.thing("page", key), knowledge.expand(name), value, knowledge.namespace.graph(graph))
    store.add(quad)
    store.add(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()))


ONE, OTHER = NamedNode("https://a.example/"), NamedNode("https://b.example/")


def test_one_source_alone_cannot_differ(small: tuple[Store, Knowledge], app: Flask) -> None:
    store, knowledge = small
    state(store, knowledge, "000", "a", URL, ONE)
    state(store, knowledge, "000", "a", URL, OTHER)
    assert not stated(knowledge, app, "page", "a")


def test_sources_that_state_the_same_do_not_differ(small: tuple[Store, Knowledge], app: Flask) -> None:
    store, knowledge = small
    for graph in ("000", "003"):
        state(store, knowledge, graph, "a", URL, ONE)
    assert not stated(knowledge, app, "page", "a")
    state(store, knowledge, "003", "a", URL, OTHER)
    ((first, second),) = stated(knowledge, app, "page", "a")
    assert ([value.text for value in first.values], first.source.href) == ([ONE.value], "/graph/000")
    assert [value.text for value in second.values] == [ONE.value, OTHER.value]


def test_statements_about_the_same_thing_under_another_name_count(small: tuple[Store, Knowledge], app: Flask) -> None:
    store, knowledge = small
    state(store, knowledge, "000", "a", URL, ONE)
    state(store, knowledge, "003", "b", URL, OTHER)
    assert not stated(knowledge, app, "page", "a")
    state(store, knowledge, "register", "b", "owl:sameAs", knowledge.namespace.thing("page", "a"))
    for key in "ab":
        ((first, second),) = stated(knowledge, app, "page", key)
        assert (first.of is None, second.of is None) == (key == "a", key == "b")


def test_values_that_are_the_same_in_other_words_do_not_differ(
    small: tuple[Store, Knowledge], release: Release, app: Flask
) -> None:
    store, knowledge = small
    here, there = knowledge.namespace.thing("page", "here"), knowledge.namespace.thing("page", "there")
    state(store, knowledge, "000", "a", URL, here)
    state(store, knowledge, "003", "a", URL, there)
    assert stated(knowledge, app, "page", "a")
    state(store, knowledge, "register", "here", "dct:relation", there)
    changed = Knowledge(release, EmbeddedStore(store))
    assert not stated(changed, app, "page", "a")


def test_texts_are_compared_within_a_language(small: tuple[Store, Knowledge], app: Flask) -> None:
    store, knowledge = small
    body = knowledge.namespace.thing("organisation", "a")
    name = knowledge.expand("skos:altLabel")
    for graph, text, language in (("000", "協会", "ja"), ("001", "Association", "en")):
        store.add(Quad(body, name, Literal(text, language=language), knowledge.namespace.graph(graph)))
    assert not stated(knowledge, app, "organisation", "a")
    store.add(Quad(body, name, Literal("国際協会", language="ja"), knowledge.namespace.graph("002")))
    ((first, second),) = stated(knowledge, app, "organisation", "a")
    assert [first.values[0].text, second.values[0].text] == ["協会", "国際協会"]
