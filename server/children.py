"""Child processes: how they are forked, how a parent is woken by signals, and how it learns that one has ended."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import warnings
from collections.abc import Callable, Iterator

END = signal.SIGUSR1
"""Tells a supervisor or a worker that the whole server stops. SIGTERM tells it that others go on with its work."""
FAILED = 1
"""Exit status of a child whose work raised an error."""


class Wakeup:
    """Lets a process of one thread wait and be woken by any signal that it handles (the self-pipe trick).

    Python runs the handler of a signal between two of its own instructions, so a signal that comes just before a wait
    would be noticed only after it. A byte in a socket ends the wait instead.
    """

    def __init__(self) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)

    def listen(self) -> None:
        """From now on every signal that this process handles ends :meth:`sleep`."""
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)

    def fileno(self) -> int:
        """The descriptor that is readable once a signal has come, for a selector."""
        return self._reader.fileno()

    def sleep(self, seconds: float, *others: int) -> list[int]:
        """Wait until *seconds* have passed, a signal comes, or one of the descriptors *others* is readable.

        Gives those of *others* that are readable.
        """
        readable, _, _ = select.select([self._reader.fileno(), *others], [], [], seconds)
        self.drain()
        return [descriptor for descriptor in others if descriptor in readable]

    def drain(self) -> None:
        """Forget the signals that have come."""
        with contextlib.suppress(BlockingIOError):
            while self._reader.recv(4096):
                pass

    def close(self) -> None:
        """Stop listening. A child calls this too, so that it does not share the sockets that wake its parent."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._reader.close()
        self._writer.close()


def fork(work: Callable[[], int | None]) -> int:
    """Fork a child that does *work* and ends with the status that it returns (None: 0). Gives the child's process id.

    An error in *work* ends the child with the status FAILED; *work* itself must log it. Nothing of the
    parent runs in the child afterwards: no handler at exit, no `finally` of a caller.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    with warnings.catch_warnings():
        # Python 3.12 warns where other threads exist. Our callers have one thread, or a child without shared locks.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    status = FAILED
    try:
        status = work() or 0
    finally:
        os._exit(status)


def reap() -> Iterator[tuple[int, int]]:
    """The children that have ended: process id and wait status of each."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        yield pid, status


def ending(status: int) -> str:
    """A wait status in words: ``signal 9`` or ``exit status 1``."""
    if os.WIFSIGNALED(status):
        return f"signal {os.WTERMSIG(status)}"
    return f"exit status {os.waitstatus_to_exitcode(status)}"


def send(number: signal.Signals, *pids: int) -> None:
    """Send a signal to each of *pids* that is still there."""
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
