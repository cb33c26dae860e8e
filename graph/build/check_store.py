"""The statements of the default graph in a store, loaded once for all checks that are queries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from pyoxigraph import RdfFormat, Store

_BATCH = 10_000
"""Statements that are loaded at once, so that their text need not be held twice."""

CheckStore = Callable[[], Store]
"""Gives the store, or waits for it: most shapes need none."""


def store_of_lines(lines: Sequence[str]) -> Store:
    """A store of the statements *lines* (``<s> <p> <o>``, as N-Triples without the full stop)."""
    store = Store()
    for start in range(0, len(lines), _BATCH):
        text = "".join(f"{line} .\n" for line in lines[start : start + _BATCH])
        store.load(input=text.encode(), format=RdfFormat.N_TRIPLES)
    return store


def store_of_file(path: Path) -> Store:
    """A store of the statements of the N-Triples file *path*."""
    store = Store()
    store.load(path=str(path), format=RdfFormat.N_TRIPLES)
    return store
