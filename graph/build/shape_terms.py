"""Terms of shapes and statements as texts in N-Triples, and the values of these texts."""

from __future__ import annotations

import re
from decimal import Decimal

import rdflib
from pyoxigraph import Literal, NamedNode
from rdflib import RDF, SH, URIRef
from rdflib.term import Node

TARGETS = (SH.targetClass, SH.targetNode, SH.targetSubjectsOf, SH.targetObjectsOf)
SAYS_NOTHING = frozenset({RDF.type, SH.path, SH.message, SH.name, SH.description, SH.sparql, SH.prefixes, *TARGETS})
"""Properties of a shape that the screen passes over: they are no constraint, or a SPARQL constraint."""
_NUMBER = re.compile(
    r'"([+-]?[0-9]+(?:\.[0-9]+)?)"\^\^<http://www\.w3\.org/2001/XMLSchema#(integer|decimal)>\Z', re.ASCII
)
_ESCAPE = re.compile(r'\\(["\\nrtbf])')
_ESCAPED = {'"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f"}


class InexpressibleError(Exception):
    """A shape has something that the screen does not check."""


def text_of(node: Node) -> str:
    """A term of a shape as N-Triples write it."""
    if isinstance(node, URIRef):
        return str(NamedNode(str(node)))
    if isinstance(node, rdflib.Literal):
        if node.language:
            return str(Literal(str(node), language=node.language))
        return str(Literal(str(node), datatype=NamedNode(str(node.datatype)) if node.datatype else None))
    raise InexpressibleError(f"{node} has no name")


def whole_number_of(node: Node) -> int:
    """The integer value of *node*. Raises InexpressibleError where it has none."""
    if not isinstance(node, rdflib.Literal) or not isinstance(node.value, int):
        raise InexpressibleError(f"{node} is no whole number")
    return node.value


def language_of(text: str) -> str:
    """The language tag of a literal in lower case; empty where there is none."""
    # Only a literal with a language tag ends in something else than a quote or the bracket of an IRI.
    return "" if text[-1] in '">' or text[0] != '"' else text[text.rindex('"@') + 2 :].lower()


def number_of(text: str) -> Decimal | None:
    """The value of an ``xsd:integer`` or ``xsd:decimal``, or None."""
    match = _NUMBER.match(text)
    return Decimal(match[1]) if match else None


def string_of(text: str) -> str:
    """The IRI or the lexical form that *text* writes."""
    if text[0] == "<":
        return text[1:-1]
    lexical = text[1 : text.rindex('"')]
    return _ESCAPE.sub(lambda match: _ESCAPED[match[1]], lexical) if "\\" in lexical else lexical
