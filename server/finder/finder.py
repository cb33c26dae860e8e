"""The finder of one release: its declaration, its index, its suggestions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from pyoxigraph import NamedNode, Quad, Triple
from werkzeug.exceptions import NotFound

from graph.ask.trace import Origin
from ontology.prefixes import declarations
from server.display.knowledge import Knowledge
from server.display.publication import knowledge, layout, publication
from server.finder import sparql
from server.finder.declaration import FILE, Declaration, load_declaration
from server.finder.index import FacetIndex
from server.finder.state import State
from server.finder.suggestions import Suggestions

_ORIGINS = 20_000
"""How many statements' origins are kept: about as many as all results show."""


class Finder:
    """Finds things of *knowledge* by the facets of *declared*; *searched* are the kinds that a search looks through."""

    def __init__(self, knowledge: Knowledge, declared: Declaration, searched: Iterable[str] = ()) -> None:
        self.knowledge = knowledge
        self.declared = declared
        self.index = FacetIndex(knowledge.store, knowledge.own_store(), knowledge.namespace, self.declared)
        self.suggestions = Suggestions(knowledge, tuple(searched), self.declared, self.index)
        self.languages = knowledge.release.site.catalogue.language_tags
        """The languages of names in the data: those of downloads."""
        self.origins = lru_cache(maxsize=_ORIGINS)(knowledge.origins)
        self.properties = {use: knowledge.expand(name) for use, name in declared.properties.items()}
        """The properties that cards read, by their use (``facets.yaml``); a site may do without any of them."""

    def query(self, state: State, language: str) -> str:
        """The SPARQL query of *state*, with its prefixes; names in *language*, or in the first that the data has."""
        namespace = self.knowledge.namespace
        names = language if language in self.languages else self.languages[0]
        body = sparql.state_query(self.declared, state, lambda kind, key: namespace.thing(kind, key).value, names)
        return declarations(namespace, body) + body + "\n"

    def origins_of(self, triples: Iterable[Triple]) -> tuple[Origin, ...]:
        """The records that *triples* come from, each once."""
        return tuple(dict.fromkeys(origin for triple in triples for origin in self.origins(triple)))

    def stated(self, thing: NamedNode, use: str) -> Sequence[Quad]:
        """The statements about *thing* with the property of *use*; none where the site declares none."""
        predicate = self.properties.get(use)
        return () if predicate is None else self.knowledge.values(thing, predicate)

    def labels(self, iri: NamedNode) -> dict[str, str]:
        """The names of a thing by language, in the languages of the data."""
        return self.knowledge.labels.by_language(iri, self.languages)


def make_finder(knowledge: Knowledge, searched: Iterable[str]) -> Finder | None:
    """The finder of the release, or None where its site has none. Raises DeclarationError."""
    declared = load_declaration(knowledge.release.site)
    return Finder(knowledge, declared, searched) if declared else None


def finder_or_none() -> Finder | None:
    """The finder of this application, or None where its site has none."""
    return publication().once(Finder, lambda: make_finder(knowledge(), layout().searched(knowledge().index.kinds)))


def finder() -> Finder:
    """The finder of this application. Raises NotFound where its site has none."""
    release_finder = finder_or_none()
    if release_finder is None:
        raise NotFound(f"this site has no finder: its data has no {FILE}")
    return release_finder


def suggestions() -> Suggestions:
    """The suggestions of this application: those of its finder, or of the names of all searched kinds."""
    release_finder = finder_or_none()
    if release_finder is not None:
        return release_finder.suggestions
    return publication().once(Suggestions, lambda: Suggestions(knowledge(), layout().searched(knowledge().index.kinds)))
