"""Append to the journal of releases (:mod:`graph.journal`)."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from graph.journal import JOURNAL


def record(var: Path, kind: str, version: str, **facts: str) -> None:
    """Append that *kind* happened now to the release *version*, with further *facts*, and wait for the disk.

    Call it in a :func:`graph.publish.lock.locked` folder. Raises OSError.
    """
    moment = datetime.now(UTC).isoformat(timespec="seconds")
    line = json.dumps({"moment": moment, "event": kind, "version": version, **facts}, ensure_ascii=False)
    with (var / JOURNAL).open("ab") as file:
        # A power cut may have left a line without an end.
        start = b"\n" if file.tell() and not _ends_a_line(var / JOURNAL) else b""
        file.write(start + line.encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())


def _ends_a_line(path: Path) -> bool:
    with path.open("rb") as file:
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"
