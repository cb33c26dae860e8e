"""What the collector of garbage does in a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from server.garbage import settle


@pytest.fixture
def collector() -> Iterator[None]:
    """The collector with the thresholds of Python; afterwards it is as it was."""
    thresholds, frozen = gc.get_threshold(), gc.get_freeze_count()
    gc.set_threshold(700, 10, 10)
    yield
    if not frozen:
        gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collector")
def test_what_was_loaded_is_left_out_of_collections_and_what_grows_old_is_seldom_looked_through() -> None:
    gc.collect()
    before = gc.get_freeze_count()
    loaded: list[list[object]] = [[] for _ in range(10_001)]
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() - before > 10_000
    assert gc.get_threshold()[:2] == (700, 10)
    assert gc.get_threshold()[2] > 10
    assert len(loaded) == 10_001
