"""The page of a removed URI: the reason for the removal, and the thing that seems to replace it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.changes.history import history
from server.display.index import Thing
from server.display.moves import moves
from server.display.publication import knowledge


@dataclass(frozen=True)
class GonePage:
    """The *reason* for the removal, empty where none is declared, and the thing that seems to replace it, if any."""

    reason: str = ""
    successor: Thing | None = None


def gone_page(path: str, language: str) -> GonePage:
    """The page for the thing whose URI or document has *path*, for a reader of *language*."""
    for name in _things(path):
        reasons = moves().removed.get(name, {})
        reason = reasons.get(language.partition("-")[0], "") or reasons.get("en", "")
        successor = _successor(name)
        if reason or successor:
            return GonePage(reason, successor)
    return GonePage()


def _things(path: str) -> Iterator[str]:
    """The things (``kind/key``) that *path* may be the URI or document of: it may end with the suffix of a format."""
    _, _, name = path.strip("/").partition("/")
    yield name
    yield name.rpartition(".")[0]


def _successor(name: str) -> Thing | None:
    """The thing that *name* seems to be now: renames are followed from release to release, the oldest first."""
    start = name
    for edition in reversed(history().editions):
        name = edition.summary.renames.get(name, name) if edition.summary else name
    thing = Thing(*name.split("/", 1)) if name != start else None
    return thing if thing in knowledge().index else None
