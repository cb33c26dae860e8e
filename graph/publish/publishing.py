"""Publish a draft: it becomes a release, and the release becomes the current one."""

from __future__ import annotations

import os
import platform
import shutil
import zlib
from pathlib import Path

from graph.journal import BUILT, MADE_CURRENT
from graph.publish.checksums import damaged, write_checksums
from graph.publish.comparison import differences
from graph.publish.disk import flush_folder, flush_tree
from graph.publish.journalling import record
from graph.publish.packing import complete
from graph.publish.unfinished import LINK
from graph.release import CURRENT, MANIFEST, RELEASES, STORE, Release, ReleaseError

_OLD = ".old"
"""The suffix of the name of a damaged release while its draft takes its place."""
_SHOWN = 5


class OvertakenError(ReleaseError):
    """Another release became the current one meanwhile."""


def publish(draft: Path, var: Path, version: str) -> Release:
    """Give *draft* its checksums, rename it to its *version* and make it current, each in one step.

    A release of that version that exists already gets back what was dropped of it, and is made current; where its files
    are damaged, the draft takes its place, which has the same. Call it in a :func:`graph.publish.lock.locked` folder.
    Raises ReleaseError when that release is another than *draft*, since a release never changes, and OSError when the
    disk is full.
    """
    target = var / RELEASES / version
    is_there = (target / MANIFEST).exists()
    write_checksums(draft, anew=is_there)
    if is_there and (differing := differences(target, draft)):
        more = f" and {len(differing) - _SHOWN} more" if len(differing) > _SHOWN else ""
        raise ReleaseError(
            f"{target} was published before and differs in {', '.join(differing[:_SHOWN])}{more}; its checksums were "
            "edited, or another zlib compressed it: move it elsewhere and build again"
        )
    if is_there and not _is_whole(target):
        complete(target, draft)
    if not is_there or not _is_whole(target):
        flush_tree(draft)
        if not is_there:
            record(var, BUILT, version, python=platform.python_version(), zlib=zlib.ZLIB_RUNTIME_VERSION)
        _put_in_place(draft, target)
    make_current(var, version)
    return Release.open(target)


def _is_whole(release: Path) -> bool:
    return (release / STORE).is_dir() and not damaged(release)


def _put_in_place(draft: Path, target: Path) -> None:
    """Rename *draft* to *target*. What is there is removed: now, or by the next sweep."""
    old = draft.with_name(f"{draft.name}{_OLD}")
    try:
        if target.exists():
            target.rename(old)
        draft.rename(target)
    except OSError as error:
        raise ReleaseError(
            f"{target}: cannot be put in place ({error.strerror}); move what is there elsewhere and build again"
        ) from error
    flush_folder(target.parent)
    shutil.rmtree(old, ignore_errors=True)


def current_version(var: Path) -> str:
    """The version that ``var/current`` names, whole or not; empty where it names none."""
    link = var / CURRENT
    return link.readlink().name if link.is_symlink() else ""


def require_not_overtaken(var: Path, before: str) -> None:
    """Raise OvertakenError unless *before* still is the :func:`current_version`.

    Locks are not kept by every file system, nor between machines: an older build must not replace a newer one.
    """
    if (now := current_version(var)) != before:
        raise OvertakenError(f"{var}: release {now or 'none'} became the current one during the build; build again")


def make_current(var: Path, version: str) -> None:
    """Point ``var/current`` to *version* by replacing the link, so that a current release exists at every moment.

    Call it in a :func:`graph.publish.lock.locked` folder.
    """
    if current_version(var) == version:
        return
    link = var / f"{LINK}{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(RELEASES) / version)
    link.replace(var / CURRENT)
    record(var, MADE_CURRENT, version)
    flush_folder(var)
