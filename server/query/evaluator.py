"""An evaluator: a process that answers one query after another, on one connection, and may do nothing else.

The worker has it killed when a query exceeds a limit of time or memory. It retires by itself when its memory or
priority has changed too much, or when the next query reads graphs from files that it has not opened: the zygote then
forks a successor for the same connection; the worker notices nothing.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from graph.processes import die_with
from graph.store import StatementStore, StoreUnavailableError
from ontology.errors import ReportedError
from server.query import sandbox
from server.query.evaluation import Evaluator
from server.query.faults import QuerySyntaxError
from server.query.frames import Failure, FailureKind, FrameKind, next_may_read_other_graphs, receive_request, send_frame
from server.query.limits import LimitError
from server.query.request import QueryRequest

LEFT, RETIRED, IDLE = 0, 70, 71
"""Exit statuses: the worker closed the connection; a successor is needed; no request came for a long time."""

_LONGEST_MESSAGE = 2000
_TIMEVAL = struct.Struct("@ll")
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Retirement:
    """When an evaluator retires. Memory is in bytes, without the pages that it shares with other processes.

    A query that reads much of the store copies the pages that it reads (the store counts references in them). The next
    such query is several times faster on the copies, so an evaluator keeps them while it has work, but not for ever.
    """

    memory: int = 64 * _MEBIBYTE
    """An evaluator with more memory retires after an answer …"""
    share: float = 0.6
    """… if that is also more than this share of the zygote's memory: the larger a store, the more a query copies."""
    idle_seconds: float = 30.0
    """It retires after so many seconds without a request: somebody who reads an answer asks the next within them."""


def serve(evaluator: Evaluator, connection: socket.socket, retirement: Retirement, *, parent: int) -> int:
    """Answer requests on *connection* until it is closed or the evaluator retires. Returns the exit status.

    *parent* is the process that has just forked this one.
    """
    die_with(parent)
    sandbox.yield_to_others()
    priority = sandbox.priority()
    memory = sandbox.Memory()
    most = max(retirement.memory, int(memory.resident() * retirement.share))
    requests = _Requests(evaluator.store, connection)
    connection.setblocking(True)
    _wait_at_most(connection, retirement.idle_seconds)
    while True:
        try:
            request = requests.next()
        except BlockingIOError:
            return IDLE
        except _FilesError:
            return RETIRED
        if request is None:
            return LEFT
        memory.allow(request.max_memory)
        kind, data = _answer(evaluator, request, partial(send_frame, connection, FrameKind.PART))
        send_frame(connection, kind, data)
        # The answer is sent, so no client waits while memory is freed and measured.
        del request, data
        if sandbox.priority() != priority or memory.exceeds(most):
            return RETIRED


class _FilesError(Exception):
    """The next request needs files, which this process may open no more: it is left to the successor."""


class _Requests:
    """The requests on *connection*. Before the first is evaluated, this process is confined.

    Files of *store* are opened only where the first request reads other graphs than the default one.
    """

    def __init__(self, store: StatementStore, connection: socket.socket) -> None:
        self._store = store
        self._connection = connection
        self._lacks_files = store.has_files
        self._is_confined = False
        self._more_files = 0
        """How many files of the store the engine opens when a query needs them."""
        if not self._lacks_files:
            self._confine()

    def next(self) -> QueryRequest | None:
        """The next one; None at the end of the connection. Raises BlockingIOError if none begins in time, _FilesError.

        May raise StoreError where files cannot be opened.
        """
        if self._lacks_files and next_may_read_other_graphs(self._connection):
            if self._is_confined:
                raise _FilesError
            self._more_files = self._store.open_files()
            self._lacks_files = False
        request = receive_request(self._connection)
        if not self._is_confined:
            self._confine()
        return request

    def _confine(self) -> None:
        sandbox.confine(reaches_a_store=self._store.is_remote, more_files=self._more_files)
        self._is_confined = True


def _wait_at_most(connection: socket.socket, seconds: float) -> None:
    """Make receiving fail after *seconds*. (A timeout of Python's own takes two system calls for each message.)"""
    whole = int(seconds)
    time = _TIMEVAL.pack(whole, int((seconds - whole) * 1_000_000))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, time)


def _answer(evaluator: Evaluator, request: QueryRequest, send: Callable[[bytes], None]) -> tuple[FrameKind, bytes]:
    """Evaluate *request*. *send* takes the parts of a long answer; returns the frame that ends it."""
    try:
        return FrameKind.LAST, evaluator.evaluate(request, send)
    except QuerySyntaxError as error:
        failure = Failure(
            FailureKind.SYNTAX, str(error)[:_LONGEST_MESSAGE], error.line, error.column, error.fault.members
        )
    except LimitError as error:
        failure = Failure(FailureKind(error.limit))
    except MemoryError:
        failure = Failure(FailureKind.MEMORY)
    except StoreUnavailableError as error:
        failure = Failure(FailureKind.UNAVAILABLE, str(error)[:_LONGEST_MESSAGE])
    except ReportedError as error:
        failure = Failure(FailureKind.EVALUATION, str(error)[:_LONGEST_MESSAGE])
    return FrameKind.ERROR, failure.packed()
