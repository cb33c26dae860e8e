"""Statements that came and went as RDF Patch (https://afs.github.io/rdf-patch/): one transaction from old to new."""

from __future__ import annotations

from collections.abc import Iterable, Iterator


def patch_lines(changes: Iterable[tuple[bool, str]], new: str = "", old: str = "") -> Iterator[str]:
    """The lines of a patch of *changes*: whether a statement is new, and its line of N-Quads without the full stop.

    *new* and *old* are the IRIs of the versions, which the header names: ``id`` of this patch is the version that it
    leads to, ``prev`` the one that it begins at. No prefix is used, so that every line stands by itself.
    """
    if new:
        yield f"H id <{new}> ."
    if old:
        yield f"H prev <{old}> ."
    yield "TX ."
    for is_new, line in changes:
        yield f"{'A' if is_new else 'D'} {line} ."
    yield "TC ."
