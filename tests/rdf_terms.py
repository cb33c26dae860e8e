"""Terms of answers and statements, of the kind that a test expects: it fails where there is another."""

from __future__ import annotations

import rdflib
from pyoxigraph import Literal, NamedNode, QuerySolutions


def text_of(term: object) -> str:
    """The IRI, or the lexical form of the literal, that *term* of pyoxigraph is."""
    assert isinstance(term, NamedNode | Literal), term
    return term.value


def language_of(term: object) -> str | None:
    """The language tag of the literal that *term* is, of pyoxigraph or rdflib."""
    assert isinstance(term, Literal | rdflib.Literal), term
    return term.language


def python_value(term: object) -> object:
    """The value in Python of the literal that *term* of rdflib is."""
    assert isinstance(term, rdflib.Literal), term
    return term.toPython()


def result_rows(answer: object) -> list[tuple[str, ...]]:
    """The rows of the *answer* to a SELECT; what is not bound is empty."""
    assert isinstance(answer, QuerySolutions), answer
    return [tuple("" if term is None else text_of(term) for term in solution) for solution in answer]


def only_number(answer: object) -> int:
    """The one number that the *answer* to a SELECT is."""
    ((only,),) = result_rows(answer)
    return int(only)
