"""Write a file or a folder whole or not at all, also when the process is killed or the disk is full."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
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


def write_whole_folder(folder: Path, files: Mapping[str, bytes | Path]) -> None:
    """Make *folder*, which is not there yet, with *files* by name: their content, or the file to copy. Raises OSError.

    After an error there is neither the folder nor its draft.
    """
    draft = folder.with_name(f".{folder.name}.new")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        draft.mkdir(parents=True)
        for name, content in files.items():
            if isinstance(content, Path):
                shutil.copyfile(content, draft / name)
            else:
                (draft / name).write_bytes(content)
        draft.rename(folder)
    except OSError:
        shutil.rmtree(draft, ignore_errors=True)
        raise
