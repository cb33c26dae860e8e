"""The release before the one that a build makes, which must be readable: URIs that only it has will answer 410."""

from __future__ import annotations

from pathlib import Path

from graph.gone import read_gone, read_things
from graph.release import CURRENT, RELEASES, Release, ReleaseError, current, releases


def release_before(var: Path) -> Release | None:
    """The current release below *var*, or the newest where none is current; None for the first build.

    Raises ReleaseError where the current one cannot be read: without it the new release would not know which URIs are
    gone.
    """
    link = var / CURRENT
    if not link.exists():
        return next(reversed(releases(var / RELEASES)), None)
    try:
        release = current(var)
        read_things(release.path)
        read_gone(release.path)
    except (ReleaseError, OSError, ValueError) as error:
        place = f"{link} ({link.resolve().name})"
        raise ReleaseError(
            f"{place}: the release before cannot be read: {_reason(error)}; restore it from a copy, or remove the link "
            "to build without what it tells of things that are gone"
        ) from error
    return release


def _reason(error: Exception) -> str:
    """Why the release cannot be read, without the advice to build one."""
    return str(error).rpartition("; run")[0] or str(error)
