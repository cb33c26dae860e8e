"""Publish a draft: it becomes a release, and the release becomes the current one."""

from __future__ import annotations

import os
from pathlib import Path

from graph.publish.comparison import differences
from graph.release import CURRENT, MANIFEST, RELEASES, Release, ReleaseError


def publish(draft: Path, var: Path, version: str) -> Release:
    """Rename *draft* to its version and make it current, each in one step.

    A release of that version that exists already is kept, and made current. Raises ReleaseError when it differs from
    *draft*: a release never changes.
    """
    target = var / RELEASES / version
    if (target / MANIFEST).exists():
        if differing := differences(target, draft):
            raise ReleaseError(
                f"{target} was published before and differs in {', '.join(differing)}; "
                "remove it and build again, or keep it and build tomorrow"
            )
    else:
        try:
            draft.rename(target)
        except OSError as error:
            raise ReleaseError(
                f"{target}: cannot be put in place ({error.strerror}); remove it and build again"
            ) from error
    make_current(var, version)
    return Release.open(target)


def make_current(var: Path, version: str) -> None:
    """Point ``var/current`` to *version* by replacing the link, so that a current release exists at every moment."""
    link = var / f".{CURRENT}-{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / version)
    link.replace(var / CURRENT)
