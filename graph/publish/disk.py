"""Flush files to the disk before they are renamed into place, so that a power cut leaves all of them or nothing."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

_TOGETHER = 8
"""How many files are flushed at the same time."""


def flush_tree(folder: Path) -> None:
    """Wait until every file and folder below *folder* is on the disk. Raises OSError, also for a full disk.

    Several are waited for at a time, as the disk writes them together: files first, then the names in their folders.
    """
    files, folders = [], []
    for parent, _, names in os.walk(folder):
        folders.append(Path(parent))
        files += [path for name in names if not (path := Path(parent, name)).is_symlink()]
    with ThreadPoolExecutor(_TOGETHER) as pool:
        for paths in (files, folders):
            list(pool.map(_flush, paths))


def flush_folder(folder: Path) -> None:
    """Wait until the names in *folder* are on the disk: those of files that were made, renamed or removed there."""
    _flush(folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
