"""The state of the finder: what a reader has chosen, as parameters of a URL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import urlencode

from server.finder.declaration import NOT_STATED, FinderDeclaration

TEXT = "text"
LONGEST_TEXT = 200


class Values(Protocol):
    """The part of an index that a state needs: which values exist, and which are broader than which."""

    def exists(self, facet: str, key: str) -> bool:
        """Is *key* a value of *facet*?"""

    def ancestors(self, facet: str, key: str) -> frozenset[str]:
        """The keys of every value of *facet* that is broader than *key*."""


@dataclass(frozen=True)
class State:
    """Values chosen by facet, in the order of the declaration, and words that a name must hold.

    Values of one facet are alternatives; facets narrow each other.
    """

    chosen: tuple[tuple[str, tuple[str, ...]], ...] = ()
    text: str = ""

    def of(self, facet: str) -> tuple[str, ...]:
        """The keys chosen of *facet*."""
        return dict(self.chosen).get(facet, ())

    @property
    def words(self) -> tuple[str, ...]:
        """The words of the text, each once."""
        return tuple(dict.fromkeys(self.text.split()))

    @property
    def is_empty(self) -> bool:
        """Is nothing chosen?"""
        return not self.chosen and not self.text

    def arguments(self) -> list[tuple[str, str]]:
        """The parameters of the state's URL, always in the same order."""
        arguments = [(name, key) for name, keys in self.chosen for key in keys]
        return [*arguments, (TEXT, self.text)] if self.text else arguments

    def query_string(self, *more: tuple[str, str]) -> str:
        """The arguments and *more* as they stand in a URL."""
        return urlencode([*self.arguments(), *more])


def make_state(
    declared: FinderDeclaration, index: Values, chosen: Mapping[str, Iterable[str]], text: str = ""
) -> tuple[State, list[tuple[str, str]]]:
    """The state with *chosen* values, and the pairs of facet and value that do not exist.

    A broader value is dropped when a narrower one is chosen with it: a reader who chooses a region and then a place in
    it means the place.
    """
    narrowest, unknown = [], []
    for facet in declared.facets:
        if facet.name not in chosen:
            continue
        keys: list[str] = []
        for key in dict.fromkeys(filter(None, chosen[facet.name])):
            if index.exists(facet.name, key) or (key == NOT_STATED and facet.has_unstated):
                keys.append(key)
            else:
                unknown.append((facet.name, key))
        narrowed = set().union(*(index.ancestors(facet.name, key) for key in keys)) if keys else set()
        narrow = sorted(key for key in keys if key not in narrowed)
        if narrow:
            narrowest.append((facet.name, tuple(narrow)))
    return State(tuple(narrowest), " ".join(text[:LONGEST_TEXT].split())), unknown


def with_value(declared: FinderDeclaration, index: Values, state: State, facet: str, key: str) -> State:
    """*state* with the value *key* of *facet* added."""
    chosen = {name: list(keys) for name, keys in state.chosen}
    chosen.setdefault(facet, []).append(key)
    return make_state(declared, index, chosen, state.text)[0]


def without_value(state: State, facet: str, key: str) -> State:
    """*state* with the value *key* of *facet* removed."""
    left = []
    for name, keys in state.chosen:
        left_keys = tuple(other for other in keys if (name, other) != (facet, key))
        if left_keys:
            left.append((name, left_keys))
    return State(tuple(left), state.text)


def only_value(declared: FinderDeclaration, index: Values, state: State, facet: str, key: str) -> State:
    """*state* with *key* as the only value of *facet*."""
    return make_state(declared, index, {**dict(state.chosen), facet: (key,)}, state.text)[0]
