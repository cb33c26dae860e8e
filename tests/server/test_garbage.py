"""The collector of garbage in a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from weakref import ref

import pytest

from server.garbage import collect_young, settle


class Circle:
    """An object that refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector with the thresholds of Python; afterwards it has those it had. (What is frozen stays so: the tests
    themselves are, and to count what is takes a tenth of a second.)"""
    thresholds = gc.get_threshold()
    gc.set_threshold(700, 10, 10)
    yield
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collector")
def test_what_was_loaded_is_left_out_of_collections_and_what_grows_old_is_seldom_looked_through() -> None:
    loaded: list[list[object]] = [[] for _ in range(10_001)]
    settle()
    assert gc.isenabled()
    looked_through = {id(thing) for thing in gc.get_objects()}
    assert all(gc.is_tracked(thing) and id(thing) not in looked_through for thing in loaded)
    assert gc.get_threshold()[2] > 10


@pytest.mark.usefixtures("collector")
def test_a_page_is_made_without_a_collection_and_circles_are_freed_once_many_objects_were_made() -> None:
    settle()
    gc.collect(1)
    collections = gc.get_stats()
    circle = ref(Circle())
    page = [[number] for number in range(10_000)]
    assert gc.get_stats() == collections
    assert circle() is not None
    collect_young()
    assert circle() is None
    assert len(page) == 10_000


@pytest.mark.usefixtures("collector")
def test_a_few_objects_are_not_worth_a_collection() -> None:
    settle()
    gc.collect(1)
    circle = ref(Circle())
    collect_young()
    assert circle() is not None
