"""The releases up to the one being served, each with what changed since the one before.

The chain is that of the release being served: after a rollback, what came later is no part of it.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from graph.compare.change_record import read_summary
from graph.compare.declaration import load_declaration
from graph.compare.model import Summary, ThingChange
from graph.release import Release, ReleaseError
from server.display.publication import knowledge, publication

_log = logging.getLogger(__name__)
_MOST = 50
"""The most releases that the history goes back."""


@dataclass(frozen=True)
class ReleaseChanges:
    """A *release*, and what changed since the one before; None for the first."""

    release: Release
    summary: Summary | None

    @property
    def version(self) -> str:
        """The version of the release."""
        return self.release.version

    @property
    def is_draft(self) -> bool:
        """Is the release looked at before it is published?"""
        return self.release.is_draft

    @property
    def moment(self) -> datetime:
        """When the release was built, in UTC."""
        return self.release.built


@dataclass(frozen=True)
class DatedChange:
    """The change of a thing in one release."""

    edition: ReleaseChanges
    thing: ThingChange


@dataclass(frozen=True)
class History:
    """The *editions*, the newest first; the changes of each thing, by path; those for each feed, by kind and key."""

    editions: tuple[ReleaseChanges, ...]
    by_thing: Mapping[str, tuple[DatedChange, ...]]
    by_concern: Mapping[tuple[str, str], tuple[DatedChange, ...]]


def history() -> History:
    """The history of the release being served; read once."""
    return publication().once("history", lambda: _history(_editions(knowledge().release)))


def feed_kinds() -> frozenset[str]:
    """The kinds of things that have a feed each."""
    return publication().once("feed kinds", _feed_kinds)


def _feed_kinds() -> frozenset[str]:
    return frozenset(load_declaration(knowledge().namespace, knowledge().release.site).feeds)


def _editions(release: Release) -> tuple[ReleaseChanges, ...]:
    """*release* and those before it, as far as they are kept and can be read."""
    editions: dict[str, ReleaseChanges] = {}
    current: Release | None = release
    while current and current.version not in editions and len(editions) < _MOST:
        try:
            edition = edition_of(current)
        except ReleaseError as error:
            _log.warning("%s; no earlier changes are shown", error)
            break
        editions[current.version] = edition
        current = _beside(release, edition.summary.old) if edition.summary else None
    return tuple(editions.values())


def edition_of(release: Release) -> ReleaseChanges:
    """*release* with what it keeps of the changes since the one before. Raises ReleaseError where it cannot be read."""
    return ReleaseChanges(release, read_summary(release.path))


def _beside(release: Release, version: str) -> Release | None:
    try:
        return Release.open(release.siblings / version)
    except ReleaseError:
        return None


def _history(editions: Iterable[ReleaseChanges]) -> History:
    by_thing: defaultdict[str, list[DatedChange]] = defaultdict(list)
    by_concern: defaultdict[tuple[str, str], list[DatedChange]] = defaultdict(list)
    editions = tuple(editions)
    for edition in editions:
        for thing in edition.summary.things if edition.summary else ():
            dated_change = DatedChange(edition, thing)
            for path in dict.fromkeys(filter(None, (thing.thing, thing.to))):
                by_thing[path].append(dated_change)
            for kind, keys in thing.concerns.items():
                for key in keys:
                    by_concern[kind, key].append(dated_change)
    return History(
        editions,
        {path: tuple(dated_changes) for path, dated_changes in by_thing.items()},
        {concern: tuple(dated_changes) for concern, dated_changes in by_concern.items()},
    )
