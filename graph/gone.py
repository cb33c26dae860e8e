"""Things that earlier releases had and a later one lacks, so that their URIs answer 410 (RFC 9110, section 15.5.11).

Each release keeps ``things.txt``, the paths of its things below ``/id/``, and ``gone.json``, the paths of things that
only earlier releases had, each with the last version that had it.
"""

from __future__ import annotations

import json
import mmap
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.release import Release

THINGS = "things.txt"
GONE = "gone.json"
_OF_ONE_DAY = "measurement/"
"""What the paths of measurements begin with: each release has its own, and the next one has not lost them."""


def gone_since(before: Release | None, now: Iterable[str]) -> dict[str, str]:
    """The things that *before*, or a release before it, had and that are not among *now*, with the last version.

    A thing that comes back is no longer gone; a measurement never is. Things are compared by their paths, which stay
    the same when the base changes.
    """
    if before is None:
        return {}
    present = set(now)
    had = read_gone(before.path) | dict.fromkeys(read_things(before.path), before.version)
    gone = {path: version for path, version in had.items() if path not in present and not path.startswith(_OF_ONE_DAY)}
    return dict(sorted(gone.items()))


def write(folder: Path, paths: Iterable[str], gone: Mapping[str, str]) -> None:
    """Write both files into the release in *folder*."""
    (folder / THINGS).write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    (folder / GONE).write_text(json.dumps(gone, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_things(folder: Path) -> list[str]:
    """The paths of the things of the release in *folder*; none for a release that is older than ``things.txt``."""
    path = folder / THINGS
    return path.read_text(encoding="utf-8").splitlines() if path.is_file() else []


def has_thing(folder: Path, path: str) -> bool:
    """Has the release in *folder* the thing at *path* below ``/id/``? Of a pruned release that can be told as well."""
    try:
        with (folder / THINGS).open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            line = f"{path}\n".encode()
            return data[: len(line)] == line or data.find(b"\n" + line) >= 0
    except (OSError, ValueError):  # there is no such file, or nothing in it
        return False


def read_gone(folder: Path) -> dict[str, str]:
    """The things that were gone when the release in *folder* was built: paths with the last version."""
    path = folder / GONE
    gone: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return gone
