"""``skos:prefLabel`` for everything that has a label, also where a vocabulary asks for another property."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from ontology.namespaces import Namespace
from ontology.vocabulary import DCT, FOAF, RDFS, SKOS

_NAMING = (RDFS.label, DCT.title, FOAF.name)
"""The properties that give the label; the first that a thing has counts. RDFS terms have ``rdfs:label``, DCAT a
title."""


def preferred_labels(namespace: Namespace, triples: Collection[Triple]) -> Iterator[Triple]:
    """``skos:prefLabel`` for things below *namespace* that *triples* name, in a language, only by another property."""
    names: dict[NamedNode, dict[NamedNode, list[Literal]]] = {}
    labelled = set()
    for subject, predicate, value in triples:
        if predicate == SKOS.prefLabel:
            labelled.add(subject)
        elif predicate in _NAMING and isinstance(subject, NamedNode) and isinstance(value, Literal) and value.language:
            names.setdefault(subject, {}).setdefault(predicate, []).append(value)
    for subject, by_property in names.items():
        if subject not in labelled and namespace.path(subject.value):
            chosen = next(by_property[predicate] for predicate in _NAMING if predicate in by_property)
            yield from (Triple(subject, SKOS.prefLabel, name) for name in chosen)
