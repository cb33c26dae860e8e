"""Literals and statements of the kinds that every description needs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from pyoxigraph import Literal, NamedNode, Triple

from ontology.vocabulary import XSD


def texts(subject: NamedNode, predicate: NamedNode, by_language: Mapping[str, str]) -> Iterator[Triple]:
    """One statement for each text of *by_language*. Language tags are lower case in our data."""
    for language, text in by_language.items():
        yield Triple(subject, predicate, Literal(text, language=language.lower()))


def integer(value: int) -> Literal:
    """*value* as ``xsd:integer``."""
    return Literal(str(value), datatype=XSD.integer)


def date_time(moment: datetime) -> Literal:
    """*moment*, which is in UTC, as ``xsd:dateTime`` to the second."""
    return Literal(moment.strftime("%Y-%m-%dT%H:%M:%SZ"), datatype=XSD.dateTime)
