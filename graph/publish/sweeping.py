"""Remove files that killed processes left below a ``var``, and add the journal entries that they did not write."""

from __future__ import annotations

import shutil
from contextlib import suppress
from pathlib import Path

from graph.cache import DRAFT as DRAFT_OF_THE_CACHE
from graph.cache import FOLDER as CACHE
from graph.journal import BUILT, MADE_CURRENT, UNREADABLE, events
from graph.publish.journalling import record
from graph.publish.publishing import current_version
from graph.publish.unfinished import DRAFT, DROPPED, LINK, NEW
from graph.release import RELEASES, releases


def sweep(var: Path) -> None:
    """Remove all leftovers below *var*, whose lock this process holds, so that nobody is still writing them.

    A process may have been killed after it replaced the link ``current`` and before it said so in the journal: that is
    said now. Raises OSError.
    """
    now = current_version(var)
    if now and next((event.version for event in reversed(events(var)) if event.kind == MADE_CURRENT), "") != now:
        record(var, MADE_CURRENT, now)
    for version in never_current(var):
        # Under another name first: a release that is removed in part must not look like one.
        (var / RELEASES / version).rename(var / RELEASES / f"{DRAFT}{version}")
    places = [(var / RELEASES, DRAFT), (var, LINK), (var / CACHE, DRAFT_OF_THE_CACHE)]
    places += [(var / RELEASES, f"{folder}{name}") for folder in ("*/", "*/dump/") for name in (DROPPED, NEW)]
    for folder, beginning in places:
        for path in folder.glob(f"{beginning}*"):
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()


def never_current(var: Path) -> list[str]:
    """The release below *var* whose build was killed before it became current, so that nobody has seen it, if any.

    It is the last that was built, as the next build sweeps it, and none was built upon it. Where the journal cannot be
    read since, it may have told that the release became current.
    """
    journal = events(var)
    seen = {event.version for event in journal if event.kind == MADE_CURRENT} | {current_version(var)}
    last = next((event for event in reversed(journal) if event.kind in (BUILT, UNREADABLE)), None)
    if last is None or last.kind == UNREADABLE or last.version in seen:
        return []
    if any(release.before == last.version for release in releases(var / RELEASES)):
        return []
    return [last.version] if (var / RELEASES / last.version).is_dir() else []
