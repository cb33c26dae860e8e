"""One web worker: it serves the application over HTTP, and finishes running requests when it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask

from graph.store import StatementStore
from ontology.errors import ReportedError
from server.children import END
from server.http.gateway import Gateway
from server.pages.preparation import Step
from server.processes.http_server import HttpServer
from server.query.pool import EvaluatorPool
from server.settings import Settings

_TICK_SECONDS = 1.0
_HANDOVER_SECONDS = 1.0
"""The time in which a worker that is told to stop still accepts connections, and asks clients to close theirs."""
_FRESH_SECONDS = 0.3
"""The time that a client has to send its request on one of the last connections."""
_CLOSING_SECONDS = 1.0
_RUNNING_SECONDS = 0.05
"""The time between two looks at whether requests are still being answered."""
_THREAD_SECONDS = 1e-3
"""The time after which a thread that makes a page yields the interpreter to a light query or a kept answer."""
_PAUSE_SECONDS = 0.02
"""The pause of the preparation of pages while a request is being answered."""

_log = logging.getLogger("tabunka.server")


class NotReadyError(ReportedError):
    """A worker could not answer its first request."""


@dataclass(frozen=True)
class Work:
    """The application that a worker serves, the store that it reads, its runner, its settings."""

    app: Flask
    store: StatementStore
    runner: EvaluatorPool
    """Each worker starts it and so has its own evaluators."""
    settings: Settings
    preparation: tuple[Step, ...] = ()
    """The rest of the preparation of pages, which the worker does while it serves."""


def run_worker(work: Work, listener: socket.socket, supervisor: int, tell_ready: Callable[[], object]) -> None:
    """Do *work* on *listener* until SIGTERM or END, or until the process *supervisor* is no longer the parent.

    The process must have one thread. *tell_ready* is called once a look-up is answered and connections are accepted.
    Raises StoreError, NotReadyError.
    """
    work.runner.start()
    # Nothing is forked from here on.
    _wake_in_turn()
    work.store.open_files()
    sys.setswitchinterval(_THREAD_SECONDS)
    try:
        asyncio.run(_serve(work, listener, supervisor, tell_ready))
    finally:
        work.runner.close()


def _wake_in_turn() -> None:
    """Let no thread of this process stop another when it is woken (sched(7), SCHED_BATCH); it runs in its turn.

    One thread of the HTTP server reads and writes, another answers. If each answer stopped the second so that the first
    may send it, they would change places twice for every request. Under load that is a quarter of what a request costs.
    """
    if hasattr(os, "sched_setscheduler"):
        with contextlib.suppress(OSError):  # a sandbox may forbid it
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))


async def _serve(work: Work, listener: socket.socket, supervisor: int, tell_ready: Callable[[], object]) -> None:
    app, runner, settings, loop = work.app, work.runner, work.settings, asyncio.get_running_loop()
    is_told_to_stop = asyncio.Event()
    is_told_to_end = asyncio.Event()

    def end() -> None:
        is_told_to_end.set()
        is_told_to_stop.set()

    loop.add_signal_handler(signal.SIGTERM, is_told_to_stop.set)
    loop.add_signal_handler(END, end)
    gateway = Gateway(
        app.wsgi_app,
        threads=settings.threads,
        max_header=settings.max_request_header,
        max_body=settings.max_request_body,
    )
    server = HttpServer(listener, gateway, loop, settings.max_request_header)
    response = await asyncio.to_thread(app.test_client().get, "/health/ready", base_url=f"http://{settings.host}")
    if response.status_code != 200:
        raise NotReadyError(f"its first look-up failed: {response.text.strip()}")
    server.start()
    tell_ready()
    # The rest of the preparation goes on while the first readers are served.
    preparation = asyncio.create_task(_prepare(gateway, work.preparation))
    preparation.add_done_callback(_log_failure)
    while not is_told_to_stop.is_set():
        try:
            await asyncio.wait_for(is_told_to_stop.wait(), _TICK_SECONDS)
        except TimeoutError:
            if os.getppid() != supervisor:
                _log.error("the supervisor is gone; worker %d stops", os.getpid())
                break
            if not runner.is_alive():
                _log.error("the process for queries is gone; worker %d stops, so that both start anew", os.getpid())
                break
    give_up = loop.time() + settings.stop_seconds
    if not is_told_to_end.is_set():
        await _hand_over(server, gateway)
    await _finish(server, gateway, give_up)


async def _prepare(gateway: Gateway, steps: Iterable[Step]) -> None:
    """Take *steps*, each while no request is being answered."""
    for step in steps:
        while gateway.running:
            await asyncio.sleep(_PAUSE_SECONDS)
        await asyncio.to_thread(step)


def _log_failure(preparation: asyncio.Task[None]) -> None:
    """Log why pages could not be prepared; they are then made when a reader requests them."""
    if not preparation.cancelled() and preparation.exception() is not None:
        _log.error("worker %d could not prepare pages: %s", os.getpid(), preparation.exception())


async def _hand_over(server: HttpServer, gateway: Gateway) -> None:
    """Hand over to other processes that listen: ask clients to come back to one of them."""
    gateway.is_draining = True
    await asyncio.sleep(_HANDOVER_SECONDS)
    server.accept_no_more()
    await asyncio.sleep(_FRESH_SECONDS)


async def _finish(server: HttpServer, gateway: Gateway, give_up: float) -> None:
    """Finish the requests that are being answered, but not after *give_up* (loop time); then close the connections."""
    time = asyncio.get_running_loop().time
    gateway.is_draining = True
    server.accept_no_more()
    while gateway.running and time() < give_up:
        await asyncio.sleep(_RUNNING_SECONDS)
    try:
        await asyncio.wait_for(server.stop(), max(_CLOSING_SECONDS, give_up - time()))
    except TimeoutError:
        _log.warning("worker %d closes connections whose clients read too slowly", os.getpid())
    gateway.close()
