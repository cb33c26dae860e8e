"""Run as a program: write the store in a folder from N-Quads files, in a process that holds nothing else.

It imports nothing of ours that takes memory. Each line of standard input is ``+`` or ``-`` and the path of a file whose
statements are added or removed. The arguments are the number of the process that starts it, the folder, and perhaps
another folder: then the store begins as a copy of the one in that, which is not changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from graph.processes import die_with

_PART = 32 << 20
"""Bytes that are loaded at once."""
_LITTLE = 1 << 20
"""Bytes that wait for others, if there are no more."""


def fill(store: Store, orders: Iterable[str]) -> None:
    """Load each file into the new *store* as soon as its name is read; at the end, compact it for reading.

    What is little is put together: each load writes a file for every order in which the store holds statements.
    """
    waiting: list[bytes] = []
    for order in orders:
        with Path(order[1:].removesuffix("\n")).open("rb") as file:
            # In parts: the loader holds in memory, several times over, what it is given at once.
            while part := file.read(_PART):
                waiting.append(part + file.readline())
                if sum(map(len, waiting)) >= _LITTLE:
                    add(store, b"\n".join(waiting))
                    waiting.clear()
    if waiting:
        add(store, b"\n".join(waiting))
    store.optimize()


def add(store: Store, text: bytes) -> None:
    """Load the lines *text*; those with a blank node one by one, for a loader would give it another label each time."""
    if b"_:" not in text:
        store.bulk_load(input=text, format=RdfFormat.N_QUADS)
        return
    lines = text.splitlines(keepends=True)
    blank = b"".join(line for line in lines if b"_:" in line)
    store.extend(parse(blank, format=RdfFormat.N_QUADS))
    store.bulk_load(input=b"".join(line for line in lines if b"_:" not in line), format=RdfFormat.N_QUADS)


def change(store: Store, orders: Iterable[str]) -> None:
    """Add or remove the statements of each file, of which no other file has one."""
    for order in orders:
        quads = parse(path=order[1:].removesuffix("\n"), format=RdfFormat.N_QUADS)
        if order[0] == "+":
            store.extend(quads)
        else:
            for quad in quads:
                store.remove(quad)


def write(orders: Iterable[str], folder: str, basis: str = "") -> None:
    """Write the store in *folder* by *orders*, from the one in *basis* if that is given."""
    if basis:
        Store.read_only(basis).backup(folder)
    store = Store(folder)
    if basis:
        change(store, orders)
    else:
        fill(store, orders)
    store.flush()


def main(parent: str, *folders: str) -> None:
    """Write the store by the orders of standard input, unless the process *parent* ends."""
    die_with(int(parent))
    write(sys.stdin, *folders)


if __name__ == "__main__":
    main(*sys.argv[1:])
