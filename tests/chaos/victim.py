"""A process of the command line ``tabunka``, which kills itself or waits when it comes to a certain step.

    victim("kill", "os.rename .*/releases/.draft-", "build", "--site", FOLDER)

It is a fork of this process, which need not import again what that has. A step is an audit event of Python
(https://docs.python.org/3/library/audit_events.html) with its arguments, in one line; the pattern is searched in it. So
a real process ends at a known place, and the programs know nothing of it.

``kill``: it ends by SIGKILL before the step. ``wait``: it prints ``reached`` on standard output and waits for a line of
standard input. ``starve BYTES`` has no pattern: no file may become larger than that, as on a full disk.
"""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from unittest.mock import patch

from graph.build import inputs, release_store
from graph.build.store_writer import StoreWriter
from server.cli import run

ROOT = Path(__file__).parents[2]


def at(pattern: str, act: Callable[[], None]) -> None:
    """Call *act* before the first step that *pattern* is found in, of this process or of one that it forks."""
    wanted = re.compile(pattern)
    is_waiting = True

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal is_waiting
        if not is_waiting or not event.startswith(("os.", "open", "sqlite3.")):
            return
        if wanted.search(f"{event} {' '.join(map(str, arguments))}"):
            is_waiting = False
            act()

    sys.addaudithook(hook)


def kill(process: int) -> None:
    """Kill *process*, this one or the one that forked it, which then ends with it."""
    os.kill(process, signal.SIGKILL)
    signal.pause()


def wait() -> None:
    """Say that the step is reached, and wait for a line."""
    os.write(1, b"reached\n")
    os.read(0, 1)


def victim(*arguments: str) -> subprocess.Popen[str]:
    """A started process that does what *arguments* say, in a session of its own, so that its children can be told."""
    return subprocess.Popen(
        "the fork never comes to run a program",
        cwd=ROOT,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        restore_signals=False,  # as in a process of Python that was not forked
        preexec_fn=partial(_run_and_end, arguments),
    )


def _in_a_process(folder: Path, basis: Path | None, is_small: bool) -> StoreWriter:
    return StoreWriter(folder, basis)


def _run_and_end(arguments: tuple[str, ...]) -> None:
    """Do what *arguments* say, and end this process: nothing of the one that it is a fork of is cleaned up."""
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))  # the other process waits until one of these is closed
    # A fork has none of the threads with which RocksDB writes: a process of its own writes even a little store.
    patch.object(release_store, "StoreWriter", _in_a_process).start()
    inputs._BEGAN = time.time() + 3600  # the cache is used also where the other one began just after an edit
    sys.stdin, sys.stdout, sys.stderr = (os.fdopen(number, mode) for number, mode in enumerate("rww"))
    code = 1
    try:
        code = _run(*arguments)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _run(action: str, *arguments: str) -> int:
    """The exit code of the command whose arguments follow those of *action*."""
    first, *rest = arguments
    if action == "starve":
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(first), resource.RLIM_INFINITY))
    else:
        at(first, {"kill": partial(kill, os.getpid()), "wait": wait}[action])
    return run(rest)
