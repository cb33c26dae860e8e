"""The metadata that a data set states about itself: titles and licence of the thing that stands for the whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from pyoxigraph import Literal, NamedNode, RdfFormat, parse

from ontology.vocabulary import DCAT, DCT, FOAF, OWL, RDF, RDFS, SKOS, VOID

_WHOLE = (VOID.Dataset, DCAT.Dataset, OWL.Ontology, SKOS.ConceptScheme, DCAT.Catalog)
"""The classes of things that stand for a whole data set."""
_TITLES = (DCT.title, SKOS.prefLabel, RDFS.label, FOAF.name)
_LICENCES = (DCT.license, NamedNode("http://creativecommons.org/ns#license"))

Values = Callable[[str], Mapping[str, Sequence[str]]]
"""The values of a property by subject; terms are texts, as N-Triples write them."""


def own_metadata(values: Values) -> tuple[dict[str, str], str]:
    """The titles by language, and the IRI of the licence; both empty unless exactly one thing stands for the whole."""
    wanted = {str(cls) for cls in _WHOLE}
    whole = [thing for thing, classes in values(str(RDF.type)).items() if wanted.intersection(classes)]
    if len(whole) != 1:
        return {}, ""
    titles: dict[str, str] = {}
    for predicate in _TITLES:
        for text in values(str(predicate)).get(whole[0], ()):
            if text[0] == '"' and (literal := _literal(text)).value.strip():
                titles.setdefault((literal.language or "en").lower(), literal.value.strip())
    licences = (text for predicate in _LICENCES for text in values(str(predicate)).get(whole[0], ()))
    licence = next((text[1:-1] for text in licences if text[0] == "<" and urlsplit(text[1:-1]).scheme), "")
    return titles, licence


def values_of(lines: Iterable[str]) -> Values:
    """The values in *lines* (N-Triples without the full stop) of the properties that :func:`own_metadata` reads."""
    asked = {str(predicate) for predicate in (RDF.type, *_TITLES, *_LICENCES)}
    by_predicate: dict[str, dict[str, list[str]]] = {}
    for line in lines:
        subject, predicate, value = line.split(" ", 2)
        if predicate in asked:
            by_predicate.setdefault(predicate, {}).setdefault(subject, []).append(value)
    return lambda predicate: by_predicate.get(predicate, {})


def _literal(text: str) -> Literal:
    (quad,) = parse(f"<x:s> <x:p> {text} .", format=RdfFormat.N_TRIPLES, lenient=True)
    assert isinstance(quad.object, Literal)
    return quad.object
