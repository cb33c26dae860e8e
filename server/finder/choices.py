"""The choices of a reader, open and made: the options of each facet, with the number of items each would leave."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from markupsafe import Markup

from server.display.markup import value_markup
from server.display.publication import publication, reader_catalogue
from server.display.texts import localised
from server.display.values import Presenter, Value
from server.finder.addresses import url_of
from server.finder.declaration import KIND, NOT_STATED, Facet
from server.finder.finder import Finder
from server.finder.state import State, make_state, with_value, without_value


@dataclass(frozen=True)
class Option:
    """A value of a facet that can be chosen. *options* are the narrower ones below it.

    A kind of items has a *label*, any other value a *value*; the option "not stated" has neither.
    """

    key: str
    value: Value | None
    label: Mapping[str, str] | None
    also: Value | None
    count: int
    is_chosen: bool
    options: tuple[Option, ...] = ()

    @property
    def html(self) -> Markup:
        """The label for a page."""
        if self.label is not None:
            return localised(self.label)
        if self.value is not None:
            return value_markup().named_apart(self.value)
        return Markup('<em class="unstated">{}</em>').format(reader_catalogue().html("not stated"))


@dataclass(frozen=True)
class FacetChoices:
    """A facet with its options: those shown at once, and those behind "more", of which pages often need the number.

    *rest* are the keys of the latter, of which *make* makes options.
    """

    facet: Facet
    options: tuple[Option, ...]
    rest: tuple[str, ...]
    chosen: tuple[str, ...]
    make: Callable[[str], Option]

    @cached_property
    def more(self) -> tuple[Option, ...]:
        """The options behind "more"."""
        return tuple(map(self.make, self.rest))


@dataclass(frozen=True)
class Chip:
    """A choice that the reader made, and the URL without it: the *option* of a *facet*, or a *text*."""

    facet: Facet | None
    option: Option | None
    text: str
    href: str


def group_of(finder: Finder, state: State, facet: Facet, presenter: Presenter) -> FacetChoices:
    """The options of *facet* in *state*."""
    chosen = state.of(facet.name)
    counts = {value.key: value.count for value in finder.index.counts(state, facet.name)}
    counts |= {key: counts.get(key, 0) for key in chosen}
    if facet.also:
        finder.knowledge.store.expect(finder.index.iri(facet.name, key) for key in counts if key != NOT_STATED)
    keys = [key for key, count in counts.items() if count or key in chosen]
    narrower_than = _by_broader(finder, facet, keys)
    opened = _opened(chosen, narrower_than)
    options = _Options(finder, facet, presenter, chosen, counts, narrower_than, opened)
    top = sorted(narrower_than.get("", ()), key=options.order)
    at_once = [key for place, key in enumerate(top) if place < facet.shown or key in opened or key == NOT_STATED]
    rest = set(top).difference(at_once)
    option = options.option
    return FacetChoices(facet, tuple(map(option, at_once)), tuple(key for key in top if key in rest), chosen, option)


@dataclass(frozen=True)
class _Options:
    """Makes the options of *facet* from *counts* and from the keys below each key; *opened* keys show these."""

    finder: Finder
    facet: Facet
    presenter: Presenter
    chosen: Collection[str]
    counts: Mapping[str, int]
    narrower_than: Mapping[str, Iterable[str]]
    opened: Collection[str]

    def order(self, key: str) -> tuple[Any, ...]:
        """The place of the option *key* among others."""
        if key == NOT_STATED:
            return (1,)
        order = self.facet.order
        if isinstance(order, tuple):
            return (0, order.index(key) if key in order else len(order), key)
        return (0, key) if order == "key" else (0, -self.counts[key], key)

    def option(self, key: str) -> Option:
        """The option *key*, with those below it where they are shown."""
        shown = self.narrower_than.get(key, ()) if self.facet.expands_always or key in self.opened else ()
        narrower = tuple(map(self.option, sorted(shown, key=self.order)))
        return _option(self.finder, self.facet, key, self.presenter, self.counts[key], key in self.chosen, narrower)


def _opened(chosen: Iterable[str], narrower_than: Mapping[str, Iterable[str]]) -> set[str]:
    """The *chosen* keys, and those that one of them stands below."""
    above = {key: broader for broader, keys in narrower_than.items() for key in keys}
    opened: set[str] = set()
    for key in chosen:
        while key and key not in opened:
            opened.add(key)
            key = above.get(key, "")
    return opened


def chips_of(finder: Finder, state: State, presenter: Presenter) -> list[Chip]:
    """Every choice of *state*."""
    chips = [
        Chip(facet, _option(finder, facet, key, presenter, 0, True), "", url_of(without_value(state, name, key)))
        for name, keys in state.chosen
        for facet in [finder.declared.by_name[name]]
        for key in keys
    ]
    if state.text:
        chips.append(Chip(None, None, state.text, url_of(State(state.chosen, ""))))
    return chips


def also_of(finder: Finder, state: State, presenter: Presenter) -> list[tuple[Option, str]]:
    """The values that mean nearly the same as one chosen in *state*, with the results of both, and their URLs."""
    also = []
    for name, keys in state.chosen:
        facet = finder.declared.by_name[name]
        alike = {key for together in facet.alike if not set(keys).isdisjoint(together) for key in together}
        for key in sorted(alike.difference(keys)):
            both = with_value(finder.declared, finder.index, state, name, key)
            count = finder.index.count(finder.index.rows(both))
            if count > finder.index.count(finder.index.rows(state)):
                also.append((_option(finder, facet, key, presenter, count, False), url_of(both)))
    return also


def examples_of(finder: Finder, presenter: Presenter) -> list[tuple[list[Option], str]]:
    """The declared examples that this release has, each with the URL of its state."""
    examples = []
    for chosen in finder.declared.examples:
        if not all(finder.index.has(name, key) for name, key in chosen.items()):
            continue
        state = make_state(finder.declared, finder.index, {name: (key,) for name, key in chosen.items()})[0]
        if finder.index.rows(state):
            options = [chip.option for chip in chips_of(finder, state, presenter) if chip.option]
            examples.append((options, url_of(state)))
    return examples


def menu_of(finder: Finder, facet: str, presenter: Presenter, chosen: str = "") -> FacetChoices:
    """The options of *facet* where nothing is chosen yet, made once for each language; *chosen* is chosen already."""
    group = publication().once(
        ("finder menu", facet, presenter.language),
        lambda: group_of(finder, State(), finder.declared.by_name[facet], presenter),
    )
    if not chosen:
        return group
    return replace(
        group,
        options=tuple(_with_choice(option, chosen) for option in group.options),
        make=lambda key: _with_choice(group.make(key), chosen),
    )


def _with_choice(option: Option, key: str) -> Option:
    narrower = tuple(_with_choice(below, key) for below in option.options)
    return replace(option, is_chosen=option.key == key, options=narrower)


def _by_broader(finder: Finder, facet: Facet, keys: Iterable[str]) -> dict[str, list[str]]:
    """*keys* by the broader one among them below which they are shown, or by nothing."""
    listed = dict.fromkeys(keys)
    below: dict[str, list[str]] = {}
    for key in listed:
        broader = finder.index.broader(facet.name, key) if facet.broader and key != NOT_STATED else ""
        below.setdefault(broader if broader in listed else "", []).append(key)
    return below


def option_of(finder: Finder, facet: str, key: str, presenter: Presenter) -> Option:
    """The value *key* of *facet* as a page shows it, without a number."""
    return _option(finder, finder.declared.by_name[facet], key, presenter, 0, True)


def _option(
    finder: Finder,
    facet: Facet,
    key: str,
    presenter: Presenter,
    count: int,
    is_chosen: bool,
    narrower: tuple[Option, ...] = (),
) -> Option:
    kind = finder.declared.kind_by_key.get(key) if facet.name == KIND else None
    value = None if key == NOT_STATED or kind else presenter.value(finder.index.iri(facet.name, key))
    also = _also(finder, facet, key, value, presenter)
    return Option(key, value, kind.label if kind else None, also, count, is_chosen, narrower)


def _also(finder: Finder, facet: Facet, key: str, value: Value | None, presenter: Presenter) -> Value | None:
    """The text that is shown beside a label (a language's own name, say), unless it is the label."""
    if not facet.also or value is None:
        return None
    cells = presenter.cells(finder.index.iri(facet.name, key), [facet.also])[0]
    if not cells or cells[0].text == value.text:
        return None
    return cells[0]._replace(language=key) if facet.is_also_tagged else cells[0]
