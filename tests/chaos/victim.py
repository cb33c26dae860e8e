"""Run as a program: the command line ``tabunka``, which kills itself or waits when it comes to a certain step.

    python -m tests.chaos.victim kill 'os.rename .*/releases/.draft-' build --site FOLDER

A step is an audit event of Python (https://docs.python.org/3/library/audit_events.html) with its arguments, in one
line; the pattern is searched in it. So a real process ends at a known place, and the programs know nothing of it.

``kill``: it ends by SIGKILL before the step. ``wait``: it prints ``reached`` on standard output and waits for a line of
standard input. ``starve BYTES`` has no pattern: no file may become larger than that, as on a full disk.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import sys
from collections.abc import Callable

from server.cli import run


def at(pattern: str, act: Callable[[], None]) -> None:
    """Call *act* before the first step of this process that *pattern* is found in."""
    me, wanted = os.getpid(), re.compile(pattern)
    is_waiting = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal is_waiting
        if not is_waiting or not event.startswith(("os.", "open", "sqlite3.")) or os.getpid() != me:
            return
        if wanted.search(f"{event} {' '.join(map(str, arguments))}"):
            is_waiting = False
            act()

    sys.addaudithook(hook)


def wait() -> None:
    """Say that the step is reached, and wait for a line."""
    os.write(1, b"reached\n")
    os.read(0, 1)


def main(arguments: list[str]) -> int:
    """Run what *arguments* say. Returns the exit code of the command."""
    action, *rest = arguments
    if action == "starve":
        size, *rest = rest
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), resource.RLIM_INFINITY))
        return run(rest)
    pattern, *rest = rest
    at(pattern, {"kill": lambda: os.kill(os.getpid(), signal.SIGKILL), "wait": wait}[action])
    return run(rest)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
