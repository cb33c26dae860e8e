"""Labels that a person made from the documents and the register: ``hand_read_labels.csv`` says what they must be."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pyoxigraph import DefaultGraph, Literal

from graph.store import EmbeddedStore
from mappings.csv_files import Row, read_csv
from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, SKOS

_DOUBLED = re.compile(r"(?:^|, )([A-Z][^,;:()]{4,}), \1(?![a-z])|^([一-龥]{2,}[都道府県市区町村])\2")
LABELS = read_csv(Path(__file__).parent / "hand_read_labels.csv", ("thing", "language", "label", "note"))


@pytest.mark.parametrize("row", LABELS, ids=[f"{row['thing']} {row['language']}" for row in LABELS])
def test_a_thing_has_the_label_that_was_made_by_hand(store: EmbeddedStore, row: Row) -> None:
    kind, _, key = row["thing"].partition("/")
    labels = [
        quad.object.value
        for quad in store.statements(Namespace().thing(kind, key), SKOS.prefLabel, None, DefaultGraph())
        if isinstance(quad.object, Literal) and quad.object.language == row["language"]
    ]
    assert labels == [row["label"]]


def test_the_official_english_name_stays_beside_the_label(store: EmbeddedStore) -> None:
    for code in ("07000", "07201"):
        government = Namespace().thing("municipality", code)
        official = Literal("Fukushima", language="en")
        assert list(store.statements(government, DCT.title, official, DefaultGraph()))


def test_no_label_says_the_same_name_twice_in_a_row(store: EmbeddedStore) -> None:
    doubled = [
        quad.object.value
        for quad in store.statements(None, SKOS.prefLabel, None, DefaultGraph())
        if isinstance(quad.object, Literal) and _DOUBLED.search(quad.object.value)
    ]
    assert doubled == []
