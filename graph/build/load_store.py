"""Run as a program: write the store in a folder from N-Quads files, in a process that holds nothing else.

It imports no module of this project that takes memory. Each line of standard input is ``+`` or ``-`` and the path of a
file whose statements are added or removed. The arguments are the number of the parent process, the folder, and perhaps
the folder of another store: then the store begins as a copy of that one, which is not changed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from graph.processes import die_with

_PART = 32 << 20
"""How many bytes are loaded at once."""
_LITTLE = 1 << 20
"""Fewer bytes than this wait until more can be loaded together with them."""


def fill(store: Store, orders: Iterable[str]) -> None:
    """Load each file into the new *store* as soon as its name is read; at the end, compact it for reading.

    Small files are loaded together: each load writes a file for every order in which the store holds statements.
    """
    waiting: list[bytes] = []
    for order in orders:
        with Path(order[1:].removesuffix("\n")).open("rb") as file:
            # In parts, since the loader holds its input several times in memory.
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
