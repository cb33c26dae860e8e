"""What is kept of a release: all of it, its dumps in compressed form, or only its description.

The release being served and the one before it are kept whole. Of older ones the store and the plain dumps are dropped:
the compressed dumps hold the same. A pruned release keeps its manifest, descriptions, checksums, differences and the
index of its things. What a release answers never changes; of a pruned one some answers are 410.

A process that serves a release holds a lock on its directory, which ends with the process. Until then nothing is
dropped.
"""

from __future__ import annotations

import fcntl
import gzip
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from enum import Enum
from pathlib import Path

from graph.release import STORE, Release, ReleaseError

PRUNED = "pruned.json"
"""The file that says when a release was pruned."""
_PART = 1 << 18


class Kept(Enum):
    """How much of a release is kept."""

    WHOLE = "whole"
    PACKED = "packed"
    PRUNED = "pruned"


def kept(release: Release) -> Kept:
    """What is kept of *release*."""
    if (release.path / PRUNED).is_file():
        return Kept.PRUNED
    # The store is dropped first and restored last, so its presence marks a whole release.
    return Kept.WHOLE if release.is_light or (release.path / STORE).is_dir() else Kept.PACKED


def pruned_at(release: Release) -> datetime | None:
    """When *release* was pruned, in UTC; None where it was not, or where that cannot be read."""
    try:
        return datetime.fromisoformat(json.loads((release.path / PRUNED).read_text(encoding="utf-8"))["pruned"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def hold(release: Release) -> int:
    """Lock *release* against packing and pruning, shared with others, until this process and its children have ended.

    Returns the descriptor that holds the lock. Raises ReleaseError where the release is gone or not whole.
    """
    try:
        descriptor = os.open(release.path, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        raise ReleaseError(f"{release.path}: cannot be read ({error.strerror})") from error
    with suppress(OSError):  # a file system without locks: then nobody can claim it either
        fcntl.flock(descriptor, fcntl.LOCK_SH)
    if kept(release) is not Kept.WHOLE:
        os.close(descriptor)
        raise ReleaseError(
            f"release {release.version} is {kept(release).value}, not whole; `tabunka rollback {release.version}` "
            "makes a packed one whole, and a pruned one is built again"
        )
    return descriptor


@contextmanager
def claimed(release: Release) -> Iterator[bool]:
    """Claim *release* to change what is kept of it; False where a process serves it, or that cannot be known."""
    descriptor = os.open(release.path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)


def is_served(release: Release) -> bool:
    """Does a process serve *release*?"""
    with claimed(release) as is_free:
        return not is_free


def dump_parts(path: Path) -> Iterator[bytes]:
    """The bytes of the dump *path*, read from the compressed file beside it where only that is kept.

    Raises FileNotFoundError where neither is kept, and OSError or EOFError where it is damaged.
    """
    packed = path.with_name(f"{path.name}.gz")
    with path.open("rb") if path.is_file() else gzip.open(packed) as file:
        while part := file.read(_PART):
            yield part
