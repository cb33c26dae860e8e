"""The coverage of a chosen facet: how many things have a stated value, and how many do not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.finder.addresses import url_of
from server.finder.declaration import NOT_STATED, Facet
from server.finder.finder import Finder
from server.finder.state import State, only_value


@dataclass(frozen=True)
class Coverage:
    """Of the things that fit all else, *stated* have a value of *facet*, and *unstated* have none.

    The latter are at *href*.
    """

    facet: Facet
    stated: int
    unstated: int
    href: str


def coverage_of(finder: Finder, state: State) -> Iterator[Coverage]:
    """The coverage of each chosen facet for which the site declares it, except where all things have a value."""
    declared, index = finder.declared, finder.index
    for name in declared.coverage:
        keys = state.of(name)
        if not keys or NOT_STATED in keys:
            continue
        stated, unstated = index.stated_and_unstated(state, name)
        if unstated:
            others = only_value(declared, index, state, name, NOT_STATED)
            yield Coverage(declared.by_name[name], stated, unstated, url_of(others))
