"""The release of a site that was current at a given time, from the journal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from graph.journal import JOURNAL, MADE_CURRENT, events
from graph.release import Release, releases


class CurrentPeriod(NamedTuple):
    """From *moment* on (in UTC, whole seconds) *release* was the current one."""

    moment: datetime
    release: Release


def current_periods(folder: Path) -> Sequence[CurrentPeriod]:
    """When each release in *folder* (``var/releases``) became the current one, in order of time.

    A release of which the journal does not tell became current when it was built. One that became current again after a
    rollback is there twice.
    """
    stamps = [path.stat().st_mtime_ns if path.exists() else 0 for path in (folder, folder.parent / JOURNAL)]
    return _current_periods(folder, *stamps)


@lru_cache(maxsize=4)
def _current_periods(folder: Path, _changed: int, _written: int) -> Sequence[CurrentPeriod]:
    """:func:`current_periods`, cached by the times at which the folder was *_changed* and the journal *_written*."""
    by_version = {release.version: release for release in releases(folder)}
    told = [event for event in events(folder.parent) if event.kind == MADE_CURRENT and event.version in by_version]
    ranked = [CurrentPeriod(event.moment.replace(microsecond=0), by_version[event.version]) for event in told]
    versions_told = {event.version for event in told}
    latest = datetime.min.replace(tzinfo=UTC)
    for release in by_version.values():
        latest = max(latest, release.built)
        if release.version not in versions_told:
            ranked.append(CurrentPeriod(latest.replace(microsecond=0), release))
    return sorted(ranked, key=lambda period: period.moment)


def predecessor(folder: Path, version: str) -> Release | None:
    """The release in *folder* that was the current one when *version* first became it; None where there was none.

    A release that was rolled back is not the predecessor of later ones. Repeated calls lead back to the first release.
    """
    before: Release | None = None
    for period in current_periods(folder):
        if period.release.version == version:
            return before
        before = period.release
    return None


def period_at(listed: Sequence[CurrentPeriod], moment: datetime) -> CurrentPeriod:
    """The period of *listed* (in order of time) that holds at *moment*; the first for an earlier moment."""
    return listed[max(0, bisect_right(listed, moment, key=lambda period: period.moment) - 1)]
