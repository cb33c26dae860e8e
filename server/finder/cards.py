"""A result as a page shows it: what it is, where, in which languages and how, on which days, who runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import Literal, NamedNode, Triple

from graph.ask.trace import Origin
from ontology.vocabulary import DCT, SCHEMA
from server.display.translations import WEEKDAYS, weekday_name
from server.display.values import Presenter, Value
from server.finder.declaration import KIND
from server.finder.finder import Finder
from server.finder.state import State

_MOST_TOPICS = 6
_DETAILS = ("website", "email", "location", "opening", "exception")
"""The details of ``facets.yaml`` that a card shows; a site may do without any of them, and of the facets as well."""


@dataclass(frozen=True)
class Spoken:
    """Languages offered in one mode (None: not stated); *counts* are numbers of languages that are not named."""

    mode: Value | None
    languages: tuple[tuple[Value, bool], ...]
    counts: tuple[tuple[str, Value | None], ...]


@dataclass(frozen=True)
class Day:
    """A day of the week and its status: ``open``, ``some`` (weeks only), ``closed`` or ``unstated``."""

    value: Value
    short: str
    status: str
    is_chosen: bool
    weeks: tuple[tuple[str, tuple[int, ...]], ...] = ()
    """Exceptions: their kind (``open-only``, ``closed``) and the weeks of the month."""


@dataclass(frozen=True)
class Card:
    """A result."""

    value: Value
    kinds: tuple[Mapping[str, str], ...]
    governments: tuple[Value, ...]
    websites: tuple[Value, ...]
    emails: tuple[Value, ...]
    locations: tuple[Value, ...]
    operators: tuple[Value, ...]
    operator_origins: tuple[Origin, ...]
    spoken: tuple[Spoken, ...]
    language_origins: tuple[Origin, ...]
    days: tuple[Day, ...]
    day_origins: tuple[Origin, ...]
    channels: tuple[Value, ...]
    topics: tuple[Value, ...]
    origins: tuple[Origin, ...]
    documents: tuple[tuple[Value, tuple[Value, ...]], ...]
    """The documents that state these facts, each with its date."""

    is_place: bool
    """Is it a place to visit? Its card shows days and operator even where they are not stated."""


class Cards:
    """Makes cards for one reader in one state."""

    def __init__(self, finder: Finder, presenter: Presenter, state: State) -> None:
        self.finder = finder
        self.presenter = presenter
        self.state = state
        self._is_chosen = lru_cache(maxsize=None)(self._is_chosen_language)

    def card(self, number: int) -> Card:
        """The card of the item *number* of the index."""
        index, declared, presenter = self.finder.index, self.finder.declared, self.presenter
        kinds = index.values_of(number, KIND)
        item = index.items[number]
        details = {name: index.details.get(name, {}).get(item.value, ()) for name in _DETAILS}
        days, day_triples = self._days(number, details)
        spoken, language_triples = self._spoken(number)
        operators, operator_triples = self._operators(item)
        origins = self.finder.origins_of(
            Triple(item, quad.predicate, quad.object) for quad in self.finder.knowledge.labels.statements(item)
        )
        language_origins = self.finder.origins_of(language_triples)
        day_origins = self.finder.origins_of(day_triples)
        operator_origins = self.finder.origins_of(operator_triples)
        return Card(
            presenter.value(item),
            tuple(kind.label for kind in declared.kinds if kind.key in kinds)[:1],
            tuple(presenter.value(index.iri("government", key)) for key in index.values_of(number, "government")),
            tuple(presenter.value(term, origins) for term in details["website"]),
            tuple(presenter.value(term) for term in details["email"]),
            self._in_language([presenter.value(term) for term in details["location"]]),
            operators,
            operator_origins,
            spoken,
            language_origins,
            days,
            day_origins,
            tuple(presenter.value(index.iri("channel", key)) for key in index.values_of(number, "channel")),
            tuple(presenter.value(index.iri("topic", key)) for key in index.values_of(number, "topic"))[:_MOST_TOPICS],
            origins,
            self._documents((*origins, *language_origins, *day_origins, *operator_origins)),
            any(kind.is_place and kind.key in kinds for kind in declared.kinds),
        )

    def _operators(self, item: NamedNode) -> tuple[tuple[Value, ...], list[Triple]]:
        quads = [*self.finder.stated(item, "operator"), *self.finder.knowledge.values(item, SCHEMA.provider)]
        return tuple(self.presenter.value(quad.object) for quad in quads), [quad.triple for quad in quads]

    def _documents(self, origins: Iterable[Origin]) -> tuple[tuple[Value, tuple[Value, ...]], ...]:
        knowledge = self.finder.knowledge
        keys = sorted({lines.document for origin in origins for lines in origin.lines})
        iris = [knowledge.namespace.thing("document", key) for key in keys]
        dates = [knowledge.values(iri, DCT.date) for iri in iris]
        return tuple(
            (self.presenter.value(iri), tuple(self.presenter.value(quad.object) for quad in quads))
            for iri, quads in zip(iris, dates, strict=True)
        )

    def _in_language(self, values: list[Value]) -> tuple[Value, ...]:
        readable = [value for value in values if not value.is_fallback]
        return tuple(readable or values)

    def _spoken(self, number: int) -> tuple[tuple[Spoken, ...], list[Triple]]:
        """Languages by mode: modes with a chosen language first, then those with the most; and their statements."""
        index = self.finder.index
        item = index.items[number]
        by_mode: dict[tuple[str, ...], dict[str, bool]] = {}
        counts: dict[tuple[str, ...], list[tuple[str, Value | None]]] = {}
        triples: list[Triple] = []
        for row in index.rows_of[number]:
            offer = index.offers[row]
            modes = tuple(sorted(index.values_of_row(row, "mode")))
            languages = index.values_of_row(row, "language")
            stated_counts = self.finder.stated(offer, "language-count") if offer != item else []
            if not languages and not stated_counts and not modes:
                continue
            for language in languages:
                by_mode.setdefault(modes, {})[language] = self._is_chosen(language)
                triples.append(Triple(offer, DCT.language, index.iri("language", language)))
            by_mode.setdefault(modes, {})
            for quad in stated_counts:
                if isinstance(quad.object, Literal) and not languages:
                    counts.setdefault(modes, []).append((quad.object.value, self._bound(offer)))
                    triples.append(quad.triple)
        elsewhere = {language for modes, languages_of in by_mode.items() if modes for language in languages_of}
        if len(by_mode) > 1 and set(by_mode.get((), ())) <= elsewhere:
            by_mode.pop((), None)
        spoken = []
        for modes in sorted(by_mode, key=lambda key: (not any(by_mode[key].values()), -len(by_mode[key]), key)):
            languages_of = sorted(by_mode[modes].items(), key=lambda language: (not language[1], language[0]))
            shown = tuple(
                (self.presenter.value(index.iri("language", key)), is_chosen) for key, is_chosen in languages_of
            )
            for mode in modes or ("",):
                value = self.presenter.value(index.iri("mode", mode)) if mode else None
                more = tuple(count for count in counts.get(modes, ()) if int(count[0]) > len(shown))
                spoken.append(Spoken(value, shown, more))
        return tuple(spoken), triples

    def _is_chosen_language(self, key: str) -> bool:
        """Is the language *key*, or one that it is a form of, chosen?"""
        return not {key, *self.finder.index.ancestors("language", key)}.isdisjoint(self.state.of("language"))

    def _bound(self, offer: NamedNode) -> Value | None:
        """How a number of languages is meant (at least, at most), unless it is exact."""
        for quad in self.finder.stated(offer, "bound"):
            if isinstance(quad.object, NamedNode) and not quad.object.value.endswith("/exact"):
                return self.presenter.value(quad.object)
        return None

    def _days(
        self, number: int, details: Mapping[str, tuple[NamedNode | Literal, ...]]
    ) -> tuple[tuple[Day, ...], list[Triple]]:
        index, knowledge = self.finder.index, self.finder.knowledge
        day_of_week, week = SCHEMA.dayOfWeek, SCHEMA.byMonthWeek
        status: dict[str, str] = {}
        triples: list[Triple] = []
        for opening in details["opening"]:
            assert isinstance(opening, NamedNode)
            is_closed = any(_text(quad.object) == "false" for quad in self.finder.stated(opening, "is-open"))
            for quad in knowledge.values(opening, day_of_week):
                status[_key(quad.object)] = "closed" if is_closed else "open"
                triples.append(quad.triple)
        weeks: dict[str, dict[str, list[int]]] = {}
        for exception in details["exception"]:
            assert isinstance(exception, NamedNode)
            kinds = [_key(quad.object) for quad in knowledge.values(exception, DCT.type)]
            for quad in knowledge.values(exception, day_of_week):
                numbers = [int(_text(stated.object)) for stated in knowledge.values(exception, week)]
                weeks.setdefault(_key(quad.object), {}).setdefault(kinds[0] if kinds else "", []).extend(numbers)
                triples.append(quad.triple)
        if not status:
            return (), []
        order = self.finder.declared.by_name["day"].order
        assert not isinstance(order, str)
        days = []
        for key in order:
            if key not in status and key == order[-1]:
                continue  # public holidays are shown only where something is stated of them
            exceptions = tuple((kind, tuple(sorted(numbers))) for kind, numbers in weeks.get(key, {}).items())
            is_some = exceptions and status.get(key) == "open"
            days.append(
                Day(
                    self.presenter.value(index.iri("day", key)),
                    self._short(key),
                    "some" if is_some else status.get(key, "unstated"),
                    key in self.state.of("day"),
                    exceptions,
                )
            )
        return tuple(days), triples

    def _short(self, key: str) -> str:
        """The day in as few letters as possible, from CLDR; empty for public holidays, which CLDR lacks."""
        return weekday_name(self.presenter.language, key, "abbreviated") if key in WEEKDAYS else ""


def _key(term: object) -> str:
    return term.value.rpartition("/")[2] if isinstance(term, NamedNode) else ""


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal) else ""
