"""The finder of one release: its declaration, its index, its suggestions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from pyoxigraph import Literal, NamedNode, Triple
from werkzeug.exceptions import NotFound

from graph.ask.trace import Origin
from ontology.prefixes import declarations
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, publication
from server.finder import sparql
from server.finder.declaration import Declaration, load_declaration
from server.finder.index import FacetIndex
from server.finder.state import State
from server.finder.suggestions import Suggestions


class Finder:
    """Finds things of *knowledge*. Made once, before the web workers are forked."""

    def __init__(self, knowledge: Knowledge, declared: Declaration) -> None:
        self.knowledge = knowledge
        self.declared = declared
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


def make_finder(knowledge: Knowledge) -> Finder | None:
    """The finder of the release, or None where its site has none. Raises DeclarationError."""
    declared = load_declaration(knowledge.release.site)
    return Finder(knowledge, declared) if declared else None


def finder() -> Finder:
    """The finder of this application. Raises NotFound where its site has none."""
    made = publication().once(Finder, lambda: make_finder(knowledge()))
    if made is None:
        raise NotFound("this site has no finder")
    return made
