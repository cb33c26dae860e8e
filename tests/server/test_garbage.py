"""What the collector of garbage does in a server."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

from server.garbage import settle


@pytest.fixture
def collector() -> Iterator[None]:
    """Afterwards the collector is as it was."""
    thresholds = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*thresholds)


@pytest.mark.usefixtures("collector")
def test_what_was_loaded_is_left_out_of_collections_and_what_grows_old_is_seldom_looked_through() -> None:
    gc.collect()
    young, middle, old = gc.get_threshold()
    settle()
    assert gc.isenabled()
    assert gc.get_freeze_count() > 10_000
    assert gc.get_threshold()[:2] == (young, middle)
    assert gc.get_threshold()[2] > old
