"""The finder of one release: its declaration, its index, its suggestions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, lru_cache, partial

from pyoxigraph import NamedNode
from werkzeug.exceptions import NotFound

from ontology.prefixes import declarations
from server.display.knowledge import Knowledge
from server.display.places import coordinates
from server.display.publication import knowledge, layout, publication
from server.finder import sparql
from server.finder.declaration import FILE, PLACE, FinderDeclaration, load_declaration
from server.finder.index import FacetIndex
from server.finder.item_facts import FactsOfItems
from server.finder.state import State
from server.finder.suggestions import Suggestions

_ITEMS = 2_000
"""How many results are kept with their facts."""
_AT_ONCE = 20
"""Results whose facts are read in one step of the preparation: it takes a hundredth of a second."""
Position = tuple[float, float]
"""Latitude and longitude, in degrees."""


class Finder:
    """Finds things of *knowledge* by the facets of *declared*; *searched* are the kinds that a search looks through."""

    def __init__(self, knowledge: Knowledge, declared: FinderDeclaration, searched: Iterable[str] = ()) -> None:
        self.knowledge = knowledge
        self.declared = declared
        self.index = FacetIndex(knowledge.store, knowledge.own_store(), knowledge.namespace, self.declared)
        self.suggestions = Suggestions(knowledge, tuple(searched), self.declared, self.index)
        self.languages = knowledge.release.site.data_languages
        """The languages of names in the data: those of downloads."""
        facts = FactsOfItems(knowledge, self.index)
        self.facts = lru_cache(maxsize=_ITEMS)(facts.read)
        """From the number of an item of the index to its facts."""
        self.expect = facts.expect
        self.coordinates = lru_cache(maxsize=_ITEMS)(partial(coordinates, knowledge))
        """From a place to its latitude and longitude in degrees, or None."""

    def query(self, state: State, language: str) -> str:
        """The SPARQL query of *state*, with its prefixes; names in *language*, or in the first that the data has."""
        namespace = self.knowledge.namespace
        names = language if language in self.languages else self.languages[0]
        body = sparql.state_query(self.declared, state, lambda kind, key: namespace.thing(kind, key).value, names)
        return declarations(namespace, body) + body + "\n"

    def preparation(self) -> Iterator[Callable[[], object]]:
        """Steps that read the facts of items before a reader asks, as many as are kept."""
        if not self.knowledge.store.is_remote:
            numbers = range(min(len(self.index.items), _ITEMS))
            for start in range(0, len(numbers), _AT_ONCE):
                yield partial(self._read, numbers[start : start + _AT_ONCE])
            yield self._locate

    def _locate(self) -> None:
        """Read where the places are that maps of results show."""
        for key in self.index.masks.get(PLACE, ()):
            self.position(key)

    def _read(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self.facts(number)

    def position(self, key: str) -> Position | None:
        """Where the place *key* is; None where that is not known."""
        return self.coordinates(self._places.get(key) or self.index.iri(PLACE, key))

    @cached_property
    def _places(self) -> Mapping[str, NamedNode]:
        """The places of the index by their keys; it is asked of all of them where they are."""
        places = {key: self.index.iri(PLACE, key) for key in self.index.masks.get(PLACE, ())}
        self.knowledge.store.expect(places.values())
        return places

    def positions(self, number: int) -> tuple[Position, ...]:
        """Where the item *number* is, by its own coordinates, or else where its places are, each position once."""
        own = self.coordinates(self.index.items[number])
        if own is not None:
            return (own,)
        positions = map(self.position, self.index.values_of(number, PLACE))
        return tuple(dict.fromkeys(position for position in positions if position is not None))

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
