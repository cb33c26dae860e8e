"""The journal of a site's releases: when each was built and when it became the current one.

It lies beside the releases (``var/journal.jsonl``), because a release holds nothing that differs each time it is built.
Each line is one event in JSON; ``graph.publish`` appends to it. The order of the lines is that of the events: where the
clock was set back, an event has the moment of the one before.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

JOURNAL = "journal.jsonl"
BUILT, MADE_CURRENT = "built", "made current"
"""The kinds of events."""
UNREADABLE = "unreadable"
"""The kind given to a line that is damaged, or that a power cut left unfinished."""


@dataclass(frozen=True)
class ReleaseEvent:
    """What happened to the release *version* at a *moment* in UTC."""

    moment: datetime
    kind: str
    version: str


def events(var: Path) -> tuple[ReleaseEvent, ...]:
    """The events of the journal below *var*, in their order; none where there is no journal, or it cannot be read."""
    path = var / JOURNAL
    try:
        facts = path.stat()
        return _read(path, facts.st_mtime_ns, facts.st_size)
    except OSError:
        return ()


def built_at(var: Path, version: str) -> datetime | None:
    """When the release *version* below *var* was first built, or None where the journal does not tell."""
    moments = (event.moment for event in events(var) if (event.kind, event.version) == (BUILT, version))
    return next(moments, None)


@lru_cache(maxsize=4)
def _read(path: Path, modified: int, size: int) -> tuple[ReleaseEvent, ...]:
    """The events in the file *path*, which the file system says *modified* (nanoseconds) and *size* (bytes) of."""
    listed: list[ReleaseEvent] = []
    latest = datetime.min.replace(tzinfo=UTC)
    for line in filter(None, path.read_bytes().split(b"\n")):
        event = _event(line.decode(errors="replace")) or ReleaseEvent(latest, UNREADABLE, "")
        latest = max(latest, event.moment)
        listed.append(ReleaseEvent(latest, event.kind, event.version))
    return tuple(listed)


def _event(line: str) -> ReleaseEvent | None:
    try:
        raw = json.loads(line)
        moment = datetime.fromisoformat(raw["moment"])
        return ReleaseEvent(
            moment if moment.tzinfo else moment.replace(tzinfo=UTC), str(raw["event"]), str(raw["version"])
        )
    except (ValueError, KeyError, TypeError):
        return None
