"""The store of an earlier release as the basis of the next store: only the difference between their files is written.

A store is trusted where each of its files has the SHA-256 that it had when it was complete. The blocks of the files
that it was loaded from tell which statements it holds (:mod:`graph.write.blocks`). An entry of the cache records both.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from graph.cache import Cache, key_of
from graph.release import Release, ReleaseError, current
from graph.write.blocks import Block, Cut
from graph.write.files import facts_of_files

MOST_STEPS = 10
"""After this many successive differences a store is loaded afresh, since removed statements still take space in it."""
MOST_CHANGED = 0.1
"""The share of changed text beyond which loading afresh is quicker."""
_UNLIKE = ("LOCK", "LOG")
"""Files of a store that hold no statements, and that the engine may write when it opens the store."""

Blocks = Mapping[str, tuple[Block, ...]]
"""The blocks of files, by the name of the file."""


@dataclass(frozen=True)
class Difference:
    """The statements to remove and to add, as lines of N-Quads."""

    removed: set[bytes]
    added: set[bytes]

    @property
    def size(self) -> int:
        """The length of all in bytes."""
        return sum(map(len, self.removed)) + sum(map(len, self.added))


@dataclass(frozen=True)
class Basis:
    """The store of *release*, with the *blocks* of the files that it holds.

    *steps* counts the differences that were written since a store was loaded afresh.
    """

    release: Release
    steps: int
    blocks: Blocks

    @property
    def folder(self) -> Path:
        """The folder of the store."""
        return self.release.path / "store"

    def difference(self, files: Mapping[Path, Cut]) -> Difference | None:
        """The changes that make the store hold the statements of *files*; None where loading the files is quicker.

        None too where a dump of the release is not what it was.
        """
        removed: set[bytes] = set()
        added: set[bytes] = set()
        for path, cut in files.items():
            before = self.blocks[path.name]
            hashes_before, hashes_now = ({block.sha256 for block in blocks} for blocks in (before, cut.blocks))
            try:
                removed.update(_lines(self.release.dump_folder / path.name, before, hashes_now))
                added.update(_lines(path, cut.blocks, hashes_before))
            except (OSError, ValueError):
                return None
        difference = Difference(removed - added, added - removed)
        return difference if difference.size <= MOST_CHANGED * sum(cut.size for cut in files.values()) else None


def find_basis(var: Path, cache: Cache | None) -> Basis | None:
    """The store of the current release below *var*, if *cache* knows its content and its files are unchanged."""
    try:
        release = current(var)
        data = cache.get(_key(release.version)) if cache else None
        raw = json.loads(data) if data else None
        if raw is None or raw["steps"] >= MOST_STEPS or raw["files"] != _hashes(release.path / "store"):
            return None
    except (ReleaseError, OSError):
        return None
    blocks = {name: tuple(Block(*block) for block in of_file) for name, of_file in raw["blocks"].items()}
    return Basis(release, raw["steps"], blocks)


def keep_basis(cache: Cache, version: str, folder: Path, steps: int, files: Mapping[Path, Cut]) -> None:
    """Record in *cache* that the store in *folder*, of the release *version*, is complete and holds *files*."""
    blocks = {path.name: [(b.sha256, b.start, b.size) for b in cut.blocks] for path, cut in files.items()}
    raw = {"steps": steps, "files": _hashes(folder), "blocks": blocks}
    cache.put(_key(version), json.dumps(raw).encode())


def _key(version: str) -> str:
    return key_of("store of a release", version)


def _hashes(folder: Path) -> dict[str, str]:
    """The SHA-256 of each file of the store in *folder*."""
    paths = [path for path in sorted(folder.iterdir()) if not path.name.startswith(_UNLIKE)]
    facts = facts_of_files(paths)
    return {path.name: str(of_file["sha256"]) for path, of_file in zip(paths, facts, strict=True)}


def _lines(path: Path, blocks: Iterable[Block], shared: set[str]) -> Iterator[bytes]:
    """The lines of those *blocks* of the file *path* that are not *shared*. Raises ValueError where one was changed."""
    with path.open("rb") as file:
        for block in blocks:
            if block.sha256 in shared:
                continue
            file.seek(block.start)
            data = file.read(block.size)
            if hashlib.sha256(data).hexdigest() != block.sha256:
                raise ValueError(f"{path} was changed")
            yield from data.splitlines(keepends=True)
