"""The processes of a generation: a supervisor, web workers, and for each a process that runs its queries.

The supervisor opens the release once and forks the workers, which share its memory; it starts another where one ends
by itself, and stops them all when it is told to. While the store loads it has other threads, which end before the
first fork. Every worker first forks its zygote (:mod:`server.query.zygote`), then starts its threads: nothing ever
forks while threads exist.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from types import FrameType

from graph.loading import LoadingStore
from graph.release import Release
from graph.store import StatementStore, StoreError
from mappings.read.document import Document
from ontology.errors import ReportedError
from server.app import create_app, make_runner
from server.children import END, Wakeup, ending, fork, reap, send
from server.display.knowledge import Knowledge
from server.garbage import settle
from server.http.rate_limit import RateLimit
from server.metrics import Metrics
from server.pages.preparation import (
    figure_steps,
    home_steps,
    partial_home_steps,
    search_steps,
    steps,
    template_steps,
    thing_page_steps,
)
from server.processes.worker import Work, run_worker
from server.settings import Settings

_CHECK_SECONDS = 1.0
_STORE_SECONDS = 30.0
_ATTEMPTS = 3
"""Workers in a row that may end before they are ready; then the generation fails."""
_PAUSE_SECONDS = 1.0
"""Time between such attempts, to avoid a busy restart loop when every worker fails."""
_STOPPING = (signal.SIGTERM, END)
"""Signals that tell a worker to stop."""

_log = logging.getLogger("tabunka.server")


@contextmanager
def _logged() -> Iterator[None]:
    """Log what keeps pages from being prepared: whoever asks for a page has it made then. Raises StoreError."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        _log.error("pages could not be prepared: %s", error)


class StartError(ReportedError):
    """The workers of a generation could not be started."""


class Supervisor:
    """Keeps a worker on each of *listeners*, until told to stop or the process *master* is gone.

    *store* is that of the release; None where the settings name a remote one. :meth:`start` enables the garbage
    collector, which may be off until then.
    """

    def __init__(
        self,
        release: Release,
        store: LoadingStore | None,
        listeners: Sequence[socket.socket],
        documents: Mapping[str, Document],
        settings: Settings,
        master: int,
    ) -> None:
        self._release = release
        self._loading = store
        self._listeners = listeners
        self._documents = documents
        self._settings = settings
        self._master = master
        self._metrics = Metrics(release.version)
        self._rate = RateLimit(settings.rate_limit, settings.rate_burst) if settings.rate_limit else None
        self._workers: dict[int, socket.socket] = {}
        """The listener of each worker."""
        self._ready: set[int] = set()
        self._failures = 0
        self._is_stopping = False
        self._is_replaced = False
        """Does another generation accept connections, so that clients are to be handed over to it?"""
        self._work: Work | None = None
        self._wakeup = Wakeup()
        # Workers write their number to it when they are ready. A write this small is one piece.
        self._reports, self._report = os.pipe()

    def start(self) -> None:
        """Open the release, start the workers and wait until they are ready. Raises StoreError, StartError."""
        self._work = self._prepare()
        settle()
        for number in (signal.SIGTERM, signal.SIGINT, END):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        self._wakeup.listen()
        self._fork_missing()
        while len(self._ready) < len(self._listeners) and not self._is_stopping:
            self._reap()
            if self._failures:
                send(signal.SIGKILL, *self._workers)
                raise StartError("a worker ended before it was ready; the log above says why")
            self._listen_to_workers(_CHECK_SECONDS)

    def _prepare(self) -> Work:
        """The work of every worker: made once, so that all share its memory and start at once.

        Prepares pages, and waits until the store is complete.
        """
        release, settings, metrics = self._release, self._settings, self._metrics
        knowledge = Knowledge(release, self._store())
        runner = make_runner(knowledge, settings, metrics)
        app = create_app(
            release,
            knowledge=knowledge,
            runner=runner,
            texts=self._documents,
            settings=settings,
            metrics=metrics,
            rate=self._rate,
        )
        for prepare in search_steps(app):
            prepare()
        if self._loading is None:
            return Work(app, knowledge.store, runner, settings, tuple(steps(app)))
        # What takes memory is there before the first fork, so that all processes share it.
        rest = template_steps(app)
        with _logged():
            for prepare in home_steps(app):
                prepare()
            while not self._loading.is_read() and (step := next(rest, None)):
                step()
        self._loading.complete()
        with _logged(), closing(runner.start()):
            for ask in figure_steps(app):
                ask()
        return Work(app, knowledge.store, runner, settings, (*thing_page_steps(app), *rest, *partial_home_steps(app)))

    def _listen_to_workers(self, seconds: float) -> None:
        """Wait until *seconds* have passed, a signal comes, or workers report that they are ready."""
        if self._wakeup.sleep(seconds, self._reports):
            report = os.read(self._reports, 65536)
            self._ready |= {int(number) for number in report.split()}
            self._failures = 0

    def _store(self) -> StatementStore:
        settings = self._settings
        if self._loading:
            return self._loading
        from graph.remote import open_remote  # its HTTP client takes a twentieth of the start

        # Longer than any query may run, so that the limit of queries ends a query first.
        seconds = settings.limits.seconds + _STORE_SECONDS
        return open_remote(self._release, settings.store, settings.store_default_graph, seconds=seconds)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._is_stopping, self._is_replaced = True, number == signal.SIGTERM

    def _fork_missing(self) -> None:
        """Start a worker for each listener that has none."""
        for listener in self._listeners:
            if not self._is_stopping and listener not in self._workers.values():
                self._fork(listener)

    def _fork(self, listener: socket.socket) -> None:
        work, supervisor = self._work, os.getpid()
        assert work is not None

        def run() -> None:
            try:
                self._wakeup.close()
                # Ctrl-C in a terminal signals all processes of the group; workers wait for the supervisor.
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                # Until it serves, there is nothing that it must finish.
                for number in _STOPPING:
                    signal.signal(number, signal.SIG_DFL)
                signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)
                os.close(self._reports)
                run_worker(
                    work,
                    listener,
                    supervisor=supervisor,
                    tell_ready=lambda: os.write(self._report, b"%d\n" % os.getpid()),
                )
            except ReportedError as error:
                _log.error("worker %d: %s", os.getpid(), error)
                raise
            except Exception:
                _log.exception("worker %d", os.getpid())
                raise

        # A signal that comes before the worker has handlers of its own waits for them: this process's would forget it.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPPING)
        try:
            self._workers[fork(run)] = listener
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPPING)

    def wait(self) -> None:
        """Run until told to stop; then let the workers finish their requests.

        Raises StartError where workers end again and again before they are ready.
        """
        while not self._is_stopping:
            if os.getppid() != self._master:
                _log.error("the master is gone; supervisor %d stops", os.getpid())
                break
            self._reap()
            if self._failures >= _ATTEMPTS:
                send(signal.SIGKILL, *self._workers)
                raise StartError(f"{self._failures} workers ended before they were ready; the log above says why")
            self._fork_missing()
            self._listen_to_workers(_CHECK_SECONDS)
        for listener in self._listeners:
            listener.close()
        send(signal.SIGTERM if self._is_replaced else END, *self._workers)
        give_up = time.monotonic() + self._settings.stop_seconds + 1
        while self._workers and time.monotonic() < give_up:
            self._wakeup.sleep(0.1)
            self._reap()
        send(signal.SIGKILL, *self._workers)
        self._wakeup.close()

    def _reap(self) -> None:
        for pid, status in reap():
            self._metrics.forget(pid)
            if pid not in self._workers:
                continue
            del self._workers[pid]
            if self._is_stopping:
                continue
            self._metrics.restarts.inc()
            if pid in self._ready:
                self._ready.discard(pid)
                _log.error("worker %d ended (%s); starting another", pid, ending(status))
            else:
                self._failures += 1
                _log.error("worker %d ended (%s) before it was ready", pid, ending(status))
                time.sleep(_PAUSE_SECONDS)
