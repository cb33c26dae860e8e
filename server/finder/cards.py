"""A result as a page shows it: what it is, where, in which languages and how, on which days, who runs it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from graph.ask.trace import Origin
from ontology.vocabulary import DCT
from server.display.translations import WEEKDAYS, weekday_name
from server.display.values import Presenter, Value
from server.finder.finder import Finder
from server.finder.item_facts import OfferedLanguages, OpenDays
from server.finder.state import State

_MOST_TOPICS = 6


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
    topics: tuple[tuple[Value, bool], ...]
    """Topics, at most a few, each with whether it is chosen; the chosen ones first."""
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
        self._are_chosen: dict[str, bool] = {}
        self._documents: dict[str, tuple[Value, tuple[Value, ...]]] = {}

    def cards(self, numbers: Iterable[int]) -> list[Card]:
        """The cards of the items *numbers* of the index, in their order."""
        shown = list(numbers)
        self.finder.expect(shown)
        return [self.card(number) for number in shown]

    def card(self, number: int) -> Card:
        """The card of the item *number* of the index."""
        facts, kinds = self.finder.facts(number), self.finder.declared.kinds
        return Card(
            self.presenter.value(facts.item),
            tuple(kind.label for kind in kinds if kind.key in facts.kinds)[:1],
            self._shown(facts.governments),
            tuple(self.presenter.value(term, facts.origins) for term in facts.websites),
            self._shown(facts.emails),
            self._in_language(self._shown(facts.locations)),
            self._shown(facts.operators),
            facts.operator_origins,
            self._spoken(facts.offered),
            facts.language_origins,
            self._days(facts.days),
            facts.day_origins,
            self._shown(facts.channels),
            self._topics(facts.topics),
            facts.origins,
            tuple(map(self._document, facts.documents)),
            any(kind.is_place and kind.key in facts.kinds for kind in kinds),
        )

    def _shown(self, terms: Iterable[NamedNode | Literal]) -> tuple[Value, ...]:
        return tuple(map(self.presenter.value, terms))

    def _document(self, key: str) -> tuple[Value, tuple[Value, ...]]:
        """The document *key* and its dates."""
        if key not in self._documents:
            self._documents[key] = self._dated_document(key)
        return self._documents[key]

    def _dated_document(self, key: str) -> tuple[Value, tuple[Value, ...]]:
        iri = self.finder.knowledge.namespace.thing("document", key)
        dates = self.finder.knowledge.values(iri, DCT.date)
        return self.presenter.value(iri), tuple(self.presenter.value(quad.object) for quad in dates)

    def _in_language(self, values: tuple[Value, ...]) -> tuple[Value, ...]:
        return tuple(value for value in values if not value.is_fallback) or values

    def _spoken(self, offered: Iterable[OfferedLanguages]) -> tuple[Spoken, ...]:
        """Languages by mode: modes with a chosen language first, then those with the most."""
        value, iri = self.presenter.value, self.finder.index.iri
        ordered = sorted(
            offered, key=lambda of: (not any(map(self._is_chosen, of.languages)), -len(of.languages), of.modes)
        )
        spoken: list[Spoken] = []
        for of in ordered:
            languages = sorted((not self._is_chosen(key), key) for key in of.languages)
            shown = tuple((value(iri("language", key)), not is_other) for is_other, key in languages)
            more = tuple(
                (number, value(bound) if bound else None) for number, bound in of.counts if int(number) > len(shown)
            )
            spoken += (Spoken(value(iri("mode", mode)) if mode else None, shown, more) for mode in of.modes or ("",))
        return tuple(spoken)

    def _is_chosen(self, key: str) -> bool:
        """Is the language *key*, or one that it is a form of, chosen?"""
        if key not in self._are_chosen:
            self._are_chosen[key] = self._is_chosen_value("language", key)
        return self._are_chosen[key]

    def _is_chosen_value(self, facet: str, key: str) -> bool:
        """Is the value *key* of *facet*, or a broader one, chosen?"""
        return not {key, *self.finder.index.ancestors(facet, key)}.isdisjoint(self.state.of(facet))

    def _topics(self, topics: Iterable[NamedNode]) -> tuple[tuple[Value, bool], ...]:
        """The topics that a card shows: the chosen ones are never cut."""
        chosen = [(topic, self._is_chosen_value("topic", topic.value.rpartition("/")[2])) for topic in topics]
        first = sorted(chosen, key=lambda one: not one[1])[:_MOST_TOPICS]
        return tuple((self.presenter.value(topic), is_chosen) for topic, is_chosen in first)

    def _days(self, open_days: OpenDays) -> tuple[Day, ...]:
        status = open_days.status
        if not status:
            return ()
        order, chosen = self.finder.declared.by_name["day"].order, self.state.of("day")
        assert not isinstance(order, str)
        days = []
        for key in order:
            if key not in status and key == order[-1]:
                continue  # public holidays are shown only where something is stated of them
            exceptions = open_days.exceptions.get(key, ())
            is_some = exceptions and status.get(key) == "open"
            days.append(
                Day(
                    self.presenter.value(self.finder.index.iri("day", key)),
                    self._short(key),
                    "some" if is_some else status.get(key, "unstated"),
                    key in chosen,
                    exceptions,
                )
            )
        return tuple(days)

    def _short(self, key: str) -> str:
        """The day in as few letters as possible, from CLDR; empty for public holidays, which CLDR lacks."""
        return weekday_name(self.presenter.language, key, "abbreviated") if key in WEEKDAYS else ""
