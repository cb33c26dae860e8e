"""Write a file whole or not at all, also when the process is killed or the disk is full."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_whole(path: Path, content: bytes) -> None:
    """Give the file *path* this *content*. Readers see the old content or the new one. Raises OSError.

    After an error the old file is there as it was, and no draft of the new one.
    """
    draft = path.with_name(f".{path.name}-{os.getpid()}")
    try:
        with draft.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
