"""What the page of a URI that names nothing any more tells: why it is gone, and what it looks to be called now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from server.changes.history import history
from server.display.index import Thing
from server.display.moves import moves
from server.display.publication import knowledge


@dataclass(frozen=True)
class GonePage:
    """The *reason*, empty where nobody gives one, and the thing that it looks to be now, if any."""

    reason: str = ""
    successor: Thing | None = None


def gone_page(path: str, language: str) -> GonePage:
    """What to tell of the thing whose URI or document has *path*, to a reader of *language*."""
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
    """What *name* looks to be called now: followed from release to release, the oldest first."""
    start = name
    for edition in reversed(history().editions):
        name = edition.summary.renames.get(name, name) if edition.summary else name
    thing = Thing(*name.split("/", 1)) if name != start else None
    return thing if thing in knowledge().index else None
