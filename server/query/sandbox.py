"""Restrictions of an evaluator: little memory, no files, no network, low priority.

Each function changes the process that calls it, for good. Where the system lacks what a restriction needs
(``/proc``, ``prctl``), it is skipped: the limits of time, rows and bytes hold everywhere, that of memory on Linux only.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import os
import resource
from collections.abc import Iterable
from pathlib import Path

_NICER, _LONG_NICER = 2, 12
"""How much nicer an evaluator is than its zygote, and how much while it has a long query (see setpriority(2))."""
_DESCRIPTORS_OF_A_REMOTE_STORE = 256
"""Enough to resolve a name and connect."""
_DISABLE_HUGE_PAGES = 41
_PAGE = resource.getpagesize()


def close_descriptors(but: Iterable[int]) -> None:
    """Close every descriptor of this process, except the standard streams and those in *but*."""
    first = 3
    for descriptor in sorted({*but, os.sysconf("SC_OPEN_MAX")}):
        if descriptor >= first:
            os.closerange(first, descriptor)
            first = descriptor + 1


def silence() -> None:
    """Print nothing: the engine would report its aborts on standard error; the parent reports them better."""
    faulthandler.disable()
    null = os.open(os.devnull, os.O_RDWR)
    for standard in range(3):
        os.dup2(null, standard)
    os.close(null)


def yield_to_others() -> None:
    """Lower the priority of this process, and have the kernel kill it first when the machine runs out of memory."""
    with contextlib.suppress(OSError):
        os.nice(_NICER)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def slow(pid: int) -> None:
    """Lower the priority of an evaluator, a child of this process. Only a privileged process can raise it again."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, pid, priority() + _LONG_NICER)


def priority() -> int:
    """The niceness of this process: the higher, the more it yields to others."""
    return os.getpriority(os.PRIO_PROCESS, 0)


def use_small_pages() -> None:
    """Take memory in pages of the usual size only: then page faults tell how much it is (see :class:`Memory`)."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DISABLE_HUGE_PAGES, 1, 0, 0, 0)


def confine(*, reaches_a_store: bool, more_files: int = 0) -> None:
    """Forbid new files and sockets, so that no query can fetch anything; write no core dump.

    An evaluator that *reaches_a_store* over the network needs descriptors for that; and one of a very large store, of
    which the engine opens *more_files* when a query needs them, as many as these.
    """
    descriptors = _DESCRIPTORS_OF_A_REMOTE_STORE if reaches_a_store else _limit(more_files)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))


def _limit(more: int) -> int:
    """The limit of descriptors with which this process can open *more* of them, and none after these."""
    descriptor = 0
    while more:
        if not _is_open(descriptor):
            more -= 1
        descriptor += 1
    return descriptor


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


class Memory:
    """The memory of this process, in bytes. Make it before :func:`confine`: it opens files."""

    def __init__(self) -> None:
        self._size = _opened("/proc/self/statm")
        self._rollup = _opened("/proc/self/smaps_rollup")
        self._hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        self._private = 0
        self._faults = _faults()

    def allow(self, more: int) -> None:
        """Let this process have *more* memory than now. Beyond that allocations fail, and the engine aborts."""
        if self._size is None:
            return
        limit = int(os.pread(self._size, 64, 0).split(b" ", 1)[0]) * _PAGE + more
        if self._hard != resource.RLIM_INFINITY:
            limit = min(limit, self._hard)
        resource.setrlimit(resource.RLIMIT_AS, (limit, self._hard))

    def resident(self) -> int:
        """How much of this process is in memory, pages that it shares with others included."""
        return int(os.pread(self._size, 64, 0).split(b" ", 2)[1]) * _PAGE if self._size is not None else 0

    def exceeds(self, limit: int) -> bool:
        """Does this process have more than *limit* of memory that it shares with no other?

        The kernel takes milliseconds to add that up. But each page that a process gets for itself costs a page fault,
        and the kernel knows the number of page faults at once: the sum is made only when they could exceed the limit.
        """
        faults = _faults()
        if self._rollup is None or self._private + (faults - self._faults) * _PAGE <= limit:
            return False
        lines = os.pread(self._rollup, 4096, 0).splitlines()
        self._private = sum(int(line.split()[1]) * 1024 for line in lines if line.startswith(b"Private_"))
        self._faults = faults
        return self._private > limit


def _opened(path: str) -> int | None:
    with contextlib.suppress(OSError):
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    return None


def _faults() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt
