"""The run of one query: send it to an evaluator, watch it, return its answer or stop it."""

from __future__ import annotations

import contextlib
import io
import socket
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import IO

from graph.store import StoreUnavailableError
from server.query.evaluation import EvaluationError
from server.query.faults import Fault, QuerySyntaxError
from server.query.frames import (
    EndedError,
    Failure,
    FailureKind,
    Frame,
    FrameKind,
    FrameReader,
    Order,
    OrderMessage,
    send_request,
)
from server.query.limits import byte_limit, memory_limit, row_limit, time_limit
from server.query.permits import Permit, PermitKind
from server.query.request import QueryRequest
from server.query.runner import Answer, BusyError, ClientGoneError, KilledError
from server.query.zygote import Zygote

_POLL_SECONDS = 0.2
"""Seconds between two checks of a running query: is its client still connected, is a permit free for it?"""
_EARLY_SECONDS = 0.5
"""A query that has computed for so many seconds exchanges its quick permit if a long one is free.

Sooner, and the scans of a large release run in as many evaluators as there are permits: none ends sooner, and each
copies the pages of the store that it reads.
"""
_PATIENT_SECONDS = 1.0
"""The same by the clock: on a machine that is full a query may compute little, and others wait for its permit."""


@dataclass(frozen=True)
class Patience:
    """The seconds that a query computes before it needs a long permit, and the seconds that it may be held then.

    Processor time counts, because on a busy machine a small query takes long as well. Where the store *is_remote* the
    evaluator only waits, so there elapsed time counts.
    """

    quick_seconds: float
    queue_seconds: float
    is_remote: bool


class EvaluatorConnection:
    """A worker's end of the connection to evaluator *number*. One query at a time uses it."""

    def __init__(self, number: int, slot: int, end: socket.socket, zygote: Zygote) -> None:
        self.number = number
        self.slot = slot
        self.end = end
        self.end.setblocking(False)
        self.frames = FrameReader(end)
        self._zygote = zygote

    def order(self, order: Order) -> None:
        """Send the zygote an *order* about its evaluator. Raises KilledError when the zygote is gone."""
        try:
            self._zygote.order(OrderMessage(order, self.number, self.slot))
        except OSError as error:
            raise gone() from error

    def processor_seconds(self) -> tuple[int, float]:
        """See :meth:`server.query.zygote.Roster.processor_seconds`."""
        return self._zygote.roster.processor_seconds(self.slot)

    def kill(self) -> None:
        """Kill its evaluator."""
        with contextlib.suppress(OSError):
            self._zygote.order(OrderMessage(Order.KILL, self.number, self.slot))
        self.end.close()


class QueryRun:
    """The run of *request* by the evaluator at *connection*, with *permit*."""

    def __init__(
        self,
        request: QueryRequest,
        connection: EvaluatorConnection,
        permit: Permit,
        patience: Patience,
        is_gone: Callable[[], bool] | None,
    ) -> None:
        self._request = request
        self._connection = connection
        self._permit = permit
        self._patience = patience
        self._is_gone = is_gone
        self._began = time.monotonic()
        self._held_seconds = 0.0
        self._held_since = 0.0
        self._is_slowed = False
        self._process = 0
        self._computed_before = 0.0
        self._file: IO[bytes] | None = None
        self._size = 0

    def answer(self) -> Answer:
        """The answer, when it is complete.

        Raises what Runner.run does. After QuerySyntaxError, EvaluationError, StoreUnavailableError and the limits of
        rows and bytes the evaluator is ready for the next query; after any other error it must be killed.
        """
        try:
            # A broken connection is read below: it tells how the evaluator ended.
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                send_request(self._connection.end, self._request)
            now = self._began
            next_check = now + self._check(now)
            while True:
                # Frames are read before the check, which may come late on a busy machine.
                for frame in self._connection.frames.wait(next_check - now):
                    answer = self._receive(frame)
                    if answer is not None:
                        return answer
                now = time.monotonic()
                if now >= next_check:
                    next_check = now + self._check(now)
        except BaseException as error:
            if self._file is not None:
                self._file.close()
            if isinstance(error, EndedError):
                raise self._ended(error) from None
            if isinstance(error, TimeoutError):
                raise KilledError("the evaluator of this query did not take it; try again") from error
            raise

    def _receive(self, frame: Frame) -> Answer | None:
        """Keep a part; give the answer when this was the last one. Raises the error that the evaluator reports."""
        if frame.kind is not FrameKind.PART and self._permit.kind is PermitKind.HELD:
            self._connection.order(Order.CONTINUE)  # the query was finished just before it was held
        if frame.kind is FrameKind.ERROR:
            raise self._failed(Failure.unpacked(frame.data))
        self._size += len(frame.data)
        if frame.kind is FrameKind.LAST and self._file is None:
            return Answer(io.BytesIO(frame.data), self._size)
        if self._file is None:
            # The file is part of the answer: closed in answer() on an error, else by the receiver of the answer.
            self._file = tempfile.TemporaryFile()  # noqa: SIM115
        self._file.write(frame.data)
        if frame.kind is FrameKind.PART:
            return None
        self._file.seek(0)
        return Answer(self._file, self._size)

    def _check(self, now: float) -> float:
        """Check time, client and permit of the query at *now*. Returns the seconds until the next check.

        Raises the error that stops the query: LimitError, ClientGoneError, BusyError.
        """
        if self._permit.kind is PermitKind.HELD:
            return self._check_held(now)
        ran = now - self._began - self._held_seconds
        if ran >= self._request.max_seconds:
            raise time_limit(self._request.max_seconds)
        if ran >= _EARLY_SECONDS:
            self._check_client()
            computed = self._computed(ran)
            is_long = computed >= self._patience.quick_seconds
            is_early = computed < _EARLY_SECONDS and ran < _PATIENT_SECONDS
            if self._permit.kind is PermitKind.QUICK and not is_early and not self._permit.lengthen() and is_long:
                self._hold(now)
                return _POLL_SECONDS
            if is_long and not self._is_slowed:
                self._slow()
        return (
            min(time for time in (_EARLY_SECONDS, self._request.max_seconds, ran + _POLL_SECONDS) if time > ran) - ran
        )

    def _computed(self, ran: float) -> float:
        """How many of the seconds that it *ran* the query computed. The first call must come early in the run."""
        if self._patience.is_remote:
            return ran
        process, computed = self._connection.processor_seconds()
        if process != self._process:
            # This is the first call, or the evaluator was replaced before it received the query.
            self._computed_before = 0.0 if self._process else max(0.0, computed - ran)
            self._process = process
        return computed - self._computed_before

    def _check_held(self, now: float) -> float:
        self._check_client()
        if self._permit.lengthen():
            self._held_seconds += now - self._held_since
            self._slow()
            self._connection.order(Order.CONTINUE)
        elif now - self._held_since >= self._patience.queue_seconds:
            raise busy(self._request)
        return _POLL_SECONDS

    def _hold(self, now: float) -> None:
        if not self._permit.hold():
            raise busy(self._request)
        self._connection.order(Order.HOLD)
        self._held_since = now

    def _slow(self) -> None:
        self._connection.order(Order.SLOW)
        self._is_slowed = True

    def _check_client(self) -> None:
        if self._is_gone is not None and self._is_gone():
            raise ClientGoneError("the client closed the connection; its query was stopped")

    def _failed(self, failure: Failure) -> Exception:
        match failure.kind:
            case FailureKind.SYNTAX:
                return QuerySyntaxError(failure.message, failure.line, failure.column, Fault.of(failure.fault))
            case FailureKind.ROWS:
                return row_limit(self._request.max_rows)
            case FailureKind.BYTES:
                return byte_limit(self._request.max_bytes)
            case FailureKind.MEMORY:
                return memory_limit(self._request.max_memory)
            case FailureKind.UNAVAILABLE:
                return StoreUnavailableError(failure.message)
            case FailureKind.EVALUATION:
                return EvaluationError(failure.message)

    def _ended(self, error: EndedError) -> Exception:
        if error.end is None:
            return gone()
        if error.end.is_exhaustion:
            # The engine aborts where memory or stack ends.
            return memory_limit(self._request.max_memory)
        return KilledError("the process of this query was stopped before it answered; try again")


def busy(request: QueryRequest) -> BusyError:
    """The error for *request* when every permit is taken."""
    return BusyError(max(1, round(request.max_seconds / 4)))


def gone() -> KilledError:
    """The error when there is no zygote any more."""
    return KilledError("the process that runs queries is gone; try again in a moment")
