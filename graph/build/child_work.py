"""Work of the build in a child process, a fork of this one: it inherits its input, and its output is what it writes."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from types import TracebackType

from graph.processes import die_with
from ontology.errors import ReportedError


class ChildWorkError(ReportedError):
    """The process that did some work of the build has ended before it was done."""


class ChildWork:
    """Does *work*, which returns nothing, in a child process. Leaving the context ends it, finished or not.

    Work that *is_small* is done at once in this process: a fork would take longer.
    """

    def __init__(self, work: Callable[[], None], is_small: bool = False) -> None:
        self._process: BaseProcess | None = None
        if is_small:
            work()
            return
        forking = multiprocessing.get_context("fork")
        self._outcome, outcome = forking.Pipe(duplex=False)
        self._process = forking.Process(target=_do, args=(os.getpid(), work, outcome))
        self._process.start()
        outcome.close()

    def __enter__(self) -> ChildWork:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def finish(self) -> None:
        """Wait until the work is done. Raises the error that it raised, or ChildWorkError."""
        if self._process is None:
            return
        try:
            error = self._outcome.recv()
        except (EOFError, OSError):
            raise ChildWorkError("a process that the build started has ended before it was done; build again") from None
        self._process.join()
        if error is not None:
            raise error


def _do(parent: int, work: Callable[[], None], outcome: Connection) -> None:
    die_with(parent)
    try:
        work()
    except (ReportedError, OSError, sqlite3.Error) as error:
        outcome.send(error)
    else:
        outcome.send(None)
