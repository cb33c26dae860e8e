"""Replace several files together: all of them, or none, also when the process is killed or the disk is full.

First the new texts are written beside the files, then a list of them. From then on they only have to be renamed: if the
process is killed, the next one reads the list and finishes the renaming (:func:`finish`).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from ontology.errors import ReportedError

_LIST = ".replacing.json"
"""The names of the files that are being replaced, in the folder that they are below."""
_NEW = ".new"
"""The suffix of the file with the new text, after the name of the file it replaces."""


class ReplacingError(ReportedError):
    """The files cannot be replaced, and none of them was; or they were replaced in part."""


def replace_all(folder: Path, texts: Mapping[Path, str]) -> list[Path]:
    """Give each file below *folder* its text, and return those that changed. Raises ReplacingError."""
    changed = [path for path, text in texts.items() if not path.exists() or path.read_bytes() != text.encode()]
    try:
        for path in texts:
            _new(path).unlink(missing_ok=True)  # left by a process that was killed before it had written all
        for path in changed:
            _write(_new(path), texts[path])
        if changed:
            _write(_new(folder / _LIST), json.dumps([path.relative_to(folder).as_posix() for path in changed]))
            _new(folder / _LIST).replace(folder / _LIST)
    except OSError as error:
        for path in (*changed, folder / _LIST):
            with suppress(OSError):
                _new(path).unlink(missing_ok=True)
        raise ReplacingError(
            f"{error.filename or folder}: cannot be written ({error.strerror}); nothing was changed, mend that and "
            "extract again"
        ) from error
    finish(folder)
    return changed


def finish(folder: Path) -> None:
    """Replace the files below *folder* that a killed process had begun to replace. Raises ReplacingError."""
    listed = folder / _LIST
    try:
        if not listed.exists():
            return
        for name in json.loads(listed.read_text(encoding="utf-8")):
            with suppress(FileNotFoundError):  # it was renamed already
                _new(folder / name).replace(folder / name)
        listed.unlink()
    except (OSError, ValueError) as error:
        raise ReplacingError(
            f"{listed}: the files that it lists cannot be replaced ({error}); mend that and extract again"
        ) from error


def require_finished(folder: Path) -> None:
    """Raise ReplacingError where the files below *folder* were replaced in part."""
    if (folder / _LIST).exists():
        raise ReplacingError(f"{folder}: `tabunka extract` was cut off while it replaced tables; run it again")


def _new(path: Path) -> Path:
    return path.with_name(f"{path.name}{_NEW}")


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
