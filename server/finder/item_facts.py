"""The facts of each result, the same for all readers: read once, in advance where there is time.

:mod:`server.finder.cards` makes the card of a result for a reader from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, Triple

from graph.ask.trace import Origin
from ontology.vocabulary import DCT, SCHEMA
from server.display.knowledge import Knowledge
from server.finder.declaration import KIND, PLACE
from server.finder.index import FacetIndex

Terms = tuple[NamedNode | Literal, ...]
DETAILS = ("website", "email", "location", "opening", "exception")
"""The details of ``facets.yaml`` that a card shows; a site may do without any of them, and of the facets as well."""


@dataclass(frozen=True)
class OfferedLanguages:
    """The keys of *languages* offered in *modes* (none: not stated), in the order of the index.

    *counts* are numbers of languages that are not named, each with how it is meant unless it is exact.
    """

    modes: tuple[str, ...]
    languages: tuple[str, ...]
    counts: tuple[tuple[str, NamedNode | None], ...]


@dataclass(frozen=True)
class OpenDays:
    """The days of the week, by key: *status* is ``open`` or ``closed``; *exceptions* are weeks of the month by kind."""

    status: Mapping[str, str]
    exceptions: Mapping[str, tuple[tuple[str, tuple[int, ...]], ...]]


@dataclass(frozen=True)
class ItemFacts:
    """The facts of one result, and where each of them is known from. Values of facets are IRIs."""

    item: NamedNode
    kinds: tuple[str, ...]
    governments: tuple[NamedNode, ...]
    channels: tuple[NamedNode, ...]
    topics: tuple[NamedNode, ...]
    websites: Terms
    emails: Terms
    locations: Terms
    operators: Terms
    offered: tuple[OfferedLanguages, ...]
    days: OpenDays
    origins: tuple[Origin, ...]
    operator_origins: tuple[Origin, ...]
    language_origins: tuple[Origin, ...]
    day_origins: tuple[Origin, ...]

    @property
    def documents(self) -> list[str]:
        """The keys of the documents that state these facts."""
        origins = (*self.origins, *self.language_origins, *self.day_origins, *self.operator_origins)
        return sorted({lines.document for origin in origins for lines in origin.lines})


class FactsOfItems:
    """Reads the facts of the items of *index*."""

    def __init__(self, knowledge: Knowledge, index: FacetIndex) -> None:
        self._knowledge = knowledge
        self._index = index
        self._properties = {use: knowledge.expand(name) for use, name in index.declared.properties.items()}

    def expect(self, numbers: Iterable[int]) -> None:
        """Announce to the store that the facts of the items *numbers* will be read."""
        self._knowledge.store.expect(thing for number in numbers for thing in self._things_of(number))

    def _things_of(self, number: int) -> Iterator[NamedNode]:
        """The item *number*, and the things by which it is offered and open."""
        index = self._index
        item = index.items[number]
        yield item
        yield from (index.offers[row] for row in index.rows_of[number])
        for name in ("opening", "exception"):
            yield from _things(index.details.get(name, {}).get(item.value, ()))

    def read(self, number: int) -> ItemFacts:
        """The facts of the item *number*."""
        index = self._index
        item = index.items[number]
        details = {name: index.details.get(name, {}).get(item.value, ()) for name in DETAILS}
        operators = [*self._stated(item, "operator"), *self._knowledge.values(item, SCHEMA.provider)]
        offered, language_triples = self._offered(number)
        days, day_quads = self._days(details)
        return ItemFacts(
            item,
            tuple(index.values_of(number, KIND)),
            self._values(number, PLACE),
            self._values(number, "channel"),
            self._values(number, "topic"),
            details["website"],
            details["email"],
            details["location"],
            tuple(quad.object for quad in operators if isinstance(quad.object, NamedNode | Literal)),
            offered,
            days,
            self._knowledge.origins_of(quad.triple for quad in self._knowledge.labels.statements(item)),
            self._knowledge.origins_of(quad.triple for quad in operators),
            self._knowledge.origins_of(language_triples),
            self._knowledge.origins_of(quad.triple for quad in day_quads),
        )

    def _stated(self, thing: NamedNode, use: str) -> Sequence[Quad]:
        """The statements about *thing* with the property of *use*; none where the site declares none."""
        predicate = self._properties.get(use)
        return () if predicate is None else self._knowledge.values(thing, predicate)

    def _values(self, number: int, facet: str) -> tuple[NamedNode, ...]:
        return tuple(self._index.iri(facet, key) for key in self._index.values_of(number, facet))

    def _offered(self, number: int) -> tuple[tuple[OfferedLanguages, ...], list[Triple]]:
        """Languages by mode, and their statements."""
        index = self._index
        item = index.items[number]
        languages_of: dict[tuple[str, ...], dict[str, None]] = {}
        counts: dict[tuple[str, ...], list[tuple[str, NamedNode | None]]] = {}
        triples: list[Triple] = []
        for row in index.rows_of[number]:
            offer = index.offers[row]
            modes = tuple(sorted(index.values_of_row(row, "mode")))
            languages = index.values_of_row(row, "language")
            stated_counts = self._stated(offer, "language-count") if offer != item else ()
            if not languages and not stated_counts and not modes:
                continue
            languages_of.setdefault(modes, {}).update(dict.fromkeys(languages))
            triples += (Triple(offer, DCT.language, index.iri("language", language)) for language in languages)
            for quad in stated_counts:
                if isinstance(quad.object, Literal) and not languages:
                    counts.setdefault(modes, []).append((quad.object.value, self._meant(offer)))
                    triples.append(quad.triple)
        elsewhere = {language for modes, languages in languages_of.items() if modes for language in languages}
        if len(languages_of) > 1 and set(languages_of.get((), ())) <= elsewhere:
            languages_of.pop((), None)
        offered = (
            OfferedLanguages(modes, tuple(languages), tuple(counts.get(modes, ())))
            for modes, languages in languages_of.items()
        )
        return tuple(offered), triples

    def _meant(self, offer: NamedNode) -> NamedNode | None:
        """How a number of languages is meant (at least, at most), unless it is exact."""
        for quad in self._stated(offer, "bound"):
            if isinstance(quad.object, NamedNode) and not quad.object.value.endswith("/exact"):
                return quad.object
        return None

    def _days(self, details: Mapping[str, Terms]) -> tuple[OpenDays, list[Quad]]:
        """The days of the openings and exceptions among *details*, and their statements."""
        values = self._knowledge.values
        status: dict[str, str] = {}
        quads: list[Quad] = []
        for opening in _things(details["opening"]):
            is_closed = any(_text(quad.object) == "false" for quad in self._stated(opening, "is-open"))
            for quad in values(opening, SCHEMA.dayOfWeek):
                status[_key(quad.object)] = "closed" if is_closed else "open"
                quads.append(quad)
        weeks: dict[str, dict[str, list[int]]] = {}
        for exception in _things(details["exception"]):
            kinds = [_key(quad.object) for quad in values(exception, DCT.type)]
            for quad in values(exception, SCHEMA.dayOfWeek):
                numbers = [int(_text(stated.object)) for stated in values(exception, SCHEMA.byMonthWeek)]
                weeks.setdefault(_key(quad.object), {}).setdefault(kinds[0] if kinds else "", []).extend(numbers)
                quads.append(quad)
        if not status:
            return OpenDays({}, {}), []
        exceptions = {
            day: tuple((kind, tuple(sorted(numbers))) for kind, numbers in by_kind.items())
            for day, by_kind in weeks.items()
        }
        return OpenDays(status, exceptions), quads


def _things(terms: Terms) -> Iterator[NamedNode]:
    return (term for term in terms if isinstance(term, NamedNode))


def _key(term: object) -> str:
    return term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""
