"""The tables (files ``*.sst``) of a store on disk, which the engine opens as late as it can.

RocksDB opens sixteen tables with a store, and each of the others when a query first needs it. A process that may open
no file by then cannot answer. So :func:`open_tables` reads a statement in every order in which the store keeps them:
that opens all tables, unless one order is so large that it has several which do not overlap.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from pyoxigraph import DefaultGraph, Store

_DESCRIPTORS = Path("/proc/self/fd")


def open_tables(store: Store) -> None:
    """Have the engine open the tables of *store*. Raises OSError for a damaged one."""
    for graph in (DefaultGraph(), *store.named_graphs()):
        for quad in store.quads_for_pattern(None, None, None, graph):
            subject, predicate, object = quad.subject, quad.predicate, quad.object
            for of in (None, quad.graph_name):
                for known in (
                    (subject, None, None),
                    (None, predicate, None),
                    (None, None, object),
                    (None, predicate, object),
                    (subject, None, object),
                ):
                    next(iter(store.quads_for_pattern(known[0], known[1], known[2], of)), None)
            break


def unopened_tables(folder: Path) -> int:
    """How many tables of the store in *folder* this process has not opened; all where that cannot be seen."""
    tables = {str(path.resolve()) for path in folder.glob("*.sst")}
    with suppress(OSError):
        for descriptor in _DESCRIPTORS.iterdir():
            with suppress(OSError):
                tables.discard(str(descriptor.readlink()))
    return len(tables)
