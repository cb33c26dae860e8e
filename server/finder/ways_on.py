"""Ways on where little fits a state.

Where nothing does: the state without one choice, or two, or with a broader value in place of one. Where little does,
and no place that people go to: such places.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from markupsafe import Markup
from pyoxigraph import NamedNode

from server.display.values import Presenter
from server.finder.addresses import url_of
from server.finder.choices import Option, option_of
from server.finder.declaration import KIND
from server.finder.finder import Finder
from server.finder.state import State, make_state, without_value

_MOST = 6
"""Ways that are shown."""
_FEW = 5
"""Fewer results than these are few."""
_KEPT = (("language", "place"), ("place",), ("language",), ())
"""The facets of which the choices are kept on the way to places to go to; where nothing fits, the next ones."""
Part = tuple[str, str]
"""A facet and the key of a value of it, or nothing and the words of the state."""


@dataclass(frozen=True)
class WayOn:
    """A state near the one that nothing fits.

    It lacks the *options* and, if *text* is not empty, these words; *broader* takes the place of the only option.
    *count* items fit it.
    """

    options: tuple[Option, ...]
    text: str
    broader: Option | None
    count: int
    href: str

    @property
    def html(self) -> Markup:
        """The conditions that are taken away, for a page."""
        parts = [option.html for option in self.options]
        return Markup(" + ").join([*parts, f"“{self.text}”"] if self.text else parts)


def ways_on(finder: Finder, state: State, presenter: Presenter) -> list[WayOn]:
    """The ways on from *state*, those that lead to the most first; the fewer choices they take away, the better."""
    ways: list[WayOn] = []
    parts: list[Part] = [(facet, key) for facet, keys in state.chosen for key in keys]
    parts += [("", state.text)] if state.text else []
    for size in (1, 2):
        ways += [
            WayOn(
                tuple(option_of(finder, *part, presenter) for part in removed if part[0]),
                "".join(text for facet, text in removed if not facet),
                None,
                count,
                url_of(other),
            )
            for removed in combinations(parts, size)
            for other, count in _fitting(finder, _without(state, removed))
        ]
        if ways:
            break
    ways += _broader_ways(finder, state, presenter)
    return sorted(ways, key=lambda way: -way.count)[:_MOST]


@dataclass(frozen=True)
class PlacesToAsk:
    """The *count* places to go to, of a state near another: the *label* (a message) of the way to them, and its URL."""

    label: str
    count: int
    href: str


def places_to_ask(finder: Finder, state: State, numbers: Sequence[int]) -> PlacesToAsk | None:
    """Where people can ask whatever they want, if few items (their *numbers*) fit *state* and none is a place to go to.

    The language and the place of the state are kept where some place to go to fits them.
    """
    kinds = {kind.key for kind in finder.declared.kinds if kind.is_place}
    if not kinds or len(numbers) >= _FEW or state.is_empty:
        return None
    if any(kinds.intersection(finder.index.values_of(number, KIND)) for number in numbers):
        return None
    for kept in _KEPT:
        chosen = {facet: state.of(facet) for facet in kept if state.of(facet)}
        other = make_state(finder.declared, finder.index, {**chosen, KIND: sorted(kinds)})[0]
        if other != state and (count := finder.index.count(finder.index.rows(other))):
            return PlacesToAsk(finder.declared.words.ask, count, url_of(other))
    return None


def _without(state: State, parts: tuple[Part, ...]) -> State:
    for facet, key in parts:
        state = without_value(state, facet, key) if facet else State(state.chosen)
    return state


def _fitting(finder: Finder, state: State) -> Iterator[tuple[State, int]]:
    """*state* with the number of items that fit it, if there are any and it still asks for something."""
    if not state.is_empty and (count := finder.index.count(finder.index.rows(state))):
        yield state, count


def _broader_ways(finder: Finder, state: State, presenter: Presenter) -> Iterator[WayOn]:
    """*state* with a broader value in place of each that has one."""
    for facet, keys in state.chosen:
        for key in keys:
            broader = broader_with_items(finder, facet, key)
            if broader:
                chosen = {name: [*others] for name, others in state.chosen}
                chosen[facet] = [other for other in keys if other != key] + [broader]
                changed = make_state(finder.declared, finder.index, chosen, state.text)[0]
                for other, count in _fitting(finder, changed):
                    options = (option_of(finder, facet, key, presenter),)
                    yield WayOn(options, "", option_of(finder, facet, broader, presenter), count, url_of(other))


def broader_with_items(finder: Finder, facet: str, key: str) -> str:
    """The key of the next value above *key* that some item has; empty where there is none.

    The index knows only values that some item has, so the statements are asked.
    """
    declared = finder.declared.by_name[facet]
    if not declared.broader or not declared.values:
        return ""
    predicate, passed = finder.knowledge.expand(declared.broader), {key}
    while True:
        quads = finder.knowledge.values(finder.index.iri(facet, key), predicate)
        thing = next(
            (
                thing
                for quad in quads
                if isinstance(quad.object, NamedNode)
                and (thing := finder.knowledge.index.thing(quad.object.value))
                and thing.kind == declared.values
            ),
            None,
        )
        if thing is None or thing.key in passed:
            return ""
        key = thing.key
        passed.add(key)
        if finder.index.has(facet, key):
            return key
