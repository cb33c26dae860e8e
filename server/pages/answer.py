"""The answer of a search before its list of names: how it read the text, the named places, the finder's results."""

from __future__ import annotations

from dataclasses import dataclass, field

from markupsafe import Markup

from server.display.addresses import path_of
from server.display.gazetteer import Place, Places
from server.display.index import Thing
from server.display.places import place_value
from server.display.publication import knowledge, words_language
from server.display.translations import with_ruby
from server.display.values import Presenter, Value
from server.finder.addresses import url_of
from server.finder.cards import Card, Cards
from server.finder.choices import Chip, chips_of
from server.finder.finder import Finder, finder_or_none
from server.finder.intent import intent_of, nearest
from server.finder.naming import name_of
from server.finder.near import NearPlace, near_place
from server.finder.reading import ChosenMeaning, Understanding
from server.finder.state import State, make_state
from server.finder.vocabulary import WordMeaning
from server.finder.ways_on import PlacesToAsk, WayOn, places_to_ask, ways_on

_MOST_CARDS = 3
"""Results of the finder that a search shows; the finder has the rest."""
_MOST_PLACES = 12
"""Places of one name."""


@dataclass(frozen=True)
class PlaceOffer:
    """How many items of the finder a place has, and their URL there."""

    value: Value
    count: int
    href: str


@dataclass(frozen=True)
class PlaceCard:
    """A place that was named: its name, what it is and in what it lies.

    *thing* is the place in the data, None where the data states nothing of it; *offered* what the finder has for it,
    *nearest* for the smallest place around it that has something, where the place itself has nothing.
    """

    value: Value
    type_name: Markup
    around: tuple[Value, ...]
    thing: Thing | None
    offered: PlaceOffer | None
    nearest: PlaceOffer | None
    near: list[NearPlace]
    """The nearest places that have something of what else was asked for, where the place itself has nothing."""


@dataclass(frozen=True)
class Respelling:
    """Words as *typed*, the name they were read as, and other names that they may have meant, with their searches."""

    typed: str
    meant: str
    guesses: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Chosen:
    """The values of one facet that were named, as *chips*, with the number of their items and the URL of these."""

    chips: list[Chip]
    count: int
    href: str


@dataclass(frozen=True)
class Found:
    """The items of the finder for the named values: the state as *chips*, some items as *cards*, the URL of all."""

    chips: list[Chip]
    count: int
    cards: list[Card]
    href: str
    ways_on: list[WayOn]
    ask: PlacesToAsk | None
    either: list[Chosen] = field(default_factory=list)
    """The named values, each by itself, where the text says that one of them will do."""


@dataclass(frozen=True)
class SearchAnswer:
    """The first part of a page of results.

    *names* is the text whose names are listed below, if it is not the typed one.
    """

    places: tuple[PlaceCard, ...] = ()
    corrections: tuple[Respelling, ...] = ()
    found: Found | None = None
    names: str = ""


def answer_of(reading: Understanding, presenter: Presenter) -> SearchAnswer:
    """The answer to *reading* for the reader of *presenter*."""
    if not reading.choices:
        return SearchAnswer()
    finder, gazetteer = finder_or_none(), knowledge().gazetteer
    places = [
        meaning
        for choice in reading.choices
        for meaning in (*choice.meanings, *choice.others)
        if meaning.facet == gazetteer.facet and not _is_around(meaning, reading, gazetteer)
    ]
    others = State()
    if finder:
        asked = intent_of(finder, reading).state
        others = State(tuple(chosen for chosen in asked.chosen if chosen[0] != gazetteer.facet), asked.text)
    corrected = [choice for choice in reading.choices if choice.corrected]
    names = [name_of(choice.meanings[0], presenter) if choice.corrected else choice.typed for choice in reading.choices]
    is_only_places = len(reading.meanings) == sum(meaning.facet == gazetteer.facet for meaning in reading.meanings)
    return SearchAnswer(
        tuple(
            _place(finder, meaning, others, presenter)
            for meaning in dict.fromkeys(places)
            if is_only_places or not meaning.count
        )[:_MOST_PLACES],
        tuple(_correction(choice, presenter) for choice in corrected),
        _found(finder, reading, presenter) if finder and (not is_only_places or len(places) == 1) else None,
        " ".join((*names, *reading.rest)) if corrected else "",
    )


def _is_around(meaning: WordMeaning, reading: Understanding, gazetteer: Places) -> bool:
    """Does the place *meaning* only name the region around another named place?"""
    return any(gazetteer.is_within(other.key, meaning.key) for other in reading.meanings)


def _place(finder: Finder | None, meaning: WordMeaning, others: State, presenter: Presenter) -> PlaceCard:
    gazetteer = knowledge().gazetteer
    place = gazetteer.places[meaning.key]
    thing = Thing(gazetteer.kind, place.key)
    around = nearest(finder, meaning) if finder and not meaning.count else None
    return PlaceCard(
        place_value(presenter, place),
        with_ruby(gazetteer.type_name(place.key, words_language())),
        tuple(place_value(presenter, outer) for outer in gazetteer.around(place.key)),
        thing if thing in knowledge().index else None,
        _offered(finder, place, presenter) if finder and meaning.count else None,
        _offered(finder, around, presenter) if finder and around else None,
        near_place(finder, place.key, others, presenter) if finder and not meaning.count else [],
    )


def _offered(finder: Finder, place: Place, presenter: Presenter) -> PlaceOffer:
    state, _ = make_state(finder.declared, finder.index, {knowledge().gazetteer.facet: [place.key]})
    return PlaceOffer(place_value(presenter, place), finder.index.count(finder.index.rows(state)), url_of(state))


def _correction(choice: ChosenMeaning, presenter: Presenter) -> Respelling:
    guesses = (name_of(guess, presenter) for guess in choice.guesses)
    return Respelling(
        choice.typed,
        name_of(choice.meanings[0], presenter),
        tuple((guess, path_of("search.search", q=guess)) for guess in dict.fromkeys(guesses)),
    )


def _found(finder: Finder, reading: Understanding, presenter: Presenter) -> Found:
    state = intent_of(finder, reading).state
    numbers = finder.index.matching(state)
    cards = Cards(finder, presenter, state)
    return Found(
        chips_of(finder, state, presenter),
        len(numbers),
        cards.cards(numbers[:_MOST_CARDS]),
        url_of(state),
        [] if numbers else ways_on(finder, state, presenter),
        places_to_ask(finder, state, numbers),
        [_chosen(finder, part, presenter) for part in state.chosen] if reading.is_either else [],
    )


def _chosen(finder: Finder, part: tuple[str, tuple[str, ...]], presenter: Presenter) -> Chosen:
    state = State((part,))
    return Chosen(chips_of(finder, state, presenter), len(finder.index.matching(state)), url_of(state))
