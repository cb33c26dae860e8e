"""One web worker: the HTTP server with the application, and an end that lets running requests finish."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from flask import Flask

from ontology.errors import ReportedError
from server.http.gateway import Gateway
from server.pages.preparation import Step
from server.processes.http_server import HttpServer
from server.query.pool import EvaluatorPool
from server.settings import Settings

_TICK_SECONDS = 1.0
_HANDOVER_SECONDS = 1.0
"""So long a worker that is told to stop still accepts connections, and tells clients to use theirs no more."""
_FRESH_SECONDS = 0.3
"""So long a client may take to send its request on a connection that was accepted last."""
_CLOSING_SECONDS = 1.0
_THREAD_SECONDS = 1e-3
"""So long a thread that makes a page keeps the interpreter from one that has a light query or a kept answer to give."""
_PAUSE_SECONDS = 0.02
"""So long the preparation of pages rests when a request is being answered."""

_log = logging.getLogger("tabunka.server")


class NotReadyError(ReportedError):
    """A worker could not answer its first request."""


@dataclass(frozen=True)
class Work:
    """What a worker serves, and with what."""

    app: Flask
    runner: EvaluatorPool
    """Not started yet: every worker has evaluators of its own."""
    settings: Settings
    preparation: tuple[Step, ...] = ()
    """What is left to do for the first readers of pages."""


def work(given: Work, listener: socket.socket, supervisor: int, tell_ready: Callable[[], object]) -> None:
    """Serve those who connect to *listener* until SIGTERM, or until the process *supervisor* is no longer the parent.

    This process must have one thread. *tell_ready* is called when it accepts connections and has answered a look-up.
    Raises NotReadyError.
    """
    given.runner.start()
    sys.setswitchinterval(_THREAD_SECONDS)
    try:
        asyncio.run(_serve(given, listener, supervisor, tell_ready))
    finally:
        given.runner.close()


async def _serve(given: Work, listener: socket.socket, supervisor: int, tell_ready: Callable[[], object]) -> None:
    app, runner, settings, loop = given.app, given.runner, given.settings, asyncio.get_running_loop()
    is_told_to_stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, is_told_to_stop.set)
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
    # The first readers need not wait for it, so it is done while they are served already.
    preparation = asyncio.create_task(_prepare(gateway, given.preparation))
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
    await _finish(server, gateway, loop.time() + settings.stop_seconds)


async def _prepare(gateway: Gateway, steps: Iterable[Step]) -> None:
    """Take *steps* while nobody waits for an answer."""
    for step in steps:
        while gateway.running:
            await asyncio.sleep(_PAUSE_SECONDS)
        await asyncio.to_thread(step)


def _log_failure(preparation: asyncio.Task[None]) -> None:
    """Log why pages could not be prepared; they are made when they are asked for."""
    if not preparation.cancelled() and preparation.exception() is not None:
        _log.error("worker %d could not prepare pages: %s", os.getpid(), preparation.exception())


async def _finish(server: HttpServer, gateway: Gateway, give_up: float) -> None:
    """Hand over to others that listen, answer what was asked, at the latest at *give_up* of the loop's clock."""
    time = asyncio.get_running_loop().time
    gateway.is_draining = True
    await asyncio.sleep(_HANDOVER_SECONDS)
    server.accept_no_more()
    await asyncio.sleep(_FRESH_SECONDS)
    while gateway.running and time() < give_up:
        await asyncio.sleep(0.05)
    try:
        await asyncio.wait_for(server.stop(), max(_CLOSING_SECONDS, give_up - time()))
    except TimeoutError:
        _log.warning("worker %d closes connections whose clients read too slowly", os.getpid())
    gateway.close()
