"""Ways on where nothing fits a state: the state without one choice, or two, or with a broader value in place of one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from markupsafe import Markup
from pyoxigraph import NamedNode

from server.display.values import Presenter
from server.finder.addresses import url_of
from server.finder.choices import Option, option_of
from server.finder.finder import Finder
from server.finder.state import State, make_state, without_value

_MOST = 6
"""Ways that are shown."""
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
        """What is taken away, for a page."""
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
