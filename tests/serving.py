"""A real server, started as people start it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from graph.release import Release

ROOT = Path(__file__).parents[1]


def children_of(*parents: int) -> list[int]:
    """The children of *parents*. (Only theirs are read: tests that wait ask again and again.)"""
    children: list[int] = []
    for parent in parents:
        of_parent: list[int] = []
        for file in Path(f"/proc/{parent}/task").glob("*/children"):
            with suppress(OSError):  # the thread is gone
                of_parent += map(int, file.read_text(encoding="ascii").split())
        children += sorted(of_parent)
    return children


def state(pid: int) -> str:
    """What a process does, in the letter of the kernel: R it computes, T it is stopped; "" it is gone."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    return status.rpartition(")")[2].split()[0]


def open_files(pid: int | None = None) -> list[str]:
    """The files, sockets and pipes that the process *pid* has open; without it, this one."""
    names = []
    for descriptor in Path(f"/proc/{pid or 'self'}/fd").iterdir():
        with suppress(FileNotFoundError):  # the one that lists them
            names.append(str(descriptor.readlink()))
    return names


@dataclass
class RunningServer:
    """A server process with its address and its output."""

    process: subprocess.Popen[str]
    url: str
    output: list[str] = field(default_factory=list)
    listener: threading.Thread | None = None

    def processes(self) -> list[tuple[int, int]]:
        """Every process below the supervisor, as (parent, pid), parents first."""
        pairs: list[tuple[int, int]] = []
        parents = [self.process.pid]
        while parents:
            parent = parents.pop(0)
            for child in children_of(parent):
                pairs.append((parent, child))
                parents.append(child)
        return pairs

    @property
    def generations(self) -> list[int]:
        """The supervisors: one, and while the release changes two."""
        return children_of(self.process.pid)

    @property
    def workers(self) -> list[int]:
        """The web workers."""
        return children_of(*self.generations)

    @property
    def zygotes(self) -> list[int]:
        """The processes that evaluators are forked from."""
        return children_of(*self.workers)

    @property
    def evaluators(self) -> list[int]:
        """The processes that answer queries, whether they have one or not."""
        return children_of(*self.zygotes)

    @property
    def queries(self) -> list[int]:
        """The evaluators that compute, or are stopped while they do."""
        return [pid for pid in self.evaluators if state(pid) in ("R", "T", "D")]

    def stop(self) -> int:
        """Stop it as an operator does; its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(timeout=40)
        self.hear_out()
        return code

    def hear_out(self) -> None:
        """Read the output to its end, which comes when every process of the server has ended."""
        assert self.listener is not None
        self.listener.join(timeout=20)
        assert not self.listener.is_alive(), "a process of the server is left"
        assert self.process.stdout is not None
        self.process.stdout.close()


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> bool:
    """Whether *condition* came true in time."""
    give_up = time.monotonic() + seconds
    while time.monotonic() < give_up:
        if condition():
            return True
        time.sleep(0.05)
    return condition()


def start(release: Release | None, *options: str, folder: Path = ROOT) -> RunningServer:
    """Start ``tabunka serve`` on a free port, for *release* or the current one of *folder*."""
    chosen = ["--release", str(release.path)] if release else []
    return start_command([sys.executable, "-m", "server.cli", "serve", *chosen, "--port", "0", *options], folder, ROOT)


def start_command(
    command: list[str], folder: Path, programs: Path | None = None, more: Mapping[str, str] | None = None
) -> RunningServer:
    """Run *command*, which starts a server, in *folder*, with the programs in *programs*, or else its own.

    *more* is added to the environment.
    """
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"PYTHONPATH": str(programs), "PYTHONWARNINGS": "error"} if programs else {}
    environment |= more or {}
    process = subprocess.Popen(
        command, cwd=folder, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    match = re.search(r"http://\S+?:\d+", first)
    if match is None:
        process.kill()
        raise AssertionError(first + process.stdout.read())
    server = RunningServer(process, match.group(), [first])

    def listen() -> None:
        assert process.stdout is not None
        server.output.extend(process.stdout)

    server.listener = threading.Thread(target=listen, daemon=True)
    server.listener.start()
    return server
