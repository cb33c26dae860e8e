"""The releases of a site over time: which there are, what each takes, which are dropped."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from graph.keeping import Kept, is_served, kept
from graph.publish.packing import bytes_of, pack, prunable
from graph.publish.publishing import current_version
from graph.release import RELEASES, Release, ReleaseError, current, find_draft, releases
from graph.timeline import predecessor


@dataclass(frozen=True)
class ListedRelease:
    """A release in the list of all: what is kept of it, its bytes on disk, whether it is current or being served."""

    release: Release
    kept: Kept
    size: int
    is_current: bool
    is_served: bool


def entries(var: Path) -> list[ListedRelease]:
    """Every release below *var*, the newest first, and before them the draft, if there is one."""
    version = current_version(var)
    listed = list(reversed(releases(var / RELEASES)))
    with suppress(ReleaseError):
        listed.insert(0, find_draft(var))
    return [
        ListedRelease(
            release,
            kept(release),
            bytes_of(release.path),
            release.version == version and not release.is_draft,
            is_served(release),
        )
        for release in listed
    ]


def unreadable(var: Path) -> list[str]:
    """What is wrong with each folder among the releases below *var* that is none: why, and what to do."""
    folders = {path for path in (var / RELEASES).glob("[!.]*") if path.is_dir()}
    listed = {release.path.name for release in releases(var / RELEASES)}
    problems = []
    for folder in sorted(path for path in folders if path.name not in listed):
        try:
            release = Release.open(folder)
        except ReleaseError as error:
            problems.append(str(error).rpartition("; run")[0] + "; restore it from a copy or remove it")
        else:
            problems.append(f"{folder} holds release {release.version}; name it so, or remove it")
    return problems


def chosen_release(var: Path, version: str | None) -> Release:
    """The release *version* below *var*; without one, the predecessor of the current one. Raises ReleaseError."""
    listed = releases(var / RELEASES)
    versions = [release.version for release in listed]
    if version is None:
        now = current(var).version
        before = predecessor(var / RELEASES, now)
        if before is None:
            raise ReleaseError(f"there is no release before {now}; `tabunka releases` lists all")
        return before
    if version not in versions:
        raise ReleaseError(f"there is no release {version}; there are {', '.join(versions) or 'none'}")
    return listed[versions.index(version)]


def to_prune(var: Path, keep: int) -> list[Release]:
    """The releases below *var* older than the newest *keep* that have something to drop; never the current one."""
    version = current_version(var)
    listed = releases(var / RELEASES)
    older = listed[: max(0, len(listed) - keep)]
    return [
        release for release in older if release.version != version and any(path.exists() for path in prunable(release))
    ]


def to_pack(var: Path) -> list[Release]:
    """The releases below *var* that need not be ready to be served, the oldest first.

    Ready are the current one, and the one before it, to which a rollback leads.
    """
    version = current_version(var)
    before = predecessor(var / RELEASES, version)
    ready = {version, before.version if before else ""}
    listed = [release for release in releases(var / RELEASES) if release.version not in ready]
    return [release for release in listed if kept(release) is not Kept.PRUNED]


def pack_older(var: Path) -> list[Release]:
    """Pack those of :func:`to_pack` that no process serves. Returns those that were packed. Raises ReleaseError."""
    return [release for release in to_pack(var) if pack(release)]
