"""The interface through which the server runs queries: the runner, its answers and its errors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Protocol

from graph.store import StoreUnavailableError
from ontology.errors import ReportedError
from server.query.faults import QuerySyntaxError
from server.query.limits import LimitError
from server.query.request import QueryRequest


class BusyError(ReportedError):
    """Every permit is taken. *retry_after* is in seconds."""

    status = 503
    title = "Too many queries"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many queries are running; try again in {retry_after} s")
        self.retry_after = retry_after


class KilledError(ReportedError):
    """The evaluator of a query ended before it answered, and the query is not known to be the cause."""

    status = 503
    title = "Query stopped"
    retry_after = 1


class ClientGoneError(ReportedError):
    """The client has disconnected. The status is nginx's code for this; the body is never sent."""

    status = 499
    title = "Client closed request"


@dataclass(frozen=True)
class Answer:
    """A complete answer: a file to read from its start, and its size in bytes."""

    file: IO[bytes]
    size: int


class Runner(Protocol):
    """Runs queries. Threads may share it."""

    def run(self, request: QueryRequest, is_gone: Callable[[], bool] | None = None) -> Answer:
        """Run *request* to its end; *is_gone* says whether the client has left.

        Raises QuerySyntaxError, LimitError, EvaluationError, BusyError, KilledError, ClientGoneError,
        StoreUnavailableError.
        """
        ...

    def is_alive(self) -> bool:
        """Can it run queries?"""
        ...


class Gauge(Protocol):
    """A number that goes up and down."""

    def inc(self) -> None:
        """Add one."""

    def dec(self) -> None:
        """Take one away."""


class Observer(Protocol):
    """Is told how many queries wait and run, and how they end."""

    @property
    def waiting(self) -> Gauge:
        """Queries that wait for a permit."""

    @property
    def running(self) -> Gauge:
        """Queries that run."""

    def query_ended(self, outcome: str) -> None:
        """A query ended with *outcome*, one of those of :func:`outcome_of`."""


class Unobserved:
    """An observer that ignores everything."""

    class _Nothing:
        def inc(self) -> None:
            pass

        def dec(self) -> None:
            pass

    waiting: Gauge = _Nothing()
    running: Gauge = _Nothing()

    def query_ended(self, outcome: str) -> None:
        """Do nothing."""


@contextmanager
def counted(gauge: Gauge) -> Iterator[None]:
    """Raise *gauge* by one while the block runs."""
    gauge.inc()
    try:
        yield
    finally:
        gauge.dec()


def outcome_of(error: BaseException | None) -> str:
    """The outcome of a query in one word: *error* is the one that it raised, None if it was answered."""
    match error:
        case None:
            return "answered"
        case LimitError():
            return error.limit
        case QuerySyntaxError():
            return "syntax"
        case BusyError():
            return "busy"
        case ClientGoneError():
            return "client_gone"
        case KilledError():
            return "killed"
        case StoreUnavailableError():
            return "unavailable"
    return "error"
