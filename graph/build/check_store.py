"""The statements of the default graph in a store, loaded once for all checks that are queries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

from pyoxigraph import RdfFormat, Store

_BATCH = 10_000
"""How many statements are loaded at once, so that their text need not be held twice."""

_PART = 16 << 20
"""How many bytes of a file are loaded at once."""

CheckStore = Callable[[], Store]
"""Gives the store, or waits for it: most shapes need none."""


def store_of_lines(lines: Iterable[str]) -> Store:
    """A store of the statements *lines* (``<s> <p> <o>``, as N-Triples without the full stop)."""
    store = Store()
    rest = iter(lines)
    while batch := list(islice(rest, _BATCH)):
        text = "".join(f"{line} .\n" for line in batch)
        store.load(input=text.encode(), format=RdfFormat.N_TRIPLES)
    return store


def store_of_file(path: Path, folder: Path | None = None) -> Store:
    """A store of the statements of the N-Triples file *path*: in memory, or on disk in *folder*."""
    if folder is None:
        store = Store()
        store.load(path=str(path), format=RdfFormat.N_TRIPLES)
        return store
    store = Store(folder)
    with path.open("rb") as file:
        while part := file.read(_PART):
            store.bulk_load(input=part + file.readline(), format=RdfFormat.N_TRIPLES)
    return store
