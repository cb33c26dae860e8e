"""Child processes that end when the process that started them does, however it ends."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal

_SET_PARENT_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of ``prctl(2)``: the kernel sends the signal when the thread ends that started this process."""


def die_with(parent: int) -> None:
    """End this process when *parent*, the number of the process that started it, ends.

    Where the system has no ``prctl``, the process ends when it next reads from its parent and finds the pipe closed.
    """
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
