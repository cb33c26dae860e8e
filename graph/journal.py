"""The journal of a site's releases: when each was built and when it became the current one.

It lies beside the releases (``var/journal.jsonl``), because a release holds nothing that differs each time it is built.
Each line is one event in JSON; ``graph.publish`` appends to it. A line that a power cut left unfinished is skipped.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

JOURNAL = "journal.jsonl"
BUILT, MADE_CURRENT = "built", "made current"
"""The kinds of events."""


@dataclass(frozen=True)
class ReleaseEvent:
    """What happened to the release *version* at a *moment* in UTC."""

    moment: datetime
    kind: str
    version: str


def events(var: Path) -> tuple[ReleaseEvent, ...]:
    """The events of the journal below *var*, in their order; none where there is no journal."""
    path = var / JOURNAL
    try:
        facts = path.stat()
    except OSError:
        return ()
    return _read(path, facts.st_mtime_ns, facts.st_size)


def built_at(var: Path, version: str) -> datetime | None:
    """When the release *version* below *var* was first built, or None where the journal does not tell."""
    moments = (event.moment for event in events(var) if (event.kind, event.version) == (BUILT, version))
    return next(moments, None)


@lru_cache(maxsize=4)
def _read(path: Path, modified: int, size: int) -> tuple[ReleaseEvent, ...]:
    """The events in the file *path*, which the file system says *modified* (nanoseconds) and *size* (bytes) of."""
    return tuple(
        event for line in path.read_bytes().split(b"\n") if (event := _event(line.decode(errors="replace"))) is not None
    )


def _event(line: str) -> ReleaseEvent | None:
    try:
        raw = json.loads(line)
        return ReleaseEvent(datetime.fromisoformat(raw["moment"]), str(raw["event"]), str(raw["version"]))
    except (ValueError, KeyError, TypeError):
        return None
