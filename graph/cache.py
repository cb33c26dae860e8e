"""Results that a build keeps for the next one, each under the hash of everything it was made from.

The build never looks an entry up by a name, a time or a place, so no entry can be out of date: a result of other inputs
has another key. An entry carries the SHA-256 of its key and content; the build removes an entry that does not match it
(cut off, damaged, moved to another key). A build needs none of them: without a cache it makes the same
bytes, and a folder that cannot be written is left alone.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

FOLDER = "cache"
"""Where the entries lie, below the folder of the releases (``var/cache``)."""
LIMIT = 256 << 20
"""The size in bytes to which entries are swept: three full builds of a hundred thousand statements, or many changes."""
DRAFT = ".new-"
"""The prefix of the names of entries that are not committed."""
_CHECKSUM = hashlib.sha256().digest_size


def key_of(*parts: str | bytes) -> str:
    """The key of a result that is made from *parts*; the boundaries between the parts count too."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


class Cache:
    """Entries in *folder*, one file each, named by their keys; *software* is the hash of the software that made them.

    New entries are drafts until :meth:`commit`.
    """

    def __init__(self, folder: Path, software: str) -> None:
        self.folder = folder
        self.software = software
        self._drafts: dict[Path, Path] = {}

    def get(self, key: str) -> bytes | None:
        """The content of the entry *key*, or None where it is missing or damaged."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        checksum, content = data[:_CHECKSUM], data[_CHECKSUM:]
        with suppress(OSError):
            if checksum != _checksum(path.name, content):
                path.unlink()
                return None
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Write *content* as the entry *key*, which :meth:`get` finds after :meth:`commit`."""
        with suppress(OSError):
            self.folder.mkdir(parents=True, exist_ok=True)
            number, name = tempfile.mkstemp(prefix=DRAFT, dir=self.folder)
            path = self._drafts[Path(name)] = self._path(key)
            with os.fdopen(number, "wb") as file:
                file.write(_checksum(path.name, content))
                file.write(content)

    def commit(self) -> None:
        """Put the new entries in place, and remove those that were unused for longest, down to :data:`LIMIT` bytes."""
        for draft, path in self._drafts.items():
            with suppress(OSError):
                draft.replace(path)
        self._drafts.clear()
        with suppress(OSError):
            self._sweep()

    def hand_over(self) -> list[tuple[str, str]]:
        """The new entries, each with the path that it will have, for :meth:`adopt` of another process's cache."""
        entries = [(str(draft), str(path)) for draft, path in self._drafts.items()]
        self._drafts.clear()
        return entries

    def adopt(self, entries: Iterable[tuple[str, str]]) -> None:
        """Take *entries* over as new ones."""
        self._drafts |= {Path(draft): Path(path) for draft, path in entries}

    def discard(self) -> None:
        """Remove the new entries, because their inputs changed after the keys were computed."""
        for draft in self._drafts:
            with suppress(OSError):
                draft.unlink()
        self._drafts.clear()

    def _path(self, key: str) -> Path:
        return self.folder / key_of(self.software, key)

    def _sweep(self) -> None:
        total = 0
        for _, size, path in sorted(self._entries(), reverse=True):
            total += size
            if total > LIMIT:
                path.unlink(missing_ok=True)

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """The time of last use, the size in bytes and the path of each entry."""
        with os.scandir(self.folder) as entries:
            for entry in entries:
                if not entry.name.startswith(DRAFT):
                    facts = entry.stat()
                    yield facts.st_mtime, facts.st_size, Path(entry.path)


def _checksum(name: str, content: bytes) -> bytes:
    digest = hashlib.sha256(name.encode())
    digest.update(content)
    return digest.digest()
