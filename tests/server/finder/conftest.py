"""The finder of the release that all tests share, and short ways to ask it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from flask import Flask

import mappings
from graph.store import EmbeddedStore
from server.finder.finder import Finder
from server.finder.finder import finder as the_finder
from server.finder.state import State, make_state
from tests.rdf_terms import result_rows

TABLES = Path(mappings.__file__).parent


@pytest.fixture(scope="session")
def finder(app: Flask) -> Finder:
    with app.app_context():
        return the_finder()


@pytest.fixture(scope="session")
def state(finder: Finder) -> Callable[..., State]:
    """Makes a state: ``state(language="vi", day=["saturday", "sunday"], text="札幌")``."""

    def make(text: str = "", **chosen: str | Iterable[str]) -> State:
        lists = {name: [keys] if isinstance(keys, str) else list(keys) for name, keys in chosen.items()}
        made, unknown = make_state(finder.declared, finder.index, lists, text)
        assert not unknown
        return made

    return make


@pytest.fixture(scope="session")
def query(finder: Finder) -> Callable[[str], list[list[str]]]:
    """Asks the store itself."""
    store = finder.knowledge.store
    assert isinstance(store, EmbeddedStore)

    def ask(text: str) -> list[list[str]]:
        return [[cell for cell in row if cell] for row in result_rows(store.all_graphs().query(text))]

    return ask


@pytest.fixture(scope="session")
def items_of(finder: Finder) -> Callable[[State], set[str]]:
    """The items of a state, as the index has them."""
    return lambda state: {finder.index.items[number].value for number in finder.index.matching(state)}


@pytest.fixture(scope="session")
def asked(finder: Finder, query: Callable[[str], list[list[str]]]) -> Callable[[State], set[str]]:
    """The items of a state, as its SPARQL query finds them."""
    return lambda state: {row[0] for row in query(finder.query(state, "ja"))}


@pytest.fixture(scope="session")
def keys_of(items_of: Callable[[State], set[str]]) -> Callable[[State], set[str]]:
    """The last parts of the IRIs of the items of a state."""
    return lambda state: {iri.rpartition("/")[2] for iri in items_of(state)}


@pytest.fixture(scope="session")
def table() -> Callable[[str, str], list[dict[str, str]]]:
    """The rows of a committed table."""

    def read(source: str, name: str) -> list[dict[str, str]]:
        with (TABLES / source / "tables" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    return read
