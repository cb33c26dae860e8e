"""Drop files that a release can do without: the rest answers as before, or says how to build the release again."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from graph.keeping import PRUNED, Kept, claimed, kept
from graph.publish.disk import flush_tree
from graph.publish.unfinished import DROPPED, NEW
from graph.release import STORE, Release, ReleaseError

_INDEXES = ("rows.sqlite", "usage.json", "cardinality.json", "hubs.json", "lineage.index")
"""Files that only pages of a release being served are made from."""


def pack(release: Release) -> bool:
    """Drop the store of *release* and its plain dumps; False where there is nothing to drop, or it is being served.

    Raises ReleaseError where a compressed dump is not what it was, so that nothing is dropped.
    """
    if not any(path.exists() for path in packable(release)) or kept(release) is Kept.PRUNED:
        return False
    with claimed(release) as is_free:
        if not is_free:
            return False
        damaged = [name for name in release.files if name.endswith(".gz") and not is_whole(release, name)]
        if damaged:
            raise ReleaseError(f"release {release.version} cannot be packed: {', '.join(damaged)} is damaged")
        remove(packable(release))
    return True


def prune(release: Release) -> bool:
    """Keep only the description of *release*; False where a process serves it."""
    with claimed(release) as is_free:
        if not is_free:
            return False
        # Write the mark first: a process that reads it does not look for dumps.
        mark = release.path / PRUNED
        new = mark.with_name(f".{PRUNED}")
        moment = datetime.now(UTC).replace(microsecond=0).isoformat()
        new.write_text(json.dumps({"pruned": moment}) + "\n", encoding="utf-8")
        new.replace(mark)
        remove(prunable(release))
    return True


def complete(release: Path, draft: Path) -> None:
    """Give the directory *release* back its dropped files from *draft*, another build of the same release."""
    for file in sorted(path for path in draft.rglob("*") if path.is_file()):
        name = file.relative_to(draft)
        if name.parts[0] != STORE and not (release / name).exists():
            (release / name).parent.mkdir(parents=True, exist_ok=True)
            _link(file, release / name)
    if not (release / STORE).is_dir():
        new = release / f"{NEW}{STORE}"
        shutil.rmtree(new, ignore_errors=True)
        shutil.copytree(draft / STORE, new, copy_function=_link)
        new.rename(release / STORE)
    flush_tree(release)
    (release / PRUNED).unlink(missing_ok=True)


def _link(file: Path | str, target: Path | str) -> None:
    """Let *target* be another name of *file*, or a copy where the file system has no such links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copy2(file, target)


def packable(release: Release) -> Iterator[Path]:
    """What packing drops: the store, and each dump that is also there in compressed form."""
    yield release.path / STORE
    for name in release.files:
        if f"{name}.gz" in release.files:
            yield release.dump_folder / name


def prunable(release: Release) -> Iterator[Path]:
    """What pruning drops: the store, every dump, and what is made for pages of a release being served."""
    yield release.path / STORE
    yield from (release.dump_folder / name for name in release.files)
    yield from (release.path / name for name in _INDEXES)


def remove(paths: Iterable[Path]) -> None:
    """Remove files and folders, those that exist. A folder is renamed first, so that no half of it is taken for it."""
    for path in paths:
        if path.is_dir():
            dropped = path.with_name(f"{DROPPED}{path.name}")
            shutil.rmtree(dropped, ignore_errors=True)
            path.rename(dropped)
            shutil.rmtree(dropped)
        else:
            path.unlink(missing_ok=True)


def is_whole(release: Release, name: str) -> bool:
    """Has the dump *name* of *release* the checksum that its manifest states?"""
    try:
        with (release.dump_folder / name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == str(release.files[name]["sha256"])
    except OSError:
        return False


def size_of(paths: Iterable[Path]) -> int:
    """Bytes on disk that removing *paths* would free: a file that is also linked from elsewhere frees nothing."""
    links: dict[tuple[int, int], list[int]] = {}
    for path in paths:
        for file in path.rglob("*") if path.is_dir() else (path,):
            if file.is_file():
                facts = file.stat()
                entry = links.setdefault((facts.st_dev, facts.st_ino), [facts.st_nlink, 512 * facts.st_blocks])
                entry[0] -= 1
    return sum(size for left, size in links.values() if left <= 0)


def bytes_of(folder: Path) -> int:
    """Bytes that *folder* takes on disk, with those of files that are also linked from elsewhere."""
    facts = [path.stat() for path in folder.rglob("*") if path.is_file()]
    return sum({(fact.st_dev, fact.st_ino): 512 * fact.st_blocks for fact in facts}.values())
