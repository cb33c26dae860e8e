"""The table of a sheet: which languages somebody can use, on which days and by which channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Triple

from graph.ask.trace import Origin
from ontology.vocabulary import DCT, SCHEMA
from server.display.values import Presenter, Value
from server.finder.cards import Card, Day
from server.finder.finder import Finder

OPEN, SOME, CLOSED, UNSTATED = "open", "some", "closed", "unstated"
"""The statement about a day: open, open in some weeks of the month, closed, nothing."""


@dataclass(frozen=True)
class MatrixRow:
    """A language, or (*count*, with its *bound*) a number of languages that are not named.

    *days* are the statuses of the days of the matrix (none: days do not matter to what is offered), *modes* the keys of
    the ways in which the language is offered. *is_mine*: it is the language of the reader.
    """

    language: Value | None
    days: tuple[str, ...]
    modes: frozenset[str]
    origins: tuple[Origin, ...] = ()
    count: str = ""
    bound: Value | None = None
    is_mine: bool = False
    has_own_days: bool = False
    """Are the days those of the language, and not of the place as a whole?"""


@dataclass(frozen=True)
class MatrixSection:
    """The rows of one place to go to (*card*), or of all else that is offered together (None).

    *days* are the days of the place, with the weeks of the month that are exceptions.
    """

    card: Card | None
    rows: tuple[MatrixRow, ...]
    days: tuple[Day, ...] = ()


@dataclass(frozen=True)
class Matrix:
    """Sections with common columns: *days* of the week and *modes* in which languages are offered."""

    days: tuple[Day, ...]
    modes: tuple[tuple[str, Value], ...]
    sections: tuple[MatrixSection, ...]

    @property
    def has_days_of_places(self) -> bool:
        """Are days of a place as a whole shown beside a language?"""
        return any(
            section.days and row.language and not row.has_own_days for section in self.sections for row in section.rows
        )


@dataclass
class _Offers:
    """The collected facts about one language."""

    modes: set[str] = field(default_factory=set)
    days: dict[str, str] = field(default_factory=dict)
    triples: list[Triple] = field(default_factory=list)


class MatrixMaker:
    """Makes the matrix of items of *finder* for the reader of *presenter*."""

    def __init__(self, finder: Finder, presenter: Presenter) -> None:
        self._finder = finder
        self._index = finder.index
        self._presenter = presenter
        knowledge, properties = presenter.knowledge, finder.declared.properties
        self._count, self._bound = (
            knowledge.expand(properties[use]) if use in properties else None for use in ("language-count", "bound")
        )

    def _stated(self, thing: NamedNode, predicate: NamedNode | None) -> Sequence[Quad]:
        return () if predicate is None else self._presenter.knowledge.values(thing, predicate)

    def matrix(self, places: Sequence[tuple[int, Card]], others: Iterable[int]) -> Matrix:
        """The matrix of *places*, the numbers of items with their cards, and of the *others*, which have no days.

        A place of which neither languages nor days are stated has no section.
        """
        days = self._days(card for _, card in places)
        keys = [_key(day) for day in days]
        sections = [
            MatrixSection(card, self._rows([number], card, keys), card.days)
            for number, card in places
            if card.days or card.spoken
        ]
        if rows := self._rows(others, None, ()):
            sections.append(MatrixSection(None, rows))
        used = {mode for section in sections for row in section.rows for mode in row.modes}
        order = {mode: -sum(mode in row.modes for section in sections for row in section.rows) for mode in used}
        modes = sorted(used, key=lambda mode: (order[mode], mode))
        return Matrix(
            tuple(days),
            tuple((mode, self._presenter.value(self._index.iri("mode", mode))) for mode in modes),
            tuple(sections),
        )

    def _days(self, cards: Iterable[Card]) -> list[Day]:
        """Every day of which something is stated of one of the *cards*, in the order of the week."""
        by_key: dict[str, Day] = {}
        for card in cards:
            for day in card.days:
                by_key.setdefault(_key(day), day)
        order = self._finder.declared.by_name["day"].order if by_key else ()
        return [by_key[key] for key in order if key in by_key]

    def _rows(self, numbers: Iterable[int], card: Card | None, days: Sequence[str]) -> tuple[MatrixRow, ...]:
        index = self._index
        general = {_key(day): day.status for day in card.days} if card else {}
        offers: dict[str, _Offers] = {}
        counts: list[MatrixRow] = []
        for number in numbers:
            for row in index.rows_of[number]:
                offer, modes = index.offers[row], frozenset(index.values_of_row(row, "mode"))
                languages = index.values_of_row(row, "language")
                for language in languages:
                    collected = offers.setdefault(language, _Offers())
                    collected.modes |= modes
                    collected.triples.append(Triple(offer, DCT.language, index.iri("language", language)))
                    if offer != index.items[number]:
                        collected.days |= self._own_days(offer, index.values_of_row(row, "day"), general)
                if card and not languages and offer != index.items[number]:
                    counts += self._counts(offer, modes, general, days)
        rows = [
            MatrixRow(
                self._presenter.value(index.iri("language", language)),
                _statuses(_days_closed(general) | own.days if own.days else general, days),
                frozenset(own.modes),
                self._presenter.knowledge.origins_of(own.triples),
                is_mine=language == self._presenter.language,
                has_own_days=bool(own.days),
            )
            for language, own in offers.items()
        ]
        rows.sort(key=lambda row: (not row.is_mine, -len(row.modes), row.language.iri if row.language else ""))
        return (*rows, *(row for row in counts if int(row.count) > len(rows))) or self._languageless(card, days)

    def _languageless(self, card: Card | None, days: Sequence[str]) -> tuple[MatrixRow, ...]:
        """The row of a place whose days are stated and no language."""
        if card is None:
            return ()
        return (MatrixRow(None, _statuses({_key(day): day.status for day in card.days}, days), frozenset()),)

    def _own_days(self, offer: NamedNode, stated: Iterable[str], general: Mapping[str, str]) -> dict[str, str]:
        """The days of *offer* where it has others than the place as a whole; else none."""
        own = set(stated)
        if not own or own == {key for key, status in general.items() if status in (OPEN, SOME)}:
            return {}
        knowledge, weeks = self._presenter.knowledge, set()
        for link in knowledge.store.statements(None, DCT.isPartOf, offer, DefaultGraph()):
            if isinstance(link.subject, NamedNode) and knowledge.values(link.subject, SCHEMA.byMonthWeek):
                weeks |= {quad.object for quad in knowledge.values(link.subject, SCHEMA.dayOfWeek)}
        some = {day.value.rpartition("/")[2] for day in weeks if isinstance(day, NamedNode)}
        return {key: SOME if key in some else OPEN for key in own}

    def _counts(
        self, offer: NamedNode, modes: frozenset[str], general: Mapping[str, str], days: Sequence[str]
    ) -> Iterable[MatrixRow]:
        """The numbers of languages that *offer* has without naming them."""
        for quad in self._stated(offer, self._count):
            if isinstance(quad.object, Literal):
                bounds = [bound.object for bound in self._stated(offer, self._bound)]
                bound = next((term for term in bounds if isinstance(term, NamedNode) and not _is_exact(term)), None)
                yield MatrixRow(
                    None,
                    _statuses(general, days),
                    modes,
                    self._presenter.knowledge.origins_of([quad.triple]),
                    quad.object.value,
                    self._presenter.value(bound) if bound else None,
                )


def _is_exact(bound: NamedNode) -> bool:
    return bound.value.endswith("/exact")


def _key(day: Day) -> str:
    return day.value.iri.rpartition("/")[2]


def _days_closed(general: Mapping[str, str]) -> dict[str, str]:
    """The days on which nobody can go to the place: they hold for a language whatever its own days are."""
    return {key: status for key, status in general.items() if status == CLOSED}


def _statuses(by_day: Mapping[str, str], days: Sequence[str]) -> tuple[str, ...]:
    return tuple(by_day.get(key, UNSTATED) for key in days)
