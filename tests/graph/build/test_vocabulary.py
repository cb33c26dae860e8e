"""A site has a base of its own, and so have the ontology and the concepts, so that sites can share them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from pyoxigraph import NamedNode, Triple

import ontology
from graph.build import composition
from graph.build.assemble import Assembly, assemble
from graph.build.catalogue import Edition
from graph.build.metadata import add_metadata
from graph.build.site_files import site_namespace
from graph.build.statement_index import Index
from graph.build.validate import load_shapes, validate_lines
from mappings.map.label_files import Labelling
from mappings.map.labels import LabelComposer
from mappings.site import load_site
from ontology.namespaces import BaseError, Namespace
from ontology.prefixes import compact, declarations
from ontology.vocabulary import RDF
from tests.this_site import SITE

SHARED = "https://vocabulary.example.org"
KINDS = ontology.concept_kinds()


def shared_by(base: str) -> Namespace:
    return Namespace.of(base, vocabulary=SHARED, concepts=KINDS)


@dataclass(frozen=True)
class Whole:
    """All statements of this site, described, and the composers of their labels."""

    assembly: Assembly
    composers: list[LabelComposer]
    index: Index


@pytest.fixture(scope="module")
def whole() -> Whole:
    """This site with neither base the one that its files are written with."""
    composers: list[LabelComposer] = []

    def kept(labelling: Labelling, namespace: Namespace) -> LabelComposer:
        composers.append(LabelComposer(labelling, namespace))
        return composers[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(composition, "LabelComposer", kept)
        assembly = assemble(SITE, shared_by("https://one.example.org"))
    edition = Edition("2026-01-01-aaaaaaaa", datetime(2026, 1, 1, tzinfo=UTC))
    metadata = add_metadata(assembly, edition, {"provenance": 1, "ledger": 1})
    return Whole(assembly, composers, metadata.index)


@pytest.fixture
def assembly(whole: Whole) -> Assembly:
    return whole.assembly


def test_every_text_that_a_label_of_this_site_needs_has_a_translation(whole: Whole) -> None:
    (composer,) = whole.composers
    assert composer.untranslated == set(), "add them to mappings/labels/translations.csv"


def test_terms_and_concepts_are_below_the_vocabulary_and_things_below_the_base() -> None:
    one, other = shared_by("https://one.example.org/"), shared_by("https://other.example.org")
    assert one.term("Municipality") == other.term("Municipality") == NamedNode(f"{SHARED}/ontology#Municipality")
    for kind, key in (("mode", "page"), ("topic", "tax"), ("weekday", "monday"), ("scheme", "modes")):
        assert one.thing(kind, key) == other.thing(kind, key) == NamedNode(f"{SHARED}/id/{kind}/{key}")
    for kind, key in (("municipality", "01100"), ("language", "vi"), ("figures", "001")):
        assert one.thing(kind, key) == NamedNode(f"https://one.example.org/id/{kind}/{key}")


def test_without_the_setting_everything_is_below_the_base() -> None:
    namespace = Namespace.of("https://one.example.org", concepts=KINDS)
    assert namespace.vocabulary_base == namespace.base
    assert namespace.thing("mode", "page").value == "https://one.example.org/id/mode/page"
    assert site_namespace(load_site(SITE.folder)).vocabulary_base == SITE.base_iri


def test_other_bases_change_every_uri_of_ours(assembly: Assembly) -> None:
    """(With one other base for both, tests/graph/build/test_small_site.py builds a site.)"""
    every = [line for lines in (assembly.default, *assembly.named.values()) for line in lines]
    assert len(every) > 200_000
    assert not [line for line in every if "localhost" in line]
    assert str(assembly.namespace.thing("municipality", "14100")) in {line.partition(" ")[0] for line in every}


def test_a_release_uses_no_term_and_no_concept_of_another_base(assembly: Assembly) -> None:
    iris = {iri for line in assembly.default for iri in re.findall("<([^>]+)>", line)}
    kinds = tuple(f"https://one.example.org/id/{kind}/" for kind in KINDS)
    assert not [iri for iri in iris if iri.startswith(("https://one.example.org/ontology", *kinds))]
    assert len([iri for iri in iris if iri.startswith(f"{SHARED}/id/")]) > 500


def test_the_shapes_hold_for_a_shared_vocabulary_and_find_what_is_broken(whole: Whole) -> None:
    assembly = whole.assembly
    shapes = load_shapes(assembly.namespace, SITE.shapes)
    report = validate_lines(assembly.default, shapes, whole.index)
    assert report.conforms
    assert sum(report.focus_nodes.values()) > 10_000
    stray = Triple(NamedNode("https://elsewhere.example.org/id/mode/x"), RDF.type, NamedNode(f"{SKOS}Concept"))
    broken = validate_lines([str(stray)], shapes)
    assert f"{assembly.namespace.base}/shapes/concept#iri" in {violation.shape for violation in broken.violations}


SKOS = "http://www.w3.org/2004/02/skos/core#"


def test_prefixes_of_queries_lead_to_either_base() -> None:
    namespace = shared_by("https://one.example.org")
    declared = declarations(namespace, "SELECT * { ?x a tbk:Municipality ; tbk:mode mode:page ; a area:01100 }")
    assert f"PREFIX tbk: <{SHARED}/ontology#>" in declared
    assert f"PREFIX mode: <{SHARED}/id/mode/>" in declared
    assert "PREFIX area: <https://one.example.org/id/area/>" in declared
    assert compact(namespace, f"{SHARED}/id/mode/page") == "mode:page"
    assert compact(namespace, "https://one.example.org/id/area/01100") == "area:01100"


@pytest.mark.parametrize("base", ["data.example.org", "ftp://x/", "http://", "http://a b/", "http://a/?q"])
def test_a_base_that_is_no_base_is_refused(base: str) -> None:
    with pytest.raises(BaseError, match="base IRI"):
        Namespace.of(base)


@pytest.mark.parametrize("vocabulary", ["vocabulary.example.org", "ftp://x", "http://a/?q"])
def test_a_malformed_vocabulary_base_is_refused(vocabulary: str) -> None:
    with pytest.raises(BaseError, match="vocabulary base"):
        Namespace.of("https://one.example.org", vocabulary=vocabulary)
