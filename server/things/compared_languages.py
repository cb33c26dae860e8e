"""Languages of several things: for each language and thing the ways in which it is offered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal, NamedNode, Quad, Triple

from ontology.vocabulary import DCT
from server.display.texts import localised_plain
from server.display.values import Presenter, Value
from server.finder.declaration import KIND
from server.finder.finder import Finder


@dataclass
class LanguageOffer:
    """The offers of one thing: statements by language and way, and numbers of languages that are not named by way.

    A way is the key of a mode; of what has none, the name of its kind (*kinds*).
    """

    languages: dict[str, dict[str, list[Triple]]] = field(default_factory=dict)
    counts: dict[tuple[str, ...], tuple[Triple, NamedNode | None]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)


class LanguageReader:
    """Reads the languages of items of *finder* for the reader of *presenter*."""

    def __init__(self, finder: Finder, presenter: Presenter) -> None:
        self._finder, self._presenter = finder, presenter
        self._index = finder.index
        expand, properties = presenter.knowledge.expand, finder.declared.properties
        self._count_of, self._bound_of = (
            expand(properties[use]) if use in properties else None for use in ("language-count", "bound")
        )

    def offered(self, numbers: Sequence[int]) -> LanguageOffer:
        """The offers of the items with *numbers* in the index."""
        index, offered = self._index, LanguageOffer()
        self._finder.expect(numbers)
        for number in numbers:
            kind = self._kind(number)
            offered.kinds.add(kind)
            rows = [(row, index.values_of_row(row, "language")) for row in index.rows_of[number]]
            named = {language for row, languages in rows if index.values_of_row(row, "mode") for language in languages}
            for row, languages in rows:
                modes = sorted(index.values_of_row(row, "mode"))
                for language in languages:
                    if not modes and language in named:
                        continue  # the same offer, stated once more of the item as a whole
                    ways = offered.languages.setdefault(language, {})
                    triple = Triple(index.offers[row], DCT.language, index.iri("language", language))
                    for way in modes or [kind]:
                        ways.setdefault(way, []).append(triple)
                if not languages:
                    self._count(index.offers[row], modes, offered)
        return offered

    def way(self, key: str, offered: LanguageOffer) -> Value:
        """The way *key* as a page shows it."""
        if key not in offered.kinds:
            return self._presenter.value(self._index.iri("mode", key))
        labels = {kind.key: kind.label for kind in self._finder.declared.kinds}
        return Value("text", localised_plain(labels[key]))

    def _kind(self, number: int) -> str:
        kinds = self._index.values_of(number, KIND)
        return next((kind.key for kind in self._finder.declared.kinds if kind.key in kinds), "")

    def _count(self, offer: NamedNode, modes: Sequence[str], offered: LanguageOffer) -> None:
        for quad in self._stated(offer, self._count_of):
            if isinstance(quad.object, Literal):
                offered.counts.setdefault((*modes, quad.object.value), (quad.triple, self._bound(offer)))

    def _bound(self, offer: NamedNode) -> NamedNode | None:
        bounds = (quad.object for quad in self._stated(offer, self._bound_of))
        return next((term for term in bounds if isinstance(term, NamedNode) and not _is_exact(term)), None)

    def _stated(self, offer: NamedNode, predicate: NamedNode | None) -> Sequence[Quad]:
        """The statements about *offer* with *predicate*; none where the site declares no such property."""
        return self._presenter.knowledge.values(offer, predicate) if predicate else ()


def _is_exact(bound: NamedNode) -> bool:
    return bound.value.endswith("/exact")
