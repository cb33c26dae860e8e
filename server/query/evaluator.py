"""An evaluator: a process that answers one query after another, on one connection, and may do nothing else.

It is killed where a limit is broken. It retires by itself where it has changed too much to go on: the zygote then forks
another, which goes on with the same connection, and the asker need not know.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from graph.store import StoreUnavailableError
from ontology.errors import ReportedError
from server.query import sandbox
from server.query.evaluation import Evaluator
from server.query.frames import Failure, FailureKind, FrameKind, receive_request, send_frame
from server.query.limits import LimitError
from server.query.request import QueryRequest
from server.query.tokeniser import QuerySyntaxError

LEFT, RETIRED, IDLE = 0, 70, 71
"""Exit statuses: nobody will ask any more; it should be replaced; nobody has asked for long."""

_LONGEST_MESSAGE = 2000
_TIMEVAL = struct.Struct("@ll")
_MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Retirement:
    """When an evaluator retires. Memory is its own, in bytes: what it shares with all others does not count.

    A query that walks through the store makes copies of the pages it walks through (the store counts references in
    them), which makes the next such query several times faster. So they are kept while there is work, but not for ever.
    """

    memory: int = 64 * _MEBIBYTE
    """With more it retires once it has answered …"""
    share: float = 0.6
    """… if that is also more than this share of what its zygote has: the larger a store, the more a walk copies."""
    memory_at_rest: int = 16 * _MEBIBYTE
    """With more it retires when it is at rest."""
    rest_seconds: float = 2.0
    """It is at rest when it has had nothing to do for so long."""
    idle_seconds: float = 30.0
    """It retires when it has had nothing to do for so long."""


def serve(evaluator: Evaluator, connection: socket.socket, retirement: Retirement, *, parent: int) -> int:
    """Be an evaluator on *connection* until it ends, or until another should go on; gives the exit status.

    *parent* is the process that forked this one just now.
    """
    sandbox.die_with(parent)
    sandbox.be_the_first_to_go()
    priority = sandbox.priority()
    memory = sandbox.Memory()
    most = max(retirement.memory, int(memory.resident() * retirement.share))
    sandbox.confine(reaches_a_store=evaluator.store.is_remote)
    connection.setblocking(True)
    _wait_at_most(connection, retirement.rest_seconds)
    while True:
        try:
            request = receive_request(connection)
        except BlockingIOError:
            if memory.exceeds(retirement.memory_at_rest):
                return RETIRED
            _wait_at_most(connection, retirement.idle_seconds)
            try:
                request = receive_request(connection)
            except BlockingIOError:
                return IDLE
            _wait_at_most(connection, retirement.rest_seconds)
        if request is None:
            return LEFT
        memory.allow(request.max_memory)
        kind, data = _answer(evaluator, request, partial(send_frame, connection, FrameKind.PART))
        send_frame(connection, kind, data)
        # What follows comes after the answer: nobody waits for it.
        del request, data
        if sandbox.priority() != priority or memory.exceeds(most):
            return RETIRED


def _wait_at_most(connection: socket.socket, seconds: float) -> None:
    """Let receiving fail after *seconds*. (A timeout of Python's own would ask the kernel twice for each message.)"""
    whole = int(seconds)
    time = _TIMEVAL.pack(whole, int((seconds - whole) * 1_000_000))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, time)


def _answer(evaluator: Evaluator, request: QueryRequest, send: Callable[[bytes], None]) -> tuple[FrameKind, bytes]:
    """The last frame of the answer."""
    try:
        return FrameKind.LAST, evaluator.evaluate(request, send)
    except QuerySyntaxError as error:
        failure = Failure(FailureKind.SYNTAX, str(error)[:_LONGEST_MESSAGE], error.line, error.column)
    except LimitError as error:
        failure = Failure(FailureKind(error.limit))
    except MemoryError:
        failure = Failure(FailureKind.MEMORY)
    except StoreUnavailableError as error:
        failure = Failure(FailureKind.UNAVAILABLE, str(error)[:_LONGEST_MESSAGE])
    except ReportedError as error:
        failure = Failure(FailureKind.EVALUATION, str(error)[:_LONGEST_MESSAGE])
    return FrameKind.ERROR, failure.packed()
