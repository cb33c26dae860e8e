"""Run as a program: load the N-Quads files named on standard input, one a line, into the store in a folder.

It imports nothing of ours, so that the process holds nothing but the store.
"""

from __future__ import annotations

import sys

from pyoxigraph import RdfFormat, Store


def main(folder: str) -> None:
    """Load each file as soon as its name is read; at the end of the names, compact the store for reading."""
    store = Store(folder)
    for line in sys.stdin:
        store.bulk_load(path=line.removesuffix("\n"), format=RdfFormat.N_QUADS)
    store.optimize()
    store.flush()


if __name__ == "__main__":
    main(sys.argv[1])
