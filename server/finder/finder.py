"""The finder of one release: its declaration, its index, its suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app
from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.trace import Origin
from ontology.prefixes import declarations
from server.display.knowledge import Knowledge
from server.finder import sparql
from server.finder.declaration import declaration
from server.finder.index import FacetIndex
from server.finder.state import State
from server.finder.suggestions import Suggestions

_EXTENSION = "tabunka.finder"


class Finder:
    """Finds things of *knowledge*. Made once, before the web workers are forked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.declared = declaration()
        self.index = FacetIndex(knowledge.store, knowledge.own_store(), knowledge.namespace, self.declared)
        self.suggestions = Suggestions(knowledge, self.declared, self.index)
        self.menus: dict[tuple[str, str], Any] = {}
        """Options of facets where nothing is chosen, by facet and language of the reader."""
        self.origins = lru_cache(maxsize=20_000)(knowledge.origins)

    def query(self, state: State, language: str) -> str:
        """The SPARQL query of *state*, with its prefixes; names in *language* (``ja`` or ``en``)."""
        namespace = self.knowledge.namespace
        body = sparql.state_query(self.declared, state, lambda kind, key: namespace.thing(kind, key).value, language)
        return declarations(namespace, body) + body + "\n"

    def origins_of(self, triples: Iterable[Triple]) -> tuple[Origin, ...]:
        """Where *triples* are known from, each record once."""
        return tuple(dict.fromkeys(origin for triple in triples for origin in self.origins(triple)))

    def labels(self, iri: NamedNode) -> dict[str, str]:
        """The names of a thing in Japanese and English."""
        found: dict[str, str] = {}
        for label in self.knowledge.labels.of(iri):
            if isinstance(label, Literal) and label.language in ("ja", "en"):
                found.setdefault(label.language, label.value)
        return found


def register(app: Flask) -> None:
    """Give *app* the finder of its release."""
    app.extensions[_EXTENSION] = Finder(app.extensions["tabunka.knowledge"])


def finder() -> Finder:
    """The finder of this application."""
    found: Finder = current_app.extensions[_EXTENSION]
    return found
