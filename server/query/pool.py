"""The evaluators of one worker, and the choice of one for each query."""

from __future__ import annotations

import itertools
import socket
from collections.abc import Callable

from graph.store import StoreUnavailableError
from server.query.evaluation import EvaluationError, Evaluator
from server.query.evaluator import Retirement
from server.query.faults import QuerySyntaxError
from server.query.frames import Order, OrderMessage
from server.query.limits import LimitError
from server.query.permits import Permit, Permits
from server.query.request import QueryRequest
from server.query.run import EvaluatorConnection, Patience, QueryRun, busy, gone
from server.query.runner import Answer, Observer, Unobserved, counted, outcome_of
from server.query.zygote import Zygote

QUICK_PLACES = 4
"""The default: enough for a remote store, whose queries spend most of their time waiting."""


class EvaluatorPool:
    """A Runner that gives each query to an evaluator process.

    A query begins with one of *quick* permits, and waits for one at most as long as it may run. A query that computes
    longer than *quick_seconds* needs one of *long* permits. While none is free, up to *held* such queries are stopped,
    each for up to *queue_seconds*. The pool starts an evaluator when none is idle, so there are never more evaluators
    than permits; *retirement* tells when an evaluator ends.
    """

    def __init__(
        self,
        evaluator: Evaluator,
        *,
        long: int,
        held: int,
        queue_seconds: float,
        quick_seconds: float = 1.0,
        quick: int = QUICK_PLACES,
        retirement: Retirement | None = None,
        observer: Observer | None = None,
    ) -> None:
        self.permits = Permits(quick=quick, long=long, held=held)
        self.zygote = Zygote(evaluator, retirement or Retirement(), slots=quick + long + held)
        self._patience = Patience(quick_seconds, queue_seconds, evaluator.store.is_remote)
        self._observer = observer or Unobserved()
        self._idle: list[EvaluatorConnection] = []
        """Evaluators without a query. The one that finished last gets the next query: its caches are warm."""
        self._numbers = itertools.count(1)
        self._slots = list(range(quick + long + held))
        """The slots of the roster that no evaluator has."""

    def start(self) -> EvaluatorPool:
        """Fork the zygote and start one evaluator. Call it while this process has one thread."""
        self.zygote.start()
        self._idle.append(self._start())
        return self

    def close(self) -> None:
        """End the zygote and all evaluators; running queries are killed. It may be started again."""
        self.zygote.close()
        while self._idle:
            connection = self._idle.pop()
            connection.end.close()
            self._slots.append(connection.slot)

    def is_alive(self) -> bool:
        """See :class:`Runner`."""
        return self.zygote.is_alive()

    def run(self, request: QueryRequest, is_gone: Callable[[], bool] | None = None) -> Answer:
        """See :class:`Runner`."""
        try:
            permit = self._admit(request)
            try:
                with counted(self._observer.running):
                    answer = self._run(request, is_gone, permit)
            finally:
                permit.leave()
        except BaseException as error:
            self._observer.query_ended(outcome_of(error))
            raise
        self._observer.query_ended(outcome_of(None))
        return answer

    def _admit(self, request: QueryRequest) -> Permit:
        """A quick permit. Raises BusyError."""
        permit = self.permits.admit(0)
        if permit is None:
            with counted(self._observer.waiting):
                permit = self.permits.admit(request.max_seconds)
        if permit is None:
            raise busy(request)
        return permit

    def _run(self, request: QueryRequest, is_gone: Callable[[], bool] | None, permit: Permit) -> Answer:
        connection = self._take()
        is_reusable = False
        try:
            answer = QueryRun(request, connection, permit, self._patience, is_gone).answer()
            is_reusable = True
        except (QuerySyntaxError, EvaluationError, StoreUnavailableError):
            is_reusable = True
            raise
        except LimitError as error:
            is_reusable = error.limit in ("rows", "bytes")
            raise
        finally:
            if is_reusable:
                self._idle.append(connection)
            else:
                self._give_up(connection)
        return answer

    def _take(self) -> EvaluatorConnection:
        """An evaluator without a query. Raises KilledError."""
        while True:
            try:
                connection = self._idle.pop()
            except IndexError:
                return self._start()
            if connection.frames.is_silent():
                return connection
            self._give_up(connection)

    def _give_up(self, connection: EvaluatorConnection) -> None:
        connection.kill()
        self._slots.append(connection.slot)

    def _start(self) -> EvaluatorConnection:
        here, there = socket.socketpair()
        connection = EvaluatorConnection(next(self._numbers), self._slots.pop(), here, self.zygote)
        try:
            with there:
                self.zygote.order(OrderMessage(Order.START, connection.number, connection.slot, there))
        except OSError as error:
            self._give_up(connection)
            raise gone() from error
        return connection
