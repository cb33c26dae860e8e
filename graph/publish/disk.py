"""What was written reaches the disk before it gets its name, so that a power cut leaves all of it or nothing."""

from __future__ import annotations

import os
from pathlib import Path


def flush_tree(folder: Path) -> None:
    """Wait until every file and folder below *folder* is on the disk. Raises OSError, also for a full disk."""
    for parent, _, names in os.walk(folder):
        for path in (Path(parent, name) for name in names):
            if not path.is_symlink():
                _flush(path)
        _flush(Path(parent))


def flush_folder(folder: Path) -> None:
    """Wait until the names in *folder* are on the disk: those of files that were made, renamed or removed there."""
    _flush(folder)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
