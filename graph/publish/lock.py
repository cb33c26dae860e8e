"""One process at a time writes below a ``var``: a build, and whatever else changes its releases.

The lock is one of POSIX (``fcntl(2)``): the kernel lets it go when the process that holds it ends, however it ends, and
no child process inherits it. The file stays; what it holds names the process for the message of the next.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from graph.publish.sweeping import sweep
from graph.release import ReleaseError

LOCK = ".lock"
_held: set[Path] = set()
"""The files that this process holds: the kernel tells processes apart, not threads."""


class LockedError(ReleaseError):
    """Another process is writing below the same ``var``."""


@contextmanager
def locked(var: Path, *, is_new: bool = False) -> Iterator[None]:
    """Hold the lock of *var*, which is made where it may be *is_new*; what killed processes left is removed first.

    Raises LockedError naming the process that holds it, and ReleaseError when *var* cannot be written, and for any
    error of the operating system on the way: a full disk, a file that is no longer there.
    """
    path = var.absolute() / LOCK
    if path in _held:
        raise LockedError(_message(var, os.getpid()))
    try:
        if is_new:
            var.mkdir(parents=True, exist_ok=True)
        elif not var.is_dir():
            raise ReleaseError(f"there is no release in {var}; run `tabunka build`")
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise ReleaseError(f"{var}: cannot be written ({error.strerror}); choose another folder with --out") from error
    try:
        _take(descriptor, var)
        _held.add(path)
        sweep(var)
        yield
    except (OSError, sqlite3.Error) as error:
        place, reason = getattr(error, "filename", None) or var, getattr(error, "strerror", None) or error
        raise ReleaseError(f"{place}: {reason}; nothing was published: mend that and try again") from error
    finally:
        _held.discard(path)
        os.close(descriptor)


def _take(descriptor: int, var: Path) -> None:
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError) as error:
        holder = os.read(descriptor, 20).decode("ascii", "replace").strip()
        raise LockedError(_message(var, holder or "unknown")) from error
    except OSError as error:
        raise ReleaseError(
            f"{var}: its file system has no locks ({error.strerror}); choose another folder with --out"
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"{os.getpid()}\n".encode("ascii"), 0)


def _message(var: Path, holder: int | str) -> str:
    return f"{var}: process {holder} is building or publishing a release there; wait until it has ended"
