"""The SPARQL query that says the same as a state, made of the patterns of the declaration.

https://www.w3.org/TR/sparql11-query/ . Queries have no PREFIX lines: :func:`ontology.prefixes.declarations` adds them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from textwrap import indent

from server.display.spelling import spellings
from server.finder.declaration import KIND, NOT_STATED, Facet, FinderDeclaration
from server.finder.state import State

Iri = Callable[[str, str], str]
"""From a kind of things and a key to an IRI."""


def items(declared: FinderDeclaration, keys: Sequence[str] = ()) -> str:
    """A pattern that binds ``?item`` to the things of the kinds *keys*, or of any kind."""
    kinds = [kind for kind in declared.kinds if not keys or kind.key in keys]
    patterns = [kind.pattern for kind in kinds]
    return patterns[0] if len(patterns) == 1 else "\nUNION\n".join(f"{{ {pattern} }}" for pattern in patterns)


def index_query(declared: FinderDeclaration, facet: Facet) -> str:
    """Items (and offers, for a facet of offers) with their values of *facet*."""
    if facet.is_of_offer:
        return f"SELECT DISTINCT ?item ?offer ?value WHERE {{\n{{ {offers_query(declared)} }}\n{facet.pattern}\n}}"
    return values_query(declared, facet.pattern)


def offers_query(declared: FinderDeclaration) -> str:
    """Items with their offers."""
    return f"SELECT DISTINCT ?item ?offer WHERE {{\n{items(declared)}\n{declared.offers}\n}}"


def values_query(declared: FinderDeclaration, pattern: str) -> str:
    """Items with the values of any *pattern* (text, details, parts)."""
    return f"SELECT DISTINCT ?item ?value WHERE {{\n{{ {kind_query(items(declared))} }}\n{pattern}\n}}"


def kind_query(pattern: str) -> str:
    """The items of a kind."""
    return f"SELECT DISTINCT ?item WHERE {{ {pattern} }}"


def state_query(declared: FinderDeclaration, state: State, iri: Iri, language: str) -> str:
    """The query of *state*: its items, each with a name in *language* where it has one."""
    parts = [f"# {KIND}: {', '.join(state.of(KIND)) or 'any'}", items(declared, state.of(KIND))]
    facets = [declared.by_name[name] for name, _ in state.chosen if name != KIND]
    # The data holds only what is stated: a state that asks for "not stated" only does not need an offer.
    if any(facet.is_of_offer and set(state.of(facet.name)) != {NOT_STATED} for facet in facets):
        parts += ["# one way in which it is offered has all of the following", declared.offers]
    for facet in facets:
        parts += [f"# {facet.name}: {', '.join(state.of(facet.name))}", _condition(declared, facet, state, iri)]
    for number, word in enumerate(state.words, 1):
        parts += [f"# a name with {_comment(word)}", _text(declared, word, number)]
    return (
        "SELECT ?item (MIN(?name) AS ?label) WHERE {\n"
        + indent("\n".join(parts), "  ")
        + f'\n  OPTIONAL {{ {declared.name} FILTER(LANG(?name) = "{language}") }}\n'
        + "}\nGROUP BY ?item\nORDER BY ?item"
    )


def _condition(declared: FinderDeclaration, facet: Facet, state: State, iri: Iri) -> str:
    keys = [key for key in state.of(facet.name) if key != NOT_STATED]
    pattern = _renamed(facet.pattern, f"_{facet.name}", keep=("item", "offer"))
    listed = ", ".join(f"<{iri(facet.values, key)}>" for key in keys)
    only = f"FILTER(?value_{facet.name} IN ({listed}))"
    if NOT_STATED not in state.of(facet.name):
        return f"{pattern}\n{only}"
    # Not stated of an item means: of none of the ways in which it is offered.
    every = items(declared, state.of(KIND))
    offered = f"{every}\n{declared.offers}" if facet.is_of_offer else every
    inner = _renamed(f"{offered}\n{facet.pattern}", f"_no_{facet.name}")
    stated = f"?stated_{facet.name}"
    absent = f"OPTIONAL {{ SELECT DISTINCT ?item (true AS {stated}) WHERE {{ {inner} }} }}\nFILTER(!BOUND({stated}))"
    return f"{{ {offered}\n{pattern}\n{only} }}\nUNION\n{{ {every}\n{absent} }}" if keys else absent


def _text(declared: FinderDeclaration, word: str, number: int) -> str:
    pattern = _renamed(declared.text, f"_{number}", keep=("item",))
    tests = " || ".join(f"CONTAINS(LCASE(STR(?value_{number})), {_string(spelling)})" for spelling in spellings(word))
    return f"FILTER EXISTS {{ {pattern} FILTER({tests}) }}"


def _renamed(pattern: str, suffix: str, keep: Sequence[str] = ("item",)) -> str:
    """*pattern* with *suffix* at every variable but those to *keep*, so that it stands beside others."""
    return re.sub(r"\?(\w+)", lambda match: match[0] if match[1] in keep else f"?{match[1]}{suffix}", pattern)


def _string(text: str) -> str:
    """*text* as a SPARQL string (https://www.w3.org/TR/sparql11-query/#rString)."""
    for character, escaped in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r"), ("\t", "\\t")):
        text = text.replace(character, escaped)
    return f'"{text}"'


def _comment(text: str) -> str:
    return re.sub(r"[^\w-]", " ", text)
