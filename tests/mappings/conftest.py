"""Fixtures for tests of sources."""

from __future__ import annotations

import pytest

from graph.store import EmbeddedStore


@pytest.fixture(scope="session")
def store(served_store: EmbeddedStore) -> EmbeddedStore:
    """The store of the release as the server has it."""
    return served_store
