"""Queries run where they can be killed.

A *zygote* is forked while the process has one thread, with the store in its memory. It forks one child for each query
(copy-on-write: a child costs milliseconds). A child may use so much memory, may open no file and no socket (so that
nothing can be fetched, whatever the query says; where the store is elsewhere it must reach that), and is killed when
its time is up or its client has gone. What it answers is complete before anybody sees it: it writes to a temporary
file, then says so.

A query begins at once, in a *quick* place: most are done there. One that takes longer than that needs one of the places
for *long* queries; while all of them are taken it is held (stopped, its time with it) until one is free. So simple
queries never wait for those that are not, and long ones yield to them: they run with a lower priority.

Between a thread of the web worker and a child there are a socket pair (the request one way, the outcome the other)
and the file. The zygote reports at the end of the same socket how the child ended.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import resource
import select
import selectors
import signal
import socket
import struct
import sys
import tempfile
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import IO, Any, Protocol

from graph.store import StoreUnavailableError
from ontology.errors import ReportedError
from server.query.evaluation import (
    EvaluationError,
    Evaluator,
    LimitError,
    QueryRequest,
    byte_limit,
    memory_limit,
    row_limit,
    time_limit,
)
from server.query.tokeniser import QuerySyntaxError

_ORDER = struct.Struct("!cQd")
"""What a worker sends the zygote: Run, Hold, Continue, Yield or Kill by its first letter, the number of the query, its
seconds."""
_SIZE = struct.Struct("!Q")
_POLL_SECONDS = 0.2
_NICENESS, _LONG_NICENESS = 2, 12
_QUICK_PLACES = 4
_DESCRIPTORS_OF_A_REMOTE_STORE = 256
"""Enough to resolve a name and connect; the numbers of what the worker holds open count as well."""


class BusyError(ReportedError):
    """Every place is taken. *retry_after* is in seconds."""

    status = 503
    title = "Too many queries"

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many queries are running; try again in {retry_after} s")
        self.retry_after = retry_after


class KilledError(ReportedError):
    """The process of a query ended before it answered, for no fault of the query that is known."""

    status = 503
    title = "Query stopped"
    retry_after = 1


class ClientGoneError(ReportedError):
    """The client that asked is no longer there. The status is nginx's code for it; nobody reads the answer."""

    status = 499
    title = "Client closed request"


@dataclass(frozen=True)
class Answer:
    """A complete answer: a file to read from its start, its size in bytes, its rows (-1: too few to count)."""

    file: IO[bytes]
    size: int
    rows: int


class Runner(Protocol):
    """What runs a query. The endpoint needs no more than this."""

    def run(self, request: QueryRequest, is_gone: Callable[[], bool] | None = None) -> Answer:
        """Run *request* to its end; *is_gone* says whether the client has left.

        Raises QuerySyntaxError, LimitError, EvaluationError, BusyError, KilledError, ClientGoneError.
        """
        ...


class Observer(Protocol):
    """Who wants to know how many queries wait and run, and how they end."""

    waiting: Any
    running: Any
    queries: Any


def ending(error: BaseException | None) -> str:
    """In a word, how a query ended."""
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


class Zygote:
    """A worker's side of a zygote process. Threads may share it."""

    def __init__(
        self,
        evaluator: Evaluator,
        *,
        queries: int,
        waiting: int,
        queue_seconds: float,
        quick_seconds: float = 1.0,
        unneeded: Iterable[socket.socket] = (),
        observer: Observer | None = None,
    ) -> None:
        """Fork the zygote.

        *queries* that take longer than *quick_seconds* run at once; *waiting* more, and as many as run, wait up to
        *queue_seconds*. The zygote closes *unneeded*.
        """
        here, there = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        with warnings.catch_warnings():
            # Python 3.12 warns where other threads exist; the zygote takes no lock that they could hold.
            warnings.simplefilter("ignore", DeprecationWarning)
            self.pid = os.fork()
        if self.pid == 0:
            status = 1
            try:
                here.close()
                for each in unneeded:
                    each.close()
                _ZygoteProcess(there, evaluator).loop()
                status = 0
            finally:
                os._exit(status)
        there.close()
        self._control = here
        self._lock = threading.Lock()
        self._number = 0
        self._quick = threading.BoundedSemaphore(_QUICK_PLACES)
        self._long = threading.BoundedSemaphore(queries)
        self._queued = threading.BoundedSemaphore(_QUICK_PLACES + waiting)
        self._held = threading.BoundedSemaphore(waiting) if waiting else None
        self._quick_seconds = quick_seconds
        self._queue_seconds = queue_seconds
        self._observer = observer

    def close(self) -> None:
        """Let the zygote go; it kills what still runs."""
        self._control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def is_alive(self) -> bool:
        """Is the process still there?"""
        try:
            return os.waitpid(self.pid, os.WNOHANG) == (0, 0)
        except ChildProcessError:
            return False

    def run(self, request: QueryRequest, is_gone: Callable[[], bool] | None = None) -> Answer:
        """See :class:`Runner`."""
        try:
            answer = self._admit(request, is_gone)
        except BaseException as error:
            self._ended(error)
            raise
        self._ended(None)
        return answer

    def _ended(self, error: BaseException | None) -> None:
        if self._observer is not None:
            self._observer.queries.labels(ending(error)).inc()

    def _admit(self, request: QueryRequest, is_gone: Callable[[], bool] | None) -> Answer:
        if not self._queued.acquire(blocking=False):
            raise BusyError(_retry_after(request))
        place = _Place(self._queued)
        try:
            with self._counted("waiting"):
                has_place = self._quick.acquire(timeout=self._queue_seconds)
            if not has_place:
                raise BusyError(_retry_after(request))
            place.add(self._quick)
            with self._counted("running"):
                return self._run(request, is_gone, place)
        finally:
            place.leave()

    def _lengthen(
        self,
        connection: socket.socket,
        number: int,
        place: _Place,
        request: QueryRequest,
        is_gone: Callable[[], bool] | None,
    ) -> None:
        """Move the query *number* from its quick *place* to one for long queries, holding it until there is one.

        One that answered on *connection* just before it was held needs none.

        Raises BusyError or ClientGoneError, the query killed, when there is none in time, or nobody waits any more.
        """
        if self._long.acquire(blocking=False):
            place.move(self._long)
            self._order(b"Y", 0, (), number)
            return
        if self._held is None or not self._held.acquire(blocking=False):
            self._order(b"K", 0, (), number)
            raise BusyError(_retry_after(request))
        place.move(self._held)
        self._order(b"H", 0, (), number)
        give_up = time.monotonic() + self._queue_seconds
        with self._counted("waiting"):
            while not self._long.acquire(timeout=_POLL_SECONDS):
                if select.select([connection], [], [], 0)[0]:
                    return
                if is_gone is not None and is_gone():
                    self._order(b"K", 0, (), number)
                    raise ClientGoneError("the client closed the connection; its query was stopped")
                if time.monotonic() >= give_up:
                    self._order(b"K", 0, (), number)
                    raise BusyError(_retry_after(request))
        place.move(self._long)
        self._order(b"C", 0, (), number)

    @contextlib.contextmanager
    def _counted(self, name: str) -> Iterator[None]:
        gauge = getattr(self._observer, name) if self._observer is not None else None
        if gauge is not None:
            gauge.inc()
        try:
            yield
        finally:
            if gauge is not None:
                gauge.dec()

    def _run(self, request: QueryRequest, is_gone: Callable[[], bool] | None, place: _Place) -> Answer:
        # The file is the answer's: closed here on any error, by whoever sends it otherwise.
        output = tempfile.TemporaryFile()  # noqa: SIM115
        here, there = socket.socketpair()
        try:
            with here:
                with there:
                    number = self._order(b"R", request.max_seconds, (there.fileno(), output.fileno()))
                data = json.dumps(request.to_dict()).encode()
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    here.sendall(_SIZE.pack(len(data)) + data)
                outcome, end = self._await(here, number, request, is_gone, place)
            rows = _judge(outcome, end, request)
        except BaseException:
            output.close()
            raise
        output.seek(0)
        return Answer(output, os.fstat(output.fileno()).st_size, rows)

    def _order(self, what: bytes, seconds: float, descriptors: tuple[int, ...], number: int = 0) -> int:
        with self._lock:
            if what == b"R":
                self._number += 1
                number = self._number
            message = _ORDER.pack(what, number, seconds)
            try:
                if descriptors:
                    socket.send_fds(self._control, [message], list(descriptors))
                else:
                    self._control.sendall(message)
            except OSError as error:
                raise KilledError("the process that runs queries is gone; try again in a moment") from error
        return number

    def _await(
        self,
        connection: socket.socket,
        number: int,
        request: QueryRequest,
        is_gone: Callable[[], bool] | None,
        place: _Place,
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """What the child said, and what the zygote said of its end."""
        seconds = request.max_seconds
        connection.settimeout(min(_POLL_SECONDS, self._quick_seconds))
        received = b""
        began = time.monotonic()
        give_up = began + seconds + self._queue_seconds + 10
        while True:
            try:
                data = connection.recv(65536)
            except TimeoutError:
                if is_gone is not None and is_gone():
                    self._order(b"K", 0, (), number)
                    raise ClientGoneError("the client closed the connection; its query was stopped") from None
                if time.monotonic() > give_up:
                    self._order(b"K", 0, (), number)
                    raise time_limit(seconds) from None
                if self._quick in place.of and time.monotonic() - began >= self._quick_seconds:
                    self._lengthen(connection, number, place, request, is_gone)
                    connection.settimeout(_POLL_SECONDS)
                continue
            except ConnectionResetError:
                data = b""
            if not data:
                break
            received += data
        said: dict[str, Any] = {}
        end: dict[str, Any] = {}
        for line in filter(None, received.splitlines()):
            message = json.loads(line)
            if "end" in message:
                end = message
            else:
                said = message
        return said, end


class _Place:
    """The places that one query takes among those of their kind; each is left exactly once."""

    def __init__(self, *of: threading.Semaphore) -> None:
        self.of = list(of)

    def add(self, to: threading.Semaphore) -> None:
        """Take a place of *to* as well, which has been acquired."""
        self.of.append(to)

    def move(self, to: threading.Semaphore) -> None:
        """Take a place of *to*, which has been acquired, and leave all others."""
        before, self.of = self.of, [to]
        for each in before:
            each.release()

    def leave(self) -> None:
        """Take none."""
        before, self.of = self.of, []
        for each in before:
            each.release()


def _retry_after(request: QueryRequest) -> int:
    return max(1, round(request.max_seconds / 4))


def _judge(outcome: dict[str, Any], end: dict[str, Any], request: QueryRequest) -> int:
    """The number of rows, or the error that says what happened."""
    if end.get("end") == "killed" and end.get("late"):
        raise time_limit(request.max_seconds)
    match outcome.get("outcome"):
        case "answer":
            return int(outcome["rows"])
        case "syntax":
            raise QuerySyntaxError(outcome["message"], outcome["line"], outcome["column"])
        case "rows":
            raise row_limit(request.max_rows)
        case "bytes":
            raise byte_limit(request.max_bytes)
        case "memory":
            raise memory_limit(request.max_memory)
        case "error":
            raise EvaluationError(outcome["message"])
        case "unavailable":
            raise StoreUnavailableError(outcome["message"])
    if end.get("signal") in (signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS):
        # The engine aborts where memory or stack ends.
        raise memory_limit(request.max_memory)
    raise KilledError("the process of this query was stopped before it answered; try again")


@dataclass
class _Child:
    """A query that runs: its process, where its end is reported, when it is killed."""

    number: int
    connection: socket.socket
    deadline: float
    is_late: bool = False
    held_since: float | None = None
    """Since when it is stopped; its deadline moves on by as long as that takes."""

    @property
    def can_be_late(self) -> bool:
        """Does its time run?"""
        return not self.is_late and self.held_since is None


class _ZygoteProcess:
    """The zygote itself: one thread, which forks, kills and reaps."""

    def __init__(self, control: socket.socket, evaluator: Evaluator) -> None:
        self._control = control
        self._evaluator = evaluator
        self._children: dict[int, _Child] = {}

    def loop(self) -> None:
        """Serve until the worker is gone, then kill what still runs."""
        # A terminal's Ctrl-C reaches every process of the group: the supervisor decides, not each of them.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        woken, waker = socket.socketpair()
        woken.setblocking(False)
        waker.setblocking(False)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        with self._control, woken, waker, selectors.DefaultSelector() as selector:
            selector.register(self._control, selectors.EVENT_READ)
            selector.register(woken, selectors.EVENT_READ)
            while True:
                deadlines = [child.deadline for child in self._children.values() if child.can_be_late]
                timeout = max(0.0, min(deadlines) - time.monotonic()) if deadlines else None
                for key, _ in selector.select(timeout):
                    if key.fileobj is woken:
                        with contextlib.suppress(BlockingIOError):
                            while woken.recv(4096):
                                pass
                    elif not self._obey():
                        self._kill_all()
                        return
                self._kill_late()
                self._reap()

    def _obey(self) -> bool:
        """Do one order of the worker. False when the worker is gone."""
        try:
            message, descriptors, _, _ = socket.recv_fds(self._control, _ORDER.size, 2)
        except OSError:
            return False
        if len(message) < _ORDER.size:
            return False
        what, number, seconds = _ORDER.unpack(message)
        if what == b"R":
            connection = socket.socket(fileno=descriptors[0])
            self._fork(number, connection, descriptors[1], seconds)
        else:
            for pid, child in self._children.items():
                if child.number == number:
                    self._treat(what, pid, child)
        return True

    def _treat(self, what: bytes, pid: int, child: _Child) -> None:
        """Hold a child, let it go on, make it yield to others, or kill it."""
        now = time.monotonic()
        if what == b"K":
            os.kill(pid, signal.SIGKILL)
        elif what == b"H":
            child.held_since = now
            os.kill(pid, signal.SIGSTOP)
        else:
            if child.held_since is not None:
                child.deadline += now - child.held_since
                child.held_since = None
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, pid, _LONG_NICENESS)
            os.kill(pid, signal.SIGCONT)

    def _fork(self, number: int, connection: socket.socket, output: int, seconds: float) -> None:
        try:
            pid = os.fork()
        except OSError:
            os.close(output)
            connection.close()
            return
        if pid == 0:
            try:
                # The ends of other queries are not for this one to hold open: their askers wait for them.
                for other in self._children.values():
                    other.connection.close()
                self._control.close()
                _child(self._evaluator, connection, output)
            finally:
                os._exit(0)
        os.close(output)
        self._children[pid] = _Child(number, connection, time.monotonic() + seconds)

    def _kill_late(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if child.can_be_late and child.deadline <= now:
                child.is_late = True
                os.kill(pid, signal.SIGKILL)

    def _reap(self) -> None:
        while self._children:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            child = self._children.pop(pid, None)
            if child is None:
                continue
            killed = os.WIFSIGNALED(status)
            end = {
                "end": "killed" if killed else "exited",
                "signal": os.WTERMSIG(status) if killed else 0,
                "late": child.is_late,
            }
            with child.connection as connection, contextlib.suppress(OSError):
                connection.setblocking(False)
                connection.send(b"\n" + json.dumps(end).encode() + b"\n")

    def _kill_all(self) -> None:
        for pid in self._children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _child(evaluator: Evaluator, connection: socket.socket, output: int) -> None:
    """Evaluate the one request that *connection* brings, in a process that may do nothing else."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    faulthandler.disable()
    _be_the_first_to_go()
    # The engine reports on standard error where it aborts; the worker says it better.
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    connection.setblocking(True)
    with connection.makefile("rb") as reader:
        (size,) = _SIZE.unpack(reader.read(_SIZE.size))
        request = QueryRequest.from_dict(json.loads(reader.read(size)))
    with connection, open(output, "w+b", buffering=256 * 1024) as file:
        _confine(request.max_memory, _DESCRIPTORS_OF_A_REMOTE_STORE if evaluator.store.is_remote else 0)
        outcome = _outcome(evaluator, request, file)
        connection.sendall(json.dumps(outcome).encode() + b"\n")


def _outcome(evaluator: Evaluator, request: QueryRequest, file: IO[bytes]) -> dict[str, Any]:
    try:
        rows = evaluator.evaluate(request, file)
        file.flush()
    except QuerySyntaxError as error:
        return {"outcome": "syntax", "message": str(error)[:2000], "line": error.line, "column": error.column}
    except LimitError as error:
        return {"outcome": error.limit}
    except MemoryError:
        return {"outcome": "memory"}
    except StoreUnavailableError as error:
        return {"outcome": "unavailable", "message": str(error)[:2000]}
    except ReportedError as error:
        return {"outcome": "error", "message": str(error)[:2000]}
    return {"outcome": "answer", "rows": rows}


def _be_the_first_to_go() -> None:
    """Yield to the pages, and be what the kernel kills when the machine itself runs out of memory."""
    with contextlib.suppress(OSError):
        os.nice(_NICENESS)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as score:  # noqa: PTH123
        score.write("1000")


def _confine(memory: int, descriptors: int) -> None:
    """From here on: so many bytes of memory more, no file or socket beyond number *descriptors*: with 0, no new one."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - no import may follow
            used = int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        pass  # not Linux: there the time limit has to do
    else:
        resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
