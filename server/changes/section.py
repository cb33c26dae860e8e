"""The changes on the page of a thing: its own, and those that concern it."""

from __future__ import annotations

from dataclasses import dataclass

from server.changes.history import DatedChange, feed_kinds, history
from server.display.addresses import path_of
from server.display.index import Thing

_MOST = 10
"""The most changes that the page of a thing lists; its feed and the pages of releases have all."""


@dataclass(frozen=True)
class ChangesOf:
    """The newest *dated_changes* of and around a thing, and whether there are *more*."""

    dated_changes: tuple[DatedChange, ...]
    more: bool


def feed_path(thing: Thing) -> str:
    """The path of the feed of *thing*; empty where it has none of its own."""
    return path_of("feeds.feed_of", kind=thing.kind, key=thing.key) if thing.kind in feed_kinds() else ""


def changes_of(thing: Thing) -> ChangesOf | None:
    """The changes of *thing* and those that concern it; None where there are none."""
    past = history()
    dated_changes = past.by_concern.get((thing.kind, thing.key), ())
    about = past.by_thing.get(f"{thing.kind}/{thing.key}", ())
    if not about and not dated_changes:
        return None
    both = sorted(
        {
            (dated_change.edition.version, dated_change.thing.thing): dated_change
            for dated_change in (*about, *dated_changes)
        }.values(),
        key=lambda change: change.edition.moment,
        reverse=True,
    )
    return ChangesOf(tuple(both[:_MOST]), len(both) > _MOST)
